// Fuzz target: the IMAP client against any server. It never hangs, never sends a secret in the
// clear unasked, and every text that it shows is short and on one line. (F35, IMAP-11, SRV-13)
#include <cstdint>
#include <cstdlib>
#include <string>

#include "core/limits.hpp"
#include "core/text.hpp"
#include "imap/client.hpp"

namespace {

constexpr int kCommandsMax = 200;

void require(bool condition) {
    if (!condition) {
        std::abort();
    }
}

void check_text(const std::string& text) {
    require(text.size() <= postroom::limits::kSmtpReplyTextBytesMax &&
            postroom::is_valid_utf8(text) && text.find_first_of("\r\n") == std::string::npos);
}

void begin(postroom::imap::Client& client, int turn) {
    switch (turn % 6) {
        case 0:
            return client.select("INBOX");
        case 1:
            return client.list_mails({1, 0});
        case 2:
            return client.fetch_mails({1, 2, 5});
        case 3:
            return client.search({1, 5000}, std::nullopt);
        case 4:
            return client.idle();
        default:
            return client.store_flags({1}, "\\Seen");
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace postroom::imap;
    if (size < 2) {
        return 0;
    }
    const std::size_t step = data[0] + std::size_t{1};
    const bool in_clear_allowed = (data[1] & 1) != 0;
    Client client({.starttls = (data[1] & 2) != 0,
                   .auth_in_clear_allowed = in_clear_allowed,
                   .credentials = {"user", "secret", (data[1] & 4) != 0 ? "token" : ""},
                   .literal_bytes_max = 1000});
    std::string_view bytes(reinterpret_cast<const char*>(data) + 2, size - 2);
    for (int commands = 0;;) {
        const ClientEvent event = client.next();
        if (event == ClientEvent::need_input) {
            require(in_clear_allowed || client.is_tls() ||
                    client.output().find("AUTHENTICATE") == std::string::npos);
            client.output().clear();
            if (bytes.empty()) {
                client.fail_connection(Cause::closed, "end");
                continue;
            }
            client.receive(bytes.substr(0, step));
            bytes.remove_prefix(std::min(step, bytes.size()));
        } else if (event == ClientEvent::start_tls) {
            client.tls_started();
        } else if (event == ClientEvent::ready) {
            if (++commands > kCommandsMax) {
                client.fail_connection(Cause::closed, "enough");
                continue;
            }
            begin(client, commands);
        } else if (event == ClientEvent::news) {
            client.end_idle();
        } else if (event == ClientEvent::answer) {
            const Answer answer = client.take_answer();
            check_text(answer.status.text);
            require(answer.fetched.size() <= postroom::limits::kImapUntaggedMax);
        } else {
            check_text(client.failure().text);
            return 0;
        }
    }
}
