// Splitting and merging items, through the real stages and with real mail coming back. (F181, F163;
// product-facts 2.5) Each has its negative beside it.
#include <gtest/gtest.h>

#include "desk/outbox_commands.hpp"
#include "desk/split_merge.hpp"
#include "desk/workspace.hpp"
#include "mime/parse.hpp"
#include "notify/rule.hpp"
#include "store/access.hpp"
#include "store/follower.hpp"
#include "store/item_link.hpp"
#include "store/people.hpp"
#include "store/search.hpp"
#include "support/world.hpp"

namespace postroom::testing {
namespace {

using namespace std::chrono_literals;
using model::FollowerKind;
using model::person;
constexpr auto kEve = "eve@customer.test";
constexpr auto kDan = "dan@customer.test";

class SplitMergeFlow : public ::testing::Test {
   protected:
    SplitMergeFlow() {
        world.set_preferences(world.admin(), silent());
        ben = world.add_user("ben", silent());
        eve = world.add_customer(kEve);
        ticket = world.add_ticket(eve, "Printer on fire");
    }

    Result<ItemId> split(std::vector<MessageId> messages, const std::string& title = {}) {
        auto made = world.write([&](db::Session& s) {
            return desk::split_item(
                s, *world.env, {.item = ticket.id, .messages = std::move(messages), .title = title},
                person(ben));
        });
        world.run();
        return made;
    }
    Result<void> merge(ItemId from, ItemId into, bool share = false) {
        auto done = world.write([&](db::Session& s) {
            return desk::merge_items(s, *world.env,
                                     {.from = from, .into = into, .share_between_customers = share},
                                     person(ben));
        });
        world.run();
        return done;
    }
    model::Item item(ItemId id) {
        return *world.write([&](db::Session& s) { return store::find_item(s, id); });
    }
    std::vector<model::Conversation> streams(ItemId id) {
        return world.write(
            [&](db::Session& s) { return store::list_conversations_of_item(s, id); });
    }
    ConversationId public_stream(ItemId id) {
        for (const auto& stream : streams(id)) {
            if (stream.visibility == model::Visibility::public_) {
                return stream.id;
            }
        }
        return {};
    }
    std::int64_t messages_in(ConversationId id) {
        return world.count("select count(*) from message where conversation_id = " +
                           std::to_string(id.value));
    }
    mime::Mail last_mail_to(const std::string& address) {
        for (auto mail = world.sent.rbegin(); mail != world.sent.rend(); ++mail) {
            if (mail->recipient == address) {
                return mime::parse(mail->bytes);
            }
        }
        ADD_FAILURE() << "no mail to " << address;
        return {};
    }
    /// Where the last mail that came in was put.
    ItemId last_incoming_item() {
        return ItemId{world.count(
            "select item_id from incoming_mail order by incoming_mail_id desc limit 1")};
    }
    void answer(const std::string& from, const mime::Mail& mail) {
        EXPECT_TRUE(
            world.mail_in(a_mail(from, "Re: it", "My answer."), mail.reply_to.at(0).address, from));
    }

