// See match.hpp.
#include "automate/match.hpp"

#include <algorithm>

#include "core/limits.hpp"
#include "core/text.hpp"

namespace postroom::automate {
namespace {

using model::Comparison;
using model::Condition;
using model::Filter;
using model::RunOutcome;

std::span<const std::string> values_of(const Facts& facts, std::string_view property) {
    const auto found = facts.find(property);
    return found == facts.end() ? std::span<const std::string>{} : found->second;
}

bool is_any(std::span<const std::string> values, std::string_view wanted) {
    return std::ranges::any_of(
        values, [&](const std::string& value) { return equals_ignoring_case(value, wanted); });
}

/// A text holds the words; a list of tags has the tag.
bool contains(const Condition& condition, std::span<const std::string> values) {
    if (condition.property == "tags") {
        return is_any(values, condition.value);
    }
    return std::ranges::any_of(values, [&](const std::string& value) {
        return find_ignoring_case(value, condition.value) != std::string::npos;
    });
}

/// A status is also named by its state: "status is finished".
bool is_value(const Condition& condition, const Facts& facts) {
    return is_any(values_of(facts, condition.property), condition.value) ||
           (condition.property == "status" && is_any(values_of(facts, "state"), condition.value));
}

bool is_beyond(const Condition& condition, std::span<const std::string> values, bool more) {
    const auto bound = parse_int(condition.value);
    const auto value = values.empty() ? std::nullopt : parse_int(values.front());
    return bound && value && (more ? *value > *bound : *value < *bound);
}

bool holds(const Condition& condition, const Facts& facts) {
    const auto values = values_of(facts, condition.property);
    switch (condition.comparison) {
        case Comparison::is:
            return is_value(condition, facts);
        case Comparison::is_not:
            return !is_value(condition, facts);
        case Comparison::contains:
            return contains(condition, values);
        case Comparison::contains_not:
            return !contains(condition, values);
        case Comparison::is_set:
            return !values.empty();
        case Comparison::is_empty:
            return values.empty();
        case Comparison::more_than:
            return is_beyond(condition, values, true);
        case Comparison::less_than:
            return is_beyond(condition, values, false);
    }
    return false;
}

}  // namespace

bool is_set_off(const model::Automation& rule, const Occurrence& occurrence) {
    return rule.object == occurrence.object &&
           std::ranges::any_of(occurrence.triggers, [&](const model::Trigger& happened) {
               return happened.kind == rule.trigger.kind &&
                      (rule.trigger.detail.empty() || rule.trigger.detail == happened.detail);
           });
}

bool holds(const Filter& filter, const Facts& facts) {
    if (filter.conditions.empty() && filter.groups.empty()) {
        return true;
    }
    const auto condition_holds = [&](const Condition& each) { return holds(each, facts); };
    const auto group_holds = [&](const Filter& each) { return holds(each, facts); };
    return filter.any ? std::ranges::any_of(filter.conditions, condition_holds) ||
                            std::ranges::any_of(filter.groups, group_holds)
                      : std::ranges::all_of(filter.conditions, condition_holds) &&
                            std::ranges::all_of(filter.groups, group_holds);
}

RunOutcome judge_chain(AutomationId rule, const Chain& chain) {
    if (std::ranges::find(chain.causes, rule) != chain.causes.end()) {
        return RunOutcome::itself;
    }
    if (std::ssize(chain.causes) >= limits::kAutomationDepthMax) {
        return RunOutcome::too_deep;
    }
    return chain.recent_runs >= limits::kAutomationRunsPerItemMax ? RunOutcome::loop
                                                                  : RunOutcome::done;
}

}  // namespace postroom::automate
