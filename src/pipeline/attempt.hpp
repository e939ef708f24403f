// What one try at sending a mail came to, as rows.
// Invariant: only the lease under which it was tried may write it, and writing it twice changes
// nothing (OUT-6, I4). Rule: mail-correctness.md P5 to P7, OUT-7; features F148, F154, F173.
#pragma once

#include <chrono>
#include <string>

#include "db/session.hpp"
#include "desk/environment.hpp"
#include "outbox/classify.hpp"
#include "store/outgoing_mail.hpp"

namespace postroom::pipeline {

/// How long nobody sends again what may have arrived. (OUT-4 (b))
inline constexpr Milliseconds kUncertainPause = std::chrono::minutes{10};

/// What a try came to.
struct Attempted {
    bool accepted = false;
    /// We did not send the final dot although it was announced: nothing has left, nothing counts.
    bool withdrawn = false;
    std::string reply;  ///< the server's words
    /// When not accepted.
    outbox::Stage stage = outbox::Stage::connect;
    int code = 0;
    std::string enhanced;
};

/// Moves the mail on, appends the event, tells the author of a failure. Nothing when the lease is
/// not this one any more.
void record_attempted(db::Session& session, const desk::Environment& env, store::Lease lease,
                      const Attempted& attempted);

}  // namespace postroom::pipeline
