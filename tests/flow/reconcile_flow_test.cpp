// A mail whose answer was lost is looked for among the provider's sent mails before it goes again.
// Rule: mail-correctness.md OUT-4, P7; the receiving side counts copies.
#include <gmock/gmock.h>

#include "desk/outbox_commands.hpp"
#include "pipeline/reconcile.hpp"
#include "store/channel.hpp"
#include "store/mailbox.hpp"
#include "store/outgoing_mail.hpp"
#include "support/world.hpp"

namespace postroom::testing {
namespace {

using namespace std::chrono_literals;
using model::MailState;
using ::testing::ElementsAre;
constexpr auto kEve = "eve@customer.test";

class ReconcileFlow : public ::testing::Test {
   protected:
    ReconcileFlow() {
        world.set_preferences(world.admin(), silent());
        eve = world.add_customer(kEve);
        ticket = world.add_ticket(eve);
        world.advance(1h);
        world.sent.clear();
        world.write([&](db::Session& session) {
            const auto queue = *store::find_channel_by_address(session, World::kSupport);
            const auto connector = *store::find_default_connector(session);
            store::insert_mailbox(session,
                                  {.channel_id = queue.id,
                                   .connector_id = connector.id,
                                   .host = "127.0.0.1",
                                   .username = World::kSupport},
                                  world.clock.now());
        });
    }
    void answer(Reception how) {
        world.reception = [how](const auto&) { return how; };
        const auto posted = world.post_only({.conversation_id = ticket.public_conversation,
                                             .author = model::person(world.admin()),
                                             .text = "We are on our way.",
                                             .undo_delay = Milliseconds{0}});
        mail_id = posted->mails.at(0);
        world.run();
        world.reception = {};
    }
    void ask_when_uncertain() {
        world.write([](db::Session& session) {
            auto connector = *store::find_default_connector(session);
            connector.when_uncertain = model::WhenUncertain::ask;
            store::update_connector(session, connector);
        });
    }
    void pass(Milliseconds span) {
        for (Milliseconds gone{0}; gone < span; gone += 15s) {
            world.advance(15s);
            reconcile.run_once();
        }
    }
    MailState state() {
        return world
            .write(
                [&](db::Session& session) { return store::find_outgoing_mail(session, mail_id); })
            ->state;
    }
    std::vector<std::string> history() {
        std::vector<std::string> outcomes;
        for (const auto& attempt : world.write(
                 [&](db::Session& session) { return store::list_attempts(session, mail_id); })) {
            outcomes.push_back(attempt.outcome);
        }
        return outcomes;
    }

