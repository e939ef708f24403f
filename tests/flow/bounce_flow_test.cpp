// What a delivery report does to the mail and to its recipient: BNC-3, BNC-4, BNC-8 through the
// real stages.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include "desk/people_commands.hpp"
#include "mime/parse.hpp"
#include "store/channel.hpp"
#include "store/people.hpp"
#include "support/world.hpp"

namespace postroom::testing {
namespace {

using namespace std::chrono_literals;
using model::person;
constexpr auto kEve = "eve@customer.test";

class BounceFlow : public ::testing::Test {
   protected:
    BounceFlow() {
        world.set_preferences(world.admin(), silent());
        EXPECT_TRUE(world.mail_in(a_mail("Eve <eve@customer.test>", "Printer", "It burns.")));
        world.post(ConversationId{1}, person(world.admin()), "Use the extinguisher.");
        world.advance(10s);
        EXPECT_EQ(world.sent_to(kEve), 1U);
        sent = world.sent.back();
        message_id = mime::parse(sent.bytes).message_id;
    }

    /// A standard report with these groups of recipients, about the mail with this id.
    static std::string a_report(std::string_view groups, std::string_view about) {
        return a_mail("Mail Delivery <mailer-daemon@customer.test>", "Undelivered",
                      fmt::format("--r\nContent-Type: message/delivery-status\n\nReporting-MTA: "
                                  "dns; mx\n\n{}\n--r\nContent-Type: "
                                  "text/rfc822-headers\n\nMessage-ID: <{}>\n--r--",
                                  groups, about),
                      "MIME-Version: 1.0\nContent-Type: multipart/report; "
                      "report-type=delivery-status; boundary=r\n");
    }
    std::string state_of_mail() {
        return world.write([&](db::Session& session) {
            return session
                .one(
                    "select state from outgoing_mail where mail_id = $1",
                    [](const db::Row& row) { return row.get<std::string>(0); }, sent.id)
                .value_or("");
        });
    }
    std::int64_t suppressed() { return world.count("select count(*) from suppressed_address"); }

