// The relay and the system emails through the real stages, and random rule sets against what must
// never happen. (F056-F061, F072-F079; LOOP-6) Each has its negative beside it.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>

#include "desk/automation_commands.hpp"
#include "desk/customer_sign_in.hpp"
#include "desk/people_commands.hpp"
#include "desk/portal_account.hpp"
#include "desk/quiet_reminder.hpp"
#include "desk/sign_in.hpp"
#include "desk/system_mail.hpp"
#include "desk/system_notice.hpp"
#include "desk/tag_commands.hpp"
#include "desk/workspace.hpp"
#include "mime/parse.hpp"
#include "pipeline/sign_in_links.hpp"
#include "store/automation.hpp"
#include "store/people.hpp"
#include "support/world.hpp"

namespace postroom::testing {
namespace {

using namespace std::chrono_literals;
using model::person;
constexpr auto kEve = "eve@customer.test";
constexpr auto kBen = "ben@agents.test";

class CenterFlow : public ::testing::Test {
   protected:
    CenterFlow() {
        world.set_preferences(world.admin(), silent());
        ben = world.add_user("ben", everything());
        eve = world.add_customer(kEve, "Eve");
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
    void write_words(std::string_view kind, std::string_view name, const std::string& language,
                     std::optional<model::MailWords> words) {
        world.write([&](db::Session& s) {
            desk::save_words(s, *world.env, kind, name, language, words, person(world.admin()));
        });
    }
    Result<void> switch_email(const std::string& name, bool on) {
        return world.write([&](db::Session& s) {
            return desk::switch_system_email(s, *world.env, *desk::find_system_email(name), on,
                                             person(world.admin()));
        });
    }
    Result<model::User> make_user(const std::string& local) {
        auto made = world.write([&](db::Session& s) {
            return desk::create_user(
                s, *world.env,
                {.email = local + "@agents.test", .name = local, .password_hash = {}, .teams = {}},
                person(world.admin()));
        });
        world.run();
        return made;
    }
    void assign(ItemId item, UserId user) {
        world.write([&](db::Session& s) {
            EXPECT_TRUE(
                desk::change_item(s, *world.env, item, person(world.admin()), {.assignee_id = user})
                    .has_value());
        });
        world.run();
    }
    Result<void> ask_for_reset(const std::string& email) {
        auto asked = desk::ask_for_password_reset(*world.database, *world.env, email,
                                                  {.address = "192.0.2.7", .user_agent = {}});
        pipeline::SignInLinks(*world.database, *world.env).run_once();
        world.run();
        return asked;
    }
    void be_quiet() {
        world.write([&](db::Session& s) {
            desk::save_quiet_mode(s, *world.env, person(world.admin()), {.on = true, .until = {}});
        });
    }
    void remind() {
        world.write([&](db::Session& s) {
            EXPECT_TRUE(desk::remind_of_quiet_mode(s, *world.env).has_value());
        });
        world.run();
    }
    Result<desk::AutomaticOutcome> invite(CustomerId customer) {
        auto made = world.write([&](db::Session& s) {
            return desk::invite_to_portal(s, *world.env, *store::find_customer(s, customer));
        });
        world.run();
        return made;
    }

    World world;
    UserId ben;
    CustomerId eve;
};

TEST_F(CenterFlow, F056_TheRelayGivesACustomerRepliesAndNoInternalNote) {
    const auto ticket = world.add_ticket(eve);
    world.sent.clear();
    world.post(ticket.internal_conversation, person(world.admin()), "Between us.");
    world.post(ticket.public_conversation, person(world.admin()), "To you.");
    world.advance(2min);
    EXPECT_EQ(world.sent_to(kEve), 1U);
    EXPECT_EQ(last_mail_to(kEve).text.find("Between us"), std::string::npos);
}

TEST_F(CenterFlow, F057_TheRelayGivesAUserInternalNotesToo) {
    const auto ticket = world.add_ticket(eve);
    world.follow(ticket.id, {model::FollowerKind::user, ben.value});
    world.advance(2min);
    world.sent.clear();
    world.post(ticket.internal_conversation, person(world.admin()), "Between us.");
    world.advance(2min);
    EXPECT_EQ(world.sent_to(kBen), 1U);
    EXPECT_NE(last_mail_to(kBen).text.find("Between us"), std::string::npos);
    EXPECT_EQ(world.sent_to(kEve), 0U);
}

TEST_F(CenterFlow, F061_WhoOptedOutIsNotRelayedToAndOthersAre) {
    const auto deaf = world.add_user("deaf", silent());
    const auto ticket = world.add_ticket(eve);
    world.follow(ticket.id, {model::FollowerKind::user, deaf.value});
    world.follow(ticket.id, {model::FollowerKind::user, ben.value});
    world.post(ticket.internal_conversation, person(world.admin()), "Between us.");
    world.advance(2min);
    EXPECT_GE(world.sent_to(kBen), 1U);
    EXPECT_EQ(world.sent_to("deaf@agents.test"), 0U);
}

TEST_F(CenterFlow, F060_TheNextRelayedMailHasTheEditedTextAndOnlyInItsLanguage) {
    write_words("relay", "", "en",
                model::MailWords{"News: {{item.title}}", "<p>Dear reader,</p>{{messages}}"});
    world.add_ticket(eve, "Printer <b>on fire</b>");
    world.advance(1min);
    auto mail = last_mail_to(kBen);
    EXPECT_EQ(mail.subject, "News: Printer <b>on fire</b>");
    EXPECT_NE(mail.text.find("Dear reader,"), std::string::npos);
    EXPECT_NE(mail.text.find("It burns."), std::string::npos);
    EXPECT_NE(mail.html.find("It burns."), std::string::npos);
    write_words("relay", "", "en", std::nullopt);
    world.add_ticket(eve, "Scanner");
    world.advance(1min);
    EXPECT_EQ(last_mail_to(kBen).text.find("Dear reader,"), std::string::npos) << "restored";
}

TEST_F(CenterFlow, F073_ANewUserIsWelcomed) {
    ASSERT_TRUE(make_user("carla").has_value());
    EXPECT_EQ(world.sent_to("carla@agents.test"), 1U);
    EXPECT_NE(last_mail_to("carla@agents.test").subject.find("carla"), std::string::npos);
}

TEST_F(CenterFlow, F074_AnEmailThatIsOffIsNotSentAndOthersAre) {
    ASSERT_TRUE(switch_email("user_welcome", false).has_value());
    ASSERT_TRUE(make_user("dora").has_value());
    EXPECT_EQ(world.sent_to("dora@agents.test"), 0U);
    const auto ticket = world.add_ticket(eve);
    assign(ticket.id, ben);
    EXPECT_EQ(world.sent_to(kBen), 1U) << "the others are still sent";
}

TEST_F(CenterFlow, F075_PasswordResetCannotBeSwitchedOffAndStillArrives) {
    world.env->public_url = "https://desk.test";
    const auto refused = switch_email("password_reset", false);
    ASSERT_FALSE(refused.has_value());
    EXPECT_EQ(refused.error().code, "system_email_locked");
    ASSERT_TRUE(ask_for_reset("Ben@agents.test").has_value());
    const auto mail = last_mail_to(kBen);
    const auto at = mail.text.find("token=");
    ASSERT_NE(at, std::string::npos) << mail.text;
    const auto token = mail.text.substr(at + 6, 48);
    const auto signed_in = desk::sign_in_by_link(*world.database, *world.env, token,
                                                 {.address = "192.0.2.7", .user_agent = {}});
    ASSERT_TRUE(signed_in.has_value());
    EXPECT_EQ(signed_in->user.id, ben);
}

TEST_F(CenterFlow, F075_AResetTellsNobodyWhoIsKnownAndOneNetworkDoesNotFlood) {
    world.env->public_url = "https://desk.test";
    EXPECT_TRUE(ask_for_reset("nobody@agents.test").has_value());
    EXPECT_TRUE(ask_for_reset(kEve).has_value()) << "a customer is no user";
    EXPECT_TRUE(world.sent.empty());
    for (int i = 0; i < 8; ++i) {
        EXPECT_TRUE(ask_for_reset(kBen).has_value());
    }
    const auto refused = ask_for_reset(kBen);
    ASSERT_FALSE(refused.has_value());
    EXPECT_EQ(refused.error().code, "too_many_attempts");
    EXPECT_EQ(world.sent_to(kBen), 5U) << "and nobody learns that the others were dropped";
    world.advance(61min);
    EXPECT_TRUE(ask_for_reset(kBen).has_value());
    EXPECT_EQ(world.sent_to(kBen), 6U);
}

TEST_F(CenterFlow, Sec14AskingWritesTheSameRowWhoeverIsNamedAndMailsNothingYet) {
    world.env->public_url = "https://desk.test";
    const auto ask = [&](const std::string& email) {
        return desk::ask_for_password_reset(*world.database, *world.env, email,
                                            {.address = "192.0.2.7", .user_agent = {}});
    };
    EXPECT_TRUE(ask(kBen).has_value());
    EXPECT_TRUE(ask("nobody@agents.test").has_value());
    EXPECT_EQ(world.count("select count(*) from portal_link_request where handled_at is null"), 2);
    EXPECT_EQ(world.count("select count(*) from outgoing_mail"), 0);
    pipeline::SignInLinks(*world.database, *world.env).run_once();
    EXPECT_EQ(world.count("select count(*) from outgoing_mail"), 1);
}

TEST_F(CenterFlow, F075_InQuietModeOnlyAnAdministratorsLinkLeaves) {
    world.env->public_url = "https://desk.test";
    be_quiet();
    ASSERT_TRUE(ask_for_reset(kBen).has_value());
    EXPECT_EQ(world.sent_to(kBen), 0U);
    EXPECT_EQ(world.count("select count(*) from outgoing_mail where state = 'suppressed' and "
                          "reason = 'quiet_mode'"),
              1);
    const auto admin = world.database->read(
        [&](db::Session& s) { return store::find_user(s, world.admin())->email; });
    ASSERT_TRUE(ask_for_reset(admin).has_value());
    EXPECT_EQ(world.sent_to(admin), 1U);
    EXPECT_EQ(world.count("select count(*) from outgoing_mail where reason = 'way_back_in'"), 1);
}

TEST_F(CenterFlow, F072_AdministratorsAreRemindedOfQuietModeWhileItKeepsMailBack) {
    const auto admin = world.database->read(
        [&](db::Session& s) { return store::find_user(s, world.admin())->email; });
    be_quiet();
    world.add_ticket(eve);
    world.advance(23h);
    remind();
    EXPECT_TRUE(world.sent.empty()) << "not within a day";
    world.advance(1h);
    remind();
    EXPECT_EQ(world.sent_to(admin), 1U);
    EXPECT_EQ(world.sent.size(), 1U) << "administrators alone, and nothing else leaves";
    EXPECT_NE(last_mail_to(admin).text.find("kept back so far: 1"), std::string::npos)
        << last_mail_to(admin).text;
    world.advance(48h);
    remind();
    EXPECT_EQ(world.sent_to(admin), 1U) << "nothing was kept back since";
}

TEST_F(CenterFlow, F074_TheReminderOfQuietModeCanBeSwitchedOff) {
    be_quiet();
    world.add_ticket(eve);
    world.advance(25h);
    ASSERT_TRUE(switch_email("quiet_mode_reminder", false).has_value());
    remind();
    EXPECT_TRUE(world.sent.empty());
}

TEST_F(CenterFlow, F092_NobodyIsRemindedOnceEmailsLeaveAgain) {
    be_quiet();
    world.add_ticket(eve);
    world.advance(25h);
    world.write([&](db::Session& s) {
        desk::save_quiet_mode(s, *world.env, person(world.admin()), {.on = false, .until = {}});
    });
    remind();
    EXPECT_TRUE(world.sent.empty());
}

TEST_F(CenterFlow, F072_ACustomerInvitedToThePortalSignsInByTheLinkOnce) {
    world.env->public_url = "https://desk.test";
    ASSERT_TRUE(invite(eve).has_value());
    const auto mail = last_mail_to(kEve);
    const auto at = mail.text.find("token=");
    ASSERT_NE(at, std::string::npos) << mail.text;
    const auto token = mail.text.substr(at + 6, 48);
    world.advance(6 * 24h);
    const desk::Visitor visitor{.address = "192.0.2.7", .user_agent = {}};
    const auto in = desk::sign_in_by_portal_link(*world.database, *world.env, token, visitor);
    ASSERT_TRUE(in.has_value());
    EXPECT_EQ(in->customer.id, eve);
    EXPECT_FALSE(
        desk::sign_in_by_portal_link(*world.database, *world.env, token, visitor).has_value());
}

TEST_F(CenterFlow, F074_NobodyIsInvitedWhoCouldNotComeIn) {
    EXPECT_EQ(invite(eve).error().code, "no_public_address");
    world.env->public_url = "https://desk.test";
    ASSERT_TRUE(switch_email("customer_account", false).has_value());
    EXPECT_EQ(invite(eve).error().code, "system_email_off");
    ASSERT_TRUE(switch_email("customer_account", true).has_value());
    world.write([&](db::Session& s) {
        auto customer = *store::find_customer(s, eve);
        customer.active = false;
        store::update_customer(s, customer);
    });
    EXPECT_EQ(invite(eve).error().code, "customer_inactive");
    EXPECT_TRUE(world.sent.empty());
}

TEST_F(CenterFlow, F090_AnInvitationMadeInQuietModeIsKeptBackAndSaysSo) {
    world.env->public_url = "https://desk.test";
    be_quiet();
    const auto made = invite(eve);
    ASSERT_TRUE(made.has_value());
    EXPECT_FALSE(made->will_leave);
    EXPECT_EQ(made->rule, "quiet_mode");
    EXPECT_TRUE(world.sent.empty());
}

TEST_F(CenterFlow, F077_TheEditedTextIsSentUntilItIsRestored) {
    write_words("system", "assignment", "en",
                model::MailWords{"Yours: {{item.number}}", "<p>{{item.title}}</p>"});
    const auto ticket = world.add_ticket(eve, "Printer <i>on fire</i>");
    assign(ticket.id, ben);
    const auto mail = last_mail_to(kBen);
    EXPECT_EQ(mail.subject, "Yours: T-1");
    EXPECT_NE(mail.html.find("&lt;i&gt;"), std::string::npos) << "a value is no markup";
    write_words("system", "assignment", "en", std::nullopt);
    assign(ticket.id, UserId{});
    assign(ticket.id, ben);
    EXPECT_NE(last_mail_to(kBen).subject.find("Assigned to you"), std::string::npos);
}

TEST_F(CenterFlow, F079_SystemEmailsAreSentWithEveryAutomationDisabled) {
    world.write([&](db::Session& s) {
        for (auto rule : store::list_automations(s, 100)) {
            rule.enabled = false;
            EXPECT_TRUE(desk::change_automation(s, *world.env, rule, person(world.admin())));
        }
    });
    const auto ticket = world.add_ticket(eve);
    assign(ticket.id, ben);
    EXPECT_EQ(world.sent_to(kBen), 1U);
}

TEST_F(CenterFlow, F072_EverySystemEmailHasWordsInEveryLanguageWithItsOwnFieldsOnly) {
    for (const auto& email : desk::system_emails()) {
        for (const std::string_view language : {"en", "fr", "it", "ru"}) {
            const auto words = email.standard(language);
            EXPECT_FALSE(words.subject.empty()) << email.name << language;
            EXPECT_TRUE(automate::unknown_fields(words.subject + words.html, email.fields).empty())
                << email.name << language;
        }
    }
}

/// Rules out of a hat: any trigger, any action, most of them setting off one another.
model::Automation a_random_rule(SeededRandom& random, UserId user) {
    using model::RuleActionKind;
    using model::TriggerKind;
    const auto pick = [&](std::uint64_t count) { return random.below(count); };
    constexpr std::array kTriggers{TriggerKind::created,          TriggerKind::property_changed,
                                   TriggerKind::customer_message, TriggerKind::user_message,
                                   TriggerKind::bot_message,      TriggerKind::assigned,
                                   TriggerKind::follower_added};
    model::Automation rule{.id = {}, .name = "random"};
    rule.trigger.kind = kTriggers[pick(kTriggers.size())];
    rule.enabled = true;
    for (std::uint64_t i = 0; i <= pick(3); ++i) {
        const auto tag = std::string(1, static_cast<char>('a' + pick(5)));
        switch (i == 0 ? pick(5) : pick(3)) {
            case 0:
                rule.actions.push_back({.kind = RuleActionKind::post_message,
                                        .visibility = pick(2) == 0 ? model::Visibility::public_
                                                                   : model::Visibility::internal,
                                        .texts = {{"en", "Hello " + tag}}});
                break;
            case 1:
                rule.actions.push_back({.kind = RuleActionKind::add_tag, .value = tag});
                break;
            case 2:
                rule.actions.push_back({.kind = RuleActionKind::remove_tag, .value = tag});
                break;
            case 3:
                rule.actions.push_back({.kind = RuleActionKind::set_property,
                                        .property = "assignee",
                                        .value = pick(2) == 0 ? "" : std::to_string(user.value)});
                break;
            default:
                rule.actions.push_back(
                    {.kind = RuleActionKind::create_item, .property = "ticket", .value = "More"});
        }
    }
    return rule;
}

/// What was made has left, is withheld, waits or has failed; and what has left is what arrived.
void expect_every_mail_is_somewhere(World& world, const std::string& when) {
    const auto in = [&](const std::string& states) {
        return world.count("select count(*) from outgoing_mail where state in (" + states + ")");
    };
    const auto sent = in("'sent', 'bounced'");
    EXPECT_EQ(world.count("select count(*) from outgoing_mail"),
              sent + in("'suppressed', 'cancelled'") +
                  in("'held', 'ready', 'leased', 'dot_sent', 'retry_wait'") +
                  in("'failed', 'uncertain'"))
        << when;
    EXPECT_EQ(sent, std::ssize(world.sent)) << when;
}

TEST(RandomRules, NoEndlessChainNothingToTheDeactivatedNothingInQuietMode) {
    for (std::uint64_t seed = 1; seed <= 6; ++seed) {
        World world{seed};
        const auto ben = world.add_user("ben", everything());
        const auto eve = world.add_customer(kEve);
        const auto gone = world.add_customer("gone@customer.test");
        SeededRandom random{seed};
        world.write([&](db::Session& s) {
            for (int i = 0; i < 8; ++i) {
                const auto rule = a_random_rule(random, ben);
                ASSERT_TRUE(desk::find_flaws(s, rule).empty()) << "seed " << seed;
                store::insert_automation(s, rule, world.clock.now());
            }
        });
        const auto ticket = world.add_ticket(eve, "First");
        world.follow(ticket.id, {model::FollowerKind::customer, gone.value});
        world.write([&](db::Session& s) {
            auto customer = *store::find_customer(s, gone);
            customer.active = false;
            store::update_customer(s, customer);
        });
        const auto watch = [&](std::string_view step) {
            for (int minute = 0; minute < 5; ++minute) {
                world.advance(1min);
                expect_every_mail_is_somewhere(
                    world, fmt::format("{}, minute {}, seed {}", step, minute, seed));
            }
        };
        world.post(ticket.public_conversation, person(eve), "And?");
        watch("a customer asks");
        const auto before = world.sent.size();
        world.write([&](db::Session& s) {
            desk::save_quiet_mode(s, *world.env, person(world.admin()), {.on = true, .until = {}});
        });
        world.post(ticket.public_conversation, person(eve), "Quiet now.");
        world.add_ticket(eve, "Second");
        watch("quiet mode");
        EXPECT_EQ(world.sent.size(), before) << "seed " << seed << ": quiet mode";
        EXPECT_EQ(world.sent_to("gone@customer.test"), 0U) << "seed " << seed;
        EXPECT_LT(world.count("select count(*) from automation_run"), 20'000) << "seed " << seed;
        expect_every_mail_is_somewhere(world, "at the end, seed " + std::to_string(seed));
    }
}

}  // namespace
}  // namespace postroom::testing
