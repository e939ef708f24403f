// What a user chooses to be told: features F022 to F050 through the real stages, each with whom it
// must not tell beside it. Ana has the choice that a test speaks of, Ben hears everything.
#include <gtest/gtest.h>

#include "desk/people_commands.hpp"
#include "store/access.hpp"
#include "store/follower.hpp"
#include "store/people.hpp"
#include "support/world.hpp"

namespace postroom::testing {
namespace {

using namespace std::chrono_literals;
using model::person;
using model::Person;

constexpr Person kBot{model::PersonKind::bot, 1};

class PreferencesFlow : public ::testing::Test {
   protected:
    PreferencesFlow() {
        world.set_preferences(world.admin(), silent());
        ana = world.add_user("ana", silent());
        ben = world.add_user("ben", everything());
        chiara = world.add_user("chiara", silent());
        eve = world.add_customer("eve@customer.test");
        followed = world.add_ticket(eve, "Followed");
        other = world.add_ticket(eve, "Another");
        for (const UserId user : {ana, ben}) {
            world.follow(followed.id, {model::FollowerKind::user, user.value});
        }
        world.advance(1h);
        world.sent.clear();
    }

    /// Ana from now on wants this.
    void choose(const model::NotificationPreferences& preferences) {
        world.set_preferences(ana, preferences);
    }
    bool is_told(const model::Message& message, UserId user) {
        const auto receipt = world.receipt(message.id, person(user));
        return receipt && receipt->state != model::ReceiptState::withheld;
    }
    std::string rule_for_ana(const model::Message& message) {
        const auto receipt = world.receipt(message.id, person(ana));
        return receipt ? receipt->rule : "no receipt";
    }
    model::Message from_customer(const desk::CreatedItem& item) {
        return world.post(item.public_conversation, person(eve), "Hello?", model::Origin::email);
    }
    model::Message from_colleague(const desk::CreatedItem& item) {
        return world.post(item.public_conversation, person(chiara), "We look at it.");
    }
    model::Message internal(const desk::CreatedItem& item) {
        return world.post(item.internal_conversation, person(chiara), "Who takes it?");
    }
    model::Message from_bot(const desk::CreatedItem& item) {
        return world.post(item.public_conversation, kBot, "Thank you.", model::Origin::automation);
    }
    /// Chiara gives the other ticket to somebody, or takes it away.
    bool assign(UserId to) {
        return world
            .write([&](db::Session& s) {
                return desk::change_item(s, *world.env, other.id, person(chiara),
                                         {.assignee_id = to});
            })
            .has_value();
    }
    std::size_t mails_to_ana() {
        world.advance(1h);
        return world.sent_to("ana@agents.test");
    }
    model::User user(UserId id) {
        return *world.write([&](db::Session& s) { return store::find_user(s, id); });
    }

