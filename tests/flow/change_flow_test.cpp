// Changing a message and taking it back within a minute, and naming people, through the real stages
// in virtual time: the mail says what the message says, or never leaves. (F020, F032, F038; issue 4
// points 4 and 10: "message deleted in the minute")
#include <gtest/gtest.h>

#include "desk/change_message.hpp"
#include "desk/post_message.hpp"
#include "desk/workspace.hpp"
#include "mime/parse.hpp"
#include "notify/rule.hpp"
#include "store/blob.hpp"
#include "store/draft.hpp"
#include "store/message_change.hpp"
#include "store/outgoing_mail.hpp"
#include "store/people.hpp"
#include "store/search.hpp"
#include "support/world.hpp"

namespace postroom::testing {
namespace {

using namespace std::chrono_literals;
using model::person;
constexpr auto kBen = "ben@agents.test";
constexpr auto kEve = "eve@customer.test";

/// A ticket of Eve that Ben follows; Chiara answers it and follows nothing.
class ChangeFlow : public ::testing::Test {
   protected:
    ChangeFlow() {
        world.set_preferences(world.admin(), silent());
        ben = world.add_user("ben", everything());
        chiara = world.add_user("chiara", model::default_preferences(model::Role::member));
        eve = world.add_customer(kEve);
        ticket = world.add_ticket(eve);
        world.follow(ticket.id, {model::FollowerKind::user, ben.value});
        world.see(ticket.public_conversation, person(ben));
        world.see(ticket.public_conversation, person(chiara));
        world.advance(1h);
        world.sent.clear();
    }
    /// "" when it was done, else the code of the refusal.
    std::string change(MessageId message, UserId who, const std::string& text,
                       std::vector<UserId> mentions = {}) {
        const auto done = world.write([&](db::Session& s) {
            return desk::change_message(s, *world.env,
                                        {.message_id = message,
                                         .actor = person(who),
                                         .text = text,
                                         .html = {},
                                         .mentions = mentions});
        });
        world.run();
        return done ? "" : done.error().code;
    }
    std::string take_back(MessageId message, UserId who) {
        const auto done = world.write([&](db::Session& s) {
            return desk::delete_message(s, *world.env, message, person(who));
        });
        world.run();
        return done ? "" : done.error().code;
    }
    model::Message post_naming(UserId author, const std::string& text,
                               std::vector<UserId> mentions) {
        const auto posted = world.post_only({.conversation_id = ticket.internal_conversation,
                                             .author = person(author),
                                             .author_name = "Somebody",
                                             .text = text,
                                             .mentions = std::move(mentions)});
        EXPECT_TRUE(posted.has_value());
        world.run();
        return posted->message;
    }
    std::string text_of_last_mail() { return mime::parse(world.sent.back().bytes).text; }
    std::size_t found(std::string_view words) {
        return world.write([&](db::Session& s) {
            const auto viewer = store::find_user(s, ben);
            return store::find_hits(s, *viewer, store::parse_search(words), 10).size();
        });
    }

