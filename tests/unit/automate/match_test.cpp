// Whether a rule acts: triggers, filters in groups, chains. (F054, F064-F066, F069; LOOP-6)
#include "automate/match.hpp"

#include <gtest/gtest.h>

#include "core/limits.hpp"

namespace postroom::automate {
namespace {

using model::Comparison;
using model::Condition;
using model::Filter;
using model::RuleObject;
using model::RunOutcome;
using model::TriggerKind;

const Facts kTicket{{"title", {"Printer on fire"}}, {"status", {"waiting"}},
                    {"state", {"in_progress"}},     {"priority", {"high"}},
                    {"tags", {"hot", "vip"}},       {"age_hours", {"30"}}};

bool holds_for(const Condition& condition) { return holds({.conditions = {condition}}, kTicket); }

TEST(Match, F054_EachComparisonHasItsOpposite) {
    struct Case {
        Condition condition;
        bool holds;
    };
    const Case cases[] = {
        {{"priority", Comparison::is, "high"}, true},
        {{"priority", Comparison::is, "HIGH"}, true},
        {{"priority", Comparison::is, "low"}, false},
        {{"priority", Comparison::is_not, "low"}, true},
        {{"priority", Comparison::is_not, "high"}, false},
        {{"title", Comparison::contains, "FIRE"}, true},
        {{"title", Comparison::contains, "flood"}, false},
        {{"title", Comparison::contains_not, "flood"}, true},
        {{"tags", Comparison::contains, "hot"}, true},
        {{"tags", Comparison::contains, "ho"}, false},  // a tag is whole
        {{"assignee", Comparison::is_empty, ""}, true},
        {{"assignee", Comparison::is_set, ""}, false},
        {{"title", Comparison::is_set, ""}, true},
        {{"age_hours", Comparison::more_than, "29"}, true},
        {{"age_hours", Comparison::more_than, "30"}, false},
        {{"age_hours", Comparison::less_than, "31"}, true},
        {{"idle_hours", Comparison::less_than, "31"}, false},  // what is not known is not less
    };
    for (const auto& [condition, expected] : cases) {
        EXPECT_EQ(holds_for(condition), expected)
            << condition.property << " " << name_of(condition.comparison) << " " << condition.value;
    }
}

TEST(Match, F054_AStatusIsAlsoNamedByItsState) {
    EXPECT_TRUE(holds_for({"status", Comparison::is, "waiting"}));
    EXPECT_TRUE(holds_for({"status", Comparison::is, "in_progress"}));
    EXPECT_FALSE(holds_for({"status", Comparison::is, "finished"}));
}

TEST(Match, F054_GroupsOfAllAndOfAny) {
    const Condition yes{"priority", Comparison::is, "high"};
    const Condition no{"priority", Comparison::is, "low"};
    EXPECT_TRUE(holds(Filter{}, kTicket)) << "an empty filter keeps nothing out";
    EXPECT_TRUE(holds({.any = true, .conditions = {no, yes}}, kTicket));
    EXPECT_FALSE(holds({.any = false, .conditions = {no, yes}}, kTicket));
    EXPECT_FALSE(holds({.any = true, .conditions = {no, no}}, kTicket));
    const Filter any_inside{.conditions = {yes},
                            .groups = {{.any = true, .conditions = {no, yes}}}};
    EXPECT_TRUE(holds(any_inside, kTicket));
    const Filter all_inside{.conditions = {yes}, .groups = {{.conditions = {no, yes}}}};
    EXPECT_FALSE(holds(all_inside, kTicket));
}

TEST(Match, F066_ARuleIsSetOffByItsOwnKindOfObjectOnly) {
    const model::Automation rule{.object = RuleObject::task,
                                 .trigger = {TriggerKind::status_entered, "solved"}};
    const auto happens = [&](RuleObject object, const char* status) {
        return is_set_off(rule, {.object = object,
                                 .triggers = {{TriggerKind::property_changed, "status"},
                                              {TriggerKind::status_entered, status}}});
    };
    EXPECT_TRUE(happens(RuleObject::task, "solved"));
    EXPECT_FALSE(happens(RuleObject::ticket, "solved"));
    EXPECT_FALSE(happens(RuleObject::task, "open"));
}

TEST(Match, F069_NoRuleFollowsFromItselfNorAfterFiveOthers) {
    const AutomationId rule{7};
    EXPECT_EQ(judge_chain(rule, {}), RunOutcome::done);
    EXPECT_EQ(judge_chain(rule, {.causes = {AutomationId{1}, rule}}), RunOutcome::itself);
    Chain chain;
    for (int i = 1; i < limits::kAutomationDepthMax; ++i) {
        chain.causes.push_back(AutomationId{i});
    }
    EXPECT_EQ(judge_chain(rule, chain), RunOutcome::done);
    chain.causes.push_back(AutomationId{99});
    EXPECT_EQ(judge_chain(rule, chain), RunOutcome::too_deep);
    EXPECT_EQ(judge_chain(rule, {.recent_runs = limits::kAutomationRunsPerItemMax - 1}),
              RunOutcome::done);
    EXPECT_EQ(judge_chain(rule, {.recent_runs = limits::kAutomationRunsPerItemMax}),
              RunOutcome::loop);
}

}  // namespace
}  // namespace postroom::automate
