// Carrying out a rule: its actions (automation_actions.hpp) one by one, and the run that says so.
// Invariant: one transaction holds the run and all its effects (restart-safe); every change says
// that this run made it, so that no rule answers itself. Rule: features F054-F071; LOOP-4, LOOP-6,
// LOOP-8.
#pragma once

#include <optional>
#include <vector>

#include "core/result.hpp"
#include "desk/automation_facts.hpp"
#include "model/automation.hpp"

namespace postroom::desk {

/// The rules that led to the happening, and how often this one has just acted on the item.
automate::Chain load_chain(db::Session& session, AutomationId rule, const Happening& happening,
                           TimePoint now);

/// Acts once for each rule and event; nothing when it has acted before. The caller has asked
/// is_set_off and holds. Errors leave nothing behind.
Result<std::optional<model::AutomationRun>> run_rule(db::Session& session, const Environment& env,
                                                     const model::Automation& rule,
                                                     const Happening& happening);
/// Writes that it could not act at all.
void record_failed_run(db::Session& session, const Environment& env, const model::Automation& rule,
                       const Happening& happening, const Error& error);

/// Signs the calls of a rule's webhooks; the same for ever.
std::string webhook_secret(const Environment& env, AutomationId rule);

}  // namespace postroom::desk