    World world;
    SentMail sent;
    std::string message_id;
};

constexpr auto kGone =
    "Final-Recipient: rfc822; eve@customer.test\nAction: failed\nStatus: 5.1.1\n\n";
constexpr auto kLate =
    "Final-Recipient: rfc822; eve@customer.test\nAction: delayed\nStatus: 4.4.1\n\n";
constexpr auto kFull =
    "Final-Recipient: rfc822; eve@customer.test\nAction: failed\nStatus: 5.2.2\n\n";
constexpr auto kOtherGone =
    "Final-Recipient: rfc822; bob@customer.test\nAction: failed\nStatus: 5.1.1\n\n";

TEST_F(BounceFlow, BNC4_AHardBounceSuppressesTheAddress) {
    ASSERT_TRUE(world.mail_in(a_report(kGone, message_id), sent.envelope_from, ""));
    EXPECT_EQ(state_of_mail(), "bounced");
    EXPECT_EQ(suppressed(), 1);
    EXPECT_EQ(world.count("select count(*) from item"), 1);
}

TEST_F(BounceFlow, BNC3_TheOriginalRecipientProvesItToo) {
    const std::string groups =
        "Original-Recipient: rfc822; eve@customer.test\nFinal-Recipient: rfc822; "
        "e.adams@inside.test\nAction: failed\nStatus: 5.1.1\n\n";
    ASSERT_TRUE(world.mail_in(a_report(groups, message_id), World::kSupport, ""));
    EXPECT_EQ(state_of_mail(), "bounced");
    EXPECT_EQ(suppressed(), 1);
}

TEST_F(BounceFlow, BNC4_WhatAColleagueWritesStillGoesThere) {
    ASSERT_TRUE(world.mail_in(a_report(kGone, message_id), sent.envelope_from, ""));
    ASSERT_EQ(suppressed(), 1);
    world.sent.clear();
    world.post(ConversationId{1}, person(world.admin()), "Did you get my answer?");
    world.post(ConversationId{1}, {model::PersonKind::bot, 0}, "We received your request.",
               model::Origin::automation);
    world.advance(1h);
    ASSERT_EQ(world.sent_to(kEve), 1U) << "nothing automatic, but every reply";
    EXPECT_NE(world.sent.back().bytes.find("Did you get my answer?"), std::string::npos);
}

TEST_F(BounceFlow, BNC4_APersonLiftsItAndTheNextBounceBringsItBack) {
    ASSERT_TRUE(world.mail_in(a_report(kGone, message_id), sent.envelope_from, ""));
    const auto suppression = [&] {
        return world.write([&](db::Session& session) {
            return store::find_suppression(session, kEve, world.clock.now());
        });
    };
    ASSERT_TRUE(suppression());
    EXPECT_EQ(suppression()->mail_id, sent.id);
    EXPECT_TRUE(suppression()->reason.contains("5.1.1"));
    EXPECT_EQ(suppression()->since, world.clock.now());
    world.write([&](db::Session& session) {
        desk::lift_suppression(session, *world.env, *store::find_customer_by_email(session, kEve),
                               person(world.admin()));
    });
    EXPECT_FALSE(suppression());
    EXPECT_EQ(world.count("select count(*) from event where kind = 'customer_changed'"), 1);
    world.sent.clear();
    world.post(ConversationId{1}, person(world.admin()), "Does this arrive?");
    world.advance(10s);
    ASSERT_EQ(world.sent_to(kEve), 1U);
    const auto again = mime::parse(world.sent.back().bytes).message_id;
    ASSERT_TRUE(world.mail_in(a_report(kGone, again), world.sent.back().envelope_from, ""));
    EXPECT_TRUE(suppression());
}

TEST_F(BounceFlow, BNC4_AFullMailboxSuppressesNothing) {
    ASSERT_TRUE(world.mail_in(a_report(kFull, message_id), sent.envelope_from, ""));
    EXPECT_EQ(state_of_mail(), "bounced");
    EXPECT_EQ(suppressed(), 0);
}

TEST_F(BounceFlow, BNC3_AReportAboutAnothersMailChangesNothing) {
    ASSERT_TRUE(world.mail_in(a_report(kGone, "forged@example.org"), World::kSupport, ""));
    EXPECT_EQ(state_of_mail(), "sent");
    EXPECT_EQ(suppressed(), 0);
    EXPECT_EQ(world.count("select count(*) from item"), 1);
}

TEST_F(BounceFlow, BNC4_WhoIsOnlyLateDoesNotBounceWithAnother) {
    const std::string groups = std::string(kLate) + kOtherGone;
    ASSERT_TRUE(world.mail_in(a_report(groups, message_id), sent.envelope_from, ""));
    EXPECT_EQ(state_of_mail(), "sent");
    EXPECT_EQ(suppressed(), 0);
}

TEST_F(BounceFlow, BNC4_AnothersMissingAddressDoesNotSuppressThisOne) {
    const std::string groups = std::string(kFull) + kOtherGone;
    ASSERT_TRUE(world.mail_in(a_report(groups, message_id), World::kSupport, ""));
    EXPECT_EQ(state_of_mail(), "bounced");
    EXPECT_EQ(suppressed(), 0);
}

TEST_F(BounceFlow, BNC7_AComplaintSuppressesAndAFailedCheckDoesNot) {
    const auto feedback = [&](std::string_view kind) {
        return a_mail("Feedback <fbl@customer.test>", fmt::format("Report of {}", kind),
                      fmt::format("--r\nContent-Type: message/feedback-report\n\nFeedback-Type: "
                                  "{}\nVersion: 1\nOriginal-Rcpt-To: eve@customer.test\n\n--r\n"
                                  "Content-Type: text/rfc822-headers\n\nMessage-ID: "
                                  "<{}>\n--r--",
                                  kind, message_id),
                      "MIME-Version: 1.0\nContent-Type: multipart/report; "
                      "report-type=feedback-report; boundary=r\n");
    };
    ASSERT_TRUE(world.mail_in(feedback("auth-failure")));
    EXPECT_EQ(suppressed(), 0);
    ASSERT_TRUE(world.mail_in(feedback("abuse")));
    EXPECT_EQ(suppressed(), 1);
    EXPECT_EQ(state_of_mail(), "sent");
    EXPECT_EQ(world.count("select count(*) from item"), 1);
}

TEST_F(BounceFlow, BNC8_AReadReceiptIsNoTicket) {
    const std::string receipt = a_mail(
        "Eve <eve@customer.test>", "Read: Printer",
        fmt::format("--r\nContent-Type: message/disposition-notification\n\nFinal-Recipient: "
                    "rfc822; eve@customer.test\nOriginal-Message-ID: <{}>\nDisposition: "
                    "manual-action/MDN-sent-manually; displayed\n\n--r--",
                    message_id),
        "MIME-Version: 1.0\nContent-Type: multipart/report; "
        "report-type=disposition-notification; boundary=r\n");
    ASSERT_TRUE(world.mail_in(receipt));
    EXPECT_EQ(world.count("select count(*) from item"), 1);
    EXPECT_EQ(world.count("select count(*) from incoming_mail where outcome = 'automatic'"), 1);
    EXPECT_EQ(state_of_mail(), "sent");
}

}  // namespace
}  // namespace postroom::testing
