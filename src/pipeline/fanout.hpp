// From the event of a message to one receipt for everyone concerned.
// Invariant: reading an event twice changes nothing (one receipt for one message and person).
// Rule: architecture.md "fanout"; features F005-F011, F022-F051.
#pragma once

#include <functional>

#include "db/database.hpp"
#include "desk/audience.hpp"
#include "desk/environment.hpp"

namespace postroom::pipeline {

/// The stage behind message_posted events. One thread at a time.
class Fanout {
   public:
    /// @param present  asked for each batch: customers with a live, focused view (CHAT-5)
    Fanout(db::Database& database, const desk::Environment& env,
           std::function<desk::PresentCustomers()> present);

    /// Reads the next batch of events. Returns how many there were.
    std::size_t run_once();

   private:
    db::Database& database_;
    const desk::Environment& env_;
    std::function<desk::PresentCustomers()> present_;
};

}  // namespace postroom::pipeline
