// Whether a rule acts on something that happened.
// Invariant: pure; the stage, "Try it" and the tests ask here and nowhere else. Rule: features
// F054, F064-F066; mail-correctness.md LOOP-6 (chains).
#pragma once

#include <map>
#include <span>
#include <string>
#include <vector>

#include "model/automation.hpp"

namespace postroom::automate {

/// What is known of the object: each property with its values; one without value is not there.
using Facts = std::map<std::string, std::vector<std::string>, std::less<>>;

/// Something that happened to one object: it can be several things at once.
struct Occurrence {
    model::RuleObject object = model::RuleObject::ticket;
    std::vector<model::Trigger> triggers{};
};

/// Whether the trigger is one of what happened.
bool is_set_off(const model::Automation& rule, const Occurrence& occurrence);
bool holds(const model::Filter& filter, const Facts& facts);

/// The rules that led here, the nearest first, and how often this one has just acted on the item.
struct Chain {
    std::vector<AutomationId> causes{};
    std::int64_t recent_runs = 0;
};
/// `done` when it may act; else why not.
model::RunOutcome judge_chain(AutomationId rule, const Chain& chain);

}  // namespace postroom::automate
