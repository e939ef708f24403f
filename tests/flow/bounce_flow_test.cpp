// What a delivery report does to the mail and to its recipient: BNC-3, BNC-4, BNC-8 through the
// real stages.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "desk/people_commands.hpp"
#include "desk/undelivered.hpp"
#include "mime/parse.hpp"
#include "store/channel.hpp"
#include "store/delivery_report.hpp"
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
    /// Posts another answer to Eve and returns its mail.
    SentMail another_mail(const std::string& text) {
        world.post(ConversationId{1}, person(world.admin()), text);
        world.advance(10s);
        return world.sent.back();
    }
    bool report(const SentMail& about, std::string_view groups) {
        return world.mail_in(a_report(groups, mime::parse(about.bytes).message_id),
                             about.envelope_from, "");
    }
    std::int64_t reports(const std::string& kind) {
        return world.count("select count(*) from delivery_report where kind = '" + kind + "'");
    }
    std::string incoming_reason() {
        return world.write([](db::Session& session) {
            return session
                .one("select reason from incoming_mail order by incoming_mail_id desc limit 1",
                     [](const db::Row& row) { return row.get<std::string>(0); })
                .value_or("");
        });
    }
    store::SoftBounces soft_bounces() {
        return world.write([&](db::Session& session) {
            return store::find_soft_bounces(session, kEve,
                                            world.clock.now() - limits::kSoftBounceWindow);
        });
    }
    /// Gives the ticket to a colleague who reads what is internal.
    UserId assign(const std::string& local) {
        const UserId user = world.add_user(local, everything());
        world.write([&](db::Session& session) {
            return desk::change_item(session, *world.env, ItemId{1}, person(world.admin()),
                                     {.assignee_id = user});
        });
        world.run();
        world.sent.clear();
        return user;
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

constexpr auto kUnwelcome =
    "Final-Recipient: rfc822; eve@customer.test\nAction: failed\nStatus: 5.7.1\nDiagnostic-Code: "
    "smtp; 550 5.7.1 rejected: your IP is on a blocklist\n\n";

TEST_F(BounceFlow, BNC4_TheThirdSoftBounceInTwoWeeksIsAsOneForGood) {
    ASSERT_TRUE(report(sent, kFull));
    EXPECT_EQ(soft_bounces().mails, 1);
    EXPECT_TRUE(soft_bounces().last_words.contains("5.2.2"));
    world.advance(24h);
    ASSERT_TRUE(report(another_mail("Once more."), kFull));
    EXPECT_EQ(suppressed(), 0);
    EXPECT_TRUE(incoming_reason().contains("this time"));
    world.advance(24h);
    ASSERT_TRUE(report(another_mail("And again."), kFull));
    EXPECT_EQ(suppressed(), 1);
    EXPECT_TRUE(incoming_reason().contains("third time"));
    world.advance(61 * 24h);
    EXPECT_FALSE(world.write([&](db::Session& session) {
        return store::find_suppression(session, kEve, world.clock.now());
    })) << "after 60 days";
}

TEST_F(BounceFlow, BNC4_ThreeSoftBouncesInThreeWeeksAreNot) {
    ASSERT_TRUE(report(sent, kFull));
    for (int i = 0; i < 2; ++i) {
        world.advance(10 * 24h);
        ASSERT_TRUE(report(another_mail(fmt::format("Again {}", i)), kFull));
    }
    EXPECT_EQ(suppressed(), 0);
    EXPECT_EQ(soft_bounces().mails, 2) << "the first one is too long ago";
}

TEST_F(BounceFlow, BNC4_TheSameMailReportedThriceCountsOnce) {
    for (int i = 0; i < 3; ++i) {
        ASSERT_TRUE(world.mail_in(a_report(kFull, message_id) + fmt::format("\r\n<!-- {} -->", i),
                                  sent.envelope_from, ""));
    }
    EXPECT_EQ(reports("soft"), 3);
    EXPECT_EQ(soft_bounces().mails, 1);
    EXPECT_EQ(suppressed(), 0);
}

TEST_F(BounceFlow, BNC4_WhoeverLiftsItBeginsTheCountAfresh) {
    ASSERT_TRUE(report(sent, kFull));
    ASSERT_TRUE(report(another_mail("Once more."), kFull));
    world.write([&](db::Session& session) {
        desk::lift_suppression(session, *world.env, *store::find_customer_by_email(session, kEve),
                               person(world.admin()));
    });
    EXPECT_EQ(soft_bounces().mails, 0);
    ASSERT_TRUE(report(another_mail("And again."), kFull));
    EXPECT_EQ(suppressed(), 0);
}

TEST_F(BounceFlow, BNC4_WhatIsRefusedForItsContentIsTheConnectorsTrouble) {
    for (int i = 0; i < 4; ++i) {
        ASSERT_TRUE(report(another_mail(fmt::format("Buy {}", i)), kUnwelcome));
    }
    EXPECT_EQ(suppressed(), 0) << "never the customer's fault";
    EXPECT_EQ(soft_bounces().mails, 0);
    const auto connector = world.write(
        [](db::Session& session) { return *store::find_connector(session, ConnectorId{1}); });
    EXPECT_EQ(connector.refusals, 4);
    EXPECT_TRUE(connector.refusal.contains("eve@customer.test"));
    EXPECT_TRUE(connector.refusal.contains("blocklist"));
    EXPECT_FALSE(connector.needs_attention);
    another_mail("It keeps sending.");
    EXPECT_NE(world.sent.back().bytes.find("It keeps sending."), std::string::npos);
}

TEST_F(BounceFlow, BNC4_ADelayIsToldAndChangesNothing) {
    const auto ben = assign("ben");
    ASSERT_TRUE(report(sent, kLate));
    world.advance(1h);
    EXPECT_EQ(state_of_mail(), "sent");
    EXPECT_EQ(reports("delayed"), 1);
    EXPECT_TRUE(incoming_reason().contains("goes on trying"));
    EXPECT_EQ(suppressed(), 0);
    EXPECT_EQ(world.count("select count(*) from conversation where undelivered_at is not null"), 0);
    EXPECT_EQ(world.sent_to("ben@agents.test"), 0U);
    EXPECT_EQ(world.count("select count(*) from message where for_user_id is not null"), 0);
    static_cast<void>(ben);
}

TEST_F(BounceFlow, BNC6_ALateBounceIsFlaggedAndTheAssigneeIsToldOnce) {
    const auto ben = assign("ben");
    const auto chiara = world.add_user("chiara", everything());
    world.follow(ItemId{1}, {model::FollowerKind::user, chiara.value});
    world.write([&](db::Session& session) {
        return desk::change_item(session, *world.env, ItemId{1}, person(world.admin()),
                                 {.status = "closed"});
    });
    world.advance(72h);
    ASSERT_TRUE(report(sent, kGone));
    EXPECT_EQ(state_of_mail(), "bounced");
    EXPECT_EQ(world.count("select count(*) from conversation where undelivered_at is not null"), 1);
    EXPECT_EQ(world.count("select count(*) from item where state = 'finished'"), 1)
        << "never reopened (BNC-5)";
    EXPECT_EQ(world.count("select count(*) from event where kind = 'outbox_changed' and payload "
                          "like '%\"report\":\"hard\"%'"),
              1)
        << "its history says so";
    EXPECT_EQ(world.count("select count(*) from receipt where rule = 'for_somebody_else' and "
                          "state <> 'withheld'"),
              0);
    world.advance(61s);
    ASSERT_EQ(world.sent_to("ben@agents.test"), 1U) << "unseen for a minute: by mail";
    EXPECT_NE(world.sent.back().bytes.find("did not arrive"), std::string::npos);
    EXPECT_EQ(world.sent_to("chiara@agents.test"), 0U) << "it concerns the assignee";
    EXPECT_EQ(world.sent_to(kEve), 0U);
    ASSERT_TRUE(
        world.mail_in(a_report(kGone, message_id) + "\r\nonce more", sent.envelope_from, ""));
    world.advance(1h);
    EXPECT_EQ(world.sent_to("ben@agents.test"), 1U) << "once for one mail of ours (BNC-5)";
    static_cast<void>(ben);
}

TEST_F(BounceFlow, BNC6_WhoeverLooksAtOnceGetsNoMailAndTakesTheMarkAway) {
    const auto ben = assign("ben");
    ASSERT_TRUE(report(sent, kFull));
    world.see(ConversationId{2}, person(ben));
    world.advance(1h);
    EXPECT_EQ(world.sent_to("ben@agents.test"), 0U);
    world.write([&](db::Session& session) {
        return desk::dismiss_undelivered(session, *world.env, ConversationId{1}, person(ben));
    });
    EXPECT_EQ(world.count("select count(*) from conversation where undelivered_at is not null"), 0);
}

TEST_F(BounceFlow, BNC6_TheNoticeSpeaksTheColleaguesLanguage) {
    const auto ben = assign("ben");
    world.write([&](db::Session& session) {
        session.execute("update app_user set language = 'fr' where user_id = $1", ben);
    });
    ASSERT_TRUE(report(sent, kGone));
    EXPECT_EQ(
        world.count("select count(*) from message where for_user_id is not null and body_text "
                    "like '%n’est pas arrivé%'"),
        1);
}

TEST_F(BounceFlow, BNC4_WhatTheRelayCarriesOfAColleagueStillGoesThere) {
    ASSERT_TRUE(report(sent, kGone));
    ASSERT_EQ(suppressed(), 1);
    world.present = {1};  // Eve looks at the chat, then away: the relay mails what she missed
    world.post(ConversationId{1}, person(world.admin()), "Are you there?");
    world.post(ConversationId{1}, {model::PersonKind::bot, 0}, "We received your request.",
               model::Origin::automation);
    world.sent.clear();
    world.present = {};
    world.advance(2min);
    ASSERT_EQ(world.sent_to(kEve), 1U);
    EXPECT_NE(world.sent.back().bytes.find("Are you there?"), std::string::npos);
    world.sent.clear();
    world.post(ConversationId{1}, {model::PersonKind::bot, 0}, "Nobody is here.",
               model::Origin::automation);
    world.advance(1h);
    EXPECT_EQ(world.sent_to(kEve), 0U) << "what no colleague wrote stays withheld";
    EXPECT_EQ(
        world.count("select count(*) from outgoing_mail where state = 'suppressed' and reason "
                    "= 'blocked_address'"),
        1);
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
    EXPECT_EQ(world.count("select refusals from connector"), 1) << "the connector's trouble";
    EXPECT_EQ(world.count("select count(*) from customer where complained_at is not null"), 0);
    ASSERT_TRUE(world.mail_in(feedback("abuse")));
    EXPECT_EQ(suppressed(), 1);
    EXPECT_EQ(state_of_mail(), "sent");
    EXPECT_EQ(world.count("select count(*) from item"), 1);
    EXPECT_EQ(world.count("select count(*) from customer where complained_at is not null"), 1);
    const auto forecasts = world.write([&](db::Session& session) {
        return *desk::foresee(session, *world.env, ConversationId{1},
                              *store::find_user(session, world.admin()));
    });
    const auto eve = std::ranges::find_if(forecasts, [](const desk::Forecast& forecast) {
        return forecast.decision.person.kind == model::PersonKind::customer;
    });
    ASSERT_NE(eve, forecasts.end());
    EXPECT_TRUE(eve->has_complained) << "whoever writes is warned";
    EXPECT_TRUE(eve->decision.will_be_mailed()) << "and may write";
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
    EXPECT_EQ(world.count("select count(*) from message"), 2) << "no message either";
    EXPECT_EQ(reports("read"), 1) << "an event at the message that was read";
    EXPECT_EQ(world.count("select count(*) from event where payload like '%\"report\":\"read\"%' "
                          "and message_id is not null"),
              1);
}

}  // namespace
}  // namespace postroom::testing
