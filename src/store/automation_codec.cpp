// See automation_codec.hpp.
#include "store/automation_codec.hpp"

#include <boost/json.hpp>

#include "core/check.hpp"
#include "core/limits.hpp"

namespace postroom::store {
namespace {

using boost::json::array;
using boost::json::object;
using boost::json::value;
using model::name_of;
using model::parse_name;
using model::stored_name;

std::unexpected<Error> wrong(std::string_view member) {
    return fail(ErrorKind::invalid, "invalid_rule",
                "The rule cannot be read: \"" + std::string(member) +
                    "\" is missing or not what it should be. Nothing was saved.");
}

/// A text; empty when it is not there; nothing when it is something else.
std::optional<std::string> text_at(const object& from, std::string_view name) {
    const auto* member = from.if_contains(name);
    if (member == nullptr || member->is_null()) {
        return std::string();
    }
    return member->is_string() ? std::optional(std::string(member->get_string())) : std::nullopt;
}

std::optional<std::int64_t> number_at(const object& from, std::string_view name) {
    const auto* member = from.if_contains(name);
    if (member == nullptr || member->is_null()) {
        return 0;
    }
    return member->is_int64() ? std::optional(member->get_int64()) : std::nullopt;
}

template <class E>
std::optional<E> word_at(const object& from, std::string_view name) {
    const auto text = text_at(from, name);
    return text ? parse_name<E>(*text) : std::nullopt;
}

object condition_json(const model::Condition& condition) {
    return {{"property", condition.property},
            {"comparison", name_of(condition.comparison)},
            {"value", condition.value}};
}

object action_json(const model::RuleAction& action) {
    object texts;
    for (const auto& [language, text] : action.texts) {
        texts[language] = text;
    }
    array recipients(action.recipients.begin(), action.recipients.end());
    return {{"kind", name_of(action.kind)},
            {"property", action.property},
            {"value", action.value},
            {"visibility", name_of(action.visibility)},
            {"texts", std::move(texts)},
            {"template_id", action.template_id ? value(action.template_id.value) : value(nullptr)},
            {"recipients", std::move(recipients)}};
}

Result<model::Condition> read_condition(const value& from) {
    if (!from.is_object()) {
        return wrong("conditions");
    }
    const auto property = text_at(from.get_object(), "property");
    const auto comparison = word_at<model::Comparison>(from.get_object(), "comparison");
    const auto text = text_at(from.get_object(), "value");
    if (!property || !comparison || !text) {
        return wrong("conditions");
    }
    return model::Condition{*property, *comparison, *text};
}

Result<model::Filter> read_filter_at(const value& from, int depth) {
    if (!from.is_object() || depth > limits::kFilterDepthMax + 1) {
        return wrong("filter");
    }
    const auto& members = from.get_object();
    for (const auto& member : members) {
        const std::string_view name = member.key();
        if (name != "any" && name != "conditions" && name != "groups") {
            return wrong("filter");
        }
    }
    model::Filter filter;
    if (const auto* any = members.if_contains("any")) {
        if (!any->is_bool()) {
            return wrong("any");
        }
        filter.any = any->get_bool();
    }
    if (const auto* conditions = members.if_contains("conditions")) {
        if (!conditions->is_array() ||
            conditions->get_array().size() > limits::kFilterConditionsMax) {
            return wrong("conditions");
        }
        for (const auto& each : conditions->get_array()) {
            filter.conditions.push_back(TRY(read_condition(each)));
        }
    }
    if (const auto* groups = members.if_contains("groups")) {
        if (!groups->is_array() || groups->get_array().size() > limits::kFilterConditionsMax) {
            return wrong("groups");
        }
        for (const auto& each : groups->get_array()) {
            filter.groups.push_back(TRY(read_filter_at(each, depth + 1)));
        }
    }
    return filter;
}

Result<model::TextsByLanguage> read_texts(const object& from) {
    model::TextsByLanguage texts;
    const auto* member = from.if_contains("texts");
    if (member == nullptr || member->is_null()) {
        return texts;
    }
    if (!member->is_object()) {
        return wrong("texts");
    }
    for (const auto& [language, text] : member->get_object()) {
        const std::string_view name = language;
        const bool is_known = name == "en" || name == "fr" || name == "it" || name == "ru";
        if (!is_known || !text.is_string()) {
            return wrong("texts");
        }
        if (!text.get_string().empty()) {
            texts.emplace(name, text.get_string());
        }
    }
    return texts;
}

Result<std::vector<std::string>> read_recipients(const object& from) {
    std::vector<std::string> recipients;
    const auto* member = from.if_contains("recipients");
    if (member == nullptr || member->is_null()) {
        return recipients;
    }
    if (!member->is_array() || member->get_array().size() > limits::kAutomationRecipientsMax) {
        return wrong("recipients");
    }
    for (const auto& each : member->get_array()) {
        if (!each.is_string()) {
            return wrong("recipients");
        }
        recipients.emplace_back(each.get_string());
    }
    return recipients;
}

Result<model::RuleAction> read_action(const value& from) {
    if (!from.is_object()) {
        return wrong("actions");
    }
    const auto& members = from.get_object();
    const auto kind = word_at<model::RuleActionKind>(members, "kind");
    const auto property = text_at(members, "property");
    const auto text = text_at(members, "value");
    const auto template_id = number_at(members, "template_id");
    if (!kind || !property || !text || !template_id) {
        return wrong("actions");
    }
    model::RuleAction action{.kind = *kind,
                             .property = *property,
                             .value = *text,
                             .texts = TRY(read_texts(members)),
                             .template_id = TemplateId{*template_id},
                             .recipients = TRY(read_recipients(members))};
    if (members.contains("visibility")) {
        const auto visibility = word_at<model::Visibility>(members, "visibility");
        if (!visibility) {
            return wrong("visibility");
        }
        action.visibility = *visibility;
    }
    return action;
}

object effect_json(const model::RunEffect& effect) {
    return {{"kind", name_of(effect.kind)},
            {"done", effect.done},
            {"what", effect.what},
            {"to", effect.to},
            {"mail_id", effect.mail_id.value},
            {"message_id", effect.message_id.value},
            {"item_id", effect.item_id.value}};
}

}  // namespace

object trigger_json(const model::Trigger& trigger) {
    return {{"kind", name_of(trigger.kind)}, {"detail", trigger.detail}};
}

object filter_json(const model::Filter& filter) {
    array conditions;
    array groups;
    for (const auto& condition : filter.conditions) {
        conditions.emplace_back(condition_json(condition));
    }
    for (const auto& group : filter.groups) {
        groups.emplace_back(filter_json(group));
    }
    return {
        {"any", filter.any}, {"conditions", std::move(conditions)}, {"groups", std::move(groups)}};
}

array actions_json(const std::vector<model::RuleAction>& actions) {
    array json;
    for (const auto& action : actions) {
        json.emplace_back(action_json(action));
    }
    return json;
}

Result<model::Trigger> read_trigger(const value& from) {
    if (!from.is_object()) {
        return wrong("trigger");
    }
    const auto kind = word_at<model::TriggerKind>(from.get_object(), "kind");
    const auto detail = text_at(from.get_object(), "detail");
    if (!kind || !detail) {
        return wrong("trigger");
    }
    return model::Trigger{*kind, *detail};
}

Result<model::Filter> read_filter(const value& from) { return read_filter_at(from, 1); }

Result<std::vector<model::RuleAction>> read_actions(const value& from) {
    if (!from.is_array() || from.get_array().size() > limits::kAutomationActionsMax) {
        return wrong("actions");
    }
    std::vector<model::RuleAction> actions;
    for (const auto& each : from.get_array()) {
        actions.push_back(TRY(read_action(each)));
    }
    return actions;
}

std::string write_definition(const model::Automation& rule) {
    return boost::json::serialize(object{{"trigger", trigger_json(rule.trigger)},
                                         {"filter", filter_json(rule.filter)},
                                         {"actions", actions_json(rule.actions)}});
}

void read_definition(std::string_view text, model::Automation& rule) {
    const auto definition = boost::json::parse(text);
    auto trigger = read_trigger(definition.at("trigger"));
    auto filter = read_filter(definition.at("filter"));
    auto actions = read_actions(definition.at("actions"));
    CHECK(trigger && filter && actions);
    rule.trigger = std::move(*trigger);
    rule.filter = std::move(*filter);
    rule.actions = std::move(*actions);
}

std::string write_effects(const std::vector<model::RunEffect>& effects) {
    array json;
    for (const auto& effect : effects) {
        json.emplace_back(effect_json(effect));
    }
    return boost::json::serialize(json);
}

std::vector<model::RunEffect> read_effects(std::string_view text) {
    std::vector<model::RunEffect> effects;
    const auto list = boost::json::parse(text);
    for (const auto& each : list.as_array()) {
        const auto& members = each.as_object();
        effects.push_back(
            {.kind = stored_name<model::RuleActionKind>(members.at("kind").as_string()),
             .done = members.at("done").as_bool(),
             .what = std::string(members.at("what").as_string()),
             .to = std::string(members.at("to").as_string()),
             .mail_id = MailId{members.at("mail_id").as_int64()},
             .message_id = MessageId{members.at("message_id").as_int64()},
             .item_id = ItemId{members.at("item_id").as_int64()}});
    }
    return effects;
}

}  // namespace postroom::store
