// Chats through the real stages in virtual time: who is told, who is mailed after the minute, and
// who never is. Rule: features F001, F006, F011, F028; mail-correctness.md CHAT-3, CHAT-4, LOOP-8,
// SEC-10.
#include <gtest/gtest.h>

#include "desk/chat.hpp"
#include "desk/chat_widget_commands.hpp"
#include "mime/parse.hpp"
#include "notify/rule.hpp"
#include "store/access.hpp"
#include "store/people.hpp"
#include "support/world.hpp"

namespace postroom::testing {
namespace {

using namespace std::chrono_literals;
using model::person;
constexpr auto kEve = "eve@customer.test";
constexpr auto kSite = "https://shop.test";

class ChatFlow : public ::testing::Test {
   protected:
    ChatFlow() {
        widget = world.write([&](db::Session& s) {
            return *desk::create_chat_widget(s, *world.env,
                                             {.name = "Shop", .color = "#336699", .sites = {kSite}},
                                             person(world.admin()));
        });
    }

    desk::CustomerCaller visitor(const std::string& email) {
        const auto begun = world.write([&](db::Session& s) {
            return *desk::begin_chat(s, *world.env, widget.key,
                                     {.site = kSite, .name = "Eve", .email = email});
        });
        return *world.write([&](db::Session& s) {
            return desk::find_customer_by_visitor_token(s, *world.env, begun.token);
        });
    }
    model::Message start(const desk::CustomerCaller& caller, const std::string& text = "Hello?") {
        const auto posted = world.write([&](db::Session& s) {
            return desk::start_chat(s, *world.env, caller, {.text = text, .client_id = text});
        });
        world.run();
        return posted->message;
    }
    model::Message answer(ConversationId chat, const std::string& text) {
        return world.post(chat, person(world.admin()), text);
    }
    /// The last mail that reached Eve.
    std::string mail_to_eve() const {
        for (auto mail = world.sent.rbegin(); mail != world.sent.rend(); ++mail) {
            if (mail->recipient == kEve) {
                return mail->bytes;
            }
        }
        return {};
    }
    std::string rule_for(const model::Message& message, CustomerId customer) {
        const auto found = world.receipt(message.id, person(customer));
        return found ? found->rule : "none";
    }
    desk::CustomerCaller again(const desk::CustomerCaller& caller) {
        return *world.write(
            [&](db::Session& s) { return desk::find_customer_again(s, *world.env, caller); });
    }