    World world;
    UserId ana, ben, chiara;
    CustomerId eve;
    desk::CreatedItem followed, other;
};

/// Hears only what is followed, of every kind.
model::NotificationPreferences followed_only() {
    return {.from_customers = model::FromCustomers::mine,
            .replies_to_customers = model::RepliesToCustomers::followed,
            .internal_messages = model::InternalMessages::followed};
}

TEST_F(PreferencesFlow, F022_WhoMaySeeAllProjectsIsToldOfWhatIsNotSharedWithThem) {
    choose(everything());
    EXPECT_TRUE(is_told(from_customer(other), ana));
    EXPECT_EQ(mails_to_ana(), 1U);
}

TEST_F(PreferencesFlow, F023_WhoSeesFollowedConversationsOnlyHearsOfNoOther) {
    auto limited = everything();
    limited.conversations = model::ConversationAccess::followed;
    choose(limited);
    const auto elsewhere = from_customer(other);
    EXPECT_FALSE(is_told(elsewhere, ana));
    EXPECT_TRUE(is_told(elsewhere, ben));
    EXPECT_EQ(mails_to_ana(), 0U) << "nor by mail";
    EXPECT_TRUE(is_told(from_customer(followed), ana));
    EXPECT_EQ(mails_to_ana(), 1U);
}

TEST_F(PreferencesFlow, F025_OnlyAnAdministratorWidensWhatSomebodyMaySee) {
    auto limited = everything();
    limited.conversations = model::ConversationAccess::followed;
    choose(limited);
    auto wider = user(ana);
    wider.preferences.conversations = model::ConversationAccess::all_projects;
    const auto change = [&](UserId actor) {
        const auto by = user(actor);
        return world.write(
            [&](db::Session& s) { return desk::change_user(s, *world.env, wider, by); });
    };
    EXPECT_EQ(change(ana).error().code, "administrators_only");
    EXPECT_FALSE(is_told(from_customer(other), ana)) << "nothing was widened";
    EXPECT_TRUE(change(world.admin()).has_value());
    EXPECT_TRUE(is_told(from_customer(other), ana));
}

TEST_F(PreferencesFlow, F026_F027_HidingTheSectionHidesItOnly) {
    auto hidden = everything();
    hidden.show_from_customers = false;
    choose(hidden);
    EXPECT_TRUE(is_told(from_customer(other), ana)) << "it is no right, and no silence";
    EXPECT_TRUE(world.write([&](db::Session& s) {
        return store::may_see_conversation(s, *store::find_user(s, ana), other.public_conversation);
    }));
}

TEST_F(PreferencesFlow, F028_AllCustomerMessages) {
    choose(everything());
    EXPECT_TRUE(is_told(from_customer(other), ana));
    EXPECT_TRUE(is_told(from_customer(followed), ana));
    auto none = everything();
    none.from_customers = model::FromCustomers::none;
    choose(none);
    EXPECT_FALSE(is_told(from_customer(other), ana));
}

TEST_F(PreferencesFlow, F029_AllCustomerMessagesCoversNewTickets) {
    choose(everything());
    world.mail_in(a_mail("Dan <dan@customer.test>", "Brand new", "Help."), World::kSupport,
                  "dan@customer.test");
    EXPECT_EQ(mails_to_ana(), 1U);
    choose(followed_only());
    world.mail_in(a_mail("Dan <dan@customer.test>", "Newer still", "Help."), World::kSupport,
                  "dan@customer.test");
    EXPECT_EQ(mails_to_ana(), 1U) << "who wants only their own is not told of a new one";
}

TEST_F(PreferencesFlow, F030_OnlyFromMyConversations) {
    auto mine = everything();
    mine.from_customers = model::FromCustomers::mine;
    choose(mine);
    EXPECT_TRUE(is_told(from_customer(followed), ana));
    EXPECT_FALSE(is_told(from_customer(other), ana));
    EXPECT_EQ(mails_to_ana(), 1U);
}

TEST_F(PreferencesFlow, F031_HavingTakenPartIsFollowing) {
    choose(followed_only());
    EXPECT_FALSE(is_told(from_customer(other), ana));
    world.post(other.public_conversation, person(ana), "Let me see.");
    EXPECT_TRUE(is_told(from_customer(other), ana)) << "she replied once";
    EXPECT_FALSE(is_told(internal(other), ana)) << "in that conversation, not in the other one";
}

TEST_F(PreferencesFlow, F032_NoCustomerMessages) {
    auto none = everything();
    none.from_customers = model::FromCustomers::none;
    choose(none);
    const auto message = from_customer(followed);
    EXPECT_FALSE(is_told(message, ana));
    EXPECT_EQ(rule_for_ana(message), "muted_from_customers");
    EXPECT_TRUE(is_told(message, ben));
    EXPECT_EQ(mails_to_ana(), 0U);
}

TEST_F(PreferencesFlow, F033_AllReplies) {
    choose(everything());
    EXPECT_TRUE(is_told(from_colleague(other), ana));
    EXPECT_FALSE(is_told(from_colleague(other), chiara)) << "never the author";
}

TEST_F(PreferencesFlow, F034_FollowedRepliesOnly) {
    auto some = everything();
    some.replies_to_customers = model::RepliesToCustomers::followed;
    choose(some);
    EXPECT_TRUE(is_told(from_colleague(followed), ana));
    EXPECT_FALSE(is_told(from_colleague(other), ana));
    EXPECT_EQ(mails_to_ana(), 1U);
}

TEST_F(PreferencesFlow, F035_NoReplies) {
    auto none = everything();
    none.replies_to_customers = model::RepliesToCustomers::none;
    choose(none);
    EXPECT_FALSE(is_told(from_colleague(followed), ana));
    EXPECT_TRUE(is_told(from_customer(followed), ana)) << "customers are another matter";
}

TEST_F(PreferencesFlow, F036_TheBotsRepliesCountAsReplies) {
    choose(everything());
    EXPECT_TRUE(is_told(from_bot(other), ana));
    auto none = everything();
    none.replies_to_customers = model::RepliesToCustomers::none;
    choose(none);
    EXPECT_FALSE(is_told(from_bot(followed), ana));
}

TEST_F(PreferencesFlow, F037_FollowedInternalMessages) {
    choose(everything());
    EXPECT_TRUE(is_told(internal(followed), ana));
    EXPECT_FALSE(is_told(internal(other), ana)) << "of what is not followed nobody hears";
    EXPECT_EQ(mails_to_ana(), 1U);
}

TEST_F(PreferencesFlow, F038_NoInternalMessages) {
    auto none = everything();
    none.internal_messages = model::InternalMessages::none;
    choose(none);
    EXPECT_FALSE(is_told(internal(followed), ana));
    EXPECT_TRUE(is_told(from_colleague(followed), ana)) << "public ones are another matter";
    EXPECT_EQ(mails_to_ana(), 1U);
}

TEST_F(PreferencesFlow, F039_WithoutBotAndAutomationMessages) {
    auto people_only = everything();
    people_only.include_automation = false;
    choose(people_only);
    const auto message = from_bot(followed);
    EXPECT_FALSE(is_told(message, ana));
    EXPECT_TRUE(is_told(message, ben));
    EXPECT_EQ(rule_for_ana(message), "automation_excluded");
    EXPECT_EQ(mails_to_ana(), 0U);
    EXPECT_TRUE(is_told(from_colleague(followed), ana));
}

TEST_F(PreferencesFlow, F040_F046_InAppOnly) {
    auto in_app = everything();
    in_app.email = model::NotificationEmail::never;
    choose(in_app);
    const auto message = from_customer(followed);
    EXPECT_TRUE(is_told(message, ana));
    EXPECT_EQ(mails_to_ana(), 0U);
    EXPECT_EQ(world.sent_to("ben@agents.test"), 1U);
    EXPECT_EQ(world.count("select count(*) from outgoing_mail where recipient = 'ana@agents.test'"),
              0)
        << "not even one that is withheld";
}

TEST_F(PreferencesFlow, F041_AssignmentMailsWhenTheyAreWanted) {
    auto preferences = silent();
    choose(preferences);
    ASSERT_TRUE(assign(ana));
    ASSERT_TRUE(assign({}));
    EXPECT_EQ(mails_to_ana(), 0U) << "unchecked";
    preferences.assignment_emails = true;
    choose(preferences);
    ASSERT_TRUE(assign(ana));
    EXPECT_EQ(mails_to_ana(), 1U) << "assigned";
    ASSERT_TRUE(assign(ben));
    EXPECT_EQ(mails_to_ana(), 2U) << "and unassigned";
    EXPECT_EQ(world.sent_to("ben@agents.test"), 1U);
    EXPECT_EQ(world.sent_to("chiara@agents.test"), 0U) << "who did it knows";
}

TEST_F(PreferencesFlow, F044_OwnSettingsApplyToTheNextMessage) {
    choose(everything());
    EXPECT_TRUE(is_told(from_customer(followed), ana));
    auto herself = user(ana);
    herself.preferences = silent();
    herself.preferences.conversations = user(ana).preferences.conversations;
    const auto by = user(ana);
    ASSERT_TRUE(
        world.write([&](db::Session& s) { return desk::change_user(s, *world.env, herself, by); })
            .has_value());
    EXPECT_FALSE(is_told(from_customer(followed), ana));
}

TEST_F(PreferencesFlow, F045_AnAdministratorChangesOneUsersSettingsAndNobodyElses) {
    choose(everything());
    const auto bens = user(ben).preferences;
    auto hers = user(ana);
    hers.preferences = silent();
    const auto by = user(world.admin());
    ASSERT_TRUE(
        world.write([&](db::Session& s) { return desk::change_user(s, *world.env, hers, by); })
            .has_value());
    EXPECT_EQ(user(ana).preferences, silent());
    EXPECT_EQ(user(ben).preferences, bens);
    const auto message = from_customer(followed);
    EXPECT_FALSE(is_told(message, ana));
    EXPECT_TRUE(is_told(message, ben));
}

TEST_F(PreferencesFlow, F047_NoNotificationAtAll) {
    choose(silent());
    for (const auto& message : {from_customer(followed), from_colleague(followed),
                                internal(followed), from_bot(followed), from_customer(other)}) {
        EXPECT_FALSE(is_told(message, ana));
    }
    ASSERT_TRUE(assign(ana));
    EXPECT_EQ(mails_to_ana(), 0U);
    EXPECT_EQ(world.write([&](db::Session& s) { return store::count_unseen(s, person(ana)); }), 0);
}

TEST_F(PreferencesFlow, F048_ThreeChoicesStopMessageNotices) {
    choose({.from_customers = model::FromCustomers::none,
            .replies_to_customers = model::RepliesToCustomers::none,
            .internal_messages = model::InternalMessages::none,
            .assignment_emails = true});
    for (const auto& message :
         {from_customer(followed), from_colleague(followed), internal(followed)}) {
        EXPECT_FALSE(is_told(message, ana));
    }
    EXPECT_EQ(mails_to_ana(), 0U);
    ASSERT_TRUE(assign(ana));
    EXPECT_EQ(mails_to_ana(), 1U) << "an assignment is no message";
}

TEST_F(PreferencesFlow, F049_ASupportManagerHearsOfEverythingButTheirOwn) {
    choose(everything());
    for (const auto& message : {from_customer(followed), from_colleague(followed),
                                internal(followed), from_customer(other), from_colleague(other)}) {
        EXPECT_TRUE(is_told(message, ana));
    }
    const auto own = world.post(followed.public_conversation, person(ana), "Mine.");
    EXPECT_FALSE(is_told(own, ana));
    EXPECT_TRUE(is_told(own, ben));
}

TEST_F(PreferencesFlow, F050_AMemberOfALargerTeamHearsOfWhatTheyFollow) {
    choose(followed_only());
    for (const auto& message :
         {from_customer(followed), from_colleague(followed), internal(followed)}) {
        EXPECT_TRUE(is_told(message, ana));
    }
    for (const auto& message : {from_customer(other), from_colleague(other), internal(other)}) {
        EXPECT_FALSE(is_told(message, ana));
    }
    EXPECT_EQ(mails_to_ana(), 2U) << "one for each stream of the followed ticket";
}

}  // namespace
}  // namespace postroom::testing
