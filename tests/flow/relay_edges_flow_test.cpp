// What can happen within the minute between a message and its mail: the mail that leaves is the one
// that today's facts ask for, once. Rule: features F008, F009, F023, F088, F090; OUT-5, CHAT-3,
// CHAT-5, F24; issue "everyone is told, once, where they are", relay edge cases.
#include <gtest/gtest.h>

#include "desk/people_commands.hpp"
#include "desk/workspace.hpp"
#include "store/follower.hpp"
#include "store/people.hpp"
#include "support/world.hpp"

namespace postroom::testing {
namespace {

using namespace std::chrono_literals;
using model::person;
constexpr auto kBen = "ben@agents.test";
constexpr auto kEve = "eve@customer.test";

/// Eve's ticket, which Ben follows; Ben hears only of what he follows.
class RelayEdges : public ::testing::Test {
   protected:
    RelayEdges() {
        world.set_preferences(world.admin(), silent());
        ben = world.add_user("ben", followed_only());
        chiara = world.add_user("chiara", silent());
        eve = world.add_customer(kEve);
        ticket = world.add_ticket(eve);
        world.follow(ticket.id, bens());
        world.advance(1h);
        world.sent.clear();
    }
    static model::NotificationPreferences followed_only() {
        return {.conversations = model::ConversationAccess::all_projects,
                .from_customers = model::FromCustomers::mine,
                .replies_to_customers = model::RepliesToCustomers::followed,
                .internal_messages = model::InternalMessages::followed};
    }
    model::Follower bens() const { return {model::FollowerKind::user, ben.value}; }
    model::Message ask() {
        return world.post(ticket.public_conversation, person(eve), "Hello?", model::Origin::email);
    }
    /// The rest of the minute, and a day.
    void wait() {
        world.advance(30s);
        world.advance(24h);
    }
    void quiet(bool on) {
        world.write([&](db::Session& s) {
            desk::save_quiet_mode(s, *world.env, person(world.admin()), {.on = on});
        });
    }

