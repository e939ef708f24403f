// The outbox in virtual time: when mail that failed is tried again, and what never goes by itself.
// Rule: features F129, F148-F150, F154, F155, F166, F170, F177, F179; OUT-9, OUT-12.
#include <gmock/gmock.h>

#include "desk/import_mail.hpp"
#include "desk/outbox_commands.hpp"
#include "store/channel.hpp"
#include "store/outgoing_mail.hpp"
#include "store/people.hpp"
#include "store/retry_template.hpp"
#include "support/world.hpp"

namespace postroom::testing {
namespace {

using namespace std::chrono_literals;
using model::MailState;
using model::person;
constexpr auto kEve = "eve@customer.test";

/// A planned wait varies by a tenth, either way. (OUT-9)
bool is_about(Milliseconds wait, Milliseconds planned) {
    return wait >= planned * 9 / 10 && wait <= planned * 11 / 10;
}

class OutboxFlow : public ::testing::Test {
   protected:
    OutboxFlow() {
        world.set_preferences(world.admin(), silent());
        eve = world.add_customer(kEve);
        ticket = world.add_ticket(eve);
        world.advance(1h);
        world.sent.clear();
    }

    /// Every connector follows a template with these delays; none without any.
    void follow(std::vector<std::chrono::seconds> delays, int attempts_max) {
        world.write([&](db::Session& session) {
            auto connector = *store::find_default_connector(session);
            connector.retry_template_id = {};
            if (!delays.empty()) {
                connector.retry_template_id = *store::insert_retry_template(
                    session,
                    {.name = "test", .delays = std::move(delays), .attempts_max = attempts_max});
            }
            store::update_connector(session, connector);
        });
    }
    model::OutgoingMail answer(desk::NewMessage more = {}) {
        more.conversation_id = ticket.public_conversation;
        more.author = person(world.admin());
        more.text = "We are on our way.";
        more.undo_delay = Milliseconds{0};
        const auto posted = world.post_only(std::move(more));
        mail_id = posted->mails.at(0);
        world.run();
        return mail();
    }
    model::OutgoingMail mail() {
        return *world.write(
            [&](db::Session& session) { return store::find_outgoing_mail(session, mail_id); });
    }
    Result<model::OutgoingMail> retry() {
        auto done = world.write([&](db::Session& session) {
            return desk::retry_mail(session, *world.env, mail_id, person(world.admin()));
        });
        world.run();
        return done;
    }
    /// As time passes: whatever becomes due meanwhile is tried then.
    void pass(Milliseconds span) {
        for (Milliseconds gone{0}; gone < span; gone += 5min) {
            world.advance(5min);
        }
    }
    void refuse(Reception how) {
        world.reception = [this, how](const auto&) {
            ++tries;
            return how;
        };
    }

