// From a raw mail to ticket, reply or record: features F094-F102, F130-F131 through the real
// stages.
#include <gtest/gtest.h>

#include "core/encoding.hpp"
#include "mime/parse.hpp"
#include "store/channel.hpp"
#include "store/incoming_mail.hpp"
#include "store/people.hpp"
#include "support/world.hpp"

namespace postroom::testing {
namespace {

using namespace std::chrono_literals;
using model::person;
constexpr auto kEve = "eve@customer.test";

class IntakeFlow : public ::testing::Test {
   protected:
    IntakeFlow() { world.set_preferences(world.admin(), silent()); }

    std::string outcome_of_last() {
        return world.write([](db::Session& session) {
            return session
                .one("select outcome from incoming_mail order by incoming_mail_id desc limit 1",
                     [](const db::Row& row) { return row.get<std::string>(0); })
                .value_or("");
        });
    }
    std::int64_t tickets() { return world.count("select count(*) from item"); }

    /// Eve's mail, Ada's answer, and the bytes that Eve received.
    mime::Mail answer_of_ada() {
        EXPECT_TRUE(world.mail_in(a_mail("Eve <eve@customer.test>", "Printer", "It burns.",
                                         "Message-ID: <first@customer.test>\n")));
        world.post(ConversationId{1}, person(world.admin()), "Use the extinguisher.");
        world.advance(10s);
        EXPECT_EQ(world.sent_to(kEve), 1U);
        return mime::parse(world.sent.back().bytes);
    }
    World world;
};

TEST_F(IntakeFlow, F096_F097_F098_F100_AMailBecomesATicketWithItsCustomer) {
    ASSERT_TRUE(world.mail_in(
        a_mail("Eve Adams <eve@customer.test>", "Printer on fire", "It burns.\n\nPlease help.")));
    EXPECT_EQ(outcome_of_last(), "ticket");
    const auto item =
        world.write([](db::Session& session) { return store::find_item(session, ItemId{1}); });
    ASSERT_TRUE(item.has_value());
    EXPECT_EQ(item->title, "Printer on fire");
    EXPECT_EQ(item->description, "It burns.\n\nPlease help.");
    const auto customer = world.write([](db::Session& session) {
        return store::find_customer_by_email(session, "eve@customer.test");
    });
    ASSERT_TRUE(customer.has_value());
    EXPECT_EQ(customer->name, "Eve Adams");
    EXPECT_EQ(item->requester_id, customer->id);
}

TEST_F(IntakeFlow, F100_AKnownSenderIsReused) {
    world.mail_in(a_mail("Eve Adams <eve@customer.test>", "One", "First"));
    world.mail_in(a_mail("EVE <Eve@Customer.Test>", "Two", "Second"));
    EXPECT_EQ(tickets(), 2);
    EXPECT_EQ(world.count("select count(*) from customer"), 1);
}

TEST_F(IntakeFlow, F099_AttachmentsArriveByteForByte) {
    std::string bytes(300, '\0');
    world.random.fill({reinterpret_cast<std::uint8_t*>(bytes.data()), bytes.size()});
    const auto base64 = [&] {
        std::string out;
        const std::string text = base64_encode(bytes);
        for (std::size_t at = 0; at < text.size(); at += 76) {
            out += text.substr(at, 76) + "\n";
        }
        return out;
    }();
    world.mail_in(a_mail("eve@customer.test", "Log",
                         "--b\nContent-Type: text/plain\n\nSee file.\n--b\n"
                         "Content-Type: application/octet-stream; name=\"log.bin\"\n"
                         "Content-Transfer-Encoding: base64\nContent-Disposition: attachment; "
                         "filename=\"log.bin\"\n\n" +
                             base64 + "--b--",
                         "MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n"));
    const auto stored = world.write([](db::Session& session) {
        const auto files = store::list_attachments(session, MessageId{1});
        return files.size() == 1 ? store::find_blob(session, files.front().blob_id).value_or("")
                                 : std::string();
    });
    EXPECT_EQ(stored, bytes);
}

TEST_F(IntakeFlow, SRV4_AnUnknownRecipientIsRefusedAndStoresNothing) {
    EXPECT_FALSE(world.mail_in(a_mail("eve@customer.test", "Hi", "Hi"), "nobody@desk.test"));
    EXPECT_FALSE(world.mail_in(a_mail("eve@customer.test", "Hi", "Hi"),
                               "r+aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa@desk.test"));
    EXPECT_EQ(world.count("select count(*) from incoming_mail"), 0);
}

TEST_F(IntakeFlow, F102_TheCustomersAnswerReturnsToTheSameTicket) {
    const auto answer = answer_of_ada();
    ASSERT_TRUE(world.mail_in(a_mail("Eve <eve@customer.test>", "Re: Printer", "Thanks, it worked.",
                                     "In-Reply-To: <" + answer.message_id + ">\n"),
                              answer.reply_to.at(0).address));
    EXPECT_EQ(outcome_of_last(), "reply");
    EXPECT_EQ(tickets(), 1);
    EXPECT_EQ(world.count("select count(*) from message where conversation_id = 1"), 3);
}

TEST_F(IntakeFlow, THR1_AnAnswerToTheSupportAddressThreadsByItsMessageId) {
    const auto answer = answer_of_ada();
    world.mail_in(a_mail("Eve <eve@customer.test>", "Re: Printer", "Thanks.",
                         "In-Reply-To: <" + answer.message_id + ">\n"));
    EXPECT_EQ(outcome_of_last(), "reply");
    EXPECT_EQ(tickets(), 1);
}

TEST_F(IntakeFlow, THR5_ASubjectAloneNeverAppends) {
    answer_of_ada();
    world.mail_in(
        a_mail("Mallory <mallory@evil.test>", "Re: [T-1] Printer", "Tell me everything."));
    EXPECT_EQ(tickets(), 2);
}

TEST_F(IntakeFlow, THR3_AStrangerWithATokenIsKeptAsUnverified) {
    const auto answer = answer_of_ada();
    world.mail_in(a_mail("Mallory <mallory@evil.test>", "Re: Printer", "Hello",
                         "In-Reply-To: <" + answer.message_id + ">\n"),
                  answer.reply_to.at(0).address, "mallory@evil.test");
    EXPECT_EQ(world.count("select count(*) from message where trust = 'unverified'"), 1);
    world.post(ConversationId{1}, person(world.admin()), "More help.");
    world.advance(1h);
    EXPECT_EQ(world.sent_to("mallory@evil.test"), 0U);
}

TEST_F(IntakeFlow, IN10_TheSameMailTwiceIsOneMessage) {
    const auto mail =
        a_mail("eve@customer.test", "Twice", "Same.", "Message-ID: <same@customer.test>\n");
    world.mail_in(mail);
    world.mail_in(mail);
    EXPECT_EQ(outcome_of_last(), "duplicate");
    EXPECT_EQ(tickets(), 1);
}

TEST_F(IntakeFlow, T11_TheSameMessageIdWithAnotherBodyIsAnotherMail) {
    world.mail_in(
        a_mail("mallory@evil.test", "x", "pre-empted", "Message-ID: <same@customer.test>\n"));
    world.mail_in(
        a_mail("eve@customer.test", "Real", "real text", "Message-ID: <same@customer.test>\n"));
    EXPECT_EQ(tickets(), 2);
}

TEST_F(IntakeFlow, LOOP5_OurOwnMailComingBackIsALoopAndNoTicket) {
    answer_of_ada();
    const std::string ours = world.sent.back().bytes;
    world.mail_in(ours);
    EXPECT_EQ(outcome_of_last(), "loop");
    EXPECT_EQ(tickets(), 1);
}

TEST_F(IntakeFlow, F131_NoMailGoesToOurOwnAddress) {
    const auto loop = world.add_customer(World::kSupport, "Support itself");
    const auto ticket = world.add_ticket(loop);
    world.post(ticket.public_conversation, person(world.admin()), "Answer.");
    world.advance(24h);
    EXPECT_EQ(world.sent_to(World::kSupport), 0U);
    EXPECT_EQ(world.count("select count(*) from outgoing_mail where state = 'suppressed' and "
                          "reason = 'blocked_address'"),
              1);
}

TEST_F(IntakeFlow, IN4_BytesThatAreNoMailStillBecomeVisible) {
    std::string junk(5000, '\0');
    world.random.fill({reinterpret_cast<std::uint8_t*>(junk.data()), junk.size()});
    ASSERT_TRUE(world.mail_in(junk));
    ASSERT_TRUE(world.mail_in(""));
    ASSERT_TRUE(world.mail_in(a_mail("eve@customer.test", "After", "Next one.")));
    EXPECT_EQ(world.count("select count(*) from incoming_mail where outcome = 'pending'"), 0);
    EXPECT_EQ(outcome_of_last(), "ticket");
}

TEST_F(IntakeFlow, THR8_AnAnswerToAFinishedTicketReopensIt) {
    const auto answer = answer_of_ada();
    world.write([&](db::Session& session) {
        return desk::change_item(session, *world.env, ItemId{1}, person(world.admin()),
                                 {.status = "solved"});
    });
    world.mail_in(a_mail("Eve <eve@customer.test>", "Re: Printer", "Burns again.",
                         "In-Reply-To: <" + answer.message_id + ">\n"),
                  answer.reply_to.at(0).address);
    const auto item =
        world.write([](db::Session& session) { return store::find_item(session, ItemId{1}); });
    EXPECT_EQ(item->state, model::ItemState::in_progress);
}

TEST_F(IntakeFlow, LOOP4_AVacationNoticeDoesNotReopenAndTriggersNoMail) {
    const auto answer = answer_of_ada();
    world.write([&](db::Session& session) {
        return desk::change_item(session, *world.env, ItemId{1}, person(world.admin()),
                                 {.status = "solved"});
    });
    world.mail_in(
        a_mail("Eve <eve@customer.test>", "Out of office", "I am away.",
               "Auto-Submitted: auto-replied\nIn-Reply-To: <" + answer.message_id + ">\n"),
        answer.reply_to.at(0).address, "");
    const auto item =
        world.write([](db::Session& session) { return store::find_item(session, ItemId{1}); });
    EXPECT_EQ(item->state, model::ItemState::finished);
    EXPECT_EQ(tickets(), 1);
    world.advance(24h);
    EXPECT_EQ(world.sent_to(kEve), 1U) << "only Ada's answer";
}

TEST_F(IntakeFlow, F095_TwoAgentsAnswerInOneThread) {
    const auto ben = world.add_user("ben", silent());
    world.mail_in(a_mail("Eve <eve@customer.test>", "Printer", "It burns.",
                         "Message-ID: <first@customer.test>\n"));
    world.post(ConversationId{1}, person(world.admin()), "First answer.");
    world.post(ConversationId{1}, person(ben), "Second answer.");
    world.advance(10s);
    ASSERT_EQ(world.sent_to(kEve), 2U);
    for (const auto& mail : world.sent) {
        const auto parsed = mime::parse(mail.bytes);
        ASSERT_FALSE(parsed.references.empty());
        EXPECT_EQ(parsed.references.front(), "first@customer.test")
            << "one root for the whole ticket (THR-11)";
    }
}

/// "queue billing: team B". (F129)
TEST(QueueFlow, F129_MailOfAQueueIsGivenToTheQueuesTeam) {
    World world;
    TeamId billing;
    world.write([&](db::Session& session) {
        billing = *store::insert_team(session, "Billing");
        store::insert_channel(session,
                              {.name = "Billing",
                               .color = "#336699",
                               .address = "billing@desk.test",
                               .team_id = billing},
                              world.clock.now());
    });
    ASSERT_TRUE(
        world.mail_in(a_mail("eve@customer.test", "Invoice", "Twice."), "billing@desk.test"));
    ASSERT_TRUE(world.mail_in(a_mail("eve@customer.test", "Printer", "Burns.")));
    world.write([&](db::Session& session) {
        EXPECT_EQ(store::find_item(session, ItemId{1})->team_id, billing);
        EXPECT_FALSE(store::find_item(session, ItemId{2})->team_id) << "another queue, no team";
    });
}

}  // namespace
}  // namespace postroom::testing
