// What the people of the house do; see simulation.hpp.
#include <fmt/format.h>

#include <array>

#include "desk/item_commands.hpp"
#include "desk/outbox_commands.hpp"
#include "desk/workspace.hpp"
#include "simulation.hpp"
#include "store/people.hpp"

namespace postroom::sim {

using model::person;
using namespace std::chrono_literals;

void Simulation::agent_writes() {
    const auto places = list_places();
    if (places.empty()) {
        return;
    }
    const Place place = any_of(places);
    const Agent& agent = one_in(3) ? agents.front() : agents[3 + below(agents.size() - 3)];
    const std::string marker = new_marker(place.is_internal);
    const auto say = [&] {
        return world.post_only({.conversation_id = place.conversation,
                                .author = person(agent.id),
                                .author_name = "An agent",
                                .origin = model::Origin::app,
                                .text = "My answer " + marker,
                                .client_id = marker,
                                .undo_delay = agent.undo_delay});
    };
    const auto posted = say();
    note(fmt::format("{} writes {} in {}", agent.address, marker, place.conversation.value));
    if (!posted) {
        return;
    }
    const Milliseconds may_leave_at = world.clock.steady() + agent.undo_delay;
    ledger.said[marker] = {.marker = marker,
                           .conversation = place.conversation,
                           .author_address = agent.address,
                           .by_user = true,
                           .is_internal = place.is_internal,
                           .may_leave_at = may_leave_at};
    for (const MailId mail : posted->mails) {
        ledger.not_before[mail] = may_leave_at;
    }
    if (one_in(6)) {
        say();  // the browser did not get the answer and asks again (CHAT-1)
    }
}

void Simulation::agent_looks() {
    const auto places = list_places();
    if (places.empty()) {
        return;
    }
    const Place place = any_of(places);
    const Agent& agent = any_of(agents);
    const std::int64_t last = world.count(fmt::format(
        "select last_seq from conversation where conversation_id = {}", place.conversation.value));
    const std::int64_t up_to =
        one_in(4) && last > 0 ? static_cast<std::int64_t>(below(last)) : last;
    // The stages run first, as they do within milliseconds: a look counts for what stands there.
    world.run_stage(testing::World::Stage::fanout);
    world.see(place.conversation, person(agent.id), up_to);
    ledger.looks.push_back({person(agent.id), place.conversation, up_to, world.clock.now()});
    note(fmt::format("{} looks at {} up to {}", agent.address, place.conversation.value, up_to));
}

void Simulation::agent_changes_preferences() {
    const Agent& agent = agents[3 + below(agents.size() - 3)];
    model::NotificationPreferences wants;
    wants.from_customers = static_cast<model::FromCustomers>(below(3));
    wants.replies_to_customers = static_cast<model::RepliesToCustomers>(below(3));
    wants.internal_messages = static_cast<model::InternalMessages>(below(2));
    wants.email = one_in(4) ? model::NotificationEmail::never : model::NotificationEmail::if_unseen;
    wants.assignment_emails = one_in(2);
    wants.include_automation = one_in(2);
    wants.conversations =
        one_in(3) ? model::ConversationAccess::followed : model::ConversationAccess::all_projects;
    world.set_preferences(agent.id, wants);
    note(agent.address + " changes preferences");
}

void Simulation::agent_follows_or_leaves() {
    const auto places = list_places();
    if (places.empty()) {
        return;
    }
    const ItemId item = any_of(places).item;
    const Agent& agent = agents[1 + below(agents.size() - 1)];
    const model::Follower follower{model::FollowerKind::user, agent.id.value};
    const bool joins = !one_in(3);
    world.write([&](db::Session& session) {
        return joins ? desk::follow_item(session, *world.env, item, follower, person(agent.id))
                     : desk::unfollow_item(session, *world.env, item, follower, person(agent.id));
    });
    note(fmt::format("{} {} item {}", agent.address, joins ? "follows" : "leaves", item.value));
}

void Simulation::agent_assigns() {
    const auto places = list_places();
    if (places.empty()) {
        return;
    }
    constexpr std::array kStatuses{"open", "waiting", "solved", "closed"};
    const ItemId item = any_of(places).item;
    desk::ItemChange change{.assignee_id = any_of(agents).id};
    if (one_in(3)) {
        change = {.status = kStatuses[below(kStatuses.size())]};
    }
    world.write([&](db::Session& session) {
        return desk::change_item(session, *world.env, item, person(world.admin()), change);
    });
    note(fmt::format("item {} is changed", item.value));
}

void Simulation::agent_works_the_outbox() {
    const std::int64_t mails = world.count("select coalesce(max(mail_id), 0) from outgoing_mail");
    if (mails == 0) {
        return;
    }
    const MailId mail{mails - static_cast<std::int64_t>(below(std::min<std::int64_t>(mails, 12)))};
    const bool cancels = one_in(2);
    const auto done = world.write([&](db::Session& session) {
        return cancels ? desk::cancel_mail(session, *world.env, mail, person(world.admin()))
                       : desk::retry_mail(session, *world.env, mail, person(world.admin()));
    });
    if (done && cancels) {
        ledger.cancelled.emplace(mail, world.clock.now());
    }
    note(fmt::format("mail {} is {}: {}", mail.value, cancels ? "cancelled" : "retried",
                     done ? "done" : done.error().code));
}

void Simulation::administrator_switches() {
    if (mood.quiet_mode && one_in(2)) {
        const bool on = one_in(2);
        world.write([&](db::Session& session) {
            desk::save_quiet_mode(session, *world.env, person(world.admin()),
                                  {.on = on, .until = world.clock.now() + 10min});
        });
        note(on ? "quiet mode" : "no quiet mode");
        return;
    }
    const bool enabled = one_in(2);
    world.write([&](db::Session& session) {
        session.execute("update connector set enabled = $1", enabled);
    });
    note(enabled ? "the connector is enabled" : "the connector is disabled");
}

}  // namespace postroom::sim
