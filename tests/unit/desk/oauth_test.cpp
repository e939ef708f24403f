// What token endpoints answer, and what it means. (OAU-5, OAU-9)
#include "desk/oauth.hpp"

#include <gtest/gtest.h>

#include "core/encoding.hpp"

namespace postroom::desk {
namespace {

TEST(ReadTokens, AGrant) {
    const std::string claims = base64url_encode(R"({"preferred_username":"Help@Desk.test"})");
    const auto tokens = read_tokens(
        200,
        R"({"access_token":"a","refresh_token":"r","expires_in":30,"scope":"x y","id_token":"e30.)" +
            claims + R"(.sig"})");
    ASSERT_TRUE(tokens);
    EXPECT_EQ(tokens->access_token, "a");
    EXPECT_EQ(tokens->refresh_token, "r");
    EXPECT_EQ(tokens->expires_in, 30);
    EXPECT_EQ(tokens->account, "help@desk.test");
}

TEST(ReadTokens, OAU5_WhatMayWorkLaterIsToldFromWhatNeedsAPerson) {
    const auto code_of = [](int status, std::string_view body) {
        const auto tokens = read_tokens(status, body);
        return tokens ? std::string("granted") : tokens.error().code;
    };
    EXPECT_EQ(code_of(400, R"({"error":"invalid_grant"})"), "consent_needed");
    EXPECT_EQ(code_of(400, R"({"error":"interaction_required"})"), "consent_needed");
    EXPECT_EQ(code_of(401, R"({"error":"invalid_client"})"), "client_refused");
    EXPECT_EQ(code_of(503, R"({"error":"invalid_grant"})"), "provider_unreachable");
    EXPECT_EQ(code_of(429, "{}"), "provider_unreachable");
    EXPECT_EQ(code_of(200, "<html>"), "provider_unreachable");
    EXPECT_EQ(code_of(200, "{}"), "provider_unreachable");
}

TEST(Renewed, TheOldRefreshTokenStaysWhereNoneComes) {
    const model::OAuthGrant grant{.channel_id = ChannelId{1},
                                  .version = 4,
                                  .access_token = "old",
                                  .refresh_token = "keep",
                                  .issued_at = {},
                                  .expires_at = {},
                                  .granted_at = {}};
    const TimePoint now = from_unix_ms(1'795'000'000'000);
    const auto next = renewed(grant, {.access_token = "new", .expires_in = 60}, now);
    EXPECT_EQ(next.access_token, "new");
    EXPECT_EQ(next.refresh_token, "keep");
    EXPECT_EQ(next.expires_at, now + std::chrono::seconds{60});
    EXPECT_EQ(next.version, 4) << "the version that the write stands on";
}

}  // namespace
}  // namespace postroom::desk
