// The 60-second rule: what its recipient has not seen when it is due is emailed, once.
// Invariant: exactly one of {seen, mail made} wins, in one transaction (CHAT-3); one mail holds
// everything unseen of a conversation. Rule: F008-F011; CHAT-3; OUT-5.
#pragma once

#include <optional>

#include "db/database.hpp"
#include "desk/environment.hpp"

namespace postroom::pipeline {

/// The stage behind due receipts. One thread at a time.
class Relay {
   public:
    Relay(db::Database& database, const desk::Environment& env) : database_(database), env_(env) {}

    /// Mails what is due now. Returns for how many people and conversations.
    std::size_t run_once();
    /// When the next receipt is due, if one is.
    std::optional<TimePoint> next_due();

   private:
    db::Database& database_;
    const desk::Environment& env_;
};

}  // namespace postroom::pipeline
