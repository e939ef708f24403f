// What makes a rule unsound, with the place where it stands. (F054, F062, F070)
#include "automate/check.hpp"

#include <gtest/gtest.h>

#include "core/limits.hpp"

namespace postroom::automate {
namespace {

using model::Automation;
using model::Comparison;
using model::RuleAction;
using model::RuleActionKind;
using model::RuleObject;
using model::TriggerKind;

Automation sound() {
    return {.name = "Sound",
            .trigger = {TriggerKind::status_entered, "solved"},
            .filter = {.conditions = {{"priority", Comparison::is, "high"}}},
            .actions = {{.kind = RuleActionKind::add_tag, .value = "hot"}}};
}

std::vector<std::string> places(const Automation& rule) {
    std::vector<std::string> where;
    for (const auto& flaw : check(rule)) {
        where.push_back(flaw.where);
    }
    return where;
}

using Places = std::vector<std::string>;

TEST(Check, F054_ASoundRuleHasNoFlaw) { EXPECT_EQ(places(sound()), Places{}); }

TEST(Check, F054_EverythingWrongIsSaidAtOnce) {
    auto rule = sound();
    rule.trigger.detail.clear();
    rule.filter.conditions.push_back({"priority", Comparison::is, "very"});
    rule.filter.conditions.push_back({"colour", Comparison::is, "red"});
    rule.filter.conditions.push_back({"priority", Comparison::more_than, "1"});
    rule.actions.push_back({.kind = RuleActionKind::add_tag, .value = "  "});
    EXPECT_EQ(places(rule), (Places{"trigger", "filter", "filter", "filter", "actions[1]"}));
}

TEST(Check, F066_WhatCannotHappenToAnObjectIsRefused) {
    auto rule = sound();
    rule.object = RuleObject::project;
    EXPECT_FALSE(check(rule).empty());
}

TEST(Check, F062_AMessageNeedsAText) {
    auto rule = sound();
    rule.actions = {{.kind = RuleActionKind::post_message, .texts = {{"en", " "}}}};
    EXPECT_EQ(places(rule), Places{"actions[0]"});
    rule.actions.front().texts["fr"] = "Bonjour";
    EXPECT_EQ(places(rule), Places{});
}

TEST(Check, F068_AnUnknownFieldIsNamed) {
    auto rule = sound();
    rule.actions = {
        {.kind = RuleActionKind::post_message, .texts = {{"en", "Hello {{customer.nmae}}"}}}};
    const auto flaws = check(rule);
    ASSERT_EQ(flaws.size(), 1U);
    EXPECT_NE(flaws.front().what.find("customer.nmae"), std::string::npos) << flaws.front().what;
}

TEST(Check, F071_ATemplateNeedsKnownRecipients) {
    auto rule = sound();
    RuleAction mail{.kind = RuleActionKind::send_template, .template_id = TemplateId{1}};
    rule.actions = {mail};
    EXPECT_EQ(places(rule), Places{"actions[0]"}) << "sent to nobody";
    mail.recipients = {"requester", "user:3", "team:1", "customer:9"};
    rule.actions = {mail};
    EXPECT_EQ(places(rule), Places{});
    for (const auto* stranger : {"everybody", "user:", "user:x", "queue:1", ":3"}) {
        mail.recipients = {stranger};
        rule.actions = {mail};
        EXPECT_EQ(places(rule), Places{"actions[0]"}) << stranger;
    }
}

TEST(Check, F054_GroupsWithinGroupsEnd) {
    auto rule = sound();
    model::Filter filter{.conditions = {{"priority", Comparison::is, "high"}}};
    for (int depth = 1; depth < limits::kFilterDepthMax; ++depth) {
        filter = {.groups = {filter}};
    }
    rule.filter = filter;
    EXPECT_EQ(places(rule), Places{});
    rule.filter = {.groups = {filter}};
    EXPECT_EQ(places(rule), Places{"filter"});
}

}  // namespace
}  // namespace postroom::automate
