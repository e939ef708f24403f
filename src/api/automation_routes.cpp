// Automations: making, changing, switching, trying them, and what they did. See api/openapi.yaml,
// tag messaging center. Invariant: administrators only; a rule that makes no sense is refused with
// each place that is wrong. Rule: features F054, F062-F066; product.md "Foresee".
#include <fmt/format.h>

#include <boost/json.hpp>

#include "api/routes.hpp"
#include "desk/automation_commands.hpp"
#include "desk/automation_run.hpp"
#include "desk/automation_trial.hpp"
#include "store/automation.hpp"
#include "store/automation_codec.hpp"
#include "store/item_field.hpp"
#include "view/automation.hpp"

namespace postroom::api {
namespace {

using view::Array;
using view::Object;

constexpr int kRulesMax = static_cast<int>(limits::kAutomationsMax);
constexpr Milliseconds kCounted = std::chrono::hours{24 * 7};
constexpr TextRule kNameRule{.characters_min = 1, .characters_max = 200};

std::unexpected<Error> no_rule() {
    return fail(ErrorKind::not_found, "automation_not_found", "There is no such automation.");
}

Object rule_json(Call& call, db::Session& session, const model::Automation& rule) {
    auto json =
        view::automation_json(rule, store::count_runs(session, call.context.now() - kCounted));
    json["webhook_secret"] = desk::webhook_secret(call.env(), rule.id);
    return json;
}

Outcome list_rules(Call& call) {
    return call.database().read([&](db::Session& session) {
        const auto counts = store::count_runs(session, call.context.now() - kCounted);
        Array items;
        for (const auto& rule : store::list_automations(session, kRulesMax)) {
            items.emplace_back(view::automation_json(rule, counts));
        }
        return Reply{.body = view::list_json(std::move(items))};
    });
}

Outcome show_rule(Call& call, AutomationId id, int status) {
    return call.database().read([&](db::Session& session) -> Outcome {
        const auto rule = store::find_automation(session, id);
        return rule ? Outcome(Reply{.status = status, .body = rule_json(call, session, *rule)})
                    : no_rule();
    });
}

Outcome get_rule(Call& call) { return show_rule(call, AutomationId{call.id()}, 200); }

/// Reads one member with its reader; what cannot be read is noted at the member.
template <class T, class Read>
void read_part(Fields& fields, std::string_view name, Read read, T& part) {
    if (!fields.has(name)) {
        return;
    }
    const auto* value = fields.value(name);
    auto made = read(value == nullptr ? boost::json::value(nullptr) : *value);
    if (made) {
        part = std::move(*made);
    } else {
        fields.note(name, "must be an object");
    }
}

/// Reads what is named; `rule` keeps the rest.
void read_rule(Fields& fields, model::Automation& rule) {
    rule.object = fields.word<model::RuleObject>("object").value_or(rule.object);
    read_part(fields, "trigger", store::read_trigger, rule.trigger);
    read_part(fields, "filter", store::read_filter, rule.filter);
    read_part(fields, "actions", store::read_actions, rule.actions);
}

void note_missing(Fields& fields, std::initializer_list<std::string_view> names) {
    for (const auto name : names) {
        if (!fields.has(name)) {
            fields.note(name, "is missing");
        }
    }
}

void read_head(Fields& fields, model::Automation& rule) {
    rule.name = fields.text("name", kNameRule).value_or(rule.name);
    rule.enabled = fields.flag("enabled").value_or(rule.enabled);
    rule.version = fields.number("version", 1, INT64_MAX).value_or(rule.version);
}

/// Each flaw stands at its member, so that a form can show it there.
std::expected<void, Problem> check_rule(Call& call, Fields& fields, const model::Automation& rule) {
    TRY_VOID(Fields(fields).check());
    for (auto& flaw : call.database().read(
             [&](db::Session& session) { return desk::find_flaws(session, rule); })) {
        fields.note(flaw.where, std::move(flaw.what));
    }
    return fields.check();
}

Outcome create_rule(Call& call) {
    auto fields = TRY(call.fields());
    note_missing(fields, {"name", "object", "trigger", "actions"});
    model::Automation rule;
    read_head(fields, rule);
    read_rule(fields, rule);
    TRY_VOID(check_rule(call, fields, rule));
    const auto id = TRY(call.database().write([&](db::Session& session) {
        return desk::create_automation(session, call.env(), rule, call.actor());
    }));
    return show_rule(call, id, 201);
}

Outcome update_rule(Call& call) {
    auto fields = TRY(call.fields());
    const AutomationId id{call.id()};
    auto found = call.database().read(
        [&](db::Session& session) { return store::find_automation(session, id); });
    if (!found) {
        return no_rule();
    }
    read_head(fields, *found);
    read_rule(fields, *found);
    // A rule that names something deleted can be switched off all the same.
    if (fields.has("trigger") || fields.has("filter") || fields.has("actions") ||
        fields.has("object") || found->enabled) {
        TRY_VOID(check_rule(call, fields, *found));
    }
    TRY_VOID(fields.check());
    TRY_VOID(call.database().write([&](db::Session& session) {
        return desk::change_automation(session, call.env(), *found, call.actor());
    }));
    return show_rule(call, id, 200);
}

Outcome delete_rule(Call& call) {
    TRY_VOID(call.database().write([&](db::Session& session) {
        return desk::delete_automation(session, call.env(), AutomationId{call.id()}, call.actor());
    }));
    return nothing();
}

Outcome list_rule_runs(Call& call) {
    const int limit = TRY(call.limit());
    const auto before = TRY(call.before());
    const AutomationId id{call.id()};
    return call.database().read([&](db::Session& session) -> Outcome {
        if (!store::find_automation(session, id)) {
            return no_rule();
        }
        const auto rules = store::list_automations(session, kRulesMax);
        const auto runs = store::list_runs(session, id, AutomationRunId{before}, limit + 1);
        return Reply{.body = page_json(
                         runs, limit,
                         [&](const model::AutomationRun& run) {
                             return view::automation_run_json(session, run, rules);
                         },
                         [](const model::AutomationRun& run) { return run.id.value; })};
    });
}

Outcome try_rule(Call& call) {
    auto fields = TRY(call.fields());
    model::Automation rule;
    rule.name = "trial";
    rule.enabled = true;
    fields.id_or_null("automation_id");
    note_missing(fields, {"object", "trigger", "actions"});
    const auto item = fields.number("item_id", 1, INT64_MAX);
    const auto days = fields.number("days", 1, 30);
    read_rule(fields, rule);
    TRY_VOID(check_rule(call, fields, rule));
    if (item) {
        return Reply{.body = view::trial_json(
                         TRY(desk::try_on_item(call.database(), call.env(), rule, ItemId{*item})))};
    }
    return Reply{.body = view::trial_json(desk::try_on_days(call.database(), call.env(), rule,
                                                            static_cast<int>(days.value_or(7))))};
}

Outcome get_vocabulary(Call& call) {
    constexpr int kFieldsMax = 100;
    const auto fields = call.database().read(
        [](db::Session& session) { return store::list_item_fields(session, kFieldsMax); });
    return Reply{.body = view::automation_vocabulary_json(fields)};
}

constexpr Route kRoutes[] = {
    {io::Method::get, "/api/v1/automation_vocabulary", Access::administrator, get_vocabulary},
    {io::Method::get, "/api/v1/automations", Access::administrator, list_rules},
    {io::Method::post, "/api/v1/automations", Access::administrator, create_rule},
    {io::Method::get, "/api/v1/automations/{id}", Access::administrator, get_rule},
    {io::Method::patch, "/api/v1/automations/{id}", Access::administrator, update_rule},
    {io::Method::delete_, "/api/v1/automations/{id}", Access::administrator, delete_rule},
    {io::Method::get, "/api/v1/automations/{id}/runs", Access::administrator, list_rule_runs},
    {io::Method::post, "/api/v1/automation_trials", Access::administrator, try_rule},
};

}  // namespace

std::span<const Route> automation_routes() { return kRoutes; }

}  // namespace postroom::api
