// See automation_facts.hpp.
#include "desk/automation_facts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>

#include "automate/property.hpp"
#include "core/text.hpp"
#include "desk/portal_settings.hpp"
#include "guard/ceilings.hpp"
#include "notify/rule.hpp"
#include "store/automation.hpp"
#include "store/channel.hpp"
#include "store/incoming_mail.hpp"
#include "store/item.hpp"
#include "store/item_field.hpp"
#include "store/item_link.hpp"
#include "store/people.hpp"
#include "store/work_detail.hpp"

namespace postroom::desk {
namespace {

using model::EventKind;
using model::name_of;
using model::PersonKind;
using model::Trigger;
using model::TriggerKind;

constexpr std::size_t kFactTextBytesMax = std::size_t{16} << 10;
constexpr int kAcknowledgementsMax = 50;

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

std::string hours_since(TimePoint then, TimePoint now) {
    return fmt::to_string(std::chrono::duration_cast<std::chrono::hours>(now - then).count());
}

void put(automate::Facts& facts, std::string_view name, std::string value) {
    if (!value.empty()) {
        facts[std::string(name)] = {std::move(value)};
    }
}

template <class Tag>
void put(automate::Facts& facts, std::string_view name, Id<Tag> id) {
    if (id) {
        facts[std::string(name)] = {fmt::to_string(id.value)};
    }
}

void put_times(db::Session& session, automate::Facts& facts, const model::Item& item,
               TimePoint now) {
    put(facts, "age_hours", hours_since(item.created_at, now));
    put(facts, "idle_hours", hours_since(item.updated_at, now));
    const auto last = store::find_last_words(session, item.id);
    if (last.from_customers && (!last.from_users || *last.from_users < *last.from_customers)) {
        put(facts, "waiting_hours", hours_since(*last.from_customers, now));
    }
}

void put_item_fields(db::Session& session, automate::Facts& facts, const model::Item& item) {
    for (const auto& [field, value] : store::list_item_field_values(session, item.id)) {
        if (field.active) {
            put(facts, std::string(automate::kCustomPrefix) + field.key, value);
        }
    }
}

void put_item(db::Session& session, automate::Facts& facts, const model::Item& item,
              TimePoint now) {
    put(facts, "title", item.title);
    put(facts, "description", std::string(truncate_utf8(item.description, kFactTextBytesMax)));
    put(facts, "status", item.status);
    put(facts, "state", std::string(name_of(item.state)));
    put(facts, "priority", std::string(name_of(item.priority)));
    put(facts, "type", std::string(name_of(item.type)));
    put(facts, "assignee", item.assignee_id);
    put(facts, "team", item.team_id);
    put(facts, "queue", item.queue_id);
    put(facts, "project", item.project_id);
    put(facts, "requester", item.requester_id);
    if (const auto customer =
            item.requester_id ? store::find_customer(session, item.requester_id) : std::nullopt) {
        put(facts, "requester_address", customer->email);
        put(facts, "requester_language", customer->language);
        put(facts, "organization", customer->organization_id);
    }
    if (auto tags = store::list_tags(session, item.id); !tags.empty()) {
        facts["tags"] = std::move(tags);
    }
    put_item_fields(session, facts, item);
    put_times(session, facts, item, now);
}

void put_message(db::Session& session, automate::Facts& facts, MessageId id) {
    const auto message = id ? store::find_message(session, id) : std::nullopt;
    const auto conversation =
        message ? store::find_conversation(session, message->conversation_id) : std::nullopt;
    if (conversation) {
        put(facts, "message_text",
            std::string(truncate_utf8(message->visible_text, kFactTextBytesMax)));
        put(facts, "message_visibility", std::string(name_of(conversation->visibility)));
        put(facts, "message_origin", std::string(name_of(message->origin)));
    }
}

void put_timesheet(db::Session& session, automate::Facts& facts, TimesheetEntryId id) {
    if (const auto entry = id ? store::find_timesheet_entry(session, id) : std::nullopt) {
        put(facts, "minutes", fmt::to_string(entry->minutes));
        put(facts, "billable", entry->billable ? "yes" : "no");
        put(facts, "approved", entry->approved ? "yes" : "no");
        put(facts, "worked_by", entry->user_id);
    }
}

/// The first message that customers can read: what the item began with.
std::optional<model::Message> find_opening(db::Session& session, ItemId item) {
    for (const auto& conversation : store::list_conversations_of_item(session, item)) {
        if (conversation.visibility == model::Visibility::public_) {
            auto first = store::list_messages(session, conversation.id, 2, 1);
            if (!first.empty()) {
                return std::move(first.front());
            }
        }
    }
    return std::nullopt;
}

/// A part of another item, or a conversation that had begun before.
bool goes_on(db::Session& session, const model::Item& item) {
    const auto links = store::list_item_links(session, item.id);
    const auto opening = find_opening(session, item.id);
    return std::ranges::any_of(links,
                               [&](const store::ItemLink& link) {
                                   return link.to == item.id && link.kind == model::LinkKind::split;
                               }) ||
           (opening && opening->created_at < item.created_at);
}

/// What intake found out about the mail; see pipeline/settle.
std::string_view rule_against_sender(db::Session& session, IncomingMailId mail) {
    const auto found = mail ? store::find_sender_proof(session, mail) : std::string();
    boost::system::error_code error;
    const auto proof = boost::json::parse(found.empty() ? "{}" : found, error);
    if (error || !proof.is_object()) {
        return {};
    }
    const auto* wants_none = proof.get_object().if_contains("wants_no_answer");
    if (wants_none != nullptr && wants_none->is_bool() && wants_none->get_bool()) {
        return notify::rule::kOpenedByMachine;
    }
    const auto* conclusion = proof.get_object().if_contains("conclusion");
    return conclusion != nullptr && conclusion->is_string() && conclusion->get_string() == "fail"
               ? notify::rule::kSenderUnproved
               : std::string_view{};
}

/// Thanks that this customer got lately, with the one to be judged. (LOOP-6)
bool is_thanked_enough(db::Session& session, const model::Item& item, TimePoint now) {
    using enum guard::CeilingKind;
    const auto earlier = store::list_acknowledgements(
        session, item.requester_id, now - std::chrono::hours{24}, kAcknowledgementsMax);
    std::vector<guard::Count> counts;
    for (const auto& ceiling : guard::ceilings()) {
        const bool same_subject = ceiling.kind == acks_to_address_same_subject;
        if (ceiling.kind != acks_for_ticket && ceiling.kind != acks_to_address && !same_subject) {
            continue;
        }
        const auto count = std::ranges::count_if(earlier, [&](const store::Acknowledgement& each) {
            return ceiling.kind == acks_for_ticket
                       ? each.item_id == item.id
                       : each.at > now - ceiling.window &&
                             (!same_subject || equals_ignoring_case(each.title, item.title));
        });
        counts.push_back({ceiling.kind, ceiling.window, count + 1});
    }
    return guard::judge_ceiling(counts).action != guard::CeilingAction::allow;
}

std::string first_word(std::string_view name) { return std::string(split(name, ' ').front()); }

void put_people(db::Session& session, automate::MergeValues& values, const model::Item& item) {
    if (const auto customer =
            item.requester_id ? store::find_customer(session, item.requester_id) : std::nullopt) {
        values["customer.name"] = customer->name;
        values["customer.first_name"] = first_word(customer->name);
        values["customer.address"] = customer->email;
    }
    if (const auto user =
            item.assignee_id ? store::find_user(session, item.assignee_id) : std::nullopt) {
        values["assignee.name"] = user->name;
    }
    if (const auto team = item.team_id ? store::find_team(session, item.team_id) : std::nullopt) {
        values["team.name"] = team->name;
    }
    if (const auto queue =
            item.queue_id ? store::find_channel(session, item.queue_id) : std::nullopt) {
        values["queue.name"] = queue->name;
    }
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

automate::Facts load_facts(db::Session& session, const Happening& happening, TimePoint now) {
    automate::Facts facts;
    if (happening.item) {
        put_item(session, facts, *happening.item, now);
    } else if (const auto project = store::find_project(session, happening.project_id)) {
        put(facts, "project", project->id);
        put(facts, "name", project->name);
    }
    put(facts, "done_by",
        happening.actor.kind == PersonKind::bot ? "automation"
                                                : std::string(name_of(happening.actor.kind)));
    put_message(session, facts, happening.message_id);
    put_timesheet(session, facts, happening.timesheet_id);
    return facts;
}

automate::MergeValues load_merge_values(db::Session& session, const Environment& env,
                                        const Happening& happening, const MergeScope& scope) {
    automate::MergeValues values;
    ProjectId project_id = happening.project_id;
    if (happening.item) {
        const auto& item = *happening.item;
        project_id = item.project_id;
        values["item.number"] = model::reference_of(item);
        values["item.title"] = item.title;
        values["item.status"] = item.status;
        values["item.priority"] = std::string(name_of(item.priority));
        values["item.link"] = scope.for_customers ? portal_address_of(session, env, item.id)
                              : env.public_url.empty()
                                  ? std::string()
                                  : fmt::format("{}/items/{}", env.public_url, item.id.value);
        put_people(session, values, item);
    }
    if (const auto project = project_id ? store::find_project(session, project_id) : std::nullopt) {
        values["project.name"] = project->name;
    }
    if (const auto message = happening.message_id
                                 ? store::find_message(session, happening.message_id)
                                 : std::nullopt) {
        const auto conversation = store::find_conversation(session, message->conversation_id);
        const bool is_public =
            conversation && conversation->visibility == model::Visibility::public_;
        if (is_public || !scope.for_customers) {
            values["message.text"] = message->visible_text;
        }
    }
    if (scope.without_strangers) {
        std::erase_if(values,
                      [](const auto& each) { return automate::is_of_strangers(each.first); });
    }
    return values;
}

std::string_view rule_against_acknowledging(db::Session& session, const model::Item& item,
                                            TimePoint now) {
    if (goes_on(session, item)) {
        return notify::rule::kConversationGoesOn;
    }
    if (const auto opening = find_opening(session, item.id)) {
        if (opening->is_automatic) {
            return notify::rule::kOpenedByMachine;
        }
        if (const auto rule = rule_against_sender(session, opening->incoming_mail_id);
            !rule.empty()) {
            return rule;
        }
    }
    return item.requester_id && is_thanked_enough(session, item, now)
               ? notify::rule::kAcknowledgementCeiling
               : std::string_view{};
}

}  // namespace postroom::desk
