// The customers' portal through the real stages: links, requests begun and ended, who is told.
// (F001, F003, F086-F090; SEC-11, SEC-14; LOOP-2; product-facts 1.6)
#include <gtest/gtest.h>

#include "desk/closing_word.hpp"
#include "desk/customer_message.hpp"
#include "desk/customer_sign_in.hpp"
#include "desk/people_commands.hpp"
#include "desk/portal_link.hpp"
#include "desk/portal_request.hpp"
#include "desk/portal_settings.hpp"
#include "desk/workspace.hpp"
#include "mime/parse.hpp"
#include "pipeline/sign_in_links.hpp"
#include "store/channel.hpp"
#include "store/people.hpp"
#include "support/world.hpp"

namespace postroom::testing {
namespace {

using namespace std::chrono_literals;
using model::person;
constexpr auto kEve = "eve@customer.test";
constexpr auto kBase = "https://desk.example";
const desk::Visitor kHome{.address = "192.0.2.7", .user_agent = "Browser"};

class PortalFlow : public ::testing::Test {
   protected:
    PortalFlow() {
        eve = world.add_customer(kEve);
        ticket = world.add_ticket(eve);
        world.advance(1h);
        world.sent.clear();
    }

    Result<void> ask(const std::string& email, const desk::Visitor& from = kHome) {
        auto asked =
            desk::ask_for_portal_link(*world.database, *world.env, {email, "fr", kBase}, from);
        pipeline::SignInLinks(*world.database, *world.env).run_once();
        world.run();
        return asked;
    }
    /// The secret of the newest link that was mailed there; empty when none was.
    std::string link_to(const std::string& email) {
        for (auto mail = world.sent.rbegin(); mail != world.sent.rend(); ++mail) {
            if (mail->recipient == email) {
                const auto text = mime::parse(mail->bytes).text;
                const auto at = text.find("?token=");
                return at == std::string::npos ? "" : text.substr(at + 7, 48);
            }
        }
        return {};
    }
    Result<desk::CustomerSignedIn> spend(const std::string& token) {
        return desk::sign_in_by_portal_link(*world.database, *world.env, token, kHome);
    }
    desk::CustomerCaller signed_in(const std::string& email) {
        EXPECT_TRUE(ask(email));
        const auto begun = spend(link_to(email));
        EXPECT_TRUE(begun.has_value());
        return *world.write([&](db::Session& s) {
            return desk::find_customer_by_cookie(s, *world.env, begun->token);
        });
    }
    void settle_as(const std::function<void(model::PortalSettings&)>& change) {
        world.write([&](db::Session& s) {
            auto settings = desk::load_portal_settings(s);
            change(settings);
            return desk::save_portal_settings(s, *world.env, person(world.admin()), settings);
        });
    }
    void set_active(bool active) {
        world.write([&](db::Session& s) {
            auto customer = *store::find_customer(s, eve);
            customer.active = active;
            desk::change_customer(s, *world.env, customer, person(world.admin()));
            return 0;
        });
    }
    model::Item item(ItemId id) {
        return *world.write([&](db::Session& s) { return store::find_item(s, id); });
    }
    void write(const desk::CustomerCaller& caller, const std::string& text) {
        const auto posted = world.write([&](db::Session& s) {
            return desk::post_as_customer(
                s, *world.env, caller,
                {.conversation_id = ticket.public_conversation, .text = text});
        });
        ASSERT_TRUE(posted.has_value());
        world.run();
    }

