// Was this mail written by a machine? (LOOP-2, LOOP-3)
#include "guard/automatic.hpp"

#include <gtest/gtest.h>

#include <array>

#include "guard/unanswerable.hpp"

namespace postroom::guard {
namespace {

mime::Mail a_mail(std::string name = {}, std::string value = {}) {
    mime::Mail mail{.from = {.address = "ana@example.org"}, .content_type = "text/plain"};
    if (!name.empty()) {
        mail.headers.push_back({std::move(name), std::move(value)});
    }
    return mail;
}

struct Case {
    const char* name;
    const char* value;
    const char* code;  ///< nullptr: not automatic
};

constexpr auto kCases = std::to_array<Case>({
    {"Auto-Submitted", "auto-replied", "auto_submitted"},
    {"auto-submitted", "auto-generated (failure)", "auto_submitted"},
    {"Auto-Submitted", "auto-replied; owner-email=\"a@b\"", "auto_submitted"},
    {"Auto-Submitted", "no", nullptr},
    {"Auto-Submitted", "No ; x=y", nullptr},
    {"Auto-Submitted", "", nullptr},
    {"Precedence", "bulk", "precedence"},
    {"Precedence", "Junk", "precedence"},
    {"X-Precedence", "auto_reply", "precedence"},
    {"Precedence", "first-class", nullptr},
    {"List-Id", "<a.example.org>", "mailing_list"},
    {"List-Unsubscribe", "<mailto:x@example.org>", "mailing_list"},
    {"Return-Path", "<>", "null_return_path"},
    {"Return-Path", "<ana@example.org>", nullptr},
    {"X-Autoreply", "yes", "marked_automatic"},
    {"X-Autoreply", "no", nullptr},
    {"X-Autorespond", "", "marked_automatic"},
    {"X-AutoReply-From", "x@example.org", "marked_automatic"},
    {"X-Mail-Autoreply", "x", "marked_automatic"},
    {"X-FC-MachineGenerated", "true", "marked_automatic"},
    {"X-Loop", "x@example.org", "marked_automatic"},
    {"X-Amazon-Mail-Relay-Type", "notification", "relay_notification"},
    {"X-Amazon-Mail-Relay-Type", "other", nullptr},
    {"Subject", "Out of office", nullptr},
    {"X-Auto-Response-Suppress", "All", nullptr},
});

TEST(Automatic, Loop3EachSignAlone) {
    for (const Case& c : kCases) {
        const Automatic result = judge_automatic(a_mail(c.name, c.value));
        EXPECT_EQ(result.is_automatic, c.code != nullptr) << c.name << ": " << c.value;
        if (c.code != nullptr) {
            ASSERT_EQ(result.reasons.size(), 1U);
            EXPECT_TRUE(result.reasons.front().starts_with(std::string(c.code) + ": "))
                << result.reasons.front();
            EXPECT_TRUE(result.suppress_ack);
        }
    }
}

TEST(Automatic, TheNullSenderAndReportsAreAutomatic) {
    EXPECT_TRUE(judge_automatic(a_mail(), "<>").is_automatic);
    EXPECT_FALSE(judge_automatic(a_mail(), "").is_automatic);
    EXPECT_FALSE(judge_automatic(a_mail(), "ana@example.org").is_automatic);
    mime::Mail report = a_mail();
    report.content_type = "multipart/report";
    EXPECT_TRUE(judge_automatic(report).is_automatic);
    mime::Mail daemon = a_mail();
    daemon.from.address = "MAILER-DAEMON@example.org";
    EXPECT_TRUE(judge_automatic(daemon).is_automatic);
}

TEST(Automatic, AnAbsenceSubjectIsOnlyAnotherSign) {
    mime::Mail mail = a_mail();
    mail.subject = "Out of office: back on Monday";
    EXPECT_FALSE(judge_automatic(mail).is_automatic);
    mail.headers.push_back({"Auto-Submitted", "auto-replied"});
    EXPECT_EQ(judge_automatic(mail).reasons.size(), 2U);
}

TEST(Automatic, ExchangesSuppressHeaderOnlyStopsOurAck) {
    const Automatic result = judge_automatic(a_mail("X-Auto-Response-Suppress", "OOF, AutoReply"));
    EXPECT_FALSE(result.is_automatic);
    EXPECT_TRUE(result.suppress_ack);
    EXPECT_FALSE(judge_automatic(a_mail("X-Auto-Response-Suppress", "DR")).suppress_ack);
    EXPECT_FALSE(judge_automatic(a_mail()).suppress_ack);
}

TEST(Unanswerable, Loop2RobotsAndRoles) {
    for (const char* address : {"noreply@example.org",
                                "No-Reply@example.org",
                                "no_reply@x.org",
                                "donotreply@x.org",
                                "do-not-reply@x.org",
                                "shop.noreply@x.org",
                                "noreply-123@x.org",
                                "noreply+7@x.org",
                                "mailer-daemon@x.org",
                                "MAILER-DAEMON@x.org",
                                "postmaster@x.org",
                                "abuse@x.org",
                                "root@x.org",
                                "bounce+abc@x.org",
                                "bounces-7@x.org",
                                "ne-pas-repondre@x.org",
                                "",
                                "<>",
                                "nobody",
                                "@x.org"}) {
        EXPECT_TRUE(is_unanswerable(address)) << address;
    }
    for (const char* address : {"ana@example.org", "rootes@x.org", "reply@x.org", "postmann@x.org",
                                "abusech@x.org", "noreen@x.org", "norman.reply@x.org"}) {
        EXPECT_FALSE(is_unanswerable(address)) << address;
    }
}

}  // namespace
}  // namespace postroom::guard