    World world;
    CustomerId eve;
    desk::CreatedItem ticket;
    MailId mail_id;
    int tries = 0;
};

TEST_F(OutboxFlow, F148_F179_ATemplateSaysWhenItIsTriedAgain) {
    follow({60s, 300s}, 10);
    refuse(Reception::refuse_for_now);
    const TimePoint first = world.clock.now();
    answer();
    EXPECT_EQ(mail().state, MailState::retry_wait);
    EXPECT_TRUE(is_about(*mail().due_at - first, 60s));
    const TimePoint planned = *mail().due_at;
    world.advance(planned - world.clock.now() - 1ms);
    EXPECT_EQ(tries, 1);
    world.advance(1ms);
    EXPECT_EQ(tries, 2);
    EXPECT_TRUE(is_about(*mail().due_at - world.clock.now(), 300s));
    world.reception = {};
    world.advance(6min);
    EXPECT_EQ(mail().state, MailState::sent);
    EXPECT_EQ(world.sent_to(kEve), 1U);
}

TEST_F(OutboxFlow, F148_WithoutATemplateNothingIsTriedAgain) {
    follow({}, 0);
    for (const auto how : {Reception::refuse_for_now, Reception::drop_before_dot}) {
        tries = 0;
        refuse(how);
        answer();
        EXPECT_EQ(mail().state, MailState::failed);
        EXPECT_FALSE(mail().due_at.has_value());
        pass(48h);
        EXPECT_EQ(tries, 1);
    }
}

TEST_F(OutboxFlow, F149_F150_F173_AfterTheMaximumOnlyByHand) {
    follow({60s}, 3);
    refuse(Reception::refuse_for_now);
    answer();
    pass(24h);
    EXPECT_EQ(tries, 3);
    EXPECT_EQ(mail().attempts, 3);
    EXPECT_EQ(mail().state, MailState::failed);
    ASSERT_TRUE(retry().has_value());
    EXPECT_EQ(tries, 4) << "a click grants one more";
    EXPECT_EQ(mail().state, MailState::failed) << "and no automatic one after it";
    world.reception = {};
    ASSERT_TRUE(retry().has_value());
    EXPECT_EQ(mail().state, MailState::sent);
    EXPECT_EQ(world.sent_to(kEve), 1U);
}

TEST_F(OutboxFlow, F166_LoggedIsTheFirstFailureForEver) {
    follow({60s}, 10);
    refuse(Reception::refuse_for_now);
    answer();
    const auto logged = mail().first_failure_at;
    ASSERT_TRUE(logged.has_value());
    pass(1h);
    EXPECT_GT(mail().attempts, 2);
    EXPECT_EQ(mail().first_failure_at, logged);
}

TEST_F(OutboxFlow, F177_WhatIsSentLaterLeavesAtItsTimeAndNotBefore) {
    const TimePoint at = world.clock.now() + 5h;
    answer({.send_at = at, .importance = model::Importance::high});
    EXPECT_EQ(mail().state, MailState::held);
    EXPECT_EQ(mail().importance, model::Importance::high);
    world.advance(5h - 1ms);
    EXPECT_EQ(world.sent_to(kEve), 0U);
    world.advance(1ms);
    ASSERT_EQ(world.sent_to(kEve), 1U);
    EXPECT_THAT(world.sent.back().bytes, ::testing::HasSubstr("\r\nImportance: high\r\n"));
}

TEST_F(OutboxFlow, F179_AQueuedMailThatFailsFollowsTheTemplate) {
    follow({600s}, 5);
    refuse(Reception::refuse_for_now);
    answer({.send_at = world.clock.now() + 1h});
    world.advance(1h);
    EXPECT_EQ(mail().state, MailState::retry_wait);
    EXPECT_TRUE(is_about(*mail().due_at - world.clock.now(), 600s));
}

/// However the clock is set and the program restarted, the undo time is as long as it was said.
TEST_F(OutboxFlow, Fault_F14_TheUndoTimeAgainstClocksAndRestarts) {
    for (const Milliseconds jump : {Milliseconds{1h}, Milliseconds{-1h}, Milliseconds{0}}) {
        for (const bool restarts : {false, true}) {
            world.sent.clear();
            const auto posted = world.post_only({.conversation_id = ticket.public_conversation,
                                                 .author = person(world.admin()),
                                                 .text = "We are on our way.",
                                                 .undo_delay = 10s});
            mail_id = posted->mails.at(0);
            world.advance(4s);
            world.clock.jump(jump);
            world.run();
            if (restarts) {
                world.restart();
            }
            world.advance(5s);
            EXPECT_TRUE(world.sent.empty()) << jump.count() << restarts << ": never early (I6)";
            world.advance(11s);
            EXPECT_EQ(world.sent_to(kEve), 1U) << jump.count() << restarts;
        }
    }
}

TEST_F(OutboxFlow, OUT17_AnswersInOneTicketLeaveInTheirOrder) {
    follow({60s}, 10);
    const auto say = [&](const std::string& text) {
        const auto posted = world.post_only({.conversation_id = ticket.public_conversation,
                                             .author = person(world.admin()),
                                             .text = text,
                                             .undo_delay = Milliseconds{0}});
        return posted->mails.at(0);
    };
    refuse(Reception::refuse_sign_in);  // the connector's trouble, not the mail's
    const MailId first = say("first");
    world.run();
    const MailId second = say("second");
    world.reception = {};
    world.run();
    EXPECT_TRUE(world.sent.empty()) << "the second waits for the first";
    world.advance(1min);
    ASSERT_EQ(world.sent.size(), 2U);
    EXPECT_EQ(world.sent[0].id, first);
    EXPECT_EQ(world.sent[1].id, second);
}

TEST_F(OutboxFlow, OUT17_OneThatIsRefusedHoldsUpNoneAfterIt) {
    follow({3600s}, 10);
    refuse(Reception::refuse_for_now);
    answer();
    EXPECT_EQ(mail().state, MailState::retry_wait);
    world.reception = {};
    answer();
    EXPECT_EQ(world.sent_to(kEve), 1U);
}

TEST_F(OutboxFlow, OUT17_WhatIsSentLaterHoldsUpNoneAfterIt) {
    answer({.send_at = world.clock.now() + 5h});
    answer();
    EXPECT_EQ(world.sent_to(kEve), 1U);
}

constexpr std::string_view kOld =
    "From: Support <support@desk.test>\nTo: eve@customer.test\nSubject: Old\n"
    "Message-ID: <old@desk.test>\nImportance: high\nBcc: x@customer.test\n\nHello.\n";

TEST_F(OutboxFlow, F154_F155_ImportedMailNeverGoesByItselfAlsoAfterAFailedClick) {
    const auto imported = world.write(
        [&](db::Session& session) { return desk::import_mail(session, *world.env, kOld); });
    ASSERT_TRUE(imported.has_value());
    ASSERT_EQ(imported->mails.size(), 2U);
    mail_id = imported->mails.front();
    EXPECT_EQ(mail().state, MailState::failed);
    EXPECT_EQ(mail().importance, model::Importance::high);
    world.advance(24h);
    EXPECT_TRUE(world.sent.empty());
    for (const auto how : {Reception::refuse_for_now, Reception::drop_before_dot}) {
        refuse(how);
        ASSERT_TRUE(retry().has_value());
        EXPECT_EQ(mail().state, MailState::failed);
    }
    refuse(Reception::lose_after_dot);
    ASSERT_TRUE(retry().has_value());
    EXPECT_EQ(mail().state, MailState::uncertain);
    world.reception = {};
    world.advance(24h);
    EXPECT_TRUE(world.sent.empty());
    ASSERT_TRUE(retry().has_value());
    EXPECT_EQ(mail().state, MailState::sent);
    EXPECT_EQ(world.sent_to(kEve), 1U);
    EXPECT_THAT(world.sent.back().bytes, ::testing::Not(::testing::HasSubstr("Bcc")));
    EXPECT_EQ(world.sent_to("x@customer.test"), 0U);
}

TEST_F(OutboxFlow, F154_AFileImportedTwiceAddsNothingAndNonsenseIsRefused) {
    const auto import = [&](std::string_view raw) {
        return world.write(
            [&](db::Session& session) { return desk::import_mail(session, *world.env, raw); });
    };
    EXPECT_EQ(import(kOld)->mails.size(), 2U);
    EXPECT_TRUE(import(kOld)->mails.empty());
    EXPECT_EQ(import("Subject: no people\n\nHello.\n").error().code, "mail_without_addresses");
}

TEST_F(OutboxFlow, F129_AQueueGivesItsItemsToTeamAssigneeProjectAndPriority) {
    const UserId ben = world.add_user("ben", everything());
    world.write([&](db::Session& session) {
        auto queue = *store::find_channel_by_address(session, World::kSupport);
        queue.assignee_id = ben;
        queue.team_id = *store::insert_team(session, "Billing");
        queue.priority = model::Priority::urgent;
        store::update_channel(session, queue);
    });
    world.mail_in(
        "From: eve@customer.test\r\nTo: support@desk.test\r\nSubject: Bill\r\n\r\nHi.\r\n");
    const ItemId id{world.count("select max(item_id) from item")};
    world.write([&](db::Session& session) {
        const auto item = *store::find_item(session, id);
        EXPECT_EQ(item.assignee_id, ben);
        EXPECT_TRUE(item.team_id);
        EXPECT_EQ(item.priority, model::Priority::urgent);
    });
    EXPECT_EQ(world.sent_to("ben@agents.test"), 1U) << "F041: told of the assignment at once";
}

TEST_F(OutboxFlow, F129_WhoIsGoneGetsNothingMore) {
    const UserId ben = world.add_user("ben", everything());
    world.write([&](db::Session& session) {
        auto queue = *store::find_channel_by_address(session, World::kSupport);
        queue.assignee_id = ben;
        store::update_channel(session, queue);
        auto user = *store::find_user(session, ben);
        user.active = false;
        store::update_user(session, user);
    });
    world.mail_in(
        "From: eve@customer.test\r\nTo: support@desk.test\r\nSubject: Bill\r\n\r\nHi.\r\n");
    EXPECT_EQ(world.count("select count(*) from item where assignee_id is not null"), 0);
}

}  // namespace
}  // namespace postroom::testing