    World world;
    UserId ben;
    CustomerId eve;
    desk::CreatedItem ticket;
};

TEST_F(SplitMergeFlow, F181_ASplitMailsTheCustomerAndIsMarkedSystemGenerated) {
    const auto second =
        world.post(ticket.public_conversation, person(eve), "And my chair squeaks.");
    world.sent.clear();
    const auto made = split({second.id});
    ASSERT_TRUE(made.has_value());
    EXPECT_EQ(item(*made).title, "And my chair squeaks.");
    EXPECT_EQ(item(*made).requester_id, eve);
    ASSERT_EQ(world.sent_to(kEve), 1U);
    const auto mail = last_mail_to(kEve);
    EXPECT_EQ(mail.subject, "[T-2] And my chair squeaks.");
    EXPECT_NE(mail.text.find("T-1"), std::string::npos);
    EXPECT_EQ(world.count("select count(*) from outgoing_mail where kind = 'system' and "
                          "is_system_generated = 1 and recipient = 'eve@customer.test'"),
              1);
    answer(kEve, mail);
    EXPECT_EQ(last_incoming_item(), *made) << "an answer lands in the new item";
    EXPECT_EQ(world.sent_to("ben@agents.test"), 0U);
}

TEST_F(SplitMergeFlow, F181_NothingIsLostAndNobodyIsToldAgain) {
    world.set_preferences(ben, everything());
    const auto second = world.post(ticket.public_conversation, person(eve), "And my chair.");
    const auto note = world.post(ticket.internal_conversation, person(ben), "Chairs are ours.");
    world.see(ticket.public_conversation, person(ben));
    world.advance(1h);
    world.sent.clear();
    const auto made = split({note.id, second.id});
    ASSERT_TRUE(made.has_value());
    EXPECT_EQ(item(*made).title, "And my chair.") << "not called after a note";
    EXPECT_EQ(messages_in(ticket.public_conversation), 2) << "what went stays readable";
    EXPECT_EQ(messages_in(public_stream(*made)), 1);
    EXPECT_EQ(world.count("select count(*) from message_move"), 2);
    EXPECT_EQ(world.count("select count(*) from message m join conversation c using "
                          "(conversation_id) where c.visibility = 'public' and m.body_text = "
                          "'Chairs are ours.'"),
              0)
        << "a note stays internal";
    world.advance(1h);
    EXPECT_EQ(world.sent_to("ben@agents.test"), 0U);
    EXPECT_EQ(world.write([&](db::Session& s) { return store::count_unseen(s, person(ben)); }), 0);
    const auto links =
        world.write([&](db::Session& s) { return store::list_item_links(s, ticket.id); });
    const auto back = world.write([&](db::Session& s) { return store::list_item_links(s, *made); });
    ASSERT_EQ(links.size(), 1U);
    ASSERT_EQ(back.size(), 1U);
    EXPECT_EQ(links.front().to, *made);
    EXPECT_EQ(back.front().from, ticket.id);
}

TEST_F(SplitMergeFlow, F181_ASplitOfNotesTellsNoCustomer) {
    const auto note = world.post(ticket.internal_conversation, person(ben), "Order toner.");
    world.sent.clear();
    world.follow(ticket.id, {FollowerKind::customer, world.add_customer(kDan).value});
    const auto made = split({note.id});
    ASSERT_TRUE(made.has_value());
    EXPECT_EQ(item(*made).requester_id, CustomerId{}) << "what is made of notes is no request";
    EXPECT_TRUE(
        world.write([&](db::Session& s) { return store::list_followers(s, *made).empty(); }));
    EXPECT_EQ(world.sent.size(), 0U);
    EXPECT_EQ(world.count("select count(*) from outgoing_mail where kind = 'system'"), 0);
}

TEST_F(SplitMergeFlow, ASplitOfAnotherItemsOrAnAlreadyMovedMessageIsRefusedWhole) {
    const auto second = world.post(ticket.public_conversation, person(eve), "Chair.");
    const auto other = world.add_ticket(eve, "Other");
    const auto elsewhere = world.post(other.public_conversation, person(eve), "Elsewhere");
    EXPECT_EQ(split({second.id, elsewhere.id}).error().code, "message_elsewhere");
    EXPECT_EQ(split({}).error().code, "nothing_to_split");
    ASSERT_TRUE(split({second.id}).has_value());
    const auto items = world.count("select count(*) from item");
    EXPECT_EQ(split({second.id}).error().code, "message_moved");
    EXPECT_EQ(world.count("select count(*) from item"), items) << "no half of it stays";
}

TEST_F(SplitMergeFlow, F181_AMergeClosesTheOneAndMailsTheCustomer) {
    const auto other = world.add_ticket(eve, "Smoke in the hall");
    world.sent.clear();
    ASSERT_TRUE(merge(other.id, ticket.id).has_value());
    EXPECT_EQ(item(other.id).state, model::ItemState::finished);
    EXPECT_EQ(item(other.id).merged_into, ticket.id);
    EXPECT_EQ(item(ticket.id).state, model::ItemState::not_started) << "the other goes on";
    ASSERT_EQ(world.sent_to(kEve), 1U);
    EXPECT_EQ(last_mail_to(kEve).subject, "[T-1] Printer on fire");
    EXPECT_EQ(world.count("select count(*) from outgoing_mail where kind = 'system' and "
                          "is_system_generated = 1 and item_id = 1"),
              1);
    EXPECT_EQ(streams(ticket.id).size(), 3U) << "two of its own, one that came";
    const auto refused = world.post_only({.conversation_id = streams(other.id).front().id,
                                          .author = person(ben),
                                          .author_name = "ben",
                                          .text = "Too late"});
    ASSERT_FALSE(refused.has_value());
    EXPECT_EQ(refused.error().code, "item_merged");
}

TEST_F(SplitMergeFlow, F181_AnAnswerToTheMergedTicketLandsInTheSurvivor) {
    const auto other = world.add_ticket(eve, "Smoke in the hall");
    world.post(other.public_conversation, person(ben), "How much smoke?");
    world.advance(10s);
    const auto before = last_mail_to(kEve);
    ASSERT_TRUE(merge(other.id, ticket.id).has_value());
    answer(kEve, before);
    EXPECT_EQ(last_incoming_item(), ticket.id);
    EXPECT_EQ(world.count("select count(*) from incoming_mail where outcome = 'ticket'"), 0);
    EXPECT_EQ(messages_in(other.public_conversation), 3);
    EXPECT_EQ(item(other.id).state, model::ItemState::finished) << "it does not begin again";
    EXPECT_EQ(world.count("select count(*) from outgoing_mail where item_id = " +
                          std::to_string(other.id.value)),
              0)
        << "its mails went along";
}

TEST_F(SplitMergeFlow, F181_FollowersAndColleaguesGoAlong) {
    const auto other = world.add_ticket(eve, "Smoke");
    const auto chiara = world.add_user("chiara", silent());
    world.follow(other.id, {FollowerKind::user, ben.value});
    world.write([&](db::Session& s) {
        return desk::change_item(s, *world.env, other.id, person(ben), {.assignee_id = chiara});
    });
    ASSERT_TRUE(merge(other.id, ticket.id).has_value());
    const auto followers =
        world.write([&](db::Session& s) { return store::list_followers(s, ticket.id); });
    EXPECT_EQ(followers, (std::vector<model::Follower>{{FollowerKind::user, ben.value},
                                                       {FollowerKind::user, chiara.value}}));
    const auto limited = [&] {
        auto preferences = silent();
        preferences.conversations = model::ConversationAccess::followed;
        world.set_preferences(ben, preferences);
        return *world.write([&](db::Session& s) { return store::find_user(s, ben); });
    }();
    EXPECT_TRUE(world.write([&](db::Session& s) {
        return store::may_see_item(s, limited, other.id);
    })) << "who could open the merged item still can";
}

TEST_F(SplitMergeFlow, TwoCustomersReadEachOtherOnlyWhenThatIsMeant) {
    const auto dan = world.add_customer(kDan, "Dan");
    const auto other = world.add_ticket(dan, "Smoke");
    world.sent.clear();
    EXPECT_EQ(merge(other.id, ticket.id).error().code, "other_customers");
    EXPECT_EQ(item(other.id).state, model::ItemState::not_started);
    EXPECT_EQ(world.sent.size(), 0U);
    ASSERT_TRUE(merge(other.id, ticket.id, true).has_value());
    EXPECT_EQ(world.sent_to(kDan), 1U);
    EXPECT_EQ(world.sent_to(kEve), 0U) << "nothing changes for who asked first";
    world.post(other.public_conversation, person(ben), "We are coming.");
    world.advance(10s);
    EXPECT_EQ(world.sent_to(kDan), 2U);
}

TEST_F(SplitMergeFlow, AMergedItemIsNeitherMergedNorSplitAgainAndChainsAreFlat) {
    const auto second = world.add_ticket(eve, "Second");
    const auto third = world.add_ticket(eve, "Third");
    ASSERT_TRUE(merge(ticket.id, second.id).has_value());
    EXPECT_EQ(merge(ticket.id, third.id).error().code, "item_merged");
    EXPECT_EQ(merge(third.id, ticket.id).error().code, "item_merged");
    EXPECT_EQ(merge(third.id, third.id).error().code, "same_item");
    ASSERT_TRUE(merge(second.id, third.id).has_value());
    EXPECT_EQ(item(ticket.id).merged_into, third.id);
    EXPECT_EQ(streams(third.id).size(), 4U);
}

TEST_F(SplitMergeFlow, F090_QuietModeKeepsTheMailAndSaysSo) {
    const auto other = world.add_ticket(eve, "Smoke");
    world.write([&](db::Session& s) {
        desk::save_quiet_mode(s, *world.env, person(world.admin()), {.on = true, .until = {}});
    });
    world.sent.clear();
    ASSERT_TRUE(merge(other.id, ticket.id).has_value());
    EXPECT_EQ(world.sent.size(), 0U);
    EXPECT_EQ(world.count("select count(*) from outgoing_mail where kind = 'system' and state = "
                          "'suppressed' and reason = 'quiet_mode'"),
              1);
}

TEST_F(SplitMergeFlow, F088_ADeactivatedCustomerIsNotMailed) {
    const auto other = world.add_ticket(eve, "Smoke");
    world.write([&](db::Session& s) {
        auto customer = *store::find_customer(s, eve);
        customer.active = false;
        store::update_customer(s, customer);
    });
    world.sent.clear();
    ASSERT_TRUE(merge(other.id, ticket.id).has_value());
    EXPECT_EQ(world.count("select count(*) from outgoing_mail where kind = 'system'"), 0);
}

}  // namespace
}  // namespace postroom::testing
