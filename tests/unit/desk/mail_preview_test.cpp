// What stands in a preview of the Messaging Center. (F060, F068, F077)
#include "desk/mail_preview.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>

#include "desk/system_mail.hpp"

namespace postroom::desk {
namespace {

using testing::HasSubstr;
using testing::Not;

struct MailPreview : ::testing::Test {
    ManualClock clock{from_unix_ms(1'700'000'000'000)};
    SeededRandom random{1};
    Environment env{
        .clock = clock,
        .random = random,
        .keys = threading::KeyRing(std::array{threading::Key{1, std::string(16, 'k'), {}}}, {}),
        .instance = {},
        .loop_secret = {},
        .seal_secret = {},
        .public_url = "https://desk.example"};
};

void expect_filled(const MailText& mail, std::string_view what) {
    for (const auto& part : {mail.subject, mail.text, mail.html}) {
        EXPECT_FALSE(part.empty()) << what;
        EXPECT_THAT(part, Not(HasSubstr("{{"))) << what;
    }
}

TEST_F(MailPreview, F077_EveryFieldOfEverySystemEmailHasASampleInEachLanguage) {
    for (const std::string language : {"en", "fr", "it", "ru"}) {
        const auto values = sample_values(env, {"Ada", language});
        for (const auto& email : system_emails()) {
            for (const auto field : email.fields) {
                EXPECT_TRUE(values.contains(field)) << email.name << " " << field;
            }
            expect_filled(sample_text(env, {"Ada", language}, email.standard(language)),
                          email.name);
        }
    }
}

TEST_F(MailPreview, F068_EveryFieldOfATemplateHasASample) {
    const auto values = sample_values(env, {"Ada", "en"});
    for (const auto field : automate::template_fields()) {
        EXPECT_TRUE(values.contains(field)) << field;
        EXPECT_FALSE(values.find(field)->second.empty()) << field;
    }
}

TEST_F(MailPreview, F060_TheRelaysTextStandsAroundAMessageAsTheRelayPlacesIt) {
    const auto mail = sample_relay_text(
        env, {"Ada", "fr"},
        {"[{{item.number}}] {{news}}", "<p>Bonjour</p><div>{{messages}}</div><p>{{overview}}</p>"});
    expect_filled(mail, "relay");
    EXPECT_THAT(mail.subject, HasSubstr("[T-12] "));
    EXPECT_THAT(mail.html, HasSubstr("<p>Bonjour</p><div><div style=\"border-left"));
    EXPECT_THAT(mail.html, HasSubstr("https://desk.example/conversations/12"));
    EXPECT_THAT(mail.text, HasSubstr("en feu"));
}

TEST_F(MailPreview, F060_WithoutTheFieldTheMessageStaysOut) {
    const auto mail = sample_relay_text(env, {"Ada", "en"}, {"News", "<p>Look it up.</p>"});
    EXPECT_THAT(mail.html, Not(HasSubstr("The printer")));
}

}  // namespace
}  // namespace postroom::desk
