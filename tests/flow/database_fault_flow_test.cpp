// The database goes away between any two steps of sending, and comes back: nothing lost, nothing
// twice but what is marked. Rule: mail-correctness.md F17, OUT-28, I3, I4.
#include <gtest/gtest.h>

#include <future>
#include <set>

#include "store/outgoing_mail.hpp"
#include "support/postgres.hpp"
#include "support/world.hpp"

namespace postroom::testing {
namespace {

using namespace std::chrono_literals;
constexpr auto kEve = "eve@customer.test";

class DatabaseFault : public ::testing::Test {
   protected:
    /// The server is killed while the receiving side has this mail in its hands.
    void lose_database_at(int nth) {
        world.reception = [this, nth](const pipeline::ClaimedMail&) {
            if (++handed_over == nth) {
                server.kill();
            }
            return Reception::accept;
        };
    }
    void answer_often(int times) {
        const auto eve = world.add_customer(kEve);
        const auto ticket = world.add_ticket(eve);
        world.advance(1h);
        world.sent.clear();
        for (int i = 0; i < times; ++i) {
            world.post_only({.conversation_id = ticket.public_conversation,
                             .author = model::person(world.admin()),
                             .text = "We are on our way.",
                             .undo_delay = Milliseconds{0}});
        }
    }

    test::Postgres server;
    World world{1, server.url()};
    int handed_over = 0;
};

TEST_F(DatabaseFault, Fault_F17_TheServerIsKilledInTheMiddleOfSending) {
    constexpr int kMails = 6;
    world.set_preferences(world.admin(), silent());
    answer_often(kMails);
    lose_database_at(3);
    EXPECT_ANY_THROW(world.run()) << "the stage ends, its rows stay";
    const auto before = world.sent.size();
    EXPECT_LT(before, static_cast<std::size_t>(kMails));
    server.start();
    world.reception = {};
    world.restart();
    world.advance(2min);
    world.advance(15min);
    std::multiset<std::int64_t> copies;
    for (const auto& sent : world.sent) {
        copies.insert(sent.id.value);
    }
    const auto sent_states =
        world.count("select count(*) from outgoing_mail where state = 'sent' and kind = 'reply'");
    EXPECT_EQ(sent_states, kMails);
    for (const auto id : std::set(copies.begin(), copies.end())) {
        const auto doubts = world.count(
            "select count(*) from mail_attempt where outcome = 'uncertain' and mail_id = " +
            std::to_string(id));
        EXPECT_LE(std::ssize(copies), kMails + 1);
        EXPECT_LE(static_cast<std::int64_t>(copies.count(id)), 1 + doubts) << "I4";
    }
}

TEST_F(DatabaseFault, Fault_F17_AnAnswerThatCouldNotBeWrittenIsWrittenAfterwardsWithoutARestart) {
    world.set_preferences(world.admin(), silent());
    answer_often(1);
    world.reception = [this](const pipeline::ClaimedMail& mail) {
        // Taken and answered; nothing of it reaches the database.
        std::promise<bool> may_send;
        world.dispatch().before_dot(mail.lease, [&](bool yes) { may_send.set_value(yes); });
        EXPECT_TRUE(may_send.get_future().get());
        server.kill();
        std::promise<void> recorded;
        world.dispatch().record(mail.lease, {.accepted = true, .reply = "250 OK"},
                                [&] { recorded.set_value(); });
        recorded.get_future().get();
        server.start();
        return Reception::worker_dies_early;
    };
    world.run();
    world.reception = {};
    world.advance(1s);
    EXPECT_EQ(world.sent.size(), 0U) << "it had left";
    EXPECT_EQ(world.count("select count(*) from outgoing_mail where state = 'sent'"
                          " and kind = 'reply' and remote_reply = '250 OK'"),
              1);
    EXPECT_EQ(world.count("select count(*) from mail_attempt where outcome = 'sent'"), 1);
}

}  // namespace
}  // namespace postroom::testing
