// What differs, and nothing else; secrets never. Rule: SEC-21.
#include "desk/audit.hpp"

#include <gtest/gtest.h>

namespace postroom::desk {
namespace {

using model::FactChange;

TEST(Audit, OnlyWhatDiffersIsKept) {
    model::User before{.email = "ana@example.org", .name = "Ana"};
    auto after = before;
    EXPECT_TRUE(compare(facts_of(before), facts_of(after)).empty());
    after.role = model::Role::administrator;
    after.preferences.email = model::NotificationEmail::never;
    EXPECT_EQ(compare(facts_of(before), facts_of(after)),
              (std::vector<FactChange>{{"role", "member", "administrator"},
                                       {"notification_email", "if_unseen", "never"}}));
}

TEST(Audit, WhatIsNewOrGoneHasOneSideOnly) {
    const model::Facts facts{{"name", "Main"}, {"host", ""}};
    EXPECT_EQ(compare({}, facts), (std::vector<FactChange>{{"name", "", "Main"}}));
    EXPECT_EQ(compare(facts, {}), (std::vector<FactChange>{{"name", "Main", ""}}));
}

TEST(Audit, Sec21ASecretIsNoFact) {
    const model::Connector connector{.name = "Main", .username = "desk", .secret = "hunter2"};
    for (const auto& [name, value] : facts_of(connector)) {
        EXPECT_EQ(value.find("hunter2"), std::string::npos) << name;
    }
}

}  // namespace
}  // namespace postroom::desk
