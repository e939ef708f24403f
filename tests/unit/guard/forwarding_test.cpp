// What a provider asks before it forwards, and what only looks like it. Rule: FWD-5.
#include "guard/forwarding.hpp"

#include <gtest/gtest.h>

#include "mime/parse.hpp"

namespace postroom::guard {
namespace {

std::string mail(std::string_view from, std::string_view subject, std::string_view text,
                 std::string_view more = "") {
    return std::string("From: ")
        .append(from)
        .append("\r\nSubject: ")
        .append(subject)
        .append("\r\n")
        .append(more)
        .append("\r\n")
        .append(text);
}

constexpr std::string_view kGoogle = "Gmail Team <forwarding-noreply@google.com>";
constexpr std::string_view kSubject =
    "(#123456789) Gmail Forwarding Confirmation - Receive Mail from support@acme.example";
constexpr std::string_view kText =
    "support@acme.example has requested to automatically forward mail to your email\r\n"
    "address tickets@desk.example.\r\nConfirmation code: 123456789\r\n\r\n"
    "To allow this, please click the link below:\r\n\r\n"
    "https://mail-settings.google.com/mail/vf-%5BANGjdJ8%5D-abc\r\n\r\n"
    "To cancel: https://mail-settings.google.com/mail/uf-%5BANGjdJ8%5D-abc\r\n";

std::optional<ForwardingRequest> judge(std::string_view from, std::string_view subject,
                                       std::string_view text, std::string_view more = "") {
    return judge_forwarding(mime::parse(mail(from, subject, text, more)));
}

TEST(Forwarding, F104_GmailsQuestionIsRecognised) {
    const auto found = judge(kGoogle, kSubject, kText);
    ASSERT_TRUE(found);
    EXPECT_EQ(found->provider, "gmail");
    EXPECT_EQ(found->account, "support@acme.example");
    EXPECT_EQ(found->code, "123456789");
    EXPECT_EQ(found->link, "https://mail-settings.google.com/mail/vf-%5BANGjdJ8%5D-abc");
}

TEST(Forwarding, F104_InAnyLanguage) {
    EXPECT_TRUE(judge(kGoogle, "(#123456789) Confirmation de transfert Gmail", "Code : 123456789"));
}

TEST(Forwarding, F104_WhatOnlyLooksLikeItIsNot) {
    EXPECT_FALSE(judge("eve@customer.example", kSubject, kText));
    EXPECT_FALSE(judge("forwarding-noreply@google.com.evil.example", kSubject, kText));
    EXPECT_FALSE(judge(kGoogle, "Re: (#123456789) Gmail Forwarding Confirmation", kText));
    EXPECT_FALSE(judge(kGoogle, kSubject, kText, "In-Reply-To: <x@y.example>\r\n"));
    EXPECT_FALSE(judge(kGoogle, "Gmail Forwarding Confirmation", kText));
    EXPECT_FALSE(judge(kGoogle, "(#12345) too short", "12345"));
    EXPECT_FALSE(judge(kGoogle, kSubject, "no number here"));
}

TEST(Forwarding, Sec3OnlyALinkToTheProviderIsKept) {
    for (const std::string_view link :
         {"https://evil.example/mail/vf-1", "http://mail.google.com/mail/vf-1",
          "https://mail.google.com.evil.example/vf-1", "https://mail.google.com@evil.example/vf-1",
          "https://evilgoogle.com/vf-1", "https://mail-settings.google.com/mail/uf-1"}) {
        const auto found = judge(kGoogle, kSubject, std::string("123456789 ").append(link));
        ASSERT_TRUE(found) << link;
        EXPECT_EQ(found->link, "") << link;
    }
}

}  // namespace
}  // namespace postroom::guard