    World world;
    CustomerId eve;
    desk::CreatedItem ticket;
    MailId mail_id;
    bool is_reachable = true;
    bool stores_what_it_sent = true;
    std::string copy_is_called;  ///< where the provider writes another Message-ID
    int looks = 0;
    pipeline::Reconcile reconcile{
        *world.database, *world.env,
        [this](const model::Mailbox&, const std::vector<pipeline::Unconfirmed>& mails)
            -> std::optional<std::vector<pipeline::SentCopy>> {
            ++looks;
            if (!is_reachable) {
                return std::nullopt;
            }
            std::vector<pipeline::SentCopy> found;
            for (const auto& mail : mails) {
                found.push_back(
                    {.is_there = stores_what_it_sent &&
                                 std::ranges::any_of(world.sent,
                                                     [&](const SentMail& sent) {
                                                         return sent.bytes.find(mail.message_id) !=
                                                                    std::string::npos &&
                                                                sent.bytes.find(mail.mark) !=
                                                                    std::string::npos;
                                                     }),
                     .message_id = copy_is_called});
            }
            return found;
        }};
};

TEST_F(ReconcileFlow, OUT4_FoundAmongTheSentMailsMeansSentAndNoSecondCopy) {
    answer(Reception::drop_after_dot);
    ASSERT_EQ(state(), MailState::uncertain);
    pass(45s);
    EXPECT_EQ(looks, 0) << "providers store what they sent with a delay";
    pass(30s);
    EXPECT_EQ(state(), MailState::sent);
    EXPECT_THAT(history(), ElementsAre("uncertain", "found"));
    pass(1h);
    EXPECT_EQ(world.sent_to(kEve), 1U);
    EXPECT_EQ(looks, 1);
}

TEST_F(ReconcileFlow, OUT4_NotFoundTwiceMeansTheSameBytesAgain) {
    answer(Reception::lose_after_dot);
    pass(5min);
    EXPECT_EQ(state(), MailState::uncertain);
    EXPECT_THAT(history(), ElementsAre("uncertain", "not_found", "not_found"));
    EXPECT_EQ(looks, 2);
    pass(6min);
    EXPECT_EQ(state(), MailState::sent);
    EXPECT_EQ(world.sent_to(kEve), 1U) << "the first one had not arrived";
}

TEST_F(ReconcileFlow, OUT4_AMailboxThatCannotBeReadIsAskedSeldomAndForgotten) {
    is_reachable = false;
    answer(Reception::drop_after_dot);
    pass(9min);
    EXPECT_EQ(state(), MailState::uncertain);
    EXPECT_LE(looks, 9);
    pass(2min);
    EXPECT_EQ(state(), MailState::sent);
    ASSERT_EQ(world.sent_to(kEve), 2U) << "nobody could know";
    EXPECT_EQ(world.sent[0].bytes, world.sent[1].bytes) << "the same bytes, the same Message-ID";
}

TEST_F(ReconcileFlow, OUT4_AConnectorThatAsksSendsNothingAgainUntilSomebodyDecides) {
    ask_when_uncertain();
    answer(Reception::lose_after_dot);
    pass(1h);
    EXPECT_EQ(state(), MailState::uncertain);
    EXPECT_EQ(world.sent_to(kEve), 0U) << "not again by itself";
    EXPECT_THAT(history(), ElementsAre("uncertain", "not_found", "not_found")) << "looked for";
    world.advance(24h);
    EXPECT_EQ(world.sent_to(kEve), 0U);
    world.write([&](db::Session& session) {
        ASSERT_TRUE(desk::retry_mail(session, *world.env, mail_id, model::person(world.admin())));
    });
    world.run();
    EXPECT_EQ(state(), MailState::sent);
    EXPECT_EQ(world.sent_to(kEve), 1U);
}

TEST_F(ReconcileFlow, OUT4_AConnectorThatAsksTakesTheWordOfTheSentFolderAndOfPeople) {
    ask_when_uncertain();
    answer(Reception::drop_after_dot);
    pass(75s);
    EXPECT_EQ(state(), MailState::sent) << "found: nobody is asked";
    is_reachable = false;
    answer(Reception::worker_dies_unwitting);
    pass(5min);
    ASSERT_EQ(state(), MailState::uncertain) << "the same after the worker died";
    world.write([&](db::Session& session) {
        ASSERT_TRUE(
            desk::treat_as_sent(session, *world.env, mail_id, model::person(world.admin())));
    });
    pass(24h);
    EXPECT_EQ(world.sent_to(kEve), 2U) << "one of each answer";
}

TEST_F(ReconcileFlow, OUT30_WhatTheProviderCalledTheMailIsAnotherNameOfIt) {
    copy_is_called = "rewritten@provider.test";
    answer(Reception::drop_after_dot);
    pass(75s);
    ASSERT_EQ(state(), MailState::sent);
    EXPECT_TRUE(world.accept(a_mail("Eve <eve@customer.test>", "Re: something else", "Thank you",
                                    "In-Reply-To: <rewritten@provider.test>\n"),
                             World::kSupport, kEve));
    world.run();
    EXPECT_EQ(world.count("select count(*) from item"), 1) << "it answers our mail";
}

TEST_F(ReconcileFlow, OUT4_WhatSomebodyDecidedIsNotLookedFor) {
    answer(Reception::drop_after_dot);
    world.write([&](db::Session& session) {
        ASSERT_TRUE(store::treat_as_sent(session, mail_id, world.clock.now()));
    });
    pass(20min);
    EXPECT_EQ(looks, 0);
    EXPECT_EQ(world.sent_to(kEve), 1U);
}

}  // namespace
}  // namespace postroom::testing
