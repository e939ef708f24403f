// The marks as a table; see mark.hpp.
// Invariant: Precedence stands on what goes to many or tells only, never on an answer.
// Rule: mail-correctness.md LOOP-1.
#include "outbox/mark.hpp"

namespace postroom::outbox {

Marks marks_of(const MarkedMail& mail) {
    using enum model::MailKind;
    Marks marks;
    const bool is_automatic = mail.kind != reply || mail.is_automatic;
    if (is_automatic) {
        marks.headers.push_back(
            {"Auto-Submitted", mail.answers_a_mail ? "auto-replied" : "auto-generated"});
        marks.headers.push_back({"X-Auto-Response-Suppress", "All"});
    }
    if (mail.kind == notification || mail.kind == bulk) {
        marks.headers.push_back({"Precedence", "bulk"});
    }
    marks.headers.push_back({"Importance", model::name_of(mail.importance)});
    marks.null_envelope_sender = is_automatic && mail.answers_a_mail;
    return marks;
}

}  // namespace postroom::outbox
