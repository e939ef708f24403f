// See automation.hpp.
#include "store/automation.hpp"

#include "core/check.hpp"
#include "store/automation_codec.hpp"

namespace postroom::store {
namespace {

using model::name_of;
using model::stored_name;

#define AUTOMATION_COLUMNS                                                                        \
    "automation_id, number, name, object, definition, enabled, enabled_at, version, created_at, " \
    "updated_at"
#define RUN_COLUMNS                                                                            \
    "automation_run_id, automation_id, event_id, cause_run_id, item_id, project_id, outcome, " \
    "effects, at"
#define CALL_COLUMNS                                                                          \
    "webhook_call_id, automation_run_id, automation_id, url, body, state, attempts, due_at, " \
    "answer"

model::Automation read_automation(const db::Row& row) {
    model::Automation rule{.id = row.get<AutomationId>(0),
                           .number = row.get<std::int64_t>(1),
                           .name = row.get<std::string>(2),
                           .object = stored_name<model::RuleObject>(row.get<std::string_view>(3)),
                           .enabled = row.get<bool>(5),
                           .enabled_at = row.get<TimePoint>(6),
                           .version = row.get<std::int64_t>(7),
                           .created_at = row.get<TimePoint>(8),
                           .updated_at = row.get<TimePoint>(9)};
    read_definition(row.get<std::string_view>(4), rule);
    return rule;
}

model::AutomationRun read_run(const db::Row& row) {
    return {.id = row.get<AutomationRunId>(0),
            .automation_id = row.get<AutomationId>(1),
            .event_id = row.get<EventId>(2),
            .cause_run_id = row.get<AutomationRunId>(3),
            .item_id = row.get<ItemId>(4),
            .project_id = row.get<ProjectId>(5),
            .outcome = stored_name<model::RunOutcome>(row.get<std::string_view>(6)),
            .effects = read_effects(row.get<std::string_view>(7)),
            .at = row.get<TimePoint>(8)};
}

WebhookCall read_call(const db::Row& row) {
    return {.id = row.get<WebhookCallId>(0),
            .run_id = row.get<AutomationRunId>(1),
            .automation_id = row.get<AutomationId>(2),
            .url = row.get<std::string>(3),
            .body = row.get<std::string>(4),
            .state = row.get<std::string>(5),
            .attempts = row.get<int>(6),
            .due_at = row.get<std::optional<TimePoint>>(7),
            .answer = row.get<std::string>(8)};
}

ItemId read_item_id(const db::Row& row) { return row.get<ItemId>(0); }

}  // namespace

AutomationId insert_automation(db::Session& session, const model::Automation& rule, TimePoint now) {
    const auto id = session.one(
        R"(insert into automation (number, name, object, definition, enabled, enabled_at,
               created_at, updated_at)
           values ((select coalesce(max(number), 0) + 1 from automation), $1, $2, $3, $4, $5, $5,
               $5)
           returning automation_id)",
        [](const db::Row& row) { return row.get<AutomationId>(0); }, rule.name,
        name_of(rule.object), write_definition(rule), rule.enabled, now);
    CHECK(id.has_value());
    return *id;
}

bool update_automation(db::Session& session, const model::Automation& rule, TimePoint now) {
    return session.execute(
               R"(update automation set name = $2, object = $3, definition = $4, enabled = $5,
                      enabled_at = $6, updated_at = $7, version = version + 1
                  where automation_id = $1 and version = $8)",
               rule.id, rule.name, name_of(rule.object), write_definition(rule), rule.enabled,
               rule.enabled_at, now, rule.version) == 1;
}

void delete_automation(db::Session& session, AutomationId id) {
    session.execute("delete from automation_match where automation_id = $1", id);
    session.execute("delete from webhook_call where automation_id = $1", id);
    session.execute("delete from automation_run where automation_id = $1", id);
    session.execute("delete from automation where automation_id = $1", id);
}

std::optional<model::Automation> find_automation(db::Session& session, AutomationId id) {
    return session.one("select " AUTOMATION_COLUMNS " from automation where automation_id = $1",
                       read_automation, id);
}

std::vector<model::Automation> list_automations(db::Session& session, int limit) {
    return session.list("select " AUTOMATION_COLUMNS " from automation order by number limit $1",
                        read_automation, limit);
}

std::vector<model::Automation> list_enabled_automations(db::Session& session, int limit) {
    return session.list("select " AUTOMATION_COLUMNS
                        " from automation where enabled = 1 order by number limit $1",
                        read_automation, limit);
}

std::optional<AutomationRunId> insert_run(db::Session& session, const model::AutomationRun& run) {
    return session.one(
        R"(insert into automation_run (automation_id, event_id, cause_run_id, item_id, project_id,
               outcome, effects, at)
           values ($1, $2, $3, $4, $5, $6, $7, $8)
           on conflict do nothing returning automation_run_id)",
        [](const db::Row& row) { return row.get<AutomationRunId>(0); }, run.automation_id,
        run.event_id.value, run.cause_run_id, run.item_id, run.project_id, name_of(run.outcome),
        write_effects(run.effects), run.at);
}

