// Any bytes through the bounce reader (BNC-2): no crash, and every verdict has what it needs.
#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "core/text.hpp"
#include "guard/automatic.hpp"
#include "guard/bounce.hpp"
#include "guard/feedback.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace postroom;
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    mime::Mail mail{.from = {.address = "mailer-daemon@example.org"},
                    .subject = "Returned mail",
                    .content_type = "multipart/report",
                    .text = repair_utf8(bytes)};
    mail.report_leaves = {{"message/delivery-status", std::string(bytes)},
                          {"message/feedback-report", std::string(bytes)},
                          {"message/rfc822", std::string(bytes)}};
    guard::judge_feedback(mail);
    guard::judge_automatic(mail);
    mail.report_leaves.erase(mail.report_leaves.begin() + 1);
    for (int round = 0; round < 2; ++round) {
        const guard::Bounce bounce = guard::judge_bounce(mail);
        if (bounce.is_bounce == bounce.recipients.empty() ||
            (bounce.is_delayed && !bounce.is_bounce)) {
            std::abort();
        }
        mail.report_leaves.clear();
    }
    return 0;
}
