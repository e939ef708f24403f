// "Try it" foretells what then really happens: random rules on a thousand random items, each tried,
// then set off, then compared. Rule: product.md "Foresee"; issue 6 point 3.
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "desk/automation_commands.hpp"
#include "desk/automation_trial.hpp"
#include "desk/tag_commands.hpp"
#include "store/automation.hpp"
#include "store/people.hpp"
#include "support/world.hpp"

namespace postroom::testing {
namespace {

using namespace std::chrono_literals;
using model::Comparison;
using model::person;
using model::RuleActionKind;
using model::RunEffect;

constexpr std::uint64_t kItems = 1000;
constexpr std::uint64_t kItemsOfOneWorld = 100;

/// One world with rules that are about the same moment: a ticket is solved.
class Trials {
   public:
    explicit Trials(std::uint64_t seed) : random_(seed), world_(seed) {
        ben_ = world_.add_user("ben", everything());
        template_ = world_.write([&](db::Session& s) {
            return *desk::create_template(
                s, *world_.env,
                {.name = "Solved", .words = {{"en", {"Solved", "<p>{{item.number}}</p>"}}}},
                person(world_.admin()));
        });
    }

    /// Makes an item, tries a rule on it, lets it happen, and compares. True when the rule acted.
    bool tell_and_compare() {
        const auto item = make_item();
        const auto rule = make_rule();
        const auto told = desk::try_on_item(*world_.database, *world_.env, rule, item);
        EXPECT_TRUE(told.has_value());
        const auto sent_before = world_.sent.size();
        EXPECT_EQ(count_runs(rule.id), 0) << "a trial leaves nothing behind";
        solve(item);
        const auto runs = world_.database->read(
            [&](db::Session& s) { return store::list_runs(s, rule.id, {}, 10); });
        EXPECT_EQ(told->matched, std::ssize(runs));
        if (!runs.empty() && told->matched == 1) {
            EXPECT_EQ(said_by(told->hits.front().effects), said_by(runs.front().effects));
        }
        world_.advance(61s);
        EXPECT_EQ(mailed_by(*told), addresses_since(sent_before));
        retire(rule);
        return !runs.empty();
    }

   private:
    std::uint64_t pick(std::uint64_t count) { return random_.below(count); }
    bool maybe() { return pick(2) == 0; }

    ItemId make_item() {
        const auto eve =
            world_.add_customer("eve" + std::to_string(++customers_) + "@customer.test");
        const auto ticket = world_.add_ticket(eve, maybe() ? "Printer on fire" : "Scanner");
        world_.write([&](db::Session& s) {
            const desk::ItemChange change{
                .status = maybe() ? std::optional<std::string>("waiting") : std::nullopt,
                .priority = static_cast<model::Priority>(pick(4)),
                .assignee_id = maybe() ? ben_ : UserId{}};
            EXPECT_TRUE(
                desk::change_item(s, *world_.env, ticket.id, person(world_.admin()), change));
            if (maybe()) {
                EXPECT_TRUE(desk::add_tag(s, *world_.env, ticket.id, "hot", person(ben_)));
            }
        });
        if (maybe()) {
            world_.follow(ticket.id, {model::FollowerKind::user, ben_.value});
        }
        world_.advance(2min);
        return ticket.id;
    }

    model::Condition make_condition() {
        switch (pick(6)) {
            case 0:
                return {"priority", maybe() ? Comparison::is : Comparison::is_not, "high"};
            case 1:
                return {"tags", maybe() ? Comparison::contains : Comparison::contains_not, "hot"};
            case 2:
                return {"assignee", maybe() ? Comparison::is_set : Comparison::is_empty, ""};
            case 3:
                return {"title", Comparison::contains, maybe() ? "fire" : "nowhere"};
            case 4:
                return {"status", maybe() ? Comparison::is : Comparison::is_not, "solved"};
            default:
                return {"state", Comparison::is, maybe() ? "finished" : "not_started"};
        }
    }

    model::Filter make_filter(int depth) {
        model::Filter filter{.any = maybe()};
        for (std::uint64_t i = pick(3); i > 0; --i) {
            filter.conditions.push_back(make_condition());
        }
        if (depth > 0 && pick(3) == 0) {
            filter.groups.push_back(make_filter(depth - 1));
        }
        return filter;
    }

