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

constexpr std::string_view kOurs = "tickets@desk.example";
constexpr std::string_view kToUs = "To: tickets@desk.example\r\n";
constexpr std::string_view kOther =
    "help@acme.example wants to forward mail to tickets@desk.example.\r\n"
    "Yes: https://mail.post.example/confirm?id=1\r\nElsewhere: https://evil.example/\r\n";

std::optional<ForwardingRequest> judge_other(std::string_view from, std::string_view subject,
                                             std::string_view text, std::string_view more = kToUs,
                                             bool is_proved = true) {
    return judge_forwarding(mime::parse(mail(from, subject, text, more)), {kOurs, is_proved});
}

TEST(Forwarding, F104_AnotherProvidersQuestionIsRecognisedByWhatItAsks) {
    const auto found =
        judge_other("Post <no-reply@post.example>", "Confirm mail forwarding", kOther);
    ASSERT_TRUE(found);
    EXPECT_EQ(found->provider, "post.example");
    EXPECT_EQ(found->account, "help@acme.example");
    EXPECT_EQ(found->code, "");
    EXPECT_EQ(found->link, "https://mail.post.example/confirm?id=1");
    for (const auto* subject :
         {"Please verify your forwarding address", "Confirmation du transfert de courrier",
          "Vérification de la redirection", "Conferma inoltro della posta",
          "Подтвердите пересылку почты", "Подтверждение переадресации",
          "Weiterleitung bestätigen"}) {
        EXPECT_TRUE(judge_other("noreply@post.example", subject, "Code: 123456")) << subject;
    }
}

TEST(Forwarding, F104_ACustomersMailWithSuchWordsIsNone) {
    EXPECT_FALSE(judge_other("eve@customer.example", "Confirm mail forwarding", kOther));
    EXPECT_FALSE(judge_other("no-reply@post.example", "Fwd: your parcel", kOther));
    EXPECT_FALSE(judge_other("no-reply@post.example", "Confirm your order", kOther));
    EXPECT_FALSE(judge_other("no-reply@post.example", "Confirm mail forwarding", "Thank you."));
    EXPECT_FALSE(judge_other("no-reply@post.example", "Confirm mail forwarding", kOther,
                             "To: somebody@else.example\r\n"));
    EXPECT_FALSE(judge_other("no-reply@post.example", "Confirm mail forwarding", kOther,
                             "To: tickets@desk.example\r\nReferences: <x@y.example>\r\n"));
    EXPECT_FALSE(judge_forwarding(
        mime::parse(mail("no-reply@post.example", "Confirm mail forwarding", kOther, kToUs))));
}

TEST(Forwarding, Sec3OfASenderThatIsNotProvedNoLinkIsKept) {
    const auto found =
        judge_other("no-reply@post.example", "Confirm mail forwarding", kOther, kToUs, false);
    ASSERT_TRUE(found);
    EXPECT_EQ(found->link, "");
    const auto elsewhere =
        judge_other("no-reply@post.example", "Confirm mail forwarding",
                    "https://post.example.evil.example/ https://evilpost.example/"
                    " http://post.example/ https://post.example@evil.example/");
    ASSERT_TRUE(elsewhere);
    EXPECT_EQ(elsewhere->link, "");
}

}  // namespace
}  // namespace postroom::guard
