// What differs, and nothing else; secrets never. Rule: SEC-21.
#include "desk/audit.hpp"

#include <gtest/gtest.h>

#include "desk/audit_facts.hpp"

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
    const model::Mailbox mailbox{.username = "desk", .secret = "hunter2", .oauth_token = "hunter2"};
    const model::OAuthClient client{.client_id = "desk", .client_secret = "hunter2"};
    for (const auto& facts : {facts_of(mailbox), facts_of(client)}) {
        for (const auto& [name, value] : facts) {
            EXPECT_EQ(value.find("hunter2"), std::string::npos) << name;
        }
    }
}

TEST(Audit, Sec21ANewPasswordIsSeenAndNotShown) {
    const auto said = [](const SecretChange& change) {
        return compare(with_password_before({}, change), with_password_after({}, change));
    };
    EXPECT_TRUE(said({}).empty());
    EXPECT_TRUE(said({.was_set = true}).empty());
    EXPECT_EQ(said({.is_written = true}), (std::vector<FactChange>{{"password", "", "set"}}));
    EXPECT_EQ(said({.was_set = true, .is_written = true}),
              (std::vector<FactChange>{{"password", "set", "renewed"}}));
}

TEST(Audit, EachPartOfARuleIsAFactOfItsOwn) {
    model::Automation before{.name = "Thanks", .enabled = true};
    before.actions.push_back({.kind = model::RuleActionKind::add_tag, .value = "new"});
    auto after = before;
    after.trigger = {model::TriggerKind::status_entered, "solved"};
    EXPECT_EQ(compare(facts_of(before), facts_of(after)),
              (std::vector<FactChange>{{"trigger", "created", "status_entered"},
                                       {"trigger_detail", "", "solved"}}));
    after = before;
    after.actions.clear();
    const auto changes = compare(facts_of(before), facts_of(after));
    ASSERT_EQ(changes.size(), 1U);
    EXPECT_EQ(changes.front().field, "action.1");
    EXPECT_NE(changes.front().from.find(R"("value":"new")"), std::string::npos);
}

TEST(Audit, WordsAreComparedInEachLanguage) {
    model::EmailTemplate before{.name = "Hello", .words = {{"en", {"Hello", "<p>Hello</p>"}}}};
    auto after = before;
    after.words["fr"] = {"Bonjour", "<p>Bonjour</p>"};
    after.words["en"].subject = "Good day";
    EXPECT_EQ(compare(facts_of(before), facts_of(after)),
              (std::vector<FactChange>{{"subject.en", "Hello", "Good day"},
                                       {"subject.fr", "", "Bonjour"},
                                       {"html.fr", "", "<p>Bonjour</p>"}}));
}

}  // namespace
}  // namespace postroom::desk
