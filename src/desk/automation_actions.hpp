// The eight kinds of actions of a rule, as commands of the desk, each with what became of it.
// Invariant: every change says that this run made it; customers are not answered where the run may
// not (LOOP-4, LOOP-8). Rule: features F054-F071.
#pragma once

#include <string>
#include <vector>

#include "core/result.hpp"
#include "desk/environment.hpp"
#include "desk/happening.hpp"
#include "model/automation.hpp"

namespace postroom::desk {

/// One rule on its way through one happening.
struct Acting {
    db::Session& session;
    const Environment& env;
    const model::Automation& rule;
    const Happening& happening;
    AutomationRunId run;
    /// Why customers are not answered by this run; empty when they may be. (LOOP-4, LOOP-8)
    std::string against_customers{};
    bool acknowledged = false;

    model::Person bot() const { return model::person(run); }
    bool answers_first() const {
        return rule.trigger.kind == model::TriggerKind::created && happening.item.has_value();
    }
};

/// Does one action. An error leaves it to the caller to undo what was begun of it.
Result<std::vector<model::RunEffect>> act(Acting& acting, const model::RuleAction& action);

/// What an action says that did nothing, and why.
model::RunEffect kept_back(const model::RuleAction& action, std::string why, std::string to = {});

}  // namespace postroom::desk
