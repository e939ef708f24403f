// From events to what automations do about them.
// Invariant: a rule acts on an event once, whatever is read twice; the run and its effects are one
// transaction; a rule that fails spoils no other. Rule: architecture.md "automation"; features
// F054-F071; mail-correctness.md LOOP-6.
#pragma once

#include "db/database.hpp"
#include "desk/environment.hpp"
#include "model/automation.hpp"

namespace postroom::pipeline {

/// The stage behind all events that rules can be about. One thread at a time.
class Automation {
   public:
    Automation(db::Database& database, const desk::Environment& env)
        : database_(database), env_(env) {}

    /// Reads the next batch of events; once an hour looks at the items that hourly rules are about.
    /// Returns how much there was.
    std::size_t run_once();

   private:
    std::size_t read_events();
    std::size_t check_hour();
    std::size_t check_items(const model::Automation& rule, std::int64_t hour);

    db::Database& database_;
    const desk::Environment& env_;
};

}  // namespace postroom::pipeline
