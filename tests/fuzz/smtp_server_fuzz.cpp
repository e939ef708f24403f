// Fuzz target: the SMTP server machine. Whatever a peer sends, however it is cut, the machine ends
// in a state that asks for input or closes, and a mail's text is never longer than what was sent.
// (F35)
#include <cstdint>
#include <cstdlib>
#include <string>

#include "smtp/server.hpp"

namespace {

using postroom::smtp::Server;
using postroom::smtp::ServerEvent;

/// Runs the session until it wants input; false once it is closed.
bool pump(Server& server, std::size_t bytes_sent) {
    for (;;) {
        switch (server.next()) {
            case ServerEvent::recipient_asked:
                server.answer_recipient(server.asked_recipient().size() % 3 == 0
                                            ? postroom::smtp::Reply{550, "5.1.1", "unknown"}
                                            : postroom::smtp::Reply{250, "2.1.5", "ok"});
                break;
            case ServerEvent::content_asked:
                server.accept_content("");
                break;
            case ServerEvent::mail_complete:
                if (server.take_mail().content.size() > bytes_sent) {
                    std::abort();
                }
                server.answer_mail(postroom::smtp::Reply{250, "2.0.0", "ok"});
                break;
            case ServerEvent::start_tls:
                server.tls_started();
                break;
            case ServerEvent::delay:
                break;
            case ServerEvent::closed:
                return false;
            case ServerEvent::need_input:
                return true;
        }
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size < 2) {
        return 0;
    }
    const std::size_t step = data[0] + std::size_t{1};
    postroom::smtp::ServerOptions options;
    options.protocol =
        (data[1] & 1) != 0 ? postroom::smtp::Protocol::lmtp : postroom::smtp::Protocol::smtp;
    options.offer_starttls = (data[1] & 2) != 0;
    options.bare_newlines = (data[1] & 4) != 0 ? postroom::smtp::BareNewlines::reject
                                               : postroom::smtp::BareNewlines::normalize;
    options.mail_bytes_max = 4096;
    Server server(options);
    server.greet();
    const std::string_view bytes(reinterpret_cast<const char*>(data) + 2, size - 2);
    for (std::size_t at = 0; at < bytes.size(); at += step) {
        server.receive(bytes.substr(at, step));
        if (!pump(server, size)) {
            break;
        }
        server.output().clear();
    }
    return 0;
}
