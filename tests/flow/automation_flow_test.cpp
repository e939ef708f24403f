// Automations through the real stages, in virtual time. (F054, F055, F062-F066, F069, F071; LOOP-4,
// LOOP-6, LOOP-8) Each has its negative beside it.
#include <gtest/gtest.h>

#include <algorithm>

#include "desk/automation_commands.hpp"
#include "desk/automation_run.hpp"
#include "desk/project_commands.hpp"
#include "desk/tag_commands.hpp"
#include "desk/workspace.hpp"
#include "mime/parse.hpp"
#include "store/automation.hpp"
#include "store/event.hpp"
#include "store/item_link.hpp"
#include "store/mail_words.hpp"
#include "store/people.hpp"
#include "store/work_detail.hpp"
#include "support/world.hpp"

namespace postroom::testing {
namespace {

using namespace std::chrono_literals;
using model::Automation;
using model::Comparison;
using model::person;
using model::RuleAction;
using model::RuleActionKind;
using model::RuleObject;
using model::RunOutcome;
using model::TriggerKind;
using model::Visibility;
constexpr auto kEve = "eve@customer.test";
constexpr auto kBen = "ben@agents.test";

class AutomationFlow : public ::testing::Test {
   protected:
    AutomationFlow() {
        world.set_preferences(world.admin(), silent());
        ben = world.add_user("ben", silent());
        eve = world.add_customer(kEve, "Eve");
    }

    AutomationId add(Automation rule) {
        rule.enabled = true;
        rule.name = "A rule";
        return world.write([&](db::Session& s) {
            const auto flaws = desk::find_flaws(s, rule);
            EXPECT_TRUE(flaws.empty()) << flaws.front().where << " " << flaws.front().what;
            return *desk::create_automation(s, *world.env, rule, person(world.admin()));
        });
    }
    Automation find(AutomationId id) {
        return *world.write([&](db::Session& s) { return store::find_automation(s, id); });
    }
    void change(const Automation& rule) {
        world.write([&](db::Session& s) {
            EXPECT_TRUE(
                desk::change_automation(s, *world.env, rule, person(world.admin())).has_value());
        });
    }
    TemplateId add_template(const std::string& name, model::TemplateAudience audience,
                            const model::WordsByLanguage& words) {
        return world.write([&](db::Session& s) {
            return *desk::create_template(s, *world.env,
                                          {.name = name, .audience = audience, .words = words},
                                          person(world.admin()));
        });
    }
    std::vector<model::AutomationRun> runs(AutomationId rule = {}) {
        return world.write([&](db::Session& s) { return store::list_runs(s, rule, {}, 1000); });
    }
    std::int64_t posted_by_rules() {
        return world.count("select count(*) from message where origin = 'automation'");
    }
    std::vector<std::string> tags(ItemId item) {
        return world.write([&](db::Session& s) { return store::list_tags(s, item); });
    }
    model::Item item(ItemId id) {
        return *world.write([&](db::Session& s) { return store::find_item(s, id); });
    }
    void set(ItemId id, const desk::ItemChange& change) {
        world.write([&](db::Session& s) {
            EXPECT_TRUE(desk::change_item(s, *world.env, id, person(ben), change).has_value());
        });
        world.run();
    }
    mime::Mail last_mail_to(const std::string& address) {
        for (auto mail = world.sent.rbegin(); mail != world.sent.rend(); ++mail) {
            if (mail->recipient == address) {
                return mime::parse(mail->bytes);
            }
        }
        ADD_FAILURE() << "no mail to " << address;
        return {};
    }

    static RuleAction message(const std::string& text,
                              Visibility visibility = Visibility::public_) {
        return {.kind = RuleActionKind::post_message,
                .visibility = visibility,
                .texts = {{"en", text}}};
    }
    static RuleAction tag(const std::string& word) {
        return {.kind = RuleActionKind::add_tag, .value = word};
    }
    static Automation on(TriggerKind kind, RuleAction action, std::string detail = {},
                         RuleObject object = RuleObject::ticket) {
        return {
            .object = object, .trigger = {kind, std::move(detail)}, .actions = {std::move(action)}};
    }