    World world;
    UserId ben, chiara;
    CustomerId eve;
    desk::CreatedItem ticket;
};

TEST_F(RelayEdges, AFollowerWhoLeavesWithinTheMinuteIsNotMailed) {
    const auto message = ask();
    world.advance(30s);
    world.write([&](db::Session& s) {
        return desk::unfollow_item(s, *world.env, ticket.id, bens(), person(ben));
    });
    wait();
    EXPECT_EQ(world.sent_to(kBen), 0U);
    EXPECT_EQ(world.receipt(message.id, person(ben))->rule, "not_following");
}

TEST_F(RelayEdges, WhoBeginsToFollowWithinTheMinuteHearsTheNextMessageOnly) {
    world.set_preferences(chiara, followed_only());
    ask();
    world.advance(30s);
    world.follow(ticket.id, {model::FollowerKind::user, chiara.value});
    wait();
    EXPECT_EQ(world.sent_to("chiara@agents.test"), 0U);
    ask();
    world.advance(1min);
    EXPECT_EQ(world.sent_to("chiara@agents.test"), 1U);
}

TEST_F(RelayEdges, ATeamMemberWhoLeavesTheTeamWithinTheMinuteIsNotMailed) {
    world.set_preferences(chiara, followed_only());
    const TeamId team = world.write([&](db::Session& s) {
        const TeamId made = *store::insert_team(s, "Night shift");
        store::add_team_member(s, made, chiara);
        return made;
    });
    world.follow(ticket.id, {model::FollowerKind::team, team.value});
    ask();
    world.advance(30s);
    world.write(
        [&](db::Session& s) { s.execute("delete from team_member where team_id = $1", team); });
    wait();
    EXPECT_EQ(world.sent_to("chiara@agents.test"), 0U);
    EXPECT_EQ(world.sent_to(kBen), 1U);
}

TEST_F(RelayEdges, F023_WhoLosesAccessWithinTheMinuteIsNotMailed) {
    auto limited = everything();
    world.set_preferences(chiara, limited);
    ask();
    world.advance(30s);
    limited.conversations = model::ConversationAccess::followed;
    world.set_preferences(chiara, limited);
    wait();
    EXPECT_EQ(world.sent_to("chiara@agents.test"), 0U);
    EXPECT_EQ(world.sent_to(kBen), 1U);
}

TEST_F(RelayEdges, AUserWhoIsDeactivatedWithinTheMinuteIsNotMailed) {
    ask();
    world.advance(30s);
    world.write([&](db::Session& s) {
        auto user = *store::find_user(s, ben);
        user.active = false;
        store::update_user(s, user);
    });
    wait();
    EXPECT_EQ(world.sent_to(kBen), 0U);
}

TEST_F(RelayEdges, F088_ACustomerWhoIsDeactivatedWithinTheMinuteIsNotMailed) {
    world.present.insert(eve.value);
    world.post(ticket.public_conversation, person(ben), "In the chat?");
    world.advance(30s);
    world.write([&](db::Session& s) {
        auto customer = *store::find_customer(s, eve);
        customer.active = false;
        desk::change_customer(s, *world.env, customer, person(world.admin()));
    });
    wait();
    EXPECT_EQ(world.sent_to(kEve), 0U);
}

TEST_F(RelayEdges, CHAT5_AHardDisconnectCostsAnEmailMoreNeverOneLess) {
    world.present.insert(eve.value);
    const auto message = world.post(ticket.public_conversation, person(ben), "In the chat?");
    EXPECT_EQ(world.receipt(message.id, person(eve))->state, model::ReceiptState::delivered);
    world.present.clear();  // the cable is pulled: nobody says goodbye
    world.advance(59s);
    EXPECT_EQ(world.sent_to(kEve), 0U);
    world.advance(1s);
    EXPECT_EQ(world.sent_to(kEve), 1U);
    world.advance(24h);
    EXPECT_EQ(world.sent_to(kEve), 1U);
}

TEST_F(RelayEdges, F009_SeenOnOneOfSeveralDevicesIsSeen) {
    const auto message = ask();
    world.see(ticket.public_conversation, person(ben));  // the phone
    const auto at = world.receipt(message.id, person(ben))->seen_at;
    world.advance(10s);
    world.see(ticket.public_conversation, person(ben));  // the laptop, too
    wait();
    EXPECT_EQ(world.sent_to(kBen), 0U);
    EXPECT_EQ(world.receipt(message.id, person(ben))->seen_at, at) << "seen once";
}

TEST_F(RelayEdges, AnIdleDesktopSeesNothing) {
    // A window that is open behind others says nothing: only `seen` counts, never a socket.
    world.see(ticket.public_conversation, person(ben));
    ask();
    world.advance(1min);
    EXPECT_EQ(world.sent_to(kBen), 1U);
}

TEST_F(RelayEdges, F009_WhatIsSeenInOneStreamIsNotSeenInTheOther) {
    world.post(ticket.internal_conversation, person(chiara), "Between us.");
    ask();
    world.see(ticket.public_conversation, person(ben));
    wait();
    ASSERT_EQ(world.sent_to(kBen), 1U);
    EXPECT_NE(world.sent.back().bytes.find("Between us."), std::string::npos);
}

TEST_F(RelayEdges, ARestartWithinTheMinuteMakesOneMail) {
    ask();
    world.advance(30s);
    world.restart();
    world.advance(30s);
    EXPECT_EQ(world.sent_to(kBen), 1U);
    world.restart();
    world.advance(24h);
    EXPECT_EQ(world.sent_to(kBen), 1U);
}

TEST_F(RelayEdges, ARestartThatTakesAnHourMakesOneMail) {
    ask();
    world.clock.advance(1h);  // nothing runs
    world.restart();
    world.run();
    EXPECT_EQ(world.sent_to(kBen), 1U);
    EXPECT_TRUE(
        world.receipt(world.post(ticket.internal_conversation, person(chiara), "x").id, person(ben))
            .has_value())
        << "and goes on";
}

TEST_F(RelayEdges, F24_AClockThatJumpsForwardMakesOneMail) {
    ask();
    world.clock.jump(24h);
    world.advance(1min);
    EXPECT_EQ(world.sent_to(kBen), 1U);
    world.advance(24h);
    EXPECT_EQ(world.sent_to(kBen), 1U);
}

TEST_F(RelayEdges, F24_AClockThatJumpsBackLosesNothing) {
    ask();
    world.clock.jump(-10min);
    world.advance(24h);
    EXPECT_EQ(world.sent_to(kBen), 1U);
}

TEST_F(RelayEdges, F090_QuietWithinTheMinuteKeepsTheMailReadable) {
    const auto message = ask();
    world.advance(30s);
    quiet(true);
    wait();
    EXPECT_EQ(world.sent_to(kBen), 0U);
    EXPECT_EQ(world.count("select count(*) from outgoing_mail where state = 'suppressed'"), 1)
        << "it can be read as it would have been sent";
    EXPECT_EQ(world.receipt(message.id, person(ben))->rule, "quiet_mode");
}

TEST_F(RelayEdges, F091_WhatWasKeptBackIsNotSentLaterEither) {
    ask();
    quiet(true);
    wait();
    quiet(false);
    world.advance(24h);
    EXPECT_EQ(world.sent_to(kBen), 0U);
}

TEST_F(RelayEdges, F092_OnceSwitchedBackTheNextMessageIsMailed) {
    quiet(true);
    quiet(false);
    ask();
    world.advance(1min);
    EXPECT_EQ(world.sent_to(kBen), 1U);
}

TEST_F(RelayEdges, F008_ManyUnseenInManyConversationsMakeOneMailEach) {
    const auto other = world.add_ticket(eve, "Another");
    world.follow(other.id, bens());
    world.advance(1h);
    world.sent.clear();
    for (int i = 0; i < 30; ++i) {
        ask();
        world.post(other.public_conversation, person(eve), "And this?", model::Origin::email);
    }
    wait();
    EXPECT_EQ(world.sent_to(kBen), 2U);
}

}  // namespace
}  // namespace postroom::testing
