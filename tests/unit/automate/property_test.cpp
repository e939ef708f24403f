// The table of what rules can ask and set. (F054, F066)
#include "automate/property.hpp"

#include <gtest/gtest.h>

#include <set>

namespace postroom::automate {
namespace {

using model::Comparison;
using model::RuleActionKind;
using model::RuleObject;
using model::TriggerKind;

TEST(Property, F054_NamesStandOnceAndWordsHaveTheirList) {
    std::set<std::string_view> names;
    for (const auto& property : properties()) {
        EXPECT_TRUE(names.insert(property.name).second) << property.name;
        EXPECT_EQ(property.kind == PropertyKind::word, !property.words.empty()) << property.name;
        EXPECT_TRUE(property.of_items || property.of_projects || property.of_timesheets)
            << property.name;
    }
}

TEST(Property, F066_EachKindOfObjectHasItsOwn) {
    EXPECT_NE(find_property(RuleObject::ticket, "priority"), nullptr);
    EXPECT_EQ(find_property(RuleObject::project, "priority"), nullptr);
    EXPECT_NE(find_property(RuleObject::timesheet, "minutes"), nullptr);
    EXPECT_EQ(find_property(RuleObject::ticket, "minutes"), nullptr);
    EXPECT_EQ(find_property(RuleObject::ticket, "nothing"), nullptr);
}

TEST(Property, F054_EveryKindCanBeComparedSomehowAndNumbersByMore) {
    for (const auto& property : properties()) {
        int ways = 0;
        for (const auto& [comparison, name] : model::EnumNames<Comparison>::kNames) {
            ways += can_compare(property.kind, comparison) ? 1 : 0;
        }
        EXPECT_GT(ways, 0) << property.name;
    }
    EXPECT_TRUE(can_compare(PropertyKind::number, Comparison::more_than));
    EXPECT_FALSE(can_compare(PropertyKind::tags, Comparison::more_than));
}

TEST(Property, F066_WhatHappensToItemsDoesNotAllHappenToProjects) {
    EXPECT_TRUE(can_happen(RuleObject::ticket, TriggerKind::status_entered));
    EXPECT_FALSE(can_happen(RuleObject::project, TriggerKind::status_entered));
    EXPECT_TRUE(can_happen(RuleObject::project, TriggerKind::member_added));
    EXPECT_FALSE(can_act(RuleObject::project, RuleActionKind::add_tag));
    EXPECT_TRUE(can_act(RuleObject::ticket, RuleActionKind::add_tag));
}

}  // namespace
}  // namespace postroom::automate
