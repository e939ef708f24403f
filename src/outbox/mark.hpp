// The marks that outgoing mail bears, so that machines do not answer it.
// Invariant: what a person wrote bears none of them but its importance; what a machine wrote always
// does. Rule: mail-correctness.md LOOP-1; RFC 3834 section 5; feature F162.
#pragma once

#include <string_view>
#include <vector>

#include "model/mail_flow.hpp"

namespace postroom::outbox {

struct MarkedMail {
    model::MailKind kind = model::MailKind::reply;
    model::Importance importance = model::Importance::normal;
    bool is_automatic =
        false;  ///< an automation or the bot wrote it; implied by every kind but reply
    bool answers_a_mail = false;  ///< an acknowledgement: the text came because a mail came
};

struct HeaderMark {
    std::string_view name;
    std::string_view value;
    bool operator==(const HeaderMark&) const = default;
};

struct Marks {
    std::vector<HeaderMark> headers;    ///< in the order in which they are written
    bool null_envelope_sender = false;  ///< MAIL FROM:<>, so that no bounce or notice comes back
};

/// The signed loop header of guard/own_mail.hpp is added to every mail beside these.
Marks marks_of(const MarkedMail& mail);

}  // namespace postroom::outbox