    World world;
    CustomerId eve;
    desk::CreatedItem ticket;
};

TEST_F(PortalFlow, SEC11_ALinkSignsInOnceWithinHalfAnHour) {
    ASSERT_TRUE(ask(kEve));
    const auto token = link_to(kEve);
    ASSERT_EQ(token.size(), 48U);
    EXPECT_FALSE(spend(std::string(48, 'f'))) << "forged";
    const auto begun = spend(token);
    ASSERT_TRUE(begun.has_value());
    EXPECT_EQ(begun->customer.id, eve);
    EXPECT_EQ(spend(token).error().code, "portal_link_not_valid");
    ASSERT_TRUE(ask(kEve));
    world.advance(30min);
    EXPECT_EQ(spend(link_to(kEve)).error().code, "portal_link_not_valid");
}

TEST_F(PortalFlow, TheMailIsSystemMailInTheCustomersLanguage) {
    ASSERT_TRUE(ask("EVE@customer.test "));
    ASSERT_EQ(world.sent_to(kEve), 1U);
    const auto mail = mime::parse(world.sent.back().bytes);
    EXPECT_NE(mail.subject.find("connexion"), std::string::npos);
    EXPECT_NE(mail.text.find("https://desk.example/portal/sign-in?token="), std::string::npos);
    EXPECT_NE(mail.html.find("<a href=\"https://desk.example/portal/sign-in?token="),
              std::string::npos);
    EXPECT_EQ(world.count("select count(*) from outgoing_mail where kind = 'system' and reason = "
                          "'portal_link'"),
              1);
}

TEST_F(PortalFlow, SEC14_UnknownAddressesGetNothingAndTheSameAnswer) {
    EXPECT_TRUE(ask("stranger@nowhere.test"));
    EXPECT_EQ(world.sent.size(), 0U);
    EXPECT_EQ(world.count("select count(*) from portal_link"), 0);
    EXPECT_EQ(world.count("select count(*) from customer"), 1);
}

TEST_F(PortalFlow, AnybodyMayComeWhereTheAdministratorSaysSoAndIsMadeWhenTheLinkIsSpent) {
    settle_as([](auto& settings) { settings.door = model::PortalDoor::anybody; });
    ASSERT_TRUE(ask("new@nowhere.test"));
    EXPECT_EQ(world.count("select count(*) from customer"), 1) << "not before the link is spent";
    const auto begun = spend(link_to("new@nowhere.test"));
    ASSERT_TRUE(begun.has_value());
    EXPECT_EQ(begun->customer.email, "new@nowhere.test");
    EXPECT_EQ(begun->customer.language, "fr");
    // Colleagues do not become customers.
    ASSERT_TRUE(ask(World::kAdmin));
    EXPECT_EQ(world.sent_to(World::kAdmin), 0U);
}

TEST_F(PortalFlow, LOOP2_OurOwnAddressesNeverGetALink) {
    settle_as([](auto& settings) { settings.door = model::PortalDoor::anybody; });
    ASSERT_TRUE(ask(World::kSupport));
    EXPECT_EQ(world.sent.size(), 0U);
    EXPECT_EQ(world.count("select count(*) from outgoing_mail where reason = 'portal_link'"), 0);
}

TEST_F(PortalFlow, SEC14_OneAddressIsNotFloodedAndOneNetworkNotHeardForEver) {
    for (int i = 0; i < 8; ++i) {
        EXPECT_TRUE(ask(kEve)) << "the answer never tells";
    }
    EXPECT_EQ(world.sent_to(kEve), 5U);
    for (int i = 0; i < 12; ++i) {
        EXPECT_TRUE(ask("stranger@nowhere.test"));
    }
    EXPECT_EQ(ask("other@nowhere.test").error().code, "too_many_attempts");
    EXPECT_TRUE(ask(kEve, {.address = "198.51.100.9", .user_agent = ""}));
    world.advance(16min);
    EXPECT_TRUE(ask("other@nowhere.test"));
}

TEST_F(PortalFlow, F088_ADeactivatedCustomerGetsNoLinkAndNoSession) {
    ASSERT_TRUE(ask(kEve));
    const auto early = link_to(kEve);
    const auto caller = signed_in(kEve);
    set_active(false);
    EXPECT_FALSE(world.write([&](db::Session& s) {
        return desk::find_customer_by_cookie(s, *world.env, caller.session_token).has_value();
    }));
    EXPECT_FALSE(spend(early)) << "a link from before";
    world.sent.clear();
    EXPECT_TRUE(ask(kEve));
    EXPECT_EQ(world.sent.size(), 0U);
    // F087: nothing was deleted; F089: the same steps bring them back.
    EXPECT_EQ(item(ticket.id).requester_id, eve);
    set_active(true);
    EXPECT_FALSE(world.write([&](db::Session& s) {
        return desk::find_customer_by_cookie(s, *world.env, caller.session_token).has_value();
    })) << "they sign in again";
    EXPECT_TRUE(ask(kEve));
    EXPECT_TRUE(spend(link_to(kEve)).has_value());
}

TEST_F(PortalFlow, NobodyIsLetInWhereThePortalIsOff) {
    ASSERT_TRUE(ask(kEve));
    const auto early = link_to(kEve);
    const auto caller = signed_in(kEve);
    settle_as([](auto& settings) { settings.is_on = false; });
    EXPECT_FALSE(world.write([&](db::Session& s) {
        return desk::find_customer_by_cookie(s, *world.env, caller.session_token).has_value();
    }));
    EXPECT_FALSE(spend(early));
    EXPECT_EQ(ask(kEve).error().code, "portal_off");
}

TEST_F(PortalFlow, F090_QuietModeHoldsBackLinksToo) {
    world.write([&](db::Session& s) {
        desk::save_quiet_mode(s, *world.env, person(world.admin()), {.on = true});
        return 0;
    });
    EXPECT_TRUE(ask(kEve));
    EXPECT_EQ(world.sent.size(), 0U);
}

TEST_F(PortalFlow, ARequestBeginsLikeOneByMail) {
    const auto caller = signed_in(kEve);
    const auto begin = [&](const std::string& client_id) {
        return *world.write([&](db::Session& s) {
            return desk::begin_request(s, *world.env, caller,
                                       {.title = "Scanner",
                                        .text = "It hums.",
                                        .answers = {{"Model", "X-1"}, {"Room", ""}},
                                        .client_id = client_id});
        });
    };
    const ItemId id = begin("c-1");
    EXPECT_EQ(begin("c-1"), id) << "CHAT-1: begun once";
    world.run();
    EXPECT_EQ(item(id).requester_id, eve);
    EXPECT_EQ(item(id).description, "It hums.\n\nModel: X-1");
    EXPECT_EQ(world.count("select count(*) from message m join conversation c on c.conversation_id "
                          "= m.conversation_id where m.origin = 'portal' and c.visibility = "
                          "'public' and m.author_kind = 'customer'"),
              1);
    EXPECT_EQ(world.count("select count(*) from event where kind = 'item_created'"), 2);
    world.advance(1h);
    EXPECT_EQ(world.sent_to(World::kAdmin), 1U) << "F029: colleagues hear of it like of a mail";
    EXPECT_EQ(world.sent_to(kEve), 1U) << "nothing but the link";
}

TEST_F(PortalFlow, OnlyOfferedFormsBeginAndNotTooManyAnHour) {
    const auto caller = signed_in(kEve);
    const auto begin = [&](model::ItemType type) {
        return world.write([&](db::Session& s) {
            return desk::begin_request(s, *world.env, caller,
                                       {.type = type, .title = "One more", .text = "Please."});
        });
    };
    EXPECT_EQ(begin(model::ItemType::task).error().code, "form_not_offered");
    for (int i = 0; i < limits::kPortalRequestsPerHourMax; ++i) {
        EXPECT_TRUE(begin(model::ItemType::ticket).has_value()) << i;
    }
    EXPECT_EQ(begin(model::ItemType::ticket).error().code, "too_many_requests");
    world.advance(61min);
    EXPECT_TRUE(begin(model::ItemType::ticket).has_value());
}

TEST_F(PortalFlow, AWordAloneClosesAndWordsInASentenceDoNot) {
    const auto caller = signed_in(kEve);
    write(caller, "Please do not close it yet.");
    EXPECT_NE(item(ticket.id).state, model::ItemState::finished);
    write(caller, "  Close!\n");
    EXPECT_EQ(item(ticket.id).status, "closed");
    EXPECT_EQ(
        world.count("select count(*) from event where payload like '%\"closed_by\":\"word\"%'"), 1);
    write(caller, "close");
    EXPECT_EQ(item(ticket.id).status, "closed") << "said twice it stays closed";
    write(caller, "It burns again.");
    EXPECT_EQ(item(ticket.id).state, model::ItemState::in_progress);
}

TEST_F(PortalFlow, AWordByMailClosesTooAndOnlyTheRequesters) {
    const auto answer_by = [&](const std::string& from, const std::string& text) {
        const auto address = threading::reply_address(
            world.env->keys, ticket.public_conversation,
            person(from == kEve ? eve : world.add_customer(from)), "desk.test");
        EXPECT_TRUE(world.mail_in(a_mail(from, "Re: Printer on fire", text), address, from));
    };
    world.follow(ticket.id,
                 {model::FollowerKind::customer, world.add_customer("bo@customer.test").value});
    answer_by("bo@customer.test", "close");
    EXPECT_NE(item(ticket.id).state, model::ItemState::finished);
    answer_by(kEve, "ЗАКРЫТЬ.");
    EXPECT_EQ(item(ticket.id).state, model::ItemState::finished);
    answer_by(kEve, "It burns again.");
    EXPECT_EQ(item(ticket.id).state, model::ItemState::in_progress);
    settle_as([](auto& settings) { settings.closes_by_word = false; });
    answer_by(kEve, "chiudi");
    EXPECT_NE(item(ticket.id).state, model::ItemState::finished);
}

TEST_F(PortalFlow, TheButtonIsTheRequestersAndTheEventSaysWhy) {
    const auto caller = signed_in(kEve);
    world.add_customer("bo@customer.test");
    const auto bo = signed_in("bo@customer.test");
    const auto close = [&](const desk::CustomerCaller& who) {
        return world.write(
            [&](db::Session& s) { return desk::close_request(s, *world.env, who, ticket.id); });
    };
    EXPECT_EQ(close(bo).error().code, "not_your_request");
    EXPECT_TRUE(close(caller));
    EXPECT_TRUE(close(caller)) << "twice is no mistake";
    EXPECT_EQ(item(ticket.id).status, "closed");
    EXPECT_EQ(world.count("select count(*) from event where payload like "
                          "'%\"closed_by\":\"button\"%'"),
              1);
}

TEST_F(PortalFlow, F001_WhoReadsInThePortalIsNotMailedAndTheNextAnswerIs) {
    world.present.insert(eve.value);
    world.post(ticket.public_conversation, person(world.admin()), "Water or foam?");
    world.see(ticket.public_conversation, person(eve));
    world.advance(1h);
    EXPECT_EQ(world.sent_to(kEve), 0U);
    world.present.clear();
    world.env->public_url = kBase;
    world.post(ticket.public_conversation, person(world.admin()), "On my way.");
    world.advance(1h);
    ASSERT_EQ(world.sent_to(kEve), 1U);
    const auto mail = mime::parse(world.sent.back().bytes);
    EXPECT_NE(
        mail.text.find("https://desk.example/portal/requests/" + std::to_string(ticket.id.value)),
        std::string::npos);
    EXPECT_EQ(mail.text.find("token="), std::string::npos) << "no secret in it";
    settle_as([](auto& settings) { settings.is_on = false; });
    world.post(ticket.public_conversation, person(world.admin()), "Nearly there.");
    world.advance(1h);
    EXPECT_EQ(mime::parse(world.sent.back().bytes).text.find("/portal/"), std::string::npos);
}

TEST(ClosingWord, IsTheWholeMessageWhateverItsCase) {
    const auto settings = model::default_portal_settings();
    for (const auto* text : {"close", " CLOSE. ", "Résolu !", "RÉSOLU", "Закрыть", "ЗАКРЫТЬ!",
                             "chiudi\n", "close   it"}) {
        EXPECT_TRUE(desk::is_closing_word(settings, text)) << text;
    }
    for (const auto* text : {"", ".", "close the door", "please close", "enclose", "closed?",
                             "close\n\nthe window", "закрытьё"}) {
        EXPECT_FALSE(desk::is_closing_word(settings, text)) << text;
    }
}

TEST(Phase, SaysWhoseTurnItIs) {
    using enum model::PersonKind;
    using model::ItemState;
    using model::phase_of;
    using model::RequestPhase;
    EXPECT_EQ(phase_of(ItemState::not_started, "new", customer), RequestPhase::received);
    EXPECT_EQ(phase_of(ItemState::not_started, "new", user), RequestPhase::working);
    EXPECT_EQ(phase_of(ItemState::in_progress, "open", customer), RequestPhase::working);
    EXPECT_EQ(phase_of(ItemState::in_progress, "waiting", user), RequestPhase::waiting_for_you);
    EXPECT_EQ(phase_of(ItemState::in_progress, "waiting", customer), RequestPhase::working);
    EXPECT_EQ(phase_of(ItemState::finished, "solved", user), RequestPhase::done);
}

}  // namespace
}  // namespace postroom::testing