void record_run(db::Session& session, const model::AutomationRun& run) {
    session.execute(
        R"(update automation_run set outcome = $2, effects = $3, acknowledges = $4
           where automation_run_id = $1)",
        run.id, name_of(run.outcome), write_effects(run.effects), run.acknowledges);
}

std::optional<model::AutomationRun> find_run(db::Session& session, AutomationRunId id) {
    return session.one("select " RUN_COLUMNS " from automation_run where automation_run_id = $1",
                       read_run, id);
}

std::vector<model::AutomationRun> list_runs(db::Session& session, AutomationId rule,
                                            AutomationRunId before, int limit) {
    return session.list("select " RUN_COLUMNS
                        R"( from automation_run
           where (automation_id = $1 or $1 is null)
               and (automation_run_id < $2 or $2 is null)
           order by automation_run_id desc limit $3)",
                        read_run, rule, before, limit);
}

std::int64_t count_runs_in_item(db::Session& session, AutomationId rule, ItemId item,
                                TimePoint since) {
    return session
        .one(
            R"(select count(*) from automation_run
               where automation_id = $1 and item_id = $2 and at > $3 and outcome <> 'loop')",
            [](const db::Row& row) { return row.get<std::int64_t>(0); }, rule, item, since)
        .value_or(0);
}

std::vector<Acknowledgement> list_acknowledgements(db::Session& session, CustomerId requester,
                                                   TimePoint since, int limit) {
    return session.list(
        R"(select r.item_id, i.title, r.at
           from item i join automation_run r on r.item_id = i.item_id
           where i.requester_id = $1 and i.created_at > $2 and r.acknowledges = 1
           order by r.at desc limit $3)",
        [](const db::Row& row) {
            return Acknowledgement{row.get<ItemId>(0), row.get<std::string>(1),
                                   row.get<TimePoint>(2)};
        },
        requester, since, limit);
}

void open_savepoint(db::Session& session) { session.script("savepoint automation_action"); }
void keep_savepoint(db::Session& session) { session.script("release savepoint automation_action"); }
void undo_savepoint(db::Session& session) {
    session.script("rollback to savepoint automation_action");
    session.script("release savepoint automation_action");
}

std::vector<RunCount> count_runs(db::Session& session, TimePoint since) {
    return session.list(
        R"(select automation_id, count(*),
               sum(case when outcome in ('done', 'partly') then 0 else 1 end), max(at)
           from automation_run where at > $1 group by automation_id limit 1000)",
        [](const db::Row& row) {
            return RunCount{row.get<AutomationId>(0), row.get<std::int64_t>(1),
                            row.get<std::int64_t>(2), row.get<TimePoint>(3)};
        },
        since);
}

bool has_match(db::Session& session, AutomationId rule, ItemId item) {
    return session
        .one(
            "select 1 from automation_match where automation_id = $1 and item_id = $2",
            [](const db::Row&) { return true; }, rule, item)
        .has_value();
}

bool insert_match(db::Session& session, AutomationId rule, ItemId item, TimePoint now) {
    return session.execute(
               R"(insert into automation_match (automation_id, item_id, at) values ($1, $2, $3)
                  on conflict do nothing)",
               rule, item, now) == 1;
}

void delete_match(db::Session& session, AutomationId rule, ItemId item) {
    session.execute("delete from automation_match where automation_id = $1 and item_id = $2", rule,
                    item);
}

std::vector<ItemId> list_items_to_check(db::Session& session, model::ItemType type,
                                        TimePoint finished_since, ItemId after, int limit) {
    return session.list(
        R"(select item_id from item
           where item_id > $3 and type = $1 and (state <> 'finished' or updated_at > $2)
           order by item_id limit $4)",
        read_item_id, name_of(type), finished_since, after.value, limit);
}

WebhookCallId insert_webhook_call(db::Session& session, const WebhookCall& call, TimePoint now) {
    const auto id = session.one(
        R"(insert into webhook_call (automation_run_id, automation_id, url, body, due_at,
               created_at)
           values ($1, $2, $3, $4, $5, $5) returning webhook_call_id)",
        [](const db::Row& row) { return row.get<WebhookCallId>(0); }, call.run_id,
        call.automation_id, call.url, call.body, now);
    CHECK(id.has_value());
    return *id;
}

std::vector<WebhookCall> list_due_webhook_calls(db::Session& session, TimePoint now, int limit) {
    return session.list("select " CALL_COLUMNS
                        R"( from webhook_call where state = 'waiting' and due_at <= $1
           order by due_at limit $2)",
                        read_call, now, limit);
}

std::vector<WebhookCall> list_webhook_calls_of(db::Session& session, AutomationRunId run) {
    return session.list("select " CALL_COLUMNS
                        R"( from webhook_call where automation_run_id = $1
           order by webhook_call_id limit 100)",
                        read_call, run);
}

void record_webhook_attempt(db::Session& session, const WebhookCall& call, TimePoint now) {
    session.execute(
        R"(update webhook_call set state = $2, attempts = $3, due_at = $4, answer = $5,
               finished_at = $6
           where webhook_call_id = $1 and state = 'waiting')",
        call.id, call.state, call.attempts, call.due_at, call.answer,
        call.due_at ? std::optional<TimePoint>() : std::optional(now));
}

}  // namespace postroom::store
