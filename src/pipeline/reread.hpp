// "Process again" for a mail that an older parser read: what it says is understood anew, in place.
// Invariant: never a second message, item or notification; files that are still there keep their
// ids. Rule: mail-correctness.md IN-2; features F084, F085.
#pragma once

#include "core/result.hpp"
#include "db/session.hpp"
#include "desk/environment.hpp"
#include "pipeline/understand.hpp"
#include "store/incoming_mail.hpp"

namespace postroom::pipeline {

/// Writes what today's parser makes of the mail into the message that it became: text, HTML,
/// visible text, files, warnings. Its outcome, its place, its author and who was told stay as they
/// are. A mail that became no message of its own only gets the newer subject and version.
void reread(db::Session& session, const desk::Environment& env, const store::WantedReread& wanted,
            Understood& understood);

}  // namespace postroom::pipeline
