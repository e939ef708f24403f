// See happening.hpp.
#include "desk/happening.hpp"

#include <fmt/format.h>

#include <boost/json.hpp>

#include "store/item.hpp"

namespace postroom::desk {
namespace {

using model::EventKind;
using model::name_of;
using model::PersonKind;
using model::Trigger;
using model::TriggerKind;

boost::json::object payload_of(const model::Event& event) {
    boost::system::error_code error;
    auto value = boost::json::parse(event.payload, error);
    return !error && value.is_object() ? std::move(value.as_object()) : boost::json::object{};
}

/// The new value of a change that the payload names: `"status": ["new", "open"]`.
const boost::json::value* changed_to(const boost::json::object& payload, std::string_view name) {
    const auto* change = payload.if_contains(name);
    return change != nullptr && change->is_array() && change->get_array().size() == 2
               ? &change->get_array()[1]
               : nullptr;
}

std::int64_t id_of(const boost::json::value* value) {
    return value != nullptr && value->is_int64() ? value->get_int64() : 0;
}

std::string_view property_named(std::string_view key) {
    return key.ends_with("_id") ? key.substr(0, key.size() - 3) : key;
}

void add_item_change(const boost::json::object& payload, const model::Item& item,
                     std::vector<Trigger>& triggers) {
    for (const auto& [key, value] : payload) {
        if (changed_to(payload, key) != nullptr) {
            triggers.push_back({TriggerKind::property_changed, std::string(property_named(key))});
        }
    }
    if (const auto* status = changed_to(payload, "status"); status && status->is_string()) {
        triggers.push_back({TriggerKind::status_entered, std::string(status->get_string())});
        triggers.push_back({TriggerKind::status_entered, std::string(name_of(item.state))});
    }
    if (id_of(changed_to(payload, "assignee_id")) != 0) {
        triggers.push_back({TriggerKind::assigned, {}});
    }
    if (const auto queue = id_of(changed_to(payload, "queue_id")); queue != 0) {
        triggers.push_back({TriggerKind::queue_received, fmt::to_string(queue)});
    }
    if (payload.contains("tag_added") || payload.contains("tag_removed")) {
        triggers.push_back({TriggerKind::property_changed, "tags"});
    }
}

void add_creation(const model::Item& item, std::vector<Trigger>& triggers) {
    triggers.push_back({TriggerKind::created, {}});
    if (item.queue_id) {
        triggers.push_back({TriggerKind::queue_received, fmt::to_string(item.queue_id.value)});
    }
    if (item.assignee_id) {
        triggers.push_back({TriggerKind::assigned, {}});
    }
}

void add_message(db::Session& session, const model::Event& event, std::vector<Trigger>& triggers) {
    triggers.push_back({event.actor.kind == PersonKind::customer ? TriggerKind::customer_message
                        : event.actor.kind == PersonKind::user   ? TriggerKind::user_message
                                                                 : TriggerKind::bot_message,
                        {}});
    if (!store::list_attachments(session, event.message_id).empty()) {
        triggers.push_back({TriggerKind::attachment_added, {}});
    }
}

void add_item_event(db::Session& session, const model::Event& event, const model::Item& item,
                    std::vector<Trigger>& triggers) {
    const auto payload = payload_of(event);
    switch (event.kind) {
        case EventKind::item_created:
            add_creation(item, triggers);
            return;
        case EventKind::item_changed:
            add_item_change(payload, item, triggers);
            return;
        case EventKind::message_posted:
            add_message(session, event, triggers);
            return;
        case EventKind::follower_changed:
            if (const auto* follows = payload.if_contains("follows");
                follows != nullptr && follows->is_bool() && follows->get_bool()) {
                triggers.push_back({TriggerKind::follower_added, {}});
            }
            return;
        default:
            return;
    }
}

void add_project_event(const model::Event& event, std::vector<Trigger>& triggers) {
    const auto payload = payload_of(event);
    const auto* change = payload.if_contains("change");
    const std::string_view word =
        change != nullptr && change->is_string() ? change->get_string() : std::string_view{};
    if (word == "created") {
        triggers.push_back({TriggerKind::created, {}});
    } else if (word == "joined") {
        triggers.push_back({TriggerKind::member_added, {}});
    } else if (word == "followed") {
        triggers.push_back({TriggerKind::follower_added, {}});
    }
}

void add_timesheet_event(const model::Event& event, std::vector<Trigger>& triggers) {
    const auto payload = payload_of(event);
    if (payload.contains("minutes") && !payload.contains("changed")) {
        triggers.push_back({TriggerKind::created, {}});
        return;
    }
    if (const auto* changed = payload.if_contains("changed");
        changed != nullptr && changed->is_array()) {
        for (const auto& name : changed->get_array()) {
            triggers.push_back({TriggerKind::property_changed, std::string(name.as_string())});
        }
    }
}

/// The object of the event: an item, a project, or a timesheet entry of an item.
bool find_object(db::Session& session, const model::Event& event, Happening& happening) {
    if (event.kind == EventKind::project_changed) {
        happening.occurrence.object = model::RuleObject::project;
        happening.project_id = ProjectId{event.subject_id};
        return true;
    }
    if (event.item_id) {
        happening.item = store::find_item(session, event.item_id);
        if (!happening.item) {
            return false;
        }
        happening.occurrence.object = event.kind == EventKind::timesheet_changed
                                          ? model::RuleObject::timesheet
                                          : model::rule_object_of(happening.item->type);
        return true;
    }
    if (event.kind == EventKind::message_posted && event.conversation_id) {
        const auto conversation = store::find_conversation(session, event.conversation_id);
        happening.occurrence.object = model::RuleObject::project;
        happening.project_id = conversation ? conversation->project_id : ProjectId{};
        return static_cast<bool>(happening.project_id);
    }
    return false;
}

}  // namespace

std::optional<Happening> happening_of(db::Session& session, const model::Event& event) {
    Happening happening{.event_id = event.id,
                        .cause = event.actor.kind == PersonKind::bot
                                     ? AutomationRunId{event.actor.id}
                                     : AutomationRunId{},
                        .message_id = event.message_id,
                        .actor = event.actor,
                        .at = event.at};
    if (!find_object(session, event, happening)) {
        return std::nullopt;
    }
    auto& triggers = happening.occurrence.triggers;
    if (event.kind == EventKind::timesheet_changed) {
        happening.timesheet_id = TimesheetEntryId{event.subject_id};
        add_timesheet_event(event, triggers);
    } else if (happening.item) {
        add_item_event(session, event, *happening.item, triggers);
    } else if (event.kind == EventKind::message_posted) {
        add_message(session, event, triggers);
    } else {
        add_project_event(event, triggers);
    }
    return triggers.empty() ? std::nullopt : std::optional(std::move(happening));
}

Happening happening_now(const model::Item& item, const Trigger& trigger, TimePoint now) {
    return {.occurrence = {.object = model::rule_object_of(item.type), .triggers = {trigger}},
            .event_id = {},
            .cause = {},
            .item = item,
            .at = now};
}

}  // namespace postroom::desk
