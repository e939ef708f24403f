// Messages, streams, Messenger and badges: features F001 to F018 that relay_flow_test.cpp leaves,
// through the real stages. Each has its negative beside it.
#include <gtest/gtest.h>

#include <algorithm>
#include <iterator>

#include "mime/parse.hpp"
#include "store/conversation_view.hpp"
#include "store/event.hpp"
#include "store/follower.hpp"
#include "store/people.hpp"
#include "support/world.hpp"

namespace postroom::testing {
namespace {

using namespace std::chrono_literals;
using model::person;
constexpr auto kBen = "ben@agents.test";
constexpr auto kEve = "eve@customer.test";

class ToldFlow : public ::testing::Test {
   protected:
    ToldFlow() {
        world.set_preferences(world.admin(), silent());
        ben = world.add_user("ben", model::default_preferences(model::Role::member));
        eve = world.add_customer(kEve);
        ticket = world.add_ticket(eve);
        world.follow(ticket.id, {model::FollowerKind::user, ben.value});
        world.see(ticket.public_conversation, person(ben));
        world.advance(1h);
        world.sent.clear();
    }

    model::User user(UserId id) {
        return *world.write([&](db::Session& s) { return store::find_user(s, id); });
    }
    std::int64_t unseen(UserId id) {
        return world.write([&](db::Session& s) { return store::count_unseen(s, person(id)); });
    }
    std::vector<store::ConversationRow> rows(UserId id, const store::ConversationFilter& filter) {
        const auto viewer = user(id);
        return world.write([&](db::Session& s) {
            return store::list_conversation_rows(s, viewer, filter, {}, 50);
        });
    }
    /// The own conversations as the Messenger lists them: unread ones first.
    std::vector<store::ConversationRow> listed(UserId id) {
        auto all = rows(id, {.mine = true, .unread = true});
        std::ranges::copy(rows(id, {.mine = true}), std::back_inserter(all));
        return all;
    }
    /// Who the last message's event names for sound, badge and flashing tab.
    std::string told_by_last_event() {
        return world.write([](db::Session& s) {
            return s
                .one(
                    "select payload from event where kind = 'receipt_changed' order by event_id "
                    "desc limit 1",
                    [](const db::Row& row) { return row.get<std::string>(0); })
                .value_or("");
        });
    }
    std::string named(UserId id) { return "\"told_users\":[" + std::to_string(id.value) + "]"; }

