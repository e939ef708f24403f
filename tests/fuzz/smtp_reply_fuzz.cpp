// Fuzz target: the client machine and its reply parser against any server. The machine never hangs,
// never sends a dot unasked, and every text that it shows is short and on one line. (F35, SRV-13)
#include <cstdint>
#include <cstdlib>
#include <string>

#include "core/limits.hpp"
#include "core/text.hpp"
#include "smtp/client.hpp"

namespace {

constexpr int kMailsMax = 200;

void require(bool condition) {
    if (!condition) {
        std::abort();
    }
}

void check_text(const std::string& text) {
    require(text.size() <= postroom::limits::kSmtpReplyTextBytesMax &&
            postroom::is_valid_utf8(text) && text.find_first_of("\r\n") == std::string::npos);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace postroom::smtp;
    if (size < 2) {
        return 0;
    }
    const std::size_t step = data[0] + std::size_t{1};
    ClientOptions options{
        .starttls = (data[1] & 1) != 0 ? StartTls::opportunistic : StartTls::never,
        .auth_in_clear_allowed = true};
    options.protocol = (data[1] & 2) != 0 ? Protocol::lmtp : Protocol::smtp;
    if ((data[1] & 4) != 0) {
        options.credentials = Credentials{"user", "secret", (data[1] & 8) != 0 ? "token" : ""};
    }
    Client client(options);
    std::string_view bytes(reinterpret_cast<const char*>(data) + 2, size - 2);
    // A server that announces SIZE 1 gets no mail: each is refused here, without a byte read.
    for (int mails = 0;;) {
        const ClientEvent event = client.next();
        if (event == ClientEvent::need_input) {
            if (bytes.empty()) {
                client.fail_connection(Cause::closed, "end");
                continue;
            }
            client.receive(bytes.substr(0, step));
            bytes.remove_prefix(std::min(step, bytes.size()));
        } else if (event == ClientEvent::start_tls) {
            client.tls_started();
        } else if (event == ClientEvent::ready) {
            client.output().clear();
            client.begin_mail({"a@example.org", {"b@example.org", "c@example.org"}, "x\r\n"});
            require(client.output().find("\r\n.\r\n") == std::string::npos);
        } else if (event == ClientEvent::ready_for_dot) {
            client.send_dot();
        } else if (event == ClientEvent::mail_done) {
            for (const RecipientOutcome& outcome : client.take_outcome()) {
                check_text(outcome.reply.text);
                check_text(outcome.failure ? outcome.failure->text : std::string());
            }
            if (bytes.empty() || ++mails == kMailsMax) {
                client.fail_connection(Cause::closed, "end");
            }
        } else {
            check_text(client.failure().text);
            return 0;
        }
    }
}
