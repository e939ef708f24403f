// Delivery reports and complaints (BNC-2, BNC-4, BNC-7, BNC-8).
#include "guard/bounce.hpp"

#include <gtest/gtest.h>

#include <array>

#include "guard/bounce_class.hpp"
#include "guard/bounce_text.hpp"
#include "guard/delivery_status.hpp"
#include "guard/feedback.hpp"
#include "guard/status_words.hpp"

namespace postroom::guard {
namespace {

mime::Mail a_report(std::string status) {
    mime::Mail mail{.from = {.address = "MAILER-DAEMON@example.org"},
                    .subject = "Undelivered Mail Returned to Sender",
                    .content_type = "multipart/report",
                    .report_type = "delivery-status",
                    .text = "It could not be delivered."};
    mail.report_leaves = {
        {"text/plain", mail.text},
        {"message/delivery-status",
         "Reporting-MTA: dns; mx.example.org\nOriginal-Envelope-Id: e7\n\n" + std::move(status)},
        {"message/rfc822",
         "From: us@example.net\nMessage-ID: <m1@example.net>\nTo: ana@example.org\n\nHi\n"}};
    return mail;
}

TEST(Bounce, Rfc3464Failure) {
    const Bounce bounce = judge_bounce(
        a_report("Final-Recipient: rfc822; ana@example.org\nAction: failed\nStatus: 5.1.1\n"
                 "Diagnostic-Code: smtp; 550 5.1.1 <ana@example.org>: Recipient\n  address "
                 "rejected: User unknown\n"));
    EXPECT_TRUE(bounce.is_bounce);
    EXPECT_FALSE(bounce.is_delayed);
    EXPECT_EQ(bounce.original_message_id, "m1@example.net");
    EXPECT_EQ(bounce.envelope_id, "e7");
    ASSERT_EQ(bounce.recipients.size(), 1U);
    EXPECT_EQ(bounce.recipients[0].address, "ana@example.org");
    EXPECT_EQ(bounce.recipients[0].status, "5.1.1");
    EXPECT_EQ(bounce.recipients[0].reply_code, "550");
    EXPECT_EQ(bounce.recipients[0].bounce_class, BounceClass::hard);
}

TEST(Bounce, EachRecipientHasItsOwnVerdict) {
    const Bounce bounce = judge_bounce(
        a_report("Final-Recipient: rfc822; ana@example.org\nAction: failed\nStatus: 5.2.2\n\n"
                 "Final-Recipient: rfc822; bob@example.org\nAction: delivered\nStatus: 2.0.0\n\n"
                 "Final-Recipient: rfc822; eva@example.org\nAction: delayed\nStatus: 4.4.1\n"));
    ASSERT_EQ(bounce.recipients.size(), 2U);
    EXPECT_EQ(bounce.recipients[0].bounce_class, BounceClass::soft);
    EXPECT_FALSE(bounce.recipients[0].is_delayed);
    EXPECT_TRUE(bounce.recipients[1].is_delayed);
    EXPECT_FALSE(bounce.is_delayed);
}

TEST(Bounce, DelayedIsNotFailed) {
    const Bounce bounce = judge_bounce(
        a_report("Final-Recipient: rfc822; ana@example.org\nAction: delayed\nStatus: 4.4.1\n"));
    EXPECT_TRUE(bounce.is_bounce);
    EXPECT_TRUE(bounce.is_delayed);
}

TEST(Bounce, SuccessIsNoBounce) {
    for (const char* action : {"delivered", "relayed", "expanded"}) {
        EXPECT_FALSE(
            judge_bounce(
                a_report(std::string("Final-Recipient: rfc822; ana@example.org\nAction: ") +
                         action + "\nStatus: 2.0.0\n"))
                .is_bounce)
            << action;
    }
}

TEST(Bounce, Rfc6533AddressesAreUtf8) {
    mime::Mail mail =
        a_report("Final-Recipient: utf-8; j\\x{F6}rg@example.org\nAction: failed\nStatus: 5.1.1\n");
    mail.report_leaves[1].content_type = "message/global-delivery-status";
    const Bounce bounce = judge_bounce(mail);
    ASSERT_EQ(bounce.recipients.size(), 1U);
    EXPECT_EQ(bounce.recipients[0].address, "jörg@example.org");
}

TEST(Bounce, Bnc8ReadReceiptIsNoBounce) {
    mime::Mail mail{.from = {.address = "ana@example.org"},
                    .content_type = "multipart/report",
                    .report_type = "disposition-notification"};
    mail.report_leaves = {
        {"message/disposition-notification",
         "Final-Recipient: rfc822; ana@example.org\nDisposition: manual-action; displayed\n"}};
    const Bounce bounce = judge_bounce(mail);
    EXPECT_TRUE(bounce.is_read_receipt);
    EXPECT_FALSE(bounce.is_bounce);
}

TEST(Bounce, APersonWhoForwardsAReportIsNone) {
    mime::Mail mail =
        a_report("Final-Recipient: rfc822; ana@example.org\nAction: failed\nStatus: 5.1.1\n");
    mail.from = {.address = "bob@example.com", .name = "Bob"};
    mail.content_type = "multipart/mixed";
    mail.report_type.clear();
    EXPECT_FALSE(judge_bounce(mail).is_bounce);
    mime::Mail answer{
        .from = {.address = "bob@example.com"},
        .subject = "Re: Undelivered Mail Returned to Sender",
        .content_type = "text/plain",
        .text = "My mail could not be delivered to <ana@example.org>: 550 5.1.1 User unknown"};
    EXPECT_FALSE(judge_bounce(answer).is_bounce);
}

struct Dialect {
    const char* name;
    const char* from;
    const char* subject;
    const char* text;
    const char* address;
    const char* status;
    const char* code;
    BounceClass bounce_class;
};

constexpr auto kDialects = std::to_array<Dialect>({
    {"Exim", "Mailer-Daemon@example.net", "Mail delivery failed: returning message to sender",
     "A message that you sent could not be delivered to one or more of its\nrecipients. The "
     "following address(es) failed:\n\n  ana@example.org\n    SMTP error from remote mail server "
     "after RCPT TO:<ana@example.org>:\n"
     "    host mx.example.org [192.0.2.5]: 550 5.1.1 <ana@example.org>... User Unknown\n\n------ "
     "This is a copy of the message, including all the headers. ------\n\nReceived: from x\n",
     "ana@example.org", "5.1.1", "550", BounceClass::hard},
    {"Qmail", "MAILER-DAEMON@example.net", "failure notice",
     "Hi. This is the qmail-send program at example.net.\nI'm afraid I wasn't able to deliver your "
     "message to the following addresses.\n\n<ana@example.org>:\nSorry, I couldn't find any host "
     "by that name. (#4.1.2)\n\n--- Below this line is a copy of the message.\n\nReturn-Path: "
     "<us@example.net>\n",
     "ana@example.org", "4.1.2", "", BounceClass::hard},
    {"Exchange2003", "postmaster@example.net", "Undeliverable: Hello",
     "Your message\n\n  To:      bob@example.org\n\ndid not reach the following "
     "recipient(s):\n\nana@example.org on Thu, 29 Apr 2010 00:00:00 -0000\n    The recipient name "
     "is not recognized\n",
     "ana@example.org", "", "", BounceClass::hard},
    {"Gmail", "mailer-daemon@googlemail.com", "Delivery Status Notification (Failure)",
     "Delivery to the following recipient failed permanently:\n\n     ana@example.org\n\nTechnical "
     "details of permanent failure:\nThe error that the other server returned was: 552 5.2.2 "
     "Mailbox full\n\n----- Original message -----\n",
     "ana@example.org", "5.2.2", "552", BounceClass::soft},
    {"Domino", "Postmaster@example.net", "DELIVERY FAILURE: User not listed",
     "Your message\n\n  Subject: Hello\n\nwas not delivered to:\n\n  "
     "ana@example.org\n\nbecause:\n\n  User ana (ana@example.org) not listed in Domino Directory\n",
     "ana@example.org", "", "", BounceClass::hard},
    {"Russian", "mailer-daemon@corp.mail.ru", "Ваше сообщение не доставлено",
     "Ваше письмо не может быть доставлено одному или нескольким получателям:\n\n  "
     "ana@example.org\n    Unrouteable address\n",
     "ana@example.org", "", "", BounceClass::hard},
});

TEST(Bounce, Dialects) {
    for (const Dialect& d : kDialects) {
        const Bounce bounce = judge_bounce({.from = {.address = d.from},
                                            .subject = d.subject,
                                            .content_type = "text/plain",
                                            .text = d.text});
        ASSERT_EQ(bounce.recipients.size(), 1U) << d.name;
        EXPECT_EQ(bounce.recipients[0].address, d.address) << d.name;
        EXPECT_EQ(bounce.recipients[0].status, d.status) << d.name;
        EXPECT_EQ(bounce.recipients[0].reply_code, d.code) << d.name;
        EXPECT_EQ(bounce.recipients[0].bounce_class, d.bounce_class) << d.name;
    }
}

TEST(Bounce, MailOfPostmastersAndRobotsIsNotAlwaysAReport) {
    EXPECT_FALSE(
        judge_bounce(
            {.from = {.address = "postmaster@example.net"},
             .subject = "Maintenance on Sunday",
             .content_type = "text/plain",
             .text = "The server is down from 10 to 12. Mail is not rejected in this time."})
            .is_bounce);
    EXPECT_FALSE(
        judge_bounce(
            {.from = {.address = "noreply@example.net"},
             .subject = "Your order",
             .content_type = "text/plain",
             .text = "Your parcel could not be delivered to:\nAna Lima, ana@example.org\n"})
            .is_bounce);
    EXPECT_FALSE(judge_bounce({.from = {.address = "ana@example.net"},
                               .subject = "Out of office",
                               .headers = {{"Auto-Submitted", "auto-replied"}},
                               .text = "I am away."})
                     .is_bounce);
}

struct ClassCase {
    const char* words;
    const char* status;
    const char* code;
    BounceClass expected;
};

TEST(BounceClass, Bnc4) {
    using enum BounceClass;
    for (const ClassCase& c : std::to_array<ClassCase>({
             {"550 5.1.1 User unknown", "5.1.1", "550", hard},
             {"mailbox full, user unknown", "5.1.1", "550", soft},
             {"450 user unknown", "", "450", soft},
             {"550 user unknown (in reply to end of DATA command)", "5.0.0", "550", soft},
             {"550 user unknown (in reply to RCPT TO command)", "5.0.0", "550", hard},
             {"user unknown", "", "", soft},
             {"User ana not listed in Domino Directory", "", "", hard},
             {"Unknown user: ana@example.org", "", "", hard},
             {"mailbox is disabled", "5.2.1", "550", soft},
             {"mailbox is disabled", "5.1.1", "550", hard},
             {"mailbox is full", "5.1.1", "552", soft},
             {"Sender address rejected: Domain not found", "5.1.8", "550", soft},
             {"Helo command rejected: Host not found", "5.7.1", "554", soft},
             {"does not accept mail from 192.0.2.7", "", "550", soft},
             {"Domain does not accept mail (nullMX)", "", "556", hard},
             {"DNS domain does not exist [Message=InfoDomainNonexistent]", "5.4.310", "550", hard},
             {"The IP address does not have a PTR record", "5.7.25", "550", soft},
             {"The account that you tried to reach is disabled", "5.2.1", "550", soft},
             {"not permitted, greylisted", "4.2.0", "450", soft},
             {"Host or domain name not found", "5.4.4", "", hard},
             {"no words", "5.1.10", "550", hard},
             {"no words", "5.7.1", "550", soft},
             {"blocked using spamhaus", "5.7.1", "554", soft},
             {"see https://example.org/no-such-user", "5.7.1", "554", soft},
             {"", "", "", soft},
         })) {
        EXPECT_EQ(judge_bounce_class({.words = c.words, .status = c.status, .reply_code = c.code}),
                  c.expected)
            << c.words;
    }
}

/// Apache James names its failed recipients, so the refusal was about them.
TEST(BounceClass, Bnc4AReportThatListsFailedRecipientsIsAboutThem) {
    const std::string told = stages_told(
        "Failed recipient(s):\nana@example.org\n\nError message:\n550 no such user here");
    EXPECT_EQ(judge_bounce_class({.words = "550 - no such user here",
                                  .stages = told,
                                  .status = {},
                                  .reply_code = "550"}),
              BounceClass::hard);
    EXPECT_EQ(
        judge_bounce_class(
            {.words = "550 - no such user here", .stages = {}, .status = {}, .reply_code = "550"}),
        BounceClass::soft);
}

/// BNC-4: whether a soft refusal is the mailbox's matter or the mail's.
TEST(PolicyRefusal, Bnc4) {
    struct Case {
        const char* words;
        const char* status;
        bool is_policy;
    };
    for (const Case& c : std::to_array<Case>({
             {"550 5.7.1 Message rejected as spam", "5.7.1", true},
             {"550 5.7.26 unauthenticated mail (DMARC)", "5.7.26", true},
             {"554 blocked using zen.spamhaus.org", "", true},
             {"550 SPF check failed", "5.0.0", true},
             {"552 5.6.1 Message content rejected", "5.6.1", true},
             {"552 5.3.4 Message size exceeds fixed limit", "5.3.4", true},
             {"550 Sender address rejected", "5.1.8", true},
             {"554 relay access denied", "5.7.1", true},
             {"421 4.7.0 poor reputation", "4.7.0", true},
             {"552 5.2.2 mailbox full", "5.2.2", false},
             {"552 mailbox is over quota", "", false},
             {"452 4.2.2 over quota, spam folder full", "4.2.2", false},
             {"delivery time expired", "4.4.7", false},
             {"connection timed out", "4.4.1", false},
             {"mailbox is disabled", "5.2.1", false},
             {"", "", false},
         })) {
        EXPECT_EQ(is_policy_refusal(
                      {.words = c.words, .stages = {}, .status = c.status, .reply_code = {}}),
                  c.is_policy)
            << c.words;
    }
}

TEST(StatusWords, OnlyRealCodes) {
    EXPECT_EQ(find_status("said: 550-5.7.26 no"), "5.7.26");
    EXPECT_EQ(find_status("(#4.4.1)"), "4.4.1");
    for (const char* text :
         {"host 5.1.1.9", "Exim 4.94.2", "version 15.1.1", "5.1", "5.1.1234", "2.1.5", ""}) {
        EXPECT_EQ(find_status(text), "") << text;
    }
    EXPECT_EQ(find_reply_code("host [192.0.2.5]: 554 no"), "554");
    EXPECT_EQ(find_reply_code("550-5.1.1"), "550");
    for (const char* text :
         {"192.0.2.450", "in 2015", "port 4500", "599 x", "id-550-x", "", "45"}) {
        EXPECT_EQ(find_reply_code(text), "") << text;
    }
}

TEST(DeliveryStatus, FieldsAreUnfoldedAndGrouped) {
    const auto groups =
        parse_field_groups("A: 1\r\n 2\r\n\r\nB: x\r\nnonsense\r\nB: y\r\n\r\n\r\n");
    ASSERT_EQ(groups.size(), 2U);
    EXPECT_EQ(groups[0].get("a"), "1 2");
    EXPECT_EQ(groups[1].get("b"), "x");
    EXPECT_EQ(groups[1].get("c"), "");
    EXPECT_TRUE(parse_field_groups("\n \n\t\n").empty());
    EXPECT_EQ(bare_recipient("rfc822; <ana@example.org>"), "ana@example.org");
}

mime::Mail an_abuse_report(std::string fields) {
    mime::Mail mail{.content_type = "multipart/report", .report_type = "feedback-report"};
    mail.report_leaves = {
        {"message/feedback-report", std::move(fields)},
        {"message/rfc822", "Message-ID: <m1@example.net>\nTo: ana@example.org\n\n"}};
    return mail;
}

TEST(Feedback, Bnc7Kinds) {
    const Feedback abuse = judge_feedback(
        an_abuse_report("Feedback-Type: abuse\nVersion: 1\nOriginal-Rcpt-To: <eva@example.org>\n"));
    EXPECT_EQ(abuse.kind, FeedbackKind::abuse);
    EXPECT_EQ(abuse.recipient, "eva@example.org");
    EXPECT_EQ(abuse.original_message_id, "m1@example.net");
    EXPECT_EQ(judge_feedback(an_abuse_report("Feedback-Type: opt-out\n")).kind,
              FeedbackKind::opt_out);
    EXPECT_EQ(judge_feedback(an_abuse_report("Feedback-Type: auth-failure\n")).kind,
              FeedbackKind::auth_failure);
    EXPECT_EQ(judge_feedback(an_abuse_report("Feedback-Type: not-spam\n")).kind,
              FeedbackKind::none);
    EXPECT_EQ(judge_feedback(an_abuse_report("Version: 1\n")).kind, FeedbackKind::none);
    EXPECT_EQ(judge_feedback({}).kind, FeedbackKind::none);
    EXPECT_FALSE(judge_bounce(an_abuse_report("Feedback-Type: abuse\n")).is_bounce);
}

}  // namespace
}  // namespace postroom::guard
