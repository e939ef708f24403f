// What a text of the Messaging Center or of Email appearance looks like as a mail, before it is
// saved. Invariant: the words go through the same frame as a mail that leaves; nothing is stored or
// sent. Rule: features F060, F070, F077, F125; issue 6 points 1 and 4.
#pragma once

#include <string>
#include <string_view>

#include "automate/merge.hpp"
#include "db/session.hpp"
#include "desk/email_appearance.hpp"
#include "desk/environment.hpp"
#include "desk/mail_dress.hpp"
#include "desk/mail_text.hpp"

namespace postroom::desk {

/// Whose name stands in a preview, and in which language it speaks.
struct PreviewReader {
    std::string name;
    std::string language;
};

/// What stands for every field that a text may have, in the reader's language.
automate::MergeValues sample_values(const Environment& env, const PreviewReader& reader);

/// A template or a system email with the sample values in it.
MailText sample_text(const Environment& env, const PreviewReader& reader,
                     const model::MailWords& words);
/// The relay's text around a sample message, as the relay itself would place it. (F060)
MailText sample_relay_text(const Environment& env, const PreviewReader& reader,
                           const model::MailWords& words);

struct PreviewDress {
    EmailAppearance look;  ///< whose logo is replaced by the saved one
    std::string language;
    MailScheme scheme = MailScheme::light;
};
/// The mail as it would leave through the default connector, its pictures enclosed as data.
MailBodies preview_mail(db::Session& session, const PreviewDress& dress, const MailText& words);

}  // namespace postroom::desk
