// The client secret of an app registration ends: administrators hear of it in time, once for each
// step. Rule: mail-correctness.md OAU-5.
#include <gmock/gmock.h>

#include "desk/client_secret.hpp"
#include "store/oauth.hpp"
#include "support/world.hpp"

namespace postroom::testing {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;

class ClientSecret : public ::testing::Test {
   protected:
    ClientSecret() {
        world.set_preferences(world.admin(), silent());
        world.add_user("ben", silent());
        const TimePoint now = world.clock.now();
        world.advance(std::chrono::ceil<std::chrono::days>(now) - now);  // days begin at midnight
        ends_in(std::chrono::days{60});
    }
    void ends_in(std::chrono::days days) {
        const TimePoint today = std::chrono::floor<std::chrono::days>(world.clock.now());
        model::OAuthClient client{.client_id = "desk", .client_secret = {}};
        client.secret_expires_at = today + days;
        world.write([&](db::Session& session) {
            store::save_oauth_client(session, client, "sealed", world.clock.now());
        });
    }
    /// As the housekeeping does, for so many days, several times a day.
    void pass(int days) {
        for (int i = 0; i < days * 4; ++i) {
            world.write([&](db::Session& session) {
                if (desk::is_secret_warning_due(session, *world.env)) {
                    desk::warn_of_secret_end(session, *world.env);
                }
            });
            world.advance(6h);
        }
    }
    std::size_t told() const { return world.sent_to(World::kAdmin); }

    World world;
};

TEST_F(ClientSecret, OAU5_AdministratorsAreTold30And7And1DaysBeforeAndOnceEach) {
    pass(30);
    EXPECT_EQ(told(), 0U) << "31 days before";
    pass(1);
    ASSERT_EQ(told(), 1U);
    EXPECT_THAT(world.sent.back().bytes, HasSubstr("Microsoft 365"));
    EXPECT_THAT(world.sent.back().bytes, HasSubstr("30"));
    pass(22);
    EXPECT_EQ(told(), 1U) << "once, not every day";
    pass(1);
    EXPECT_EQ(told(), 2U) << "7 days before";
    pass(5);
    EXPECT_EQ(told(), 2U);
    pass(1);
    EXPECT_EQ(told(), 3U) << "the day before";
    pass(10);
    EXPECT_EQ(told(), 3U) << "when it is over, the refusal speaks";
    EXPECT_EQ(world.sent_to("ben@agents.test"), 0U) << "no administrator";
}

TEST_F(ClientSecret, OAU5_ANewSecretWithItsDateBeginsAnew) {
    pass(54);
    EXPECT_EQ(told(), 2U);
    ends_in(std::chrono::days{40});
    pass(9);
    EXPECT_EQ(told(), 2U);
    pass(2);
    EXPECT_EQ(told(), 3U);
}

TEST_F(ClientSecret, OAU5_ADateThatIsEnteredLateIsToldOnceNotThreeTimes) {
    ends_in(std::chrono::days{5});
    pass(3);
    EXPECT_EQ(told(), 1U);
}

TEST_F(ClientSecret, OAU5_WithoutADateNobodyIsTold) {
    world.write([&](db::Session& session) {
        store::save_oauth_client(session, {.client_id = "desk", .client_secret = {}}, "",
                                 world.clock.now());
    });
    pass(70);
    EXPECT_EQ(told(), 0U);
}

}  // namespace
}  // namespace postroom::testing
