// See automation.hpp.
#include "view/automation.hpp"

#include <algorithm>
#include <array>

#include "automate/merge.hpp"
#include "automate/property.hpp"
#include "core/text.hpp"
#include "desk/automation_commands.hpp"
#include "store/automation_codec.hpp"
#include "store/item.hpp"
#include "store/mail_words.hpp"
#include "view/people.hpp"

namespace postroom::view {
namespace {

using model::name_of;

constexpr std::array<std::string_view, 4> kLanguages{"en", "fr", "it", "ru"};

Value reference_or_null(std::span<const model::Automation> rules, AutomationId id) {
    const auto found = std::ranges::find(rules, id, &model::Automation::id);
    return found == rules.end() ? Value(nullptr) : Value(automation_reference_json(*found));
}

Object effect_json(const model::RunEffect& effect) {
    return {{"kind", name_of(effect.kind)},
            {"done", effect.done},
            {"what", effect.what},
            {"to", effect.to},
            {"mail_id", id_json(effect.mail_id)},
            {"message_id", id_json(effect.message_id)},
            {"item_id", id_json(effect.item_id)}};
}

Array effects_json(const std::vector<model::RunEffect>& effects) {
    Array json;
    for (const auto& effect : effects) {
        json.emplace_back(effect_json(effect));
    }
    return json;
}

Array names_json(std::span<const std::string_view> names) {
    return Array(names.begin(), names.end());
}

template <class E, class Fits>
Array words_that(Fits fits) {
    Array words;
    for (const auto& [value, name] : model::EnumNames<E>::kNames) {
        if (fits(value)) {
            words.emplace_back(name);
        }
    }
    return words;
}

Array objects_json() {
    Array objects;
    for (const auto& [object, name] : model::EnumNames<model::RuleObject>::kNames) {
        objects.emplace_back(
            Object{{"name", name},
                   {"triggers", words_that<model::TriggerKind>([&](model::TriggerKind kind) {
                        return automate::can_happen(object, kind);
                    })},
                   {"actions", words_that<model::RuleActionKind>([&](model::RuleActionKind kind) {
                        return automate::can_act(object, kind);
                    })}});
    }
    return objects;
}

/// What a rule can ask about a field of the workspace, and set it to.
Object property_json(const model::ItemField& field) {
    Array words;
    for (const auto& choice : field.choices) {
        words.emplace_back(choice);
    }
    if (field.kind == model::ItemFieldKind::flag) {
        words = {"yes", "no"};
    }
    return {{"name", std::string(automate::kCustomPrefix) + field.key},
            {"label", field.name},
            {"kind", automate::name_of(automate::PropertyKind::custom)},
            {"settable", true},
            {"words", std::move(words)},
            {"objects", words_that<model::RuleObject>([&](model::RuleObject object) {
                 return std::ranges::any_of(
                     model::EnumNames<model::ItemType>::kNames, [&](const auto& type) {
                         return model::has_field(type.first, field) &&
                                (object == model::RuleObject::timesheet ||
                                 object == model::rule_object_of(type.first));
                     });
             })}};
}

Array properties_json(std::span<const model::ItemField> fields) {
    Array properties;
    for (const auto& property : automate::properties()) {
        Array words;
        for (const auto word : split(property.words, ' ')) {
            if (!word.empty()) {
                words.emplace_back(word);
            }
        }
        properties.emplace_back(
            Object{{"name", property.name},
                   {"kind", automate::name_of(property.kind)},
                   {"settable", property.settable},
                   {"words", std::move(words)},
                   {"objects", words_that<model::RuleObject>([&](model::RuleObject object) {
                        return automate::find_property(object, property.name) == &property;
                    })}});
    }
    for (const auto& field : fields) {
        if (field.active) {
            properties.emplace_back(property_json(field));
        }
    }
    return properties;
}

Array comparisons_json() {
    Array kinds;
    for (std::size_t i = 0; i <= static_cast<std::size_t>(automate::PropertyKind::custom); ++i) {
        const auto kind = static_cast<automate::PropertyKind>(i);
        kinds.emplace_back(
            Object{{"kind", automate::name_of(kind)},
                   {"comparisons", words_that<model::Comparison>([&](model::Comparison comparison) {
                        return automate::can_compare(kind, comparison);
                    })}});
    }
    return kinds;
}

Object standard_json(const desk::SystemEmail& email) {
    Object words;
    for (const auto language : kLanguages) {
        const auto standard = email.standard(language);
        words[language] = Object{{"subject", standard.subject}, {"html", standard.html}};
    }
    return words;
}

}  // namespace

Object automation_reference_json(const model::Automation& rule) {
    return {{"id", rule.id.value},
            {"reference", model::reference_of(rule)},
            {"name", rule.name},
            {"enabled", rule.enabled}};
}

Object automation_json(const model::Automation& rule, std::span<const store::RunCount> counts) {
    const auto count = std::ranges::find(counts, rule.id, &store::RunCount::automation_id);
    const bool has_run = count != counts.end();
    return {{"id", rule.id.value},
            {"reference", model::reference_of(rule)},
            {"name", rule.name},
            {"object", name_of(rule.object)},
            {"trigger", store::trigger_json(rule.trigger)},
            {"filter", store::filter_json(rule.filter)},
            {"actions", store::actions_json(rule.actions)},
            {"enabled", rule.enabled},
            {"version", rule.version},
            {"updated_at", time_json(rule.updated_at)},
            {"runs", has_run ? count->runs : 0},
            {"stopped", has_run ? count->stopped : 0},
            {"last_run_at", has_run ? time_json(count->last_at) : Value(nullptr)}};
}

Object automation_run_json(db::Session& session, const model::AutomationRun& run,
                           std::span<const model::Automation> rules) {
    const auto item = run.item_id ? store::find_item(session, run.item_id) : std::nullopt;
    const auto cause = run.cause_run_id ? store::find_run(session, run.cause_run_id) : std::nullopt;
    return {{"id", run.id.value},
            {"automation", reference_or_null(rules, run.automation_id)},
            {"item_id", id_json(run.item_id)},
            {"item", item ? Value(model::reference_of(*item)) : Value(nullptr)},
            {"project_id", id_json(run.project_id)},
            {"outcome", name_of(run.outcome)},
            {"cause", cause ? reference_or_null(rules, cause->automation_id) : Value(nullptr)},
            {"effects", effects_json(run.effects)},
            {"at", time_json(run.at)}};
}

Object trial_json(const desk::Trial& trial) {
    Array hits;
    for (const auto& hit : trial.hits) {
        hits.emplace_back(
            Object{{"item_id", hit.item ? Value(hit.item->id.value) : Value(nullptr)},
                   {"item", hit.item ? Value(model::reference_of(*hit.item)) : Value(nullptr)},
                   {"title", hit.item ? hit.item->title : std::string()},
                   {"at", time_json(hit.at)},
                   {"effects", effects_json(hit.effects)}});
    }
    return {{"looked_at", trial.looked_at}, {"matched", trial.matched},
            {"mails", trial.mails},         {"people", trial.people},
            {"complete", trial.complete},   {"hits", std::move(hits)}};
}

Object words_json(const model::WordsByLanguage& words) {
    Object json;
    for (const auto& [language, text] : words) {
        json[language] = Object{{"subject", text.subject}, {"html", text.html}};
    }
    return json;
}

Object template_json(const model::EmailTemplate& shown, std::span<const model::Automation> rules) {
    Array used_by;
    for (const auto& rule : desk::list_users_of({rules.begin(), rules.end()}, shown.id)) {
        used_by.emplace_back(automation_reference_json(rule));
    }
    return {{"id", shown.id.value},
            {"name", shown.name},
            {"audience", name_of(shown.audience)},
            {"words", words_json(shown.words)},
            {"used_by", std::move(used_by)},
            {"version", shown.version},
            {"updated_at", time_json(shown.updated_at)}};
}

Object system_email_json(db::Session& session, const desk::SystemEmail& email) {
    return {{"name", email.name},
            {"enabled", desk::is_system_email_on(session, email)},
            {"locked", email.locked},
            {"audience", email.for_customers ? "customers" : "users"},
            {"fields", names_json(email.fields)},
            {"words", words_json(store::list_mail_words(session, {"system", email.name}))},
            {"standard", standard_json(email)}};
}

Object relay_json(db::Session& session) {
    Object standard;
    for (const auto language : kLanguages) {
        const auto words = desk::standard_relay_words();
        standard[language] = Object{{"subject", words.subject}, {"html", words.html}};
    }
    return {{"name", "relay"},
            {"enabled", true},
            {"locked", true},
            {"audience", "everybody"},
            {"fields", names_json(desk::relay_fields())},
            {"words", words_json(store::list_mail_words(session, {"relay", ""}))},
            {"standard", std::move(standard)}};
}

Object timesheet_entry_json(const model::TimesheetEntry& entry, std::string_view user_name) {
    return {{"id", entry.id.value},
            {"item_id", entry.item_id.value},
            {"user", person_json(model::PersonKind::user, entry.user_id.value, user_name)},
            {"minutes", entry.minutes},
            {"note", entry.note},
            {"billable", entry.billable},
            {"approved", entry.approved},
            {"worked_at", time_json(entry.worked_at)}};
}

Object automation_vocabulary_json(std::span<const model::ItemField> fields) {
    return {{"objects", objects_json()},
            {"properties", properties_json(fields)},
            {"comparisons", comparisons_json()},
            {"merge_fields", names_json(automate::template_fields())}};
}

}  // namespace postroom::view