    World world;
    UserId ben;
    UserId chiara;
    CustomerId eve;
    desk::CreatedItem ticket;
};

TEST_F(ChangeFlow, AChangedMessageIsMailedAsItReadsNow) {
    const auto message =
        world.post(ticket.public_conversation, person(chiara), "We come on Munday.");
    world.advance(5s);
    EXPECT_EQ(change(message.id, chiara, "We come on Monday."), "");
    world.advance(1h);
    ASSERT_EQ(world.sent_to(kEve), 1U);
    EXPECT_NE(world.sent.front().bytes.find("Monday"), std::string::npos);
    EXPECT_EQ(world.sent.front().bytes.find("Munday"), std::string::npos);
    EXPECT_EQ(world.receipt(message.id, person(eve))->state, model::ReceiptState::emailed);
    const auto kept = world.write(
        [&](db::Session& s) { return store::list_message_revisions(s, message.id, 10); });
    ASSERT_EQ(kept.size(), 1U);
    EXPECT_EQ(kept.front().text, "We come on Munday.");
    EXPECT_EQ(found("monday"), 1U);
    EXPECT_EQ(found("munday"), 0U);
}

TEST_F(ChangeFlow, AChangedMessageLeavesNotEarlierThanItWouldHave) {
    const auto message = world.post(ticket.public_conversation, person(chiara), "One");
    world.advance(4s);
    EXPECT_EQ(change(message.id, chiara, "Two"), "");
    world.advance(5'999ms);
    EXPECT_EQ(world.sent_to(kEve), 0U);
    world.advance(1ms);
    EXPECT_EQ(world.sent_to(kEve), 1U);
}

TEST_F(ChangeFlow, NothingIsChangedAfterTheMailHasLeft) {
    const auto message = world.post(ticket.public_conversation, person(chiara), "One");
    world.advance(10s);
    ASSERT_EQ(world.sent_to(kEve), 1U);
    EXPECT_EQ(change(message.id, chiara, "Two"), "mail_has_left");
    EXPECT_EQ(take_back(message.id, chiara), "mail_has_left");
}

TEST_F(ChangeFlow, NothingIsChangedAfterAMinute) {
    const auto note = world.post(ticket.internal_conversation, person(chiara), "Note");
    world.see(ticket.internal_conversation, person(ben));
    world.advance(59'999ms);
    EXPECT_EQ(change(note.id, chiara, "A better note"), "");
    world.advance(1ms);
    EXPECT_EQ(change(note.id, chiara, "The best note"), "change_too_late");
    EXPECT_EQ(take_back(note.id, chiara), "change_too_late");
}

TEST_F(ChangeFlow, OnlyItsAuthorChangesAMessage) {
    const auto note = world.post(ticket.internal_conversation, person(chiara), "Note");
    EXPECT_EQ(change(note.id, ben, "Mine now"), "not_your_message");
    EXPECT_EQ(take_back(note.id, ben), "not_your_message");
}

TEST_F(ChangeFlow, F008_AMessageDeletedInTheMinuteIsNeverMailed) {
    const auto message = world.post(ticket.public_conversation, person(chiara), "Oops, a secret.");
    EXPECT_EQ(take_back(message.id, chiara), "");
    world.advance(24h);
    EXPECT_EQ(world.sent_to(kEve), 0U);
    EXPECT_EQ(world.sent_to(kBen), 0U);
    for (const auto who : {person(ben), person(eve)}) {
        const auto receipt = world.receipt(message.id, who);
        EXPECT_EQ(receipt->state, model::ReceiptState::withheld);
        EXPECT_EQ(receipt->rule, notify::rule::kMessageDeleted);
        EXPECT_FALSE(receipt->due_at.has_value());
    }
    EXPECT_EQ(world.count("select count(*) from outgoing_mail where state = 'cancelled' and "
                          "reason = 'message_deleted'"),
              1);
    EXPECT_EQ(world.count("select count(*) from message where body_text like '%secret%'"), 0);
    EXPECT_EQ(found("secret"), 0U);
    EXPECT_EQ(take_back(message.id, chiara), "message_deleted");
}

TEST_F(ChangeFlow, F010_OtherUnseenMessagesStillGo) {
    world.post(ticket.internal_conversation, person(chiara), "The first.");
    world.advance(20s);
    const auto second = world.post(ticket.internal_conversation, person(chiara), "The second.");
    world.advance(5s);
    EXPECT_EQ(take_back(second.id, chiara), "");
    world.advance(24h);
    ASSERT_EQ(world.sent_to(kBen), 1U);
    EXPECT_NE(text_of_last_mail().find("The first."), std::string::npos);
    EXPECT_EQ(text_of_last_mail().find("The second."), std::string::npos);
}

TEST_F(ChangeFlow, AMailThatWaitsForItsNextTryIsMadeAnewWithoutTheDeletedMessage) {
    world.reception = [](const pipeline::ClaimedMail&) { return Reception::refuse_for_now; };
    world.post(ticket.internal_conversation, person(chiara), "The first.");
    world.advance(30s);
    const auto second = world.post(ticket.internal_conversation, person(chiara), "The second.");
    world.advance(40s);
    EXPECT_EQ(world.count("select count(*) from outgoing_mail where state = 'retry_wait'"), 1);
    EXPECT_EQ(take_back(second.id, chiara), "");
    world.reception = nullptr;
    world.advance(24h);
    ASSERT_EQ(world.sent_to(kBen), 1U);
    EXPECT_NE(text_of_last_mail().find("The first."), std::string::npos);
    EXPECT_EQ(text_of_last_mail().find("The second."), std::string::npos);
}

TEST_F(ChangeFlow, AMessageDeletedBeforeAnybodyWasToldTellsNobody) {
    const auto posted = world.post_only({.conversation_id = ticket.internal_conversation,
                                         .author = person(chiara),
                                         .author_name = "Chiara",
                                         .text = "Too soon."});
    EXPECT_EQ(take_back(posted->message.id, chiara), "");
    EXPECT_FALSE(world.receipt(posted->message.id, person(ben)).has_value());
    world.advance(24h);
    EXPECT_EQ(world.sent_to(kBen), 0U);
}

TEST_F(ChangeFlow, QuietModeKeepsTheNewTextReadable) {
    world.write([&](db::Session& s) {
        desk::save_quiet_mode(s, *world.env, person(world.admin()), {.on = true});
    });
    const auto message = world.post(ticket.public_conversation, person(chiara), "One");
    EXPECT_EQ(change(message.id, chiara, "Two"), "");
    world.advance(24h);
    EXPECT_EQ(world.sent_to(kEve), 0U);
    const auto receipt = world.receipt(message.id, person(eve));
    const auto kept = world.write([&](db::Session& s) {
        return store::find_blob(s, store::find_outgoing_mail(s, receipt->mail_id)->blob_id);
    });
    EXPECT_NE(kept->find("Two"), std::string::npos);
}

TEST_F(ChangeFlow, WhoIsMentionedIsToldWithoutFollowing) {
    const auto dora = world.add_user("dora", model::default_preferences(model::Role::member));
    const auto message = post_naming(chiara, "@Dora, can you look?", {dora});
    const auto receipt = world.receipt(message.id, person(dora));
    ASSERT_TRUE(receipt.has_value());
    EXPECT_EQ(receipt->rule, notify::rule::kMention);
    world.advance(60s);
    EXPECT_EQ(world.sent_to("dora@agents.test"), 1U);
    world.post(ticket.internal_conversation, person(chiara), "Nothing more.");
    world.advance(24h);
    EXPECT_EQ(world.sent_to("dora@agents.test"), 1U) << "a mention counts for its message only";
}

TEST_F(ChangeFlow, F038_F047_WhoWantsNoInternalMessagesIsNotToldByAMention) {
    const auto dora = world.add_user("dora", silent());
    const auto message = post_naming(chiara, "@Dora, can you look?", {dora});
    EXPECT_EQ(world.receipt(message.id, person(dora))->rule, notify::rule::kMutedInternal);
    world.advance(24h);
    EXPECT_EQ(world.sent_to("dora@agents.test"), 0U);
}

TEST_F(ChangeFlow, F023_WhoMayNotSeeTheConversationIsNotToldByAMention) {
    auto limited = everything();
    limited.conversations = model::ConversationAccess::followed;
    const auto dora = world.add_user("dora", limited);
    const auto message = post_naming(chiara, "@Dora, can you look?", {dora});
    const auto receipt = world.receipt(message.id, person(dora));
    EXPECT_EQ(receipt->rule, notify::rule::kNoAccess);
    EXPECT_EQ(receipt->state, model::ReceiptState::withheld);
    world.advance(24h);
    EXPECT_EQ(world.sent_to("dora@agents.test"), 0U);
}

TEST_F(ChangeFlow, WhomAChangeNamesIsToldToo) {
    const auto dora = world.add_user("dora", model::default_preferences(model::Role::member));
    const auto message = post_naming(chiara, "Can somebody look?", {});
    EXPECT_FALSE(world.receipt(message.id, person(dora)).has_value());
    world.advance(5s);
    EXPECT_EQ(change(message.id, chiara, "@Dora, can you look?", {dora}), "");
    EXPECT_EQ(world.receipt(message.id, person(dora))->rule, notify::rule::kMention);
    world.advance(24h);
    EXPECT_EQ(world.sent_to("dora@agents.test"), 1U);
    EXPECT_EQ(world.sent_to(kBen), 1U) << "who had been told is not told twice";
}

TEST_F(ChangeFlow, TwoWhoAnswerAtOnceHearOfEachOther) {
    const auto question = world.post(ticket.public_conversation, person(eve), "Well?");
    world.post(ticket.public_conversation, person(ben), "It is the toner.");
    desk::NewMessage answer{.conversation_id = ticket.public_conversation,
                            .author = person(chiara),
                            .author_name = "Chiara",
                            .text = "It is the paper.",
                            .unless_answered_after = question.seq};
    const auto refused = world.post_only(answer);
    ASSERT_FALSE(refused.has_value());
    EXPECT_EQ(refused.error().code, "answered_meanwhile");
    answer.unless_answered_after.reset();
    EXPECT_TRUE(world.post_only(answer).has_value()) << "they may all the same";
}

TEST_F(ChangeFlow, ADraftGoesWithTheMessageThatItBecomes) {
    const auto draft = [&] {
        return world.write([&](db::Session& s) {
            return store::find_draft(s, chiara, ticket.public_conversation);
        });
    };
    world.write([&](db::Session& s) {
        store::save_draft(s, chiara, ticket.public_conversation,
                          {.html = "<p>Half</p>", .text = "Half", .updated_at = world.clock.now()});
    });
    world.post(ticket.public_conversation, person(chiara), "Something else, by a program.");
    EXPECT_TRUE(draft().has_value());
    EXPECT_TRUE(world
                    .post_only({.conversation_id = ticket.public_conversation,
                                .author = person(chiara),
                                .author_name = "Chiara",
                                .text = "Half",
                                .discards_draft = true})
                    .has_value());
    EXPECT_FALSE(draft().has_value());
}

}  // namespace
}  // namespace postroom::testing