    World world;
    model::ChatWidget widget;
};

TEST_F(ChatFlow, F006_ColleaguesAreToldOfAChatAtOnceAndMailedAfterTheMinute) {
    const auto member = world.add_user("ben", model::default_preferences(model::Role::member));
    const auto first = start(visitor(kEve));
    EXPECT_EQ(world.receipt(first.id, person(world.admin()))->state,
              model::ReceiptState::delivered);
    EXPECT_FALSE(world.receipt(first.id, person(member))) << "F030: follows nothing of it";
    world.advance(59'999ms);
    EXPECT_EQ(world.sent_to(World::kAdmin), 0U);
    world.advance(1ms);
    EXPECT_EQ(world.sent_to(World::kAdmin), 1U);
    EXPECT_EQ(world.sent_to(kEve), 0U) << "nobody is told of what they wrote";
}

TEST_F(ChatFlow, F011_TheVisitorWhoSeesItIsNotMailedAndWhoHasClosedTheChatIs) {
    const auto eve = visitor(kEve);
    const auto chat = start(eve).conversation_id;
    answer(chat, "Hello!");
    world.see(chat, person(eve.customer.id));
    world.advance(1h);
    EXPECT_EQ(world.sent_to(kEve), 0U) << "seen within the minute";
    answer(chat, "One more thing.");
    answer(chat, "And another.");
    world.advance(59'999ms);
    EXPECT_EQ(world.sent_to(kEve), 0U) << "never at once: whoever chats may be back";
    world.advance(1ms);
    ASSERT_EQ(world.sent_to(kEve), 1U) << "what is unseen travels together";
    world.advance(24h);
    EXPECT_EQ(world.sent_to(kEve), 1U) << "and once";
    const auto bytes = mail_to_eve();
    EXPECT_NE(bytes.find("One more thing."), std::string::npos);
    EXPECT_NE(bytes.find("And another."), std::string::npos);
    EXPECT_EQ(bytes.find("Hello?"), std::string::npos) << "nothing that the visitor wrote";
}

TEST_F(ChatFlow, F011_WhoComesBackWithinTheMinuteIsNotMailed) {
    const auto eve = visitor(kEve);
    const auto chat = start(eve).conversation_id;
    const auto said = answer(chat, "Hello!");
    world.advance(59s);
    world.see(chat, person(eve.customer.id));
    world.advance(1h);
    EXPECT_EQ(world.sent_to(kEve), 0U);
    EXPECT_EQ(world.receipt(said.id, person(eve.customer.id))->state, model::ReceiptState::seen);
}

TEST_F(ChatFlow, F011_WithoutAnAddressNothingIsMailedAndTheRuleSaysSo) {
    const auto eve = visitor("");
    const auto chat = start(eve).conversation_id;
    const auto said = answer(chat, "Who are you?");
    const auto sent = world.sent.size();
    EXPECT_EQ(rule_for(said, eve.customer.id), notify::rule::kNoAddress);
    world.see(chat, person(world.admin()));
    world.advance(24h);
    EXPECT_EQ(world.sent.size(), sent);
}

TEST_F(ChatFlow, F011_AnAddressToldLaterGetsWhatIsUnseenAfterAMinuteMore) {
    const auto eve = visitor("");
    const auto chat = start(eve).conversation_id;
    answer(chat, "This she reads.");
    world.see(chat, person(eve.customer.id));
    answer(chat, "This she does not.");
    world.see(chat, person(world.admin()));
    world.advance(1h);
    ASSERT_TRUE(world.write(
        [&](db::Session& s) { return desk::tell_address(s, *world.env, eve, kEve, "Eve"); }));
    EXPECT_EQ(again(eve).customer.email, kEve);
    world.advance(59s);
    EXPECT_EQ(world.sent_to(kEve), 0U);
    world.advance(1s);
    ASSERT_EQ(world.sent_to(kEve), 1U);
    EXPECT_EQ(mail_to_eve().find("This she reads."), std::string::npos);
    EXPECT_NE(mail_to_eve().find("This she does not."), std::string::npos);
}

TEST_F(ChatFlow, CHAT4_TheMailedAnswerComesBackIntoTheSameChat) {
    const auto eve = visitor(kEve);
    const auto chat = start(eve).conversation_id;
    answer(chat, "Every Tuesday.");
    world.advance(1min);
    const auto mail = mime::parse(mail_to_eve());
    ASSERT_FALSE(mail.reply_to.empty());
    const auto reply_to = mail.reply_to.front().address;
    ASSERT_TRUE(world.mail_in(a_mail(kEve, "Re: Shop", "Splendid."), reply_to));
    EXPECT_EQ(world.count("select count(*) from conversation"), 1);
    EXPECT_EQ(world.count("select count(*) from item"), 0) << "no ticket of its own";
    EXPECT_EQ(world.count("select last_seq from conversation"), 3);
    EXPECT_EQ(
        world.count("select count(*) from message where origin = 'email' and trust = 'known'"), 1);
    world.advance(1h);
    EXPECT_EQ(world.sent_to(kEve), 1U) << "what she answered by mail is not mailed to her";
}

TEST_F(ChatFlow, LOOP8_WhatWritesItselfNeverGoesToAnAddressThatWasTyped) {
    const auto eve = visitor(kEve);
    const auto chat = start(eve).conversation_id;
    const auto said = world.post(chat, {model::PersonKind::bot, 0}, "We got your message.",
                                 model::Origin::automation);
    world.advance(24h);
    EXPECT_EQ(world.sent_to(kEve), 0U);
    EXPECT_EQ(rule_for(said, eve.customer.id), notify::rule::kAddressUnproved);
    answer(chat, "A person writes.");
    world.advance(1min);
    EXPECT_EQ(world.sent_to(kEve), 1U);
}

TEST_F(ChatFlow, SEC10_AnAddressOfSomebodyElseOpensNothingAndChangesNothingOfTheirs) {
    const auto real = world.add_customer(kEve, "Eve Customer");
    const auto ticket = world.add_ticket(real);
    const auto impostor = visitor(kEve);
    EXPECT_EQ(impostor.customer.id, real);
    EXPECT_EQ(impostor.customer.name, "Eve Customer") << "a typed name renames nobody";
    const auto may_see = [&](ConversationId what) {
        return world.write(
            [&](db::Session& s) { return store::may_see_conversation(s, impostor.scope, what); });
    };
    EXPECT_FALSE(may_see(ticket.public_conversation));
    const auto first = start(impostor);
    EXPECT_TRUE(may_see(first.conversation_id));
    EXPECT_EQ(first.trust, model::Trust::unverified);
}

TEST_F(ChatFlow, F010_TypingAColleaguesAddressHidesTheChatFromNobody) {
    const auto first = start(visitor(World::kAdmin));
    EXPECT_EQ(world.receipt(first.id, person(world.admin()))->state,
              model::ReceiptState::delivered);
}

TEST_F(ChatFlow, F028_TheTeamOfTheWidgetFollowsItsChats) {
    const auto ben = world.add_user("ben", model::default_preferences(model::Role::member));
    const auto cleo = world.add_user("cleo", model::default_preferences(model::Role::member));
    world.write([&](db::Session& s) {
        const auto team = *store::insert_team(s, "Chat");
        store::add_team_member(s, team, ben);
        widget.team_id = team;
        return desk::change_chat_widget(s, *world.env, widget, person(world.admin()));
    });
    const auto first = start(visitor(kEve));
    EXPECT_TRUE(world.receipt(first.id, person(ben)));
    EXPECT_FALSE(world.receipt(first.id, person(cleo)));
}

}  // namespace
}  // namespace postroom::testing
