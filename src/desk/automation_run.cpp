// See automation_run.hpp.
#include "desk/automation_run.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/crash_point.hpp"
#include "core/encoding.hpp"
#include "core/limits.hpp"
#include "desk/acknowledging.hpp"
#include "desk/automation_actions.hpp"
#include "notify/rule.hpp"
#include "store/automation.hpp"
#include "store/item.hpp"

namespace postroom::desk {
namespace {

using model::RuleActionKind;
using model::RunEffect;
using model::RunOutcome;

/// Each action stands for itself: one that fails is undone alone and says why.
std::vector<RunEffect> act_one_by_one(Acting& acting) {
    std::vector<RunEffect> effects;
    for (const auto& action : acting.rule.actions) {
        store::open_savepoint(acting.session);
        auto done = act(acting, action);
        if (done) {
            store::keep_savepoint(acting.session);
            effects.insert(effects.end(), done->begin(), done->end());
        } else {
            store::undo_savepoint(acting.session);
            effects.push_back(kept_back(action, done.error().code));
        }
    }
    return effects;
}

RunOutcome outcome_of(const std::vector<RunEffect>& effects) {
    const auto done = std::ranges::count(effects, true, &RunEffect::done);
    return done == std::ssize(effects) ? RunOutcome::done
           : done > 0                  ? RunOutcome::partly
                                       : RunOutcome::failed;
}

model::AutomationRun begin(const Environment& env, const model::Automation& rule,
                           const Happening& happening) {
    return {.id = {},
            .automation_id = rule.id,
            .event_id = happening.event_id,
            .cause_run_id = happening.cause,
            .item_id = happening.item ? happening.item->id : ItemId{},
            .project_id = happening.item ? ProjectId{} : happening.project_id,
            .at = env.now()};
}

}  // namespace

automate::Chain load_chain(db::Session& session, AutomationId rule, const Happening& happening,
                           TimePoint now) {
    automate::Chain chain;
    AutomationRunId cause = happening.cause;
    while (cause && std::ssize(chain.causes) <= limits::kAutomationDepthMax) {
        const auto run = store::find_run(session, cause);
        if (!run) {
            break;
        }
        chain.causes.push_back(run->automation_id);
        cause = run->cause_run_id;
    }
    if (happening.item) {
        chain.recent_runs = store::count_runs_in_item(session, rule, happening.item->id,
                                                      now - limits::kAutomationRunsWindow);
    }
    return chain;
}

Result<std::optional<model::AutomationRun>> run_rule(db::Session& session, const Environment& env,
                                                     const model::Automation& rule,
                                                     const Happening& happening) {
    auto run = begin(env, rule, happening);
    run.outcome =
        automate::judge_chain(rule.id, load_chain(session, rule.id, happening, env.now()));
    const auto id = store::insert_run(session, run);
    if (!id) {
        return std::optional<model::AutomationRun>{};
    }
    run.id = *id;
    if (run.outcome != RunOutcome::done) {
        return std::optional(std::move(run));
    }
    Acting acting{
        .session = session, .env = env, .rule = rule, .happening = happening, .run = run.id};
    if (acting.answers_first()) {
        acting.against_customers = rule_against_acknowledging(session, *happening.item, env.now());
    } else if (const auto cause = happening.message_id
                                      ? store::find_message(session, happening.message_id)
                                      : std::nullopt;
               cause && cause->is_automatic) {
        acting.against_customers = notify::rule::kAutomaticToCustomer;
    }
    run.effects = act_one_by_one(acting);
    run.outcome = outcome_of(run.effects);
    run.acknowledges = acting.acknowledged;
    CRASH_POINT("automation.before_run");
    store::record_run(session, run);
    return std::optional(std::move(run));
}

void record_failed_run(db::Session& session, const Environment& env, const model::Automation& rule,
                       const Happening& happening, const Error& error) {
    auto run = begin(env, rule, happening);
    run.outcome = RunOutcome::failed;
    run.effects.push_back(
        {.kind = rule.actions.empty() ? RuleActionKind::post_message : rule.actions.front().kind,
         .done = false,
         .what = error.code});
    store::insert_run(session, run);
}

std::string webhook_secret(const Environment& env, AutomationId rule) {
    return hex_encode(hmac_sha256(env.seal_secret, fmt::format("webhook {}", rule.value)));
}

}  // namespace postroom::desk
