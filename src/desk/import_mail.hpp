// Mail that another program had not sent yet, taken into the Outbox.
// Invariant: nothing of it leaves by itself, neither now nor after a failure; only by hand. Rule:
// features F154, F155; OUT-12 ("imported old mail is created as failed").
#pragma once

#include <string_view>
#include <vector>

#include "core/result.hpp"
#include "db/session.hpp"
#include "desk/environment.hpp"

namespace postroom::desk {

/// One mail of a file, with all its recipients.
struct ImportedMail {
    std::vector<MailId> mails;  ///< one for each recipient; empty: it was imported before
};

/// @param raw  the mail as a mail program keeps it, any line ends; its Bcc is read and left out
/// Errors: invalid (no sender or no recipient that can be written to, too large), conflict
/// (no_connector).
Result<ImportedMail> import_mail(db::Session& session, const Environment& env,
                                 std::string_view raw);

}  // namespace postroom::desk
