// See check.hpp.
#include "automate/check.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "automate/merge.hpp"
#include "automate/property.hpp"
#include "core/limits.hpp"
#include "core/text.hpp"

namespace postroom::automate {
namespace {

using model::Automation;
using model::RuleAction;
using model::RuleActionKind;
using model::TriggerKind;

using Flaws = std::vector<Flaw>;

void check_trigger(const Automation& rule, Flaws& flaws) {
    if (!can_happen(rule.object, rule.trigger.kind)) {
        flaws.push_back({"trigger", "cannot happen to such an object"});
    }
    if (rule.trigger.kind == TriggerKind::status_entered && rule.trigger.detail.empty()) {
        flaws.push_back({"trigger", "names no status"});
    }
    if (rule.trigger.kind == TriggerKind::property_changed && !rule.trigger.detail.empty() &&
        find_property(rule.object, rule.trigger.detail) == nullptr) {
        flaws.push_back({"trigger", "names a property that such an object does not have"});
    }
}

bool has_word(std::string_view words, std::string_view word) {
    const auto list = split(words, ' ');
    return std::ranges::find(list, word) != list.end();
}

std::string flaw_of_value(const Property& property, std::string_view value) {
    switch (property.kind) {
        case PropertyKind::word:
            return has_word(property.words, value)
                       ? ""
                       : fmt::format("{} must be one of: {}", property.name, property.words);
        case PropertyKind::flag:
            return value == "yes" || value == "no" ? "" : "must be yes or no";
        case PropertyKind::number:
        case PropertyKind::user:
        case PropertyKind::team:
        case PropertyKind::queue:
        case PropertyKind::project:
        case PropertyKind::customer:
        case PropertyKind::organization:
            return parse_int(value) ? "" : fmt::format("{} must be a number", property.name);
        case PropertyKind::text:
        case PropertyKind::custom:
        case PropertyKind::status:
        case PropertyKind::tags:
            return trim(value).empty() ? fmt::format("{} must not be empty", property.name) : "";
    }
    return {};
}

void check_condition(const Automation& rule, const model::Condition& condition, Flaws& flaws) {
    const auto* property = find_property(rule.object, condition.property);
    if (property == nullptr) {
        flaws.push_back({"filter", fmt::format("such an object has no property \"{}\"",
                                               truncate_utf8(condition.property, 60))});
        return;
    }
    if (!can_compare(property->kind, condition.comparison)) {
        flaws.push_back({"filter", fmt::format("{} cannot be compared so", property->name)});
        return;
    }
    using enum model::Comparison;
    if (condition.comparison == is_set || condition.comparison == is_empty) {
        return;
    }
    if (auto flaw = flaw_of_value(*property, condition.value); !flaw.empty()) {
        flaws.push_back({"filter", std::move(flaw)});
    }
}

std::size_t check_filter(const Automation& rule, const model::Filter& filter, int depth,
                         Flaws& flaws) {
    if (depth > limits::kFilterDepthMax) {
        flaws.push_back({"filter", "has too many groups within groups"});
        return 0;
    }
    std::size_t count = filter.conditions.size();
    for (const auto& condition : filter.conditions) {
        check_condition(rule, condition, flaws);
    }
    for (const auto& group : filter.groups) {
        count += check_filter(rule, group, depth + 1, flaws);
    }
    return count;
}

std::string flaw_of_text(const RuleAction& action, const Automation& rule) {
    if (std::ranges::all_of(action.texts,
                            [](const auto& text) { return trim(text.second).empty(); })) {
        return "has no text";
    }
    for (const auto& [language, text] : action.texts) {
        if (text.size() > limits::kAutomationTextBytesMax) {
            return "has a text that is too long";
        }
        if (const auto unknown = unknown_fields(text, fields_of(rule.object)); !unknown.empty()) {
            return fmt::format("has an unknown field: {}", unknown.front());
        }
    }
    return {};
}

/// "user:3", "team:1", "customer:9".
bool names_somebody(std::string_view word) {
    const auto colon = word.find(':');
    const auto kind = word.substr(0, colon);
    return colon != std::string_view::npos &&
           (kind == "user" || kind == "team" || kind == "customer") &&
           parse_int(word.substr(colon + 1)).value_or(0) > 0;
}

std::string flaw_of_recipients(const RuleAction& action) {
    constexpr std::string_view kWords =
        "requester customers assignee team followers administrators";
    if (!action.template_id) {
        return "names no template";
    }
    if (action.recipients.empty()) {
        return "is sent to nobody";
    }
    for (const auto& word : action.recipients) {
        if (!has_word(kWords, word) && !names_somebody(word)) {
            return fmt::format("has an unknown recipient: {}", truncate_utf8(word, 60));
        }
    }
    return {};
}

std::string flaw_of_setting(const RuleAction& action, const Automation& rule) {
    const auto* property = find_property(rule.object, action.property);
    if (property == nullptr || !property->settable) {
        return "sets a property that cannot be set";
    }
    const bool may_be_nobody = property->kind == PropertyKind::user ||
                               property->kind == PropertyKind::team ||
                               property->kind == PropertyKind::project;
    return may_be_nobody && action.value.empty() ? std::string{}
                                                 : flaw_of_value(*property, action.value);
}

std::string flaw_of_tag(const std::string& tag) {
    return trim(tag).empty() || tag.size() > limits::kTagCharactersMax * 4 ? "names no tag, or a "
                                                                             "very long one"
                                                                           : "";
}

bool is_web_address(std::string_view url) {
    return (url.starts_with("https://") || url.starts_with("http://")) && url.size() <= 2000 &&
           url.find_first_of(" \t\r\n") == std::string_view::npos &&
           url.size() > std::string_view("https://").size();
}

std::string flaw_of_new_item(const RuleAction& action, const Automation& rule) {
    if (!model::parse_name<model::ItemType>(action.property)) {
        return "makes an item of an unknown type";
    }
    const auto unknown = unknown_fields(action.value, fields_of(rule.object));
    return unknown.empty() ? std::string{}
                           : fmt::format("has an unknown field: {}", unknown.front());
}

std::string flaw_of(const RuleAction& action, const Automation& rule) {
    if (!can_act(rule.object, action.kind)) {
        return "cannot be done with such an object";
    }
    switch (action.kind) {
        case RuleActionKind::post_message:
            return flaw_of_text(action, rule);
        case RuleActionKind::send_template:
            return flaw_of_recipients(action);
        case RuleActionKind::set_property:
            return flaw_of_setting(action, rule);
        case RuleActionKind::add_tag:
        case RuleActionKind::remove_tag:
            return flaw_of_tag(action.value);
        case RuleActionKind::add_follower:
            return names_somebody(action.value) ? "" : "names nobody who could follow";
        case RuleActionKind::create_item:
            return flaw_of_new_item(action, rule);
        case RuleActionKind::webhook:
            return is_web_address(action.value) ? "" : "has no web address (https://…)";
    }
    return {};
}

}  // namespace

std::vector<Flaw> check(const Automation& rule) {
    Flaws flaws;
    check_trigger(rule, flaws);
    if (check_filter(rule, rule.filter, 1, flaws) > limits::kFilterConditionsMax) {
        flaws.push_back(
            {"filter", fmt::format("has more than {} conditions", limits::kFilterConditionsMax)});
    }
    if (rule.actions.empty() || rule.actions.size() > limits::kAutomationActionsMax) {
        flaws.push_back({"actions", fmt::format("must be 1 to {}", limits::kAutomationActionsMax)});
    }
    for (std::size_t i = 0; i < rule.actions.size(); ++i) {
        if (auto flaw = flaw_of(rule.actions[i], rule); !flaw.empty()) {
            flaws.push_back({fmt::format("actions[{}]", i), std::move(flaw)});
        }
    }
    return flaws;
}

}  // namespace postroom::automate
