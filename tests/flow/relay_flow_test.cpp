// Who is told, once, where they are: features F001-F011 through the real stages in virtual time.
#include <gtest/gtest.h>

#include "support/world.hpp"

namespace postroom::testing {
namespace {

using namespace std::chrono_literals;
using model::person;
constexpr auto kBen = "ben@agents.test";
constexpr auto kEve = "eve@customer.test";

/// A ticket of Eve that Ben follows; nobody has mail pending from before.
class RelayFlow : public ::testing::Test {
   protected:
    RelayFlow() {
        world.set_preferences(world.admin(), silent());
        ben = world.add_user("ben", silent());
        eve = world.add_customer(kEve);
        ticket = world.add_ticket(eve);
        world.follow(ticket.id, {model::FollowerKind::user, ben.value});
        world.set_preferences(ben, everything());
        world.advance(1h);
        world.sent.clear();
    }
    World world;
    UserId ben;
    CustomerId eve;
    desk::CreatedItem ticket;
};

TEST_F(RelayFlow, F008_UnseenForAMinuteIsEmailedOnce) {
    world.post(ticket.public_conversation, person(eve), "Still burning.");
    world.advance(59'999ms);
    EXPECT_EQ(world.sent_to(kBen), 0U);
    world.advance(1ms);
    EXPECT_EQ(world.sent_to(kBen), 1U);
    world.advance(24h);
    EXPECT_EQ(world.sent_to(kBen), 1U);
}

TEST_F(RelayFlow, F009_SeenWithinTheMinuteIsNotEmailed) {
    const auto message = world.post(ticket.public_conversation, person(eve), "Still burning.");
    world.advance(30s);
    world.see(ticket.public_conversation, person(ben));
    world.advance(24h);
    EXPECT_EQ(world.sent_to(kBen), 0U);
    EXPECT_EQ(world.receipt(message.id, person(ben))->state, model::ReceiptState::seen);
}

TEST_F(RelayFlow, F009_SeenBeforeTheReceiptIsWrittenIsNotEmailed) {
    const auto before = world.post(ticket.public_conversation, person(eve), "Still burning.");
    const auto posted = world.post_only({.conversation_id = ticket.public_conversation,
                                         .author = person(eve),
                                         .text = "Now the curtain, too."});
    ASSERT_TRUE(posted.has_value());
    world.see(ticket.public_conversation, person(ben));
    world.advance(24h);
    EXPECT_EQ(world.sent_to(kBen), 0U);
    EXPECT_EQ(world.receipt(before.id, person(ben))->state, model::ReceiptState::seen);
    EXPECT_EQ(world.receipt(posted->message.id, person(ben))->state, model::ReceiptState::seen);
}

TEST_F(RelayFlow, F009_NobodyCanHaveSeenWhatIsNotWrittenYet) {
    world.see(ticket.public_conversation, person(ben), 1'000'000);
    world.post(ticket.public_conversation, person(eve), "Written after.");
    world.advance(61s);
    EXPECT_EQ(world.sent_to(kBen), 1U);
}

TEST_F(RelayFlow, F008_ManyMoreThanAScreenfulStillMakeOneMail) {
    for (int i = 0; i < 120; ++i) {
        world.post(ticket.public_conversation, person(eve), "Line " + std::to_string(1000 + i));
    }
    world.advance(24h);
    ASSERT_EQ(world.sent_to(kBen), 1U);
    EXPECT_NE(world.sent.back().bytes.find("Line 1000"), std::string::npos);
    EXPECT_NE(world.sent.back().bytes.find("Line 1119"), std::string::npos);
}

TEST_F(RelayFlow, F008_ManyUnseenMessagesMakeOneMail) {
    world.post(ticket.public_conversation, person(eve), "First thing");
    world.advance(20s);
    world.post(ticket.public_conversation, person(eve), "Second thing");
    world.advance(40s);
    ASSERT_EQ(world.sent_to(kBen), 1U);
    EXPECT_NE(world.sent.back().bytes.find("First thing"), std::string::npos);
    EXPECT_NE(world.sent.back().bytes.find("Second thing"), std::string::npos);
    world.advance(24h);
    EXPECT_EQ(world.sent_to(kBen), 1U) << "the second message was in the first mail";
}

TEST_F(RelayFlow, F010_NobodyIsToldOfTheirOwnMessage) {
    const auto message = world.post(ticket.internal_conversation, person(ben), "I look at it.");
    world.advance(24h);
    EXPECT_EQ(world.sent_to(kBen), 0U);
    const auto receipt = world.receipt(message.id, person(ben));
    ASSERT_TRUE(receipt.has_value());
    EXPECT_EQ(receipt->state, model::ReceiptState::withheld);
    EXPECT_EQ(receipt->rule, "author");
}

TEST_F(RelayFlow, F003_InternalMessagesNeverReachCustomers) {
    world.follow(ticket.id, {model::FollowerKind::customer, eve.value});
    world.post(ticket.internal_conversation, person(ben), "The customer is rude.");
    world.advance(24h);
    EXPECT_EQ(world.sent_to(kEve), 0U);
    EXPECT_EQ(world.count("select count(*) from outgoing_mail where recipient_kind = 'customer'"),
              0);
}

TEST_F(RelayFlow, F004_UsersAreEmailedAboutInternalAndPublicMessagesAlike) {
    const auto chiara = world.add_user("chiara", silent());
    world.post(ticket.internal_conversation, person(chiara), "A note.");
    world.post(ticket.public_conversation, person(eve), "A question.");
    world.advance(60s);
    EXPECT_EQ(world.sent_to(kBen), 2U) << "one for each conversation";
}

TEST_F(RelayFlow, F101_AnAnswerGoesToTheCustomerAfterTheUndoTime) {
    world.post(ticket.public_conversation, person(ben), "Use the extinguisher.");
    world.advance(9'999ms);
    EXPECT_EQ(world.sent_to(kEve), 0U) << "F178: it can still be undone (I6)";
    world.advance(1ms);
    ASSERT_EQ(world.sent_to(kEve), 1U);
    EXPECT_NE(world.sent.back().bytes.find("Use the extinguisher."), std::string::npos);
    world.advance(24h);
    EXPECT_EQ(world.sent_to(kEve), 1U);
}

TEST_F(RelayFlow, F011_ACustomerInTheChatIsMailedOnlyWhatTheyDoNotSee) {
    world.present.insert(eve.value);
    for (int i = 0; i < 10; ++i) {
        world.post(ticket.public_conversation, person(ben), "line");
        world.see(ticket.public_conversation, person(eve));
        world.advance(20s);
    }
    world.advance(1h);
    EXPECT_EQ(world.sent_to(kEve), 0U);
    world.post(ticket.public_conversation, person(ben), "Are you still there?");
    world.advance(59s);
    EXPECT_EQ(world.sent_to(kEve), 0U);
    world.advance(2s);
    EXPECT_EQ(world.sent_to(kEve), 1U);
}

TEST_F(RelayFlow, F051_ASilencedUserGetsNothingNowAndNothingLater) {
    world.set_preferences(ben, silent());
    world.post(ticket.public_conversation, person(eve), "Hello?");
    world.advance(1h);
    world.set_preferences(ben, everything());
    world.advance(1h);
    EXPECT_EQ(world.sent_to(kBen), 0U) << "old messages are not replayed";
    world.post(ticket.public_conversation, person(eve), "Hello again?");
    world.advance(60s);
    EXPECT_EQ(world.sent_to(kBen), 1U);
}

TEST_F(RelayFlow, F040_APreferenceChangedWithinTheMinuteCounts) {
    world.post(ticket.public_conversation, person(eve), "Hello?");
    world.advance(30s);
    auto preferences = everything();
    preferences.email = model::NotificationEmail::never;
    world.set_preferences(ben, preferences);
    world.advance(1h);
    EXPECT_EQ(world.sent_to(kBen), 0U);
}

TEST_F(RelayFlow, F019_F021_ReceiptsSayDeliveredSeenAndEmailed) {
    const auto chiara = world.add_user("chiara", everything());
    const auto message = world.post(ticket.public_conversation, person(eve), "Hello?");
    EXPECT_EQ(world.receipt(message.id, person(ben))->state, model::ReceiptState::delivered);
    world.see(ticket.public_conversation, person(chiara));
    world.advance(60s);
    EXPECT_EQ(world.receipt(message.id, person(chiara))->state, model::ReceiptState::seen);
    const auto bens = world.receipt(message.id, person(ben));
    EXPECT_EQ(bens->state, model::ReceiptState::emailed);
    EXPECT_TRUE(bens->mail_id);
    EXPECT_EQ(world.sent_to("chiara@agents.test"), 0U);
}

TEST_F(RelayFlow, F014_UnseenCountsUntilSeen) {
    world.see(ticket.public_conversation, person(ben));
    world.post(ticket.public_conversation, person(eve), "One");
    world.post(ticket.public_conversation, person(eve), "Two");
    const auto unseen = [&] {
        return world.write(
            [&](db::Session& session) { return store::count_unseen(session, person(ben)); });
    };
    EXPECT_EQ(unseen(), 2);
    world.advance(60s);
    EXPECT_EQ(unseen(), 2) << "an email does not make it seen";
    world.see(ticket.public_conversation, person(ben));
    EXPECT_EQ(unseen(), 0);
}

}  // namespace
}  // namespace postroom::testing
