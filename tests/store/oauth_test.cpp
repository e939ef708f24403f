// App registrations, grants and consents under way. (OAU-1, OAU-4)
#include "store/oauth.hpp"

#include <gmock/gmock.h>

#include "builders.hpp"
#include "store/mailbox.hpp"

namespace postroom::store {
namespace {

ON_BOTH_ENGINES(OAuth);

constexpr auto kMicrosoft = model::MailProvider::microsoft365;

ChannelId a_mailbox(db::Session& session) {
    const ChannelId channel = a_channel(session);
    insert_mailbox(session, {.channel_id = channel, .provider = kMicrosoft}, kNow);
    return channel;
}

STORE_TEST(OAuth, OAU4_AGrantIsReplacedOnlyOnTopOfTheVersionThatWasRead) {
    const ChannelId channel = a_mailbox(session);
    SealedGrant grant{{.channel_id = channel,
                       .version = 0,
                       .access_token = "a1",
                       .refresh_token = std::string("r\0", 2),
                       .issued_at = kNow,
                       .expires_at = kNow + Milliseconds{1000},
                       .granted_at = kNow}};
    EXPECT_TRUE(save_oauth_grant(session, grant));
    EXPECT_FALSE(save_oauth_grant(session, grant)) << "another writer was first";
    auto read = find_oauth_grant(session, channel).value();
    EXPECT_EQ(read.grant.version, 1);
    EXPECT_EQ(read.grant.refresh_token, std::string("r\0", 2));
    read.grant.access_token = "a2";
    EXPECT_TRUE(save_oauth_grant(session, read));
    EXPECT_EQ(find_oauth_grant(session, channel)->grant.access_token, "a2");
    delete_oauth_grant(session, channel);
    EXPECT_FALSE(find_oauth_grant(session, channel));
}

STORE_TEST(OAuth, ARegistrationKeepsItsSecretUntilAnotherIsEntered) {
    model::OAuthClient client{.provider = kMicrosoft,
                              .client_id = "one",
                              .client_secret = {},
                              .authorize_url = "https://a",
                              .token_url = "https://t",
                              .scopes = "s"};
    save_oauth_client(session, client, "sealed", kNow);
    client.client_id = "two";
    save_oauth_client(session, client, "", kNow);
    EXPECT_EQ(find_oauth_client(session, kMicrosoft)->client_id, "two");
    EXPECT_EQ(find_oauth_client_secret(session, kMicrosoft), "sealed");
    EXPECT_FALSE(find_oauth_client(session, model::MailProvider::gmail));
}

STORE_TEST(OAuth, OAU1_AConsentIsTakenOnceInTimeAndByWhoBeganIt) {
    const UserId ana = a_user(session);
    const model::OAuthFlow flow{.user_id = ana,
                                .verifier = "v",
                                .redirect_uri = "https://desk/admin/connect",
                                .wanted = "{}",
                                .channel_id = {}};
    const TimePoint end = kNow + Milliseconds{1000};
    insert_oauth_flow(session, "one", flow, end);
    EXPECT_EQ(take_oauth_flow(session, "one", ana, kNow)->wanted, "{}");
    EXPECT_FALSE(take_oauth_flow(session, "one", ana, kNow));
    insert_oauth_flow(session, "two", flow, end);
    EXPECT_FALSE(take_oauth_flow(session, "two", UserId{ana.value + 1}, kNow));
    insert_oauth_flow(session, "three", flow, end);
    EXPECT_FALSE(take_oauth_flow(session, "three", ana, end));
}

}  // namespace
}  // namespace postroom::store