    model::RuleAction make_action() {
        switch (pick(5)) {
            case 0:
                return {.kind = RuleActionKind::add_tag, .value = maybe() ? "done" : "hot"};
            case 1:
                return {.kind = RuleActionKind::remove_tag, .value = "hot"};
            case 2:
                return {.kind = RuleActionKind::set_property,
                        .property = "priority",
                        .value = maybe() ? "low" : "urgent"};
            case 3:
                return {.kind = RuleActionKind::post_message,
                        .visibility =
                            maybe() ? model::Visibility::public_ : model::Visibility::internal,
                        .texts = {{"en", "It is solved."}}};
            default:
                return {.kind = RuleActionKind::send_template,
                        .template_id = template_,
                        .recipients = {maybe() ? "requester" : "customers"}};
        }
    }

    model::Automation make_rule() {
        model::Automation rule{.name = "Random",
                               .trigger = {model::TriggerKind::status_entered, "solved"},
                               .filter = make_filter(2),
                               .enabled = true,
                               .enabled_at = world_.clock.now()};
        for (std::uint64_t i = 1 + pick(3); i > 0; --i) {
            rule.actions.push_back(make_action());
        }
        rule.id = world_.write([&](db::Session& s) {
            EXPECT_TRUE(desk::find_flaws(s, rule).empty());
            return *desk::create_automation(s, *world_.env, rule, person(world_.admin()));
        });
        return rule;
    }

    void retire(const model::Automation& rule) {
        world_.write([&](db::Session& s) { store::delete_automation(s, rule.id); });
    }

    std::int64_t count_runs(AutomationId rule) {
        return std::ssize(world_.database->read(
            [&](db::Session& s) { return store::list_runs(s, rule, {}, 10); }));
    }

    void solve(ItemId item) {
        world_.write([&](db::Session& s) {
            EXPECT_TRUE(desk::change_item(s, *world_.env, item, person(world_.admin()),
                                          {.status = "solved"}));
        });
        world_.run();
    }

    /// What the actions did, without whom a posted message then reaches.
    static std::vector<std::string> said_by(const std::vector<RunEffect>& effects) {
        std::vector<std::string> said;
        for (const auto& effect : effects) {
            if (effect.to.find('@') == std::string::npos ||
                effect.kind != RuleActionKind::post_message) {
                said.push_back(std::string(name_of(effect.kind)) + (effect.done ? " " : " not ") +
                               effect.what + " " + effect.to);
            }
        }
        return said;
    }

    static std::set<std::string> mailed_by(const desk::Trial& told) {
        std::set<std::string> addresses;
        for (const auto& hit : told.hits) {
            for (const auto& effect : hit.effects) {
                if (effect.done && effect.what.starts_with("mailed")) {
                    addresses.insert(effect.to);
                }
            }
        }
        return addresses;
    }

    std::set<std::string> addresses_since(std::size_t first) const {
        std::set<std::string> addresses;
        for (auto i = first; i < world_.sent.size(); ++i) {
            addresses.insert(world_.sent[i].recipient);
        }
        return addresses;
    }

    SeededRandom random_;
    World world_;
    UserId ben_;
    TemplateId template_;
    int customers_ = 0;
};

TEST(Trial, WhatIsForetoldForAThousandRandomItemsThenHappens) {
    std::uint64_t acted = 0;
    for (std::uint64_t seed = 1; seed <= kItems / kItemsOfOneWorld; ++seed) {
        Trials trials{seed};
        for (std::uint64_t i = 0; i < kItemsOfOneWorld && !::testing::Test::HasFailure(); ++i) {
            SCOPED_TRACE("seed " + std::to_string(seed) + ", item " + std::to_string(i + 1));
            acted += trials.tell_and_compare() ? 1 : 0;
        }
    }
    EXPECT_GT(acted, kItems / 4) << "rules that never act would agree as well";
    EXPECT_LT(acted, kItems * 9 / 10) << "and so would filters that keep nothing out";
}

}  // namespace
}  // namespace postroom::testing
