// Every enumeration's words are unique and read back to the same value.
#include <gtest/gtest.h>

#include <set>

#include "model/event.hpp"
#include "model/mail_flow.hpp"

namespace postroom::model {
namespace {

template <class E>
void expect_round_trip() {
    std::set<std::string_view> words;
    for (const auto& [value, name] : EnumNames<E>::kNames) {
        EXPECT_EQ(parse_name<E>(name), value);
        EXPECT_EQ(name_of(value), name);
        EXPECT_TRUE(words.insert(name).second) << name;
    }
    EXPECT_EQ(parse_name<E>("no such word"), std::nullopt);
}

TEST(EnumNames, RoundTrip) {
    expect_round_trip<Role>();
    expect_round_trip<FromCustomers>();
    expect_round_trip<ItemType>();
    expect_round_trip<Visibility>();
    expect_round_trip<Origin>();
    expect_round_trip<ReceiptState>();
    expect_round_trip<MailState>();
    expect_round_trip<IncomingOutcome>();
    expect_round_trip<EventKind>();
}

TEST(Preferences, MembersHearWhatTheyFollowAndLeadersEverything) {
    EXPECT_EQ(default_preferences(Role::member).from_customers, FromCustomers::mine);
    EXPECT_EQ(default_preferences(Role::team_leader).from_customers, FromCustomers::all);
    EXPECT_EQ(default_preferences(Role::administrator).replies_to_customers,
              RepliesToCustomers::all);
}

}  // namespace
}  // namespace postroom::model
