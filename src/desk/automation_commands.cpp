// See automation_commands.hpp.
#include "desk/automation_commands.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>

#include "automate/merge.hpp"
#include "automate/property.hpp"
#include "core/limits.hpp"
#include "core/text.hpp"
#include "desk/audit.hpp"
#include "desk/audit_facts.hpp"
#include "store/automation.hpp"
#include "store/channel.hpp"
#include "store/event.hpp"
#include "store/item.hpp"
#include "store/item_field.hpp"
#include "store/mail_words.hpp"
#include "store/organization.hpp"
#include "store/people.hpp"

namespace postroom::desk {
namespace {

using model::RuleAction;
using model::RuleActionKind;

void append_change(db::Session& session, const Environment& env, std::string_view what,
                   std::int64_t id, std::string_view change, model::Person actor) {
    store::append_event(session,
                        {.kind = model::EventKind::setting_changed,
                         .at = env.now(),
                         .actor = actor,
                         .subject_id = id,
                         .payload = boost::json::serialize(boost::json::object{{what, change}})});
}

/// A rule as the log names it: "A02 Thank you".
Audited audited(const model::Automation& rule) {
    return {model::AuditSubject::automation, rule.id.value,
            fmt::format("{} {}", model::reference_of(rule), rule.name)};
}

Audited audited(const model::EmailTemplate& made) {
    return {model::AuditSubject::email_template, made.id.value, made.name};
}

bool is_status(db::Session& session, std::string_view name) {
    const auto statuses = store::list_item_statuses(session);
    return model::parse_name<model::ItemState>(name).has_value() ||
           std::ranges::any_of(statuses,
                               [&](const store::ItemStatus& each) { return each.name == name; });
}

/// Whether what a value names is there.
bool is_there(db::Session& session, automate::PropertyKind kind, std::string_view value) {
    const auto id = parse_int(value).value_or(0);
    switch (kind) {
        case automate::PropertyKind::status:
            return is_status(session, value);
        case automate::PropertyKind::user:
            return store::find_user(session, UserId{id}).has_value();
        case automate::PropertyKind::team:
            return store::find_team(session, TeamId{id}).has_value();
        case automate::PropertyKind::queue:
            return store::find_channel(session, ChannelId{id}).has_value();
        case automate::PropertyKind::project:
            return store::find_project(session, ProjectId{id}).has_value();
        case automate::PropertyKind::customer:
            return store::find_customer(session, CustomerId{id}).has_value();
        case automate::PropertyKind::organization:
            return store::find_organization(session, OrganizationId{id}).has_value();
        case automate::PropertyKind::text:
        case automate::PropertyKind::word:
        case automate::PropertyKind::tags:
        case automate::PropertyKind::number:
        case automate::PropertyKind::flag:
        case automate::PropertyKind::custom:
            return true;
    }
    return true;
}

/// Whether the name is the product's, or that of a field that the workspace has.
bool is_property(db::Session& session, std::string_view name) {
    return !name.starts_with(automate::kCustomPrefix) ||
           store::find_item_field(session, name.substr(automate::kCustomPrefix.size()));
}

void find_missing(db::Session& session, const model::Automation& rule, const model::Filter& filter,
                  std::vector<automate::Flaw>& flaws) {
    for (const auto& condition : filter.conditions) {
        const auto* property = automate::find_property(rule.object, condition.property);
        const bool has_value = condition.comparison != model::Comparison::is_set &&
                               condition.comparison != model::Comparison::is_empty;
        if (property != nullptr &&
            (!is_property(session, condition.property) ||
             (has_value && !is_there(session, property->kind, condition.value)))) {
            flaws.push_back(
                {"filter", fmt::format("names a {} that is not there", property->name)});
        }
    }
    for (const auto& group : filter.groups) {
        find_missing(session, rule, group, flaws);
    }
}

/// A first answer to strangers repeats nothing of theirs: they may not be who they say. (LOOP-8)
bool repeats_strangers(const model::Automation& rule, const model::WordsByLanguage& words) {
    if (rule.trigger.kind != model::TriggerKind::created) {
        return false;
    }
    return std::ranges::any_of(words, [](const auto& each) {
        const auto fields = automate::fields_in(each.second.subject + each.second.html);
        return std::ranges::any_of(fields, automate::is_of_strangers);
    });
}

void find_missing(db::Session& session, const model::Automation& rule, const RuleAction& action,
                  std::string where, std::vector<automate::Flaw>& flaws) {
    if (action.kind == RuleActionKind::send_template) {
        const auto found = store::find_template(session, action.template_id);
        if (!found) {
            flaws.push_back({std::move(where), "names a template that is not there"});
        } else if (found->audience == model::TemplateAudience::customers &&
                   repeats_strangers(rule, found->words)) {
            flaws.push_back({std::move(where),
                             "would repeat to a stranger what a stranger wrote; take a template "
                             "without the customer's name, title or message"});
        }
    } else if (action.kind == RuleActionKind::set_property) {
        const auto* property = automate::find_property(rule.object, action.property);
        if (property != nullptr && !action.value.empty() &&
            !is_there(session, property->kind, action.value)) {
            flaws.push_back(
                {std::move(where), fmt::format("sets a {} that is not there", property->name)});
        }
    }
}

Result<void> save_words(db::Session& session, const Environment& env, TemplateId id,
                        const model::WordsByLanguage& words) {
    const auto owner = std::to_string(id.value);
    for (const std::string_view language : {"en", "fr", "it", "ru"}) {
        const auto text = words.find(language);
        if (text == words.end()) {
            store::delete_mail_words(session, {"template", owner}, language);
        } else {
            store::save_mail_words(session, {"template", owner}, language, text->second, env.now());
        }
    }
    return {};
}

}  // namespace

std::vector<automate::Flaw> find_flaws(db::Session& session, const model::Automation& rule) {
    auto flaws = automate::check(rule);
    find_missing(session, rule, rule.filter, flaws);
    if (rule.trigger.kind == model::TriggerKind::status_entered && !rule.trigger.detail.empty() &&
        !is_status(session, rule.trigger.detail)) {
        flaws.push_back({"trigger", "names a status that is not there"});
    }
    for (std::size_t i = 0; i < rule.actions.size(); ++i) {
        find_missing(session, rule, rule.actions[i], fmt::format("actions[{}]", i), flaws);
    }
    return flaws;
}

Result<AutomationId> create_automation(db::Session& session, const Environment& env,
                                       const model::Automation& rule, model::Person actor) {
    constexpr int kMax = static_cast<int>(limits::kAutomationsMax);
    if (std::ssize(store::list_automations(session, kMax)) >= kMax) {
        return fail(ErrorKind::conflict, "too_many_automations",
                    "There are 500 automations already; delete one that nobody needs.");
    }
    const auto id = store::insert_automation(session, rule, env.now());
    append_change(session, env, "automation", id.value, "created", actor);
    record_change(session, env, actor, audited(*store::find_automation(session, id)), {},
                  facts_of(rule));
    return id;
}

Result<void> change_automation(db::Session& session, const Environment& env, model::Automation rule,
                               model::Person actor) {
    const auto before = store::find_automation(session, rule.id);
    if (!before) {
        return fail(ErrorKind::not_found, "automation_not_found", "There is no such automation.");
    }
    rule.enabled_at = rule.enabled && !before->enabled ? env.now() : before->enabled_at;
    if (!store::update_automation(session, rule, env.now())) {
        return fail(ErrorKind::conflict, "version_differs",
                    "Somebody changed this automation meanwhile; nothing of yours was saved. Look "
                    "at it again and repeat.");
    }
    append_change(session, env, "automation", rule.id.value,
                  rule.enabled == before->enabled ? "changed"
                  : rule.enabled                  ? "enabled"
                                                  : "disabled",
                  actor);
    record_change(session, env, actor, audited(rule), facts_of(*before), facts_of(rule));
    return {};
}

Result<void> delete_automation(db::Session& session, const Environment& env, AutomationId id,
                               model::Person actor) {
    const auto rule = store::find_automation(session, id);
    if (!rule) {
        return fail(ErrorKind::not_found, "automation_not_found", "There is no such automation.");
    }
    store::delete_automation(session, id);
    append_change(session, env, "automation", id.value, "deleted", actor);
    record_change(session, env, actor, audited(*rule), facts_of(*rule), {});
    return {};
}

std::vector<std::string> unknown_fields_of(const model::WordsByLanguage& words,
                                           std::span<const std::string_view> known) {
    std::vector<std::string> unknown;
    for (const auto& [language, text] : words) {
        for (auto& field : automate::unknown_fields(text.subject + " " + text.html, known)) {
            if (std::ranges::find(unknown, field) == unknown.end()) {
                unknown.push_back(std::move(field));
            }
        }
    }
    return unknown;
}

Result<TemplateId> create_template(db::Session& session, const Environment& env,
                                   const model::EmailTemplate& made, model::Person actor) {
    constexpr int kMax = static_cast<int>(limits::kTemplatesMax);
    if (std::ssize(store::list_templates(session, kMax)) >= kMax) {
        return fail(ErrorKind::conflict, "too_many_templates",
                    "There are 500 templates already; delete one that nobody needs.");
    }
    const auto id = store::insert_template(session, made, env.now());
    if (!id) {
        return fail(ErrorKind::conflict, "template_exists",
                    "There is already a template with this name.");
    }
    TRY_VOID(save_words(session, env, *id, made.words));
    append_change(session, env, "template", id->value, "created", actor);
    record_change(session, env, actor, {model::AuditSubject::email_template, id->value, made.name},
                  {}, facts_of(made));
    return *id;
}

Result<void> change_template(db::Session& session, const Environment& env,
                             const model::EmailTemplate& changed, model::Person actor) {
    const auto before = store::find_template(session, changed.id);
    if (!before) {
        return fail(ErrorKind::not_found, "template_not_found", "There is no such template.");
    }
    const auto named = store::find_template_named(session, changed.name);
    if (named && *named != changed.id) {
        return fail(ErrorKind::conflict, "template_exists",
                    "There is already a template with this name.");
    }
    if (!store::update_template(session, changed, env.now())) {
        return fail(ErrorKind::conflict, "version_differs",
                    "Somebody changed this template meanwhile; nothing of yours was saved. Look "
                    "at it again and repeat.");
    }
    TRY_VOID(save_words(session, env, changed.id, changed.words));
    append_change(session, env, "template", changed.id.value, "changed", actor);
    record_change(session, env, actor, audited(changed), facts_of(*before), facts_of(changed));
    return {};
}

std::vector<model::Automation> list_users_of(const std::vector<model::Automation>& rules,
                                             TemplateId id) {
    std::vector<model::Automation> users;
    for (const auto& rule : rules) {
        if (std::ranges::any_of(rule.actions, [&](const RuleAction& action) {
                return action.kind == RuleActionKind::send_template && action.template_id == id;
            })) {
            users.push_back(rule);
        }
    }
    return users;
}

Result<void> delete_template(db::Session& session, const Environment& env, TemplateId id,
                             model::Person actor) {
    const auto before = store::find_template(session, id);
    if (!before) {
        return fail(ErrorKind::not_found, "template_not_found", "There is no such template.");
    }
    const auto rules = store::list_automations(session, static_cast<int>(limits::kAutomationsMax));
    if (const auto users = list_users_of(rules, id); !users.empty()) {
        return fail(ErrorKind::conflict, "template_in_use",
                    fmt::format("The automation {} sends this template; change it first.",
                                model::reference_of(users.front())));
    }
    store::delete_template(session, id);
    append_change(session, env, "template", id.value, "deleted", actor);
    record_change(session, env, actor, audited(*before), facts_of(*before), {});
    return {};
}

}  // namespace postroom::desk
