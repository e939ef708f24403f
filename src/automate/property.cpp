// See property.hpp.
#include "automate/property.hpp"

#include <array>

namespace postroom::automate {
namespace {

using enum PropertyKind;
using model::Comparison;
using model::RuleActionKind;
using model::RuleObject;
using model::TriggerKind;

constexpr auto item_property(std::string_view name, PropertyKind kind, bool settable = false,
                             std::string_view words = {}) {
    return Property{.name = name,
                    .kind = kind,
                    .of_items = true,
                    .of_timesheets = true,
                    .settable = settable,
                    .words = words};
}

constexpr std::array kProperties{
    item_property("title", text, true),
    item_property("description", text),
    item_property("status", status, true),
    item_property("state", word, false, "not_started in_progress finished"),
    item_property("priority", word, true, "low normal high urgent"),
    item_property("type", word, false, "ticket task case action"),
    item_property("assignee", user, true),
    item_property("team", team, true),
    item_property("queue", queue, true),
    Property{.name = "project",
             .kind = project,
             .of_items = true,
             .of_projects = true,
             .of_timesheets = true,
             .settable = true},
    item_property("requester", customer),
    item_property("requester_address", text),
    item_property("requester_language", word, false, "en fr it ru"),
    item_property("organization", organization),
    item_property("tags", tags),
    item_property("age_hours", number),
    item_property("idle_hours", number),
    item_property("waiting_hours", number),
    Property{.name = "message_text", .kind = text, .of_items = true, .of_projects = true},
    Property{.name = "message_visibility",
             .kind = word,
             .of_items = true,
             .of_projects = true,
             .words = "public internal"},
    Property{.name = "message_origin",
             .kind = word,
             .of_items = true,
             .of_projects = true,
             .words = "email chat portal app automation api"},
    Property{.name = "done_by",
             .kind = word,
             .of_items = true,
             .of_projects = true,
             .of_timesheets = true,
             .words = "customer user automation"},
    Property{.name = "name", .kind = text, .of_projects = true},
    Property{.name = "minutes", .kind = number, .of_timesheets = true},
    Property{.name = "billable", .kind = flag, .of_timesheets = true},
    Property{.name = "approved", .kind = flag, .of_timesheets = true},
    Property{.name = "worked_by", .kind = user, .of_timesheets = true},
};

constexpr bool belongs(const Property& property, RuleObject object) {
    return object == RuleObject::project     ? property.of_projects
           : object == RuleObject::timesheet ? property.of_timesheets
                                             : property.of_items;
}

constexpr Property kCustomField = item_property("custom field", custom, true);

}  // namespace

std::span<const Property> properties() { return kProperties; }

const Property* find_property(RuleObject object, std::string_view name) {
    if (name.starts_with(kCustomPrefix) && name.size() > kCustomPrefix.size()) {
        return belongs(kCustomField, object) ? &kCustomField : nullptr;
    }
    for (const auto& property : kProperties) {
        if (property.name == name && belongs(property, object)) {
            return &property;
        }
    }
    return nullptr;
}

std::string_view name_of(PropertyKind kind) {
    constexpr std::array<std::string_view, 13> kNames{
        "text",     "word",         "status", "user",   "team", "queue", "project",
        "customer", "organization", "tags",   "number", "flag", "custom"};
    return kNames[static_cast<std::size_t>(kind)];
}

bool can_compare(PropertyKind kind, Comparison comparison) {
    switch (comparison) {
        case Comparison::is:
        case Comparison::is_not:
            return kind != tags;
        case Comparison::contains:
        case Comparison::contains_not:
            return kind == text || kind == tags || kind == custom;
        case Comparison::is_set:
        case Comparison::is_empty:
            return kind != number && kind != flag && kind != word && kind != status;
        case Comparison::more_than:
        case Comparison::less_than:
            return kind == number || kind == custom;
    }
    return false;
}

bool can_happen(RuleObject object, TriggerKind trigger) {
    switch (trigger) {
        case TriggerKind::created:
            return true;
        case TriggerKind::property_changed:
            return object != RuleObject::project;
        case TriggerKind::member_added:
            return object == RuleObject::project;
        case TriggerKind::customer_message:
        case TriggerKind::user_message:
        case TriggerKind::bot_message:
        case TriggerKind::follower_added:
        case TriggerKind::attachment_added:
            return object != RuleObject::timesheet;
        case TriggerKind::status_entered:
        case TriggerKind::assigned:
        case TriggerKind::queue_received:
        case TriggerKind::hourly:
            return object != RuleObject::project && object != RuleObject::timesheet;
    }
    return false;
}

bool can_act(RuleObject object, RuleActionKind action) {
    if (object != RuleObject::project) {
        return true;
    }
    switch (action) {
        case RuleActionKind::post_message:
        case RuleActionKind::send_template:
        case RuleActionKind::add_follower:
        case RuleActionKind::create_item:
        case RuleActionKind::webhook:
            return true;
        case RuleActionKind::set_property:
        case RuleActionKind::add_tag:
        case RuleActionKind::remove_tag:
            return false;
    }
    return false;
}

}  // namespace postroom::automate