    World world;
    UserId ben;
    CustomerId eve;
    desk::CreatedItem ticket;
};

TEST_F(ToldFlow, F001_AMessageReachesTheCustomerWhereTheyAre) {
    world.present.insert(eve.value);
    const auto live = world.post(ticket.public_conversation, person(ben), "In the chat?");
    world.see(ticket.public_conversation, person(eve));
    world.advance(1h);
    EXPECT_EQ(world.receipt(live.id, person(eve))->state, model::ReceiptState::seen);
    EXPECT_EQ(world.sent_to(kEve), 0U) << "who reads in the chat gets no mail";
    world.present.clear();
    world.post(ticket.public_conversation, person(ben), "By mail now.");
    world.advance(10s);
    ASSERT_EQ(world.sent_to(kEve), 1U);
    const auto mail = mime::parse(world.sent.back().bytes);
    EXPECT_TRUE(world.mail_in(a_mail("Eve <eve@customer.test>", "Re: it", "Answered by mail."),
                              mail.reply_to.at(0).address));
    EXPECT_EQ(world.count("select count(*) from message where conversation_id = 1 and origin = "
                          "'email' and body_text like 'Answered by mail%'"),
              1);
}

TEST_F(ToldFlow, F002_InternalAndPublicStreamsStaySeparate) {
    world.post(ticket.internal_conversation, person(ben), "Between us.");
    world.post(ticket.public_conversation, person(ben), "For all.");
    EXPECT_EQ(world.count("select count(*) from message m join conversation c using "
                          "(conversation_id) where c.visibility = 'internal'"),
              1);
    EXPECT_EQ(world.count("select count(*) from message m join conversation c using "
                          "(conversation_id) where c.visibility = 'internal' and m.body_text = "
                          "'For all.'"),
              0);
}

TEST_F(ToldFlow, F005_AnythingFollowedNotifies) {
    const auto project = *world.write(
        [&](db::Session& s) { return store::insert_project(s, "Launch", world.clock.now()); });
    const auto chat = world.write([&](db::Session& s) {
        store::add_follower(s, project, {model::FollowerKind::user, ben.value}, world.clock.now());
        return store::insert_conversation(s, model::Visibility::internal, ItemId{}, project,
                                          world.clock.now());
    });
    const auto task = world.write([&](db::Session& s) {
        return desk::create_item(s, *world.env,
                                 {.type = model::ItemType::task,
                                  .title = "Call Eve",
                                  .requester_id = eve,
                                  .actor = person(eve)});
    });
    world.follow(task.id, {model::FollowerKind::user, ben.value});
    const auto other = world.add_ticket(world.add_customer("dan@customer.test"), "Not followed");
    world.see(other.public_conversation, person(ben));
    const auto chiara = world.add_user("chiara", silent());
    world.post(ticket.internal_conversation, person(chiara), "ticket");
    world.post(task.internal_conversation, person(chiara), "task");
    world.post(chat, person(chiara), "project");
    EXPECT_EQ(unseen(ben), 3);
    world.post(other.internal_conversation, person(chiara), "elsewhere");
    EXPECT_EQ(unseen(ben), 3) << "what is not followed does not notify";
}

TEST_F(ToldFlow, F006_CustomerMessagesNotifySubjectToSettings) {
    const auto all = world.add_user("all", everything());
    auto mine = everything();
    mine.from_customers = model::FromCustomers::mine;
    const auto followed_only = world.add_user("mine", mine);
    world.post(ticket.public_conversation, person(eve), "Hello?");
    EXPECT_EQ(unseen(all), 1);
    EXPECT_EQ(unseen(followed_only), 0);
}

TEST_F(ToldFlow, F007_InTheInboxAtOnceAndByMailIfUnseen) {
    const auto message = world.post(ticket.public_conversation, person(eve), "Hello?");
    EXPECT_EQ(world.receipt(message.id, person(ben))->state, model::ReceiptState::delivered);
    EXPECT_EQ(world.sent_to(kBen), 0U);
    world.advance(60s);
    EXPECT_EQ(world.sent_to(kBen), 1U);
    EXPECT_EQ(unseen(ben), 1) << "it waits in the inbox all the same";
}

TEST_F(ToldFlow, F012_F013_F015_WhoIsToldGetsAnEventForSoundBadgeAndTab) {
    world.post(ticket.public_conversation, person(eve), "Hello?");
    EXPECT_NE(told_by_last_event().find(named(ben)), std::string::npos);
    world.post(ticket.public_conversation, person(ben), "Own words.");
    EXPECT_EQ(told_by_last_event().find(std::to_string(ben.value)), std::string::npos)
        << "nobody hears a sound for what they wrote";
    world.set_preferences(ben, silent());
    world.post(ticket.public_conversation, person(eve), "And now?");
    EXPECT_EQ(told_by_last_event().find(named(ben)), std::string::npos);
}

TEST_F(ToldFlow, F016_TheConversationWithTheNewMessageComesFirst) {
    const auto second = world.add_ticket(world.add_customer("dan@customer.test"), "Second");
    world.follow(second.id, {model::FollowerKind::user, ben.value});
    world.see(second.public_conversation, person(ben));
    world.advance(1s);
    const auto first = [&] { return listed(ben).at(0).conversation.id; };
    EXPECT_EQ(first(), second.public_conversation);
    world.advance(1s);
    world.post(ticket.public_conversation, person(eve), "Me again.");
    EXPECT_EQ(first(), ticket.public_conversation);
    world.see(ticket.public_conversation, person(ben));
    EXPECT_EQ(first(), ticket.public_conversation) << "looking moves nothing";
}

TEST_F(ToldFlow, F017_TheCountIsUnreadUntilSeen) {
    const auto unread = [&] { return listed(ben).at(0).unread; };
    EXPECT_EQ(unread(), 0);
    world.post(ticket.public_conversation, person(eve), "One");
    world.post(ticket.public_conversation, person(eve), "Two");
    EXPECT_EQ(unread(), 2);
    world.see(ticket.public_conversation, person(ben));
    EXPECT_EQ(unread(), 0);
}

TEST_F(ToldFlow, F018_EachMessageStandsInItsOwnSection) {
    world.post(ticket.internal_conversation, person(world.admin()), "Note");
    world.post(ticket.public_conversation, person(eve), "Question");
    const auto counts =
        world.write([&](db::Session& s) { return store::count_unread_conversations(s, ben); });
    EXPECT_EQ(counts.public_, 1);
    EXPECT_EQ(counts.internal, 1);
    for (const auto& row : rows(ben, {.visibility = model::Visibility::internal})) {
        EXPECT_EQ(row.conversation.visibility, model::Visibility::internal);
    }
    for (const auto& row : rows(ben, {.visibility = model::Visibility::public_})) {
        EXPECT_EQ(row.conversation.visibility, model::Visibility::public_);
    }
}

TEST_F(ToldFlow, F020_SeenNamesWhoSawIt) {
    const auto chiara = world.add_user("chiara", everything());
    const auto message = world.post(ticket.public_conversation, person(eve), "Hello?");
    world.see(ticket.public_conversation, person(chiara));
    EXPECT_TRUE(world.receipt(message.id, person(chiara))->seen_at.has_value());
    EXPECT_FALSE(world.receipt(message.id, person(ben))->seen_at.has_value());
}

}  // namespace
}  // namespace postroom::testing
