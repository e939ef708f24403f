// See automation_facts.hpp.
#include "desk/automation_facts.hpp"

#include <fmt/format.h>

#include "automate/property.hpp"
#include "core/text.hpp"
#include "desk/portal_settings.hpp"
#include "store/channel.hpp"
#include "store/item.hpp"
#include "store/item_field.hpp"
#include "store/people.hpp"
#include "store/work_detail.hpp"

namespace postroom::desk {
namespace {

using model::name_of;
using model::PersonKind;

constexpr std::size_t kFactTextBytesMax = std::size_t{16} << 10;

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

}  // namespace postroom::desk