    World world{WorldOptions{.with_automations = true}};
    UserId ben;
    CustomerId eve;
};

/// Without the standard set: what a rule does is all that happens.
class RuleFlow : public AutomationFlow {
   protected:
    RuleFlow() {
        world.write([&](db::Session& s) {
            for (const auto& rule : store::list_automations(s, 100)) {
                store::delete_automation(s, rule.id);
            }
        });
    }
};

TEST_F(AutomationFlow, F054_A02ThanksForANewTicketOnceAndOnlyTheOneWhoAsked) {
    world.mail_in(a_mail("Eve <eve@customer.test>", "Printer on fire", "It burns."));
    ASSERT_EQ(world.sent_to(kEve), 1U);
    const auto mail = last_mail_to(kEve);
    EXPECT_NE(mail.text.find("Thank you for writing to us"), std::string::npos);
    EXPECT_NE(mail.text.find("T-1"), std::string::npos);
    EXPECT_EQ(posted_by_rules(), 1);
    world.advance(24h);
    EXPECT_EQ(world.sent_to(kEve), 1U);
    EXPECT_EQ(world.sent_to(kBen), 0U) << "who wants silence has it";
    EXPECT_EQ(runs().size(), 1U);
}

TEST_F(AutomationFlow, F054_TheThanksRepeatNothingThatTheSenderWrote) {
    world.mail_in(a_mail("Cheap Pills <eve@customer.test>", "BUY PILLS NOW", "Visit my shop."));
    ASSERT_EQ(world.sent_to(kEve), 1U);
    const auto& bytes = world.sent.back().bytes;
    EXPECT_EQ(bytes.find("PILLS"), std::string::npos) << bytes;
    EXPECT_EQ(bytes.find("my shop"), std::string::npos);
}

TEST_F(AutomationFlow, F054_MachinesAreNeverThanked) {
    world.mail_in(a_mail("monitor@customer.test", "Disk full", "sda1 is full.",
                         "Auto-Submitted: auto-generated\n"));
    world.mail_in(a_mail("eve@customer.test", "Quiet please", "No answer wanted.",
                         "X-Auto-Response-Suppress: All\n"));
    EXPECT_EQ(world.count("select count(*) from item"), 2);
    EXPECT_EQ(posted_by_rules(), 0);
    EXPECT_TRUE(world.sent.empty());
    for (const auto& run : runs()) {
        EXPECT_EQ(run.outcome, RunOutcome::failed);
        EXPECT_EQ(run.effects.at(0).what, "opened_by_machine");
    }
}

TEST_F(AutomationFlow, F054_ThreeThanksAnHourToOneAddressAndNoMore) {
    for (int i = 0; i < 5; ++i) {
        world.mail_in(a_mail(kEve, "Question " + std::to_string(i), "Number " + std::to_string(i)));
    }
    EXPECT_EQ(world.sent_to(kEve), 3U);
    EXPECT_EQ(runs().front().effects.at(0).what, "acknowledgement_ceiling");
    world.advance(61min);
    world.mail_in(a_mail(kEve, "One more", "After an hour."));
    EXPECT_EQ(world.sent_to(kEve), 4U);
    world.mail_in(a_mail("dan@customer.test", "Hello", "I am somebody else."), World::kSupport,
                  "dan@customer.test");
    EXPECT_EQ(world.sent_to("dan@customer.test"), 1U) << "others have their own count";
}

TEST_F(AutomationFlow, F055_AnAutomatedMessageReachesFollowersAsAnyMessageDoes) {
    world.set_preferences(ben, everything());
    const auto ticket = world.add_ticket(eve);
    EXPECT_EQ(world.sent_to(kEve), 1U) << "at once: the customer is not in the portal";
    world.advance(59s);
    EXPECT_EQ(world.sent_to(kBen), 0U);
    world.advance(1s);
    EXPECT_EQ(world.sent_to(kBen), 1U) << "after the minute, with the customer's own message";
    world.see(ticket.public_conversation, person(ben));
}

TEST_F(AutomationFlow, F055_WhoExcludesAutomationsIsNotTold) {
    auto wants = everything();
    wants.include_automation = false;
    wants.from_customers = model::FromCustomers::none;
    world.set_preferences(ben, wants);
    world.add_ticket(eve);
    world.advance(10min);
    EXPECT_EQ(world.sent_to(kBen), 0U);
    EXPECT_EQ(world.sent_to(kEve), 1U);
}

TEST_F(AutomationFlow, F062_TheNextPostHasTheEditedText) {
    auto rule = world.write([](db::Session& s) { return store::list_automations(s, 10).at(1); });
    EXPECT_EQ(model::reference_of(rule), "A02");
    rule.actions.at(0).texts["en"] = "We have it: {{item.number}}.";
    change(rule);
    world.add_ticket(eve);
    EXPECT_NE(last_mail_to(kEve).text.find("We have it: T-1."), std::string::npos);
}

TEST_F(AutomationFlow, F063_NumbersStayWhatTheyAreWhenARuleIsDeleted) {
    const auto rules = world.write([](db::Session& s) { return store::list_automations(s, 10); });
    world.write([&](db::Session& s) {
        EXPECT_TRUE(desk::delete_automation(s, *world.env, rules.at(0).id, person(world.admin()))
                        .has_value());
    });
    EXPECT_EQ(model::reference_of(find(rules.at(1).id)), "A02");
    const auto made = add(on(TriggerKind::created, tag("new")));
    EXPECT_EQ(model::reference_of(find(made)), "A05");
}

TEST_F(AutomationFlow, F064_ADisabledRuleNoLongerFiresAndAnEnabledOneNotForThePast) {
    auto rule = world.write([](db::Session& s) { return store::list_automations(s, 10).at(1); });
    rule.enabled = false;
    change(rule);
    world.add_ticket(eve, "While it is off");
    EXPECT_EQ(posted_by_rules(), 0);
    world.advance(1min);
    rule = find(rule.id);
    rule.enabled = true;
    change(rule);
    world.advance(1min);
    EXPECT_EQ(posted_by_rules(), 0) << "what happened before moves it no more";
    world.add_ticket(eve, "While it is on");
    EXPECT_EQ(posted_by_rules(), 1);
}

TEST_F(AutomationFlow, F065_WithoutA02NobodyIsThanked) {
    auto rule = world.write([](db::Session& s) { return store::list_automations(s, 10).at(1); });
    rule.enabled = false;
    change(rule);
    world.mail_in(a_mail(kEve, "Printer", "It burns."));
    world.advance(1h);
    EXPECT_EQ(posted_by_rules(), 0);
    EXPECT_EQ(world.sent_to(kEve), 0U);
}

TEST_F(RuleFlow, F066_EachKindOfObjectSetsOffItsOwnRulesOnly) {
    const auto ticket_rule = add(on(TriggerKind::created, message("ticket", Visibility::internal)));
    const auto task_rule =
        add(on(TriggerKind::created, message("task", Visibility::internal), {}, RuleObject::task));
    const auto project_rule = add(on(TriggerKind::created, message("project", Visibility::internal),
                                     {}, RuleObject::project));
    const auto time_rule = add(
        on(TriggerKind::created, message("time", Visibility::internal), {}, RuleObject::timesheet));
    const auto ticket = world.add_ticket(eve);
    EXPECT_EQ(runs(ticket_rule).size(), 1U);
    EXPECT_EQ(runs(task_rule).size(), 0U);
    world.write([&](db::Session& s) {
        desk::create_item(s, *world.env,
                          {.type = model::ItemType::task, .title = "Do it", .actor = person(ben)});
        EXPECT_TRUE(desk::create_project(s, *world.env, "Apollo", ben).has_value());
        EXPECT_TRUE(desk::book_time(s, *world.env,
                                    {.item_id = ticket.id, .user_id = ben, .minutes = 30},
                                    person(ben))
                        .has_value());
    });
    world.run();
    for (const auto rule : {ticket_rule, task_rule, project_rule, time_rule}) {
        ASSERT_EQ(runs(rule).size(), 1U) << rule.value;
        EXPECT_EQ(runs(rule).front().outcome, RunOutcome::done);
    }
    EXPECT_EQ(posted_by_rules(), 4);
    EXPECT_EQ(world.sent_to(kEve), 0U) << "notes reach no customer";
}

TEST_F(RuleFlow, F066_TemplatesAreMailedForProjectsAndTimesheetsToo) {
    world.set_preferences(ben, everything());
    const auto words = add_template("Told", model::TemplateAudience::users,
                                    {{"en", {"About {{project.name}}", "<p>Look.</p>"}}});
    const RuleAction mail{.kind = RuleActionKind::send_template,
                          .template_id = words,
                          .recipients = {"user:" + std::to_string(ben.value)}};
    add(on(TriggerKind::created, mail, {}, RuleObject::project));
    add(on(TriggerKind::property_changed, mail, "approved", RuleObject::timesheet));
    world.write([&](db::Session& s) {
        EXPECT_TRUE(desk::create_project(s, *world.env, "Apollo", ben).has_value());
    });
    world.run();
    EXPECT_EQ(last_mail_to(kBen).subject, "About Apollo");
    const auto ticket = world.add_ticket(eve);
    auto entry = world.write([&](db::Session& s) {
        return *desk::book_time(s, *world.env,
                                {.item_id = ticket.id, .user_id = ben, .minutes = 30}, person(ben));
    });
    world.run();
    EXPECT_EQ(world.sent_to(kBen), 1U) << "booked, not yet approved";
    entry.approved = true;
    world.write([&](db::Session& s) {
        EXPECT_TRUE(desk::change_booked_time(s, *world.env, entry, person(ben)).has_value());
    });
    world.run();
    EXPECT_EQ(world.sent_to(kBen), 2U);
}

TEST_F(RuleFlow, F068_ATemplateIsSentInTheReadersLanguageAndItsNewestText) {
    const auto id = add_template(
        "Solved", model::TemplateAudience::customers,
        {{"en", {"Solved", "<p>It works.</p>"}}, {"fr", {"Résolu", "<p>Cela fonctionne.</p>"}}});
    add(on(TriggerKind::status_entered,
           {.kind = RuleActionKind::send_template, .template_id = id, .recipients = {"requester"}},
           "solved"));
    const auto ticket = world.add_ticket(eve);
    world.write([&](db::Session& s) {
        auto customer = *store::find_customer(s, eve);
        customer.language = "fr";
        store::update_customer(s, customer);
    });
    set(ticket.id, {.status = "solved"});
    EXPECT_EQ(last_mail_to(kEve).subject, "Résolu");
    world.write([&](db::Session& s) {
        auto words = *store::find_template(s, id);
        words.words["fr"].subject = "C’est réglé";
        EXPECT_TRUE(desk::change_template(s, *world.env, words, person(world.admin())).has_value());
    });
    set(ticket.id, {.status = "open"});
    set(ticket.id, {.status = "solved"});
    EXPECT_EQ(last_mail_to(kEve).subject, "C’est réglé");
    EXPECT_EQ(world.sent_to(kEve), 2U);
}

TEST_F(RuleFlow, F067_ATemplateNamesTheRulesThatSendItAndStaysWhileTheyDo) {
    const auto used = add_template("Used", model::TemplateAudience::users, {{"en", {"S", "B"}}});
    const RuleAction mail{.kind = RuleActionKind::send_template,
                          .template_id = used,
                          .recipients = {"administrators"}};
    add(on(TriggerKind::created, mail));
    add(on(TriggerKind::assigned, mail));
    world.write([&](db::Session& s) {
        EXPECT_EQ(desk::list_users_of(store::list_automations(s, 100), used).size(), 2U);
        EXPECT_EQ(desk::delete_template(s, *world.env, used, person(world.admin())).error().code,
                  "template_in_use");
    });
}

TEST_F(RuleFlow, F070_ANewTemplateIsSentByNothingUntilARuleNamesIt) {
    const auto unused =
        add_template("Unused", model::TemplateAudience::customers, {{"en", {"S", "B"}}});
    const auto ticket = world.add_ticket(eve);
    set(ticket.id, {.status = "solved"});
    EXPECT_EQ(world.sent_to(kEve), 0U);
    world.write([&](db::Session& s) {
        EXPECT_TRUE(desk::list_users_of(store::list_automations(s, 100), unused).empty());
        EXPECT_TRUE(
            desk::delete_template(s, *world.env, unused, person(world.admin())).has_value());
    });
}

TEST_F(RuleFlow, F071_ATemplateGoesToTheKindOfPeopleThatItIsFor) {
    world.set_preferences(ben, everything());
    const auto for_customers = add_template("C", model::TemplateAudience::customers,
                                            {{"en", {"For customers", "<p>c</p>"}}});
    const auto for_users =
        add_template("U", model::TemplateAudience::users, {{"en", {"For users", "<p>u</p>"}}});
    const auto ticket = world.add_ticket(eve);
    world.follow(ticket.id, {model::FollowerKind::user, ben.value});
    const std::vector<std::string> everybody{"customers", "followers"};
    add(on(TriggerKind::status_entered,
           {.kind = RuleActionKind::send_template,
            .template_id = for_customers,
            .recipients = everybody},
           "solved"));
    add(on(
        TriggerKind::status_entered,
        {.kind = RuleActionKind::send_template, .template_id = for_users, .recipients = everybody},
        "open"));
    set(ticket.id, {.status = "solved"});
    EXPECT_EQ(world.sent_to(kEve), 1U);
    EXPECT_EQ(world.sent_to(kBen), 0U);
    set(ticket.id, {.status = "open"});
    EXPECT_EQ(world.sent_to(kEve), 1U);
    EXPECT_EQ(world.sent_to(kBen), 1U);
}

TEST_F(RuleFlow, F071_ValuesBecomeNoMarkup) {
    const auto id = add_template("T", model::TemplateAudience::customers,
                                 {{"en", {"Re {{item.title}}", "<p>{{item.title}}</p>"}}});
    add(on(TriggerKind::status_entered,
           {.kind = RuleActionKind::send_template, .template_id = id, .recipients = {"requester"}},
           "solved"));
    const auto ticket = world.add_ticket(eve, "<img src=x onerror=alert(1)>");
    set(ticket.id, {.status = "solved"});
    const auto mail = last_mail_to(kEve);
    EXPECT_EQ(mail.html.find("<img"), std::string::npos) << mail.html;
    EXPECT_NE(mail.html.find("&lt;img"), std::string::npos);
}

TEST_F(RuleFlow, F088_ADeactivatedCustomerGetsNothingAndOthersTheirs) {
    const auto dan = world.add_customer("dan@customer.test");
    const auto id =
        add_template("T", model::TemplateAudience::customers, {{"en", {"S", "<p>b</p>"}}});
    const auto ticket = world.add_ticket(eve);
    world.follow(ticket.id, {model::FollowerKind::customer, dan.value});
    add({.object = RuleObject::ticket,
         .trigger = {TriggerKind::status_entered, "solved"},
         .actions = {message("Done."),
                     {.kind = RuleActionKind::send_template,
                      .template_id = id,
                      .recipients = {"customers"}}}});
    world.write([&](db::Session& s) {
        auto customer = *store::find_customer(s, eve);
        customer.active = false;
        store::update_customer(s, customer);
    });
    set(ticket.id, {.status = "solved"});
    EXPECT_EQ(world.sent_to(kEve), 0U);
    EXPECT_EQ(world.sent_to("dan@customer.test"), 2U);
}

TEST_F(RuleFlow, F090_InQuietModeTheMailIsKeptAndNeverLeaves) {
    const auto id =
        add_template("T", model::TemplateAudience::customers, {{"en", {"S", "<p>b</p>"}}});
    const auto ticket = world.add_ticket(eve);
    add(on(TriggerKind::status_entered,
           {.kind = RuleActionKind::send_template, .template_id = id, .recipients = {"requester"}},
           "solved"));
    world.write([&](db::Session& s) {
        desk::save_quiet_mode(s, *world.env, person(world.admin()), {.on = true, .until = {}});
    });
    set(ticket.id, {.status = "solved"});
    world.write([&](db::Session& s) {
        desk::save_quiet_mode(s, *world.env, person(world.admin()), {.on = false, .until = {}});
    });
    world.advance(24h);
    EXPECT_EQ(world.sent_to(kEve), 0U);
    EXPECT_EQ(world.count("select count(*) from outgoing_mail where state = 'suppressed'"), 1);
    EXPECT_EQ(runs().front().effects.at(0).what, "quiet_mode");
}

TEST_F(RuleFlow, F054_FiltersChooseTheItems) {
    auto rule = on(TriggerKind::created, tag("fire"));
    rule.filter = {.any = true,
                   .conditions = {{"title", Comparison::contains, "FIRE"}},
                   .groups = {{.conditions = {{"priority", Comparison::is, "urgent"},
                                              {"requester_address", Comparison::contains,
                                               "@customer.test"}}}}};
    add(rule);
    EXPECT_EQ(tags(world.add_ticket(eve, "Printer on fire").id).size(), 1U);
    EXPECT_TRUE(tags(world.add_ticket(eve, "Printer is cold").id).empty());
}

TEST_F(RuleFlow, F054_EveryActionActsAndSaysWhatItDid) {
    const auto team = world.write([](db::Session& s) { return *store::insert_team(s, "Fire"); });
    add({.object = RuleObject::ticket,
         .trigger = {TriggerKind::customer_message, {}},
         .actions = {
             {.kind = RuleActionKind::set_property, .property = "priority", .value = "urgent"},
             {.kind = RuleActionKind::set_property,
              .property = "assignee",
              .value = std::to_string(ben.value)},
             tag("Burning"),
             {.kind = RuleActionKind::add_follower, .value = "team:" + std::to_string(team.value)},
             {.kind = RuleActionKind::create_item,
              .property = "task",
              .value = "Look at {{item.number}}"},
             {.kind = RuleActionKind::webhook, .value = "https://hooks.test/x"},
             message("Calm down.", Visibility::internal)}});
    const auto ticket = world.add_ticket(eve);
    const auto after = item(ticket.id);
    EXPECT_EQ(after.priority, model::Priority::urgent);
    EXPECT_EQ(after.assignee_id, ben);
    EXPECT_EQ(tags(ticket.id), std::vector<std::string>{"burning"});
    const auto links =
        world.write([&](db::Session& s) { return store::list_item_links(s, ticket.id); });
    ASSERT_EQ(links.size(), 1U);
    EXPECT_EQ(item(links.front().to).title, "Look at T-1");
    EXPECT_EQ(world.count("select count(*) from webhook_call where state = 'waiting'"), 1);
    ASSERT_EQ(runs().size(), 1U);
    EXPECT_EQ(runs().front().outcome, RunOutcome::done);
    EXPECT_EQ(runs().front().effects.size(), 7U);
}

TEST_F(RuleFlow, F054_AnActionThatFailsIsUndoneAloneAndSaysWhy) {
    auto doomed =
        on(TriggerKind::created, {.kind = RuleActionKind::add_follower, .value = "user:4711"});
    doomed.actions.push_back(tag("still"));
    add(doomed);
    const auto ticket = world.add_ticket(eve);
    EXPECT_EQ(tags(ticket.id), std::vector<std::string>{"still"});
    EXPECT_EQ(runs().front().outcome, RunOutcome::partly);
    EXPECT_EQ(runs().front().effects.at(0).what, "follower_not_found");
}

TEST_F(RuleFlow, F054_AnHourlyRuleActsOnceUntilTheItemStopsMatching) {
    auto rule = on(TriggerKind::hourly, tag("waiting"));
    rule.filter = {.conditions = {{"waiting_hours", Comparison::more_than, "23"}}};
    const auto id = add(rule);
    const auto ticket = world.add_ticket(eve);
    for (int hour = 0; hour < 23; ++hour) {
        world.advance(1h);
    }
    EXPECT_TRUE(tags(ticket.id).empty());
    world.advance(2h);
    EXPECT_EQ(tags(ticket.id).size(), 1U);
    for (int hour = 0; hour < 30; ++hour) {
        world.advance(1h);
    }
    EXPECT_EQ(runs(id).size(), 1U) << "once, not each hour";
    world.post(ticket.public_conversation, person(ben), "Here is your answer.");
    world.advance(1h);
    world.post(ticket.public_conversation, person(eve), "And now?");
    for (int hour = 0; hour < 26; ++hour) {
        world.advance(1h);
    }
    EXPECT_EQ(runs(id).size(), 2U) << "it began to match again";
}

TEST_F(RuleFlow, F069_NoRuleIsSetOffByItselfNorByWhatItCaused) {
    const auto a = add(on(TriggerKind::bot_message, message("Again!", Visibility::internal)));
    const auto first = add(on(TriggerKind::created, message("First.", Visibility::internal)));
    world.add_ticket(eve);
    EXPECT_EQ(runs(first).size(), 1U);
    ASSERT_EQ(runs(a).size(), 2U) << "once for the other rule's message, and once refused";
    EXPECT_EQ(runs(a).at(1).outcome, RunOutcome::done);
    EXPECT_EQ(runs(a).at(0).outcome, RunOutcome::itself);
    EXPECT_EQ(posted_by_rules(), 2);
    EXPECT_EQ(runs(a).at(1).cause_run_id, runs(first).front().id) << "the history says the cause";
}

TEST_F(RuleFlow, F069_AChainEndsAfterFiveRules) {
    const std::vector<std::string> words{"one", "two", "three", "four", "five", "six", "seven"};
    for (std::size_t i = 0; i + 1 < words.size(); ++i) {
        auto rule = on(TriggerKind::property_changed, tag(words[i + 1]), "tags");
        rule.filter = {.conditions = {{"tags", Comparison::contains, words[i]}}};
        add(rule);
    }
    const auto ticket = world.add_ticket(eve);
    world.write([&](db::Session& s) {
        EXPECT_TRUE(desk::add_tag(s, *world.env, ticket.id, "one", person(ben)).has_value());
    });
    world.run();
    EXPECT_EQ(tags(ticket.id).size(), 6U) << "one by hand, five by rules in a row";
    const auto all = runs();
    EXPECT_TRUE(std::ranges::any_of(
        all, [](const model::AutomationRun& run) { return run.outcome == RunOutcome::too_deep; }));
}

TEST_F(RuleFlow, F069_ARuleThatAnswersAMachineAgainAndAgainIsStopped) {
    const auto id = add(on(TriggerKind::customer_message, message("Thanks for your message.")));
    world.mail_in(a_mail(kEve, "Hello", "I answer everything at once."));
    for (int i = 0; i < 30; ++i) {
        const auto reply_to = last_mail_to(kEve).reply_to.at(0).address;
        world.mail_in(a_mail(kEve, "Re: Hello", "Answer number " + std::to_string(i)), reply_to,
                      kEve);
        world.clock.advance(5s);
    }
    EXPECT_LE(world.sent_to(kEve), 10U);
    const auto all = runs(id);
    EXPECT_TRUE(std::ranges::any_of(all, [](const model::AutomationRun& run) {
        return run.outcome == RunOutcome::loop;
    })) << "and it says so";
}

TEST_F(RuleFlow, F069_AnEventReadTwiceActsOnce) {
    const auto id = add(on(TriggerKind::created, tag("new")));
    world.add_ticket(eve);
    ASSERT_EQ(runs(id).size(), 1U);
    world.write([](db::Session& s) { store::save_cursor(s, "automation", EventId{0}); });
    world.restart();
    world.run();
    EXPECT_EQ(runs(id).size(), 1U);
}

TEST_F(RuleFlow, F062_ARuleThatMakesNoSenseIsRefusedWithThePlaceThatIsWrong) {
    const auto flaw = [&](const Automation& rule) {
        const auto flaws = world.write([&](db::Session& s) { return desk::find_flaws(s, rule); });
        return flaws.empty() ? std::string() : flaws.front().where + " " + flaws.front().what;
    };
    EXPECT_EQ(flaw(on(TriggerKind::created, message("{{customer.nmae}}"))),
              "actions[0] has an unknown field: customer.nmae");
    EXPECT_EQ(flaw(on(TriggerKind::status_entered, tag("x"), "nonsense")),
              "trigger names a status that is not there");
    EXPECT_EQ(flaw(on(TriggerKind::hourly, tag("x"), {}, RuleObject::project)).substr(0, 7),
              "trigger");
    EXPECT_EQ(flaw({.trigger = {TriggerKind::created, {}}}), "actions must be 1 to 20");
    auto filtered = on(TriggerKind::created, tag("x"));
    filtered.filter = {.conditions = {{"assignee", Comparison::is, "4711"}}};
    EXPECT_EQ(flaw(filtered), "filter names a assignee that is not there");
    filtered.filter = {.conditions = {{"minutes", Comparison::is, "3"}}};
    EXPECT_EQ(flaw(filtered).substr(0, 6), "filter");
    const auto echo =
        add_template("Echo", model::TemplateAudience::customers, {{"en", {"{{item.title}}", "x"}}});
    EXPECT_NE(flaw(on(TriggerKind::created, {.kind = RuleActionKind::send_template,
                                             .template_id = echo,
                                             .recipients = {"requester"}}))
                  .find("stranger"),
              std::string::npos);
}

}  // namespace
}  // namespace postroom::testing
