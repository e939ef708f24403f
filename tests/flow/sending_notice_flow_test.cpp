// Who is told that mail does not leave: the author of one that failed, the administrators of a
// connector that cannot sign in. Rule: features F072, F174; OUT-7, OUT-10.
#include <gmock/gmock.h>

#include "core/limits.hpp"
#include "desk/outbox_commands.hpp"
#include "store/automation.hpp"
#include "store/channel.hpp"
#include "store/mail_words.hpp"
#include "store/outgoing_mail.hpp"
#include "store/people.hpp"
#include "support/world.hpp"

namespace postroom::testing {
namespace {

using namespace std::chrono_literals;
using model::MailState;
using model::person;
using ::testing::HasSubstr;
constexpr auto kEve = "eve@customer.test";
constexpr auto kBen = "ben@agents.test";

class SendingNotice : public ::testing::Test {
   protected:
    SendingNotice() {
        world.set_preferences(world.admin(), silent());
        ben = world.add_user("ben", {.from_customers = model::FromCustomers::none});
        eve = world.add_customer(kEve);
        ticket = world.add_ticket(eve);
        world.advance(1h);
        world.sent.clear();
    }
    void answer() {
        const auto posted = world.post_only({.conversation_id = ticket.public_conversation,
                                             .author = person(ben),
                                             .text = "We are on our way.",
                                             .undo_delay = Milliseconds{0}});
        mail_id = posted->mails.at(0);
        world.run();
    }
    void refuse_eve(Reception how) {
        world.reception = [how](const pipeline::ClaimedMail& mail) {
            return mail.recipient == kEve ? how : Reception::accept;
        };
    }
    MailState state() {
        return world
            .write(
                [&](db::Session& session) { return store::find_outgoing_mail(session, mail_id); })
            ->state;
    }
    model::Connector connector(ConnectorId id) {
        return *world.write(
            [&](db::Session& session) { return store::find_connector(session, id); });
    }
    ConnectorId first() {
        return world
            .write([&](db::Session& session) { return store::find_default_connector(session); })
            ->id;
    }
    ConnectorId add_connector() {
        return *world.write([&](db::Session& session) {
            auto other = *store::find_default_connector(session);
            other.name = "Spare";
            other.is_default = false;
            return store::insert_connector(session, other, world.clock.now());
        });
    }
    /// Whatever leaves through the first connector is refused at sign-in.
    void refuse_sign_in() {
        world.reception = [broken = first()](const pipeline::ClaimedMail& mail) {
            return mail.connector_id == broken ? Reception::refuse_sign_in : Reception::accept;
        };
    }
    void try_often(int times) {
        for (int i = 0; i < times; ++i) {
            world.advance(1min);
        }
    }

    World world;
    UserId ben;
    CustomerId eve;
    desk::CreatedItem ticket;
    MailId mail_id;
};

TEST_F(SendingNotice, F072_TheAuthorIsToldOnceThatAReplyFailed) {
    refuse_eve(Reception::refuse);
    answer();
    world.advance(1min);
    ASSERT_EQ(state(), MailState::failed);
    ASSERT_EQ(world.sent_to(kBen), 1U);
    EXPECT_THAT(world.sent.back().bytes, HasSubstr("no such mailbox"));
    EXPECT_EQ(world.sent_to(World::kAdmin), 0U) << "it was not their mail";
    ASSERT_TRUE(world.write([&](db::Session& session) {
        return desk::retry_mail(session, *world.env, mail_id, person(ben)).has_value();
    }));
    world.advance(1min);
    ASSERT_EQ(state(), MailState::failed);
    EXPECT_EQ(world.sent_to(kBen), 1U) << "they know";
}

TEST_F(SendingNotice, F072_AMailThatIsTriedAgainIsNoFailureYet) {
    refuse_eve(Reception::refuse_for_now);
    answer();
    world.advance(1h);
    EXPECT_EQ(state(), MailState::retry_wait);
    EXPECT_EQ(world.sent_to(kBen), 0U);
}

TEST_F(SendingNotice, F072_ANoticeThatFailsCausesNone) {
    world.reception = [](const auto&) { return Reception::refuse; };
    answer();
    world.advance(1h);
    EXPECT_EQ(world.count("select count(*) from outgoing_mail where state = 'failed'"), 2)
        << "the reply and one notice";
}

TEST_F(SendingNotice, F072_WhoWantsNoEmailOrSwitchedItOffGetsNone) {
    refuse_eve(Reception::refuse);
    world.set_preferences(ben, silent());
    answer();
    EXPECT_EQ(world.sent_to(kBen), 0U);
    world.set_preferences(ben, everything());
    world.write([&](db::Session& session) {
        store::save_system_email_enabled(session, "outbox_failure", false, world.clock.now());
    });
    answer();
    EXPECT_EQ(world.sent_to(kBen), 0U);
}

TEST_F(SendingNotice, F174_SignInRefusedAgainAndAgainSwitchesTheConnectorOff) {
    const ConnectorId broken = first();
    add_connector();
    refuse_sign_in();
    answer();
    EXPECT_TRUE(connector(broken).needs_attention) << "at once, inside Postroom";
    EXPECT_TRUE(connector(broken).enabled);
    try_often(limits::kSignInRefusalsMax - 2);
    EXPECT_TRUE(connector(broken).enabled) << "one refusal fewer than it takes";
    EXPECT_EQ(world.sent_to(World::kAdmin), 0U);
    try_often(1);
    EXPECT_FALSE(connector(broken).enabled);
    EXPECT_THAT(connector(broken).attention, HasSubstr("5 times in a row"));
    EXPECT_EQ(state(), MailState::retry_wait) << "it waits, it does not fail";
    world.run();
    ASSERT_EQ(world.sent_to(World::kAdmin), 1U) << "by the other connector";
    EXPECT_THAT(world.sent.back().bytes, HasSubstr("535 5.7.8 no"));
    EXPECT_EQ(world.sent_to(kBen), 0U) << "no administrator";
    world.advance(24h);
    EXPECT_EQ(world.sent_to(World::kAdmin), 1U);
    EXPECT_EQ(world.count("select count(*) from audit where subject = 'connector'"), 1);
}

TEST_F(SendingNotice, F174_OnceItIsMendedWhatWaitedLeavesAndTheCountBeginsAnew) {
    const ConnectorId broken = first();
    refuse_sign_in();
    answer();
    try_often(limits::kSignInRefusalsMax);
    ASSERT_FALSE(connector(broken).enabled);
    world.reception = {};
    world.write([&](db::Session& session) {
        auto mended = *store::find_connector(session, broken);
        mended.enabled = true;
        store::update_connector(session, mended);
        store::release_connector(session, broken);
    });
    world.advance(1min);
    EXPECT_EQ(world.sent_to(kEve), 1U);
    EXPECT_FALSE(connector(broken).needs_attention);
    refuse_sign_in();
    answer();
    EXPECT_TRUE(connector(broken).enabled) << "one refusal";
}

TEST_F(SendingNotice, F174_WithoutAnotherRouteNoMailIsMadeAboutIt) {
    refuse_sign_in();
    answer();
    try_often(limits::kSignInRefusalsMax);
    EXPECT_FALSE(connector(first()).enabled);
    EXPECT_EQ(world.count("select count(*) from outgoing_mail where kind = 'system'"), 0);
    EXPECT_TRUE(connector(first()).needs_attention) << "the banner says it";
}

}  // namespace
}  // namespace postroom::testing
