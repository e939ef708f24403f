// Automations, their runs, and the calls that they make to other programs.
// Invariant: one run for one rule and event, whatever is repeated. Rule: features F054-F066.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "db/session.hpp"
#include "model/automation.hpp"

namespace postroom::store {

/// Takes the next number ("A07").
AutomationId insert_automation(db::Session& session, const model::Automation& rule, TimePoint now);
/// False when it was changed since `rule.version`.
bool update_automation(db::Session& session, const model::Automation& rule, TimePoint now);
/// With its history.
void delete_automation(db::Session& session, AutomationId id);
std::optional<model::Automation> find_automation(db::Session& session, AutomationId id);
/// By number.
std::vector<model::Automation> list_automations(db::Session& session, int limit);
std::vector<model::Automation> list_enabled_automations(db::Session& session, int limit);

/// Nothing when this rule has met this event before. The id of the run is the bot that acts in it.
std::optional<AutomationRunId> insert_run(db::Session& session, const model::AutomationRun& run);
void record_run(db::Session& session, const model::AutomationRun& run);
std::optional<model::AutomationRun> find_run(db::Session& session, AutomationRunId id);
/// Newest first, below `before` (0 = from the newest); of one rule, or of all.
std::vector<model::AutomationRun> list_runs(db::Session& session, AutomationId rule,
                                            AutomationRunId before, int limit);
std::int64_t count_runs_in_item(db::Session& session, AutomationId rule, ItemId item,
                                TimePoint since);
/// Thanks that a customer got for new items since then, newest first.
struct Acknowledgement {
    ItemId item_id;
    std::string title;
    TimePoint at{};
};
std::vector<Acknowledgement> list_acknowledgements(db::Session& session, CustomerId requester,
                                                   TimePoint since, int limit);

/// One action within a run: undone alone when it fails, without the others.
void open_savepoint(db::Session& session);
void keep_savepoint(db::Session& session);
void undo_savepoint(db::Session& session);

struct RunCount {
    AutomationId automation_id;
    std::int64_t runs = 0;
    std::int64_t stopped = 0;  ///< kept from acting, or failed
    TimePoint last_at{};
};
std::vector<RunCount> count_runs(db::Session& session, TimePoint since);

/// Whether the rule's hourly check has seen that the item matches.
bool has_match(db::Session& session, AutomationId rule, ItemId item);
bool insert_match(db::Session& session, AutomationId rule, ItemId item, TimePoint now);
void delete_match(db::Session& session, AutomationId rule, ItemId item);
/// Unfinished items of the type, and finished ones that changed since; oldest change first.
std::vector<ItemId> list_items_to_check(db::Session& session, model::ItemType type,
                                        TimePoint finished_since, ItemId after, int limit);

struct WebhookCall {
    WebhookCallId id;
    AutomationRunId run_id;
    AutomationId automation_id;
    std::string url;
    std::string body;
    std::string state;  ///< waiting, delivered, failed
    int attempts = 0;
    std::optional<TimePoint> due_at;
    std::string answer;
};
WebhookCallId insert_webhook_call(db::Session& session, const WebhookCall& call, TimePoint now);
std::vector<WebhookCall> list_due_webhook_calls(db::Session& session, TimePoint now, int limit);
std::vector<WebhookCall> list_webhook_calls_of(db::Session& session, AutomationRunId run);
/// What became of an attempt; ends the call unless it is still `waiting`.
void record_webhook_attempt(db::Session& session, const WebhookCall& call, TimePoint now);

}  // namespace postroom::store
