// Features F003-F011, F022-F051 and F088-F093 as far as the decision carries them.
// Invariant: each has its negative beside it.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>

#include "builders.hpp"
#include "notify/notice.hpp"
#include "notify/recheck.hpp"

namespace postroom::notify {
namespace {

using namespace model;
using namespace std::chrono_literals;
using Email = Decision::Email;

const Settings kSettings{};

Decision decided(const Subject& subject, const Candidate& candidate,
                 const Settings& settings = kSettings) {
    return decide_one(subject, candidate, settings);
}

std::string_view rule_for(const Subject& subject, const Candidate& candidate) {
    return decided(subject, candidate).rule;
}

bool is_told(const Subject& subject, const Candidate& candidate) {
    return decided(subject, candidate).told();
}

NotificationPreferences from_customers(FromCustomers choice) { return {.from_customers = choice}; }
NotificationPreferences replies(RepliesToCustomers choice) {
    return {.replies_to_customers = choice};
}
NotificationPreferences internals(InternalMessages choice) { return {.internal_messages = choice}; }

TEST(Feature, F003_InternalMessagesNeverReachCustomers) {
    Candidate eve = follower(kEve);
    eve.took_part = eve.is_requester = eve.present = true;
    const Decision internal = decided(internal_by(kAna), eve);
    EXPECT_FALSE(internal.in_app);
    EXPECT_EQ(internal.email, Email::none);
    EXPECT_EQ(internal.rule, rule::kInternalToCustomer);
    EXPECT_TRUE(is_told(message_by(kAna), eve));
}

TEST(Feature, F004_UsersAreEmailedAboutInternalAndExternalAlike) {
    for (const Subject& subject : {internal_by(kAna), message_by(kAna), message_by(kEve)}) {
        EXPECT_EQ(decided(subject, follower(kBob)).email, Email::if_unseen);
    }
    EXPECT_EQ(decided(internal_by(kAna), bystander(kBob)).email, Email::none);
}

TEST(Feature, F005_ANewMessageOnAnythingFollowedNotifies) {
    EXPECT_TRUE(is_told(message_by(kAna), follower(kBob)));
    EXPECT_EQ(rule_for(message_by(kAna), bystander(kBob)), rule::kNotFollowing);
}

TEST(Feature, F006_CustomerMessagesNotifySubjectToSettings) {
    EXPECT_TRUE(
        is_told(message_by(kEve), with(bystander(kBob), from_customers(FromCustomers::all))));
    EXPECT_FALSE(
        is_told(message_by(kEve), with(bystander(kBob), from_customers(FromCustomers::mine))));
}

TEST(Feature, F007_InAppAlwaysAndByEmailIfUnseen) {
    const Decision decision = decided(message_by(kEve), follower(kBob));
    EXPECT_TRUE(decision.in_app);
    EXPECT_EQ(decision.email, Email::if_unseen);
    EXPECT_FALSE(decided(message_by(kEve), with(follower(kBob), silence())).in_app);
}

TEST(Feature, F008_UnseenForAMinuteIsEmailed) {
    EXPECT_EQ(decided(message_by(kEve), follower(kBob)).due_at, kPosted + 60s);
    EXPECT_EQ(email_due_at(kPosted, std::nullopt), kPosted + 60s);
    EXPECT_EQ(email_due_at(kPosted, kPosted + 60s + 1ms), kPosted + 60s);
    EXPECT_EQ(email_due_at(kPosted, std::nullopt, 3s), kPosted + 3s);
    const auto verdict = recheck_before_mail(message_by(kEve), follower(kBob), kSettings, {});
    EXPECT_EQ(verdict, (MailVerdict{MailVerdict::Action::mail, rule::kRelay}));
}

TEST(Feature, F009_SeenWithinAMinuteIsNotEmailed) {
    EXPECT_EQ(email_due_at(kPosted, kPosted + 30s), std::nullopt);
    EXPECT_EQ(email_due_at(kPosted, kPosted + 60s), std::nullopt);
    const auto verdict = recheck_before_mail(message_by(kEve), follower(kBob), kSettings,
                                             {.seen_at = kPosted + 30s});
    EXPECT_EQ(verdict, (MailVerdict{MailVerdict::Action::withhold, rule::kSeen}));
}

TEST(Feature, F010_TheAuthorIsNeverTold) {
    const auto everything = default_preferences(Role::administrator);
    for (const Person author : {kAna, kEve}) {
        const Decision own = decided(message_by(author), with(follower(author), everything));
        EXPECT_FALSE(own.in_app);
        EXPECT_EQ(own.email, Email::none);
        EXPECT_EQ(own.rule, rule::kAuthor);
    }
    EXPECT_TRUE(is_told(internal_by(kAna), with(follower(kBob), everything)));
    // Ids of users and customers overlap: user 1 is not customer 1.
    EXPECT_TRUE(is_told(message_by(kAna), follower(kEve)));
}

TEST(Feature, F011_TheMinuteHoldsForCustomersInLiveChat) {
    Candidate eve = follower(kEve);
    eve.present = true;
    const Decision present = decided(message_by(kAna), eve);
    EXPECT_EQ(present.email, Email::if_unseen);
    EXPECT_EQ(present.due_at, kPosted + 60s);
    eve.present = false;  // contradiction 9
    const Decision absent = decided(message_by(kAna), eve);
    EXPECT_EQ(absent.email, Email::at_once);
    EXPECT_EQ(absent.due_at, kPosted + 10s);
    EXPECT_EQ(absent.rule, rule::kCustomerReply);
}

TEST(Feature, F022_AllProjectsAccessIsEnoughToBeTold) {
    EXPECT_TRUE(
        is_told(message_by(kEve), with(bystander(kBob), from_customers(FromCustomers::all))));
}

TEST(Feature, F023_WithoutAccessNobodyIsTold) {
    Candidate bob = with(follower(kBob), default_preferences(Role::administrator));
    bob.may_see = false;
    for (const Subject& subject : {message_by(kEve), message_by(kAna), internal_by(kAna)}) {
        EXPECT_EQ(rule_for(subject, bob), rule::kNoAccess);
        EXPECT_FALSE(is_told(subject, bob));
    }
    bob.may_see = true;
    EXPECT_TRUE(is_told(message_by(kEve), bob));
}

TEST(Feature, F027_ShowFromCustomersIsNoAccessRight) {
    NotificationPreferences hidden;
    hidden.show_from_customers = false;
    EXPECT_TRUE(is_told(message_by(kEve), with(follower(kBob), hidden)));
}

TEST(Feature, F028_AllCustomerMessages) {
    const auto all = from_customers(FromCustomers::all);
    EXPECT_TRUE(is_told(message_by(kEve), with(bystander(kBob), all)));
    EXPECT_FALSE(is_told(message_by(kAna), with(bystander(kBob), all))) << "no customer wrote it";
}

TEST(Feature, F029_AllCustomerMessagesCoversNewTickets) {
    Subject opening = message_by(kEve);
    opening.opens_item = true;
    EXPECT_TRUE(is_told(opening, with(bystander(kBob), from_customers(FromCustomers::all))));
    EXPECT_FALSE(is_told(opening, with(bystander(kBob), from_customers(FromCustomers::mine))));
}

TEST(Feature, F030_OnlyMyConversations) {
    const auto mine = from_customers(FromCustomers::mine);
    EXPECT_TRUE(is_told(message_by(kEve), with(follower(kBob), mine)));
    EXPECT_EQ(rule_for(message_by(kEve), with(bystander(kBob), mine)), rule::kNotFollowing);
}

TEST(Feature, F031_HavingTakenPartIsFollowing) {
    Candidate bob = with(bystander(kBob), from_customers(FromCustomers::mine));
    EXPECT_FALSE(is_told(message_by(kEve), bob));
    bob.took_part = true;
    EXPECT_TRUE(is_told(message_by(kEve), bob));
    EXPECT_TRUE(is_told(internal_by(kAna), bob));
    EXPECT_TRUE(is_told(message_by(kAna), bob));
}

TEST(Feature, F032_NoCustomerMessages) {
    const auto none = from_customers(FromCustomers::none);
    EXPECT_EQ(rule_for(message_by(kEve), with(follower(kBob), none)), rule::kMutedFromCustomers);
    EXPECT_TRUE(is_told(message_by(kAna), with(follower(kBob), none))) << "other kinds go on";
}

TEST(Feature, F033_AllReplies) {
    const auto all = replies(RepliesToCustomers::all);
    EXPECT_TRUE(is_told(message_by(kAna), with(bystander(kBob), all)));
    EXPECT_FALSE(is_told(internal_by(kAna), with(bystander(kBob), all)));
}

TEST(Feature, F034_FollowedRepliesOnly) {
    const auto followed = replies(RepliesToCustomers::followed);
    EXPECT_TRUE(is_told(message_by(kAna), with(follower(kBob), followed)));
    EXPECT_FALSE(is_told(message_by(kAna), with(bystander(kBob), followed)));
}

TEST(Feature, F035_NoReplies) {
    const auto none = replies(RepliesToCustomers::none);
    EXPECT_EQ(rule_for(message_by(kAna), with(follower(kBob), none)), rule::kMutedReplies);
    EXPECT_TRUE(is_told(message_by(kEve), with(follower(kBob), none)));
}

TEST(Feature, F036_BotRepliesCountAsReplies) {
    EXPECT_TRUE(is_told(message_by(kBot), with(bystander(kBob), replies(RepliesToCustomers::all))));
    EXPECT_FALSE(
        is_told(message_by(kBot), with(bystander(kBob), replies(RepliesToCustomers::followed))));
    EXPECT_FALSE(
        is_told(message_by(kBot), with(follower(kBob), replies(RepliesToCustomers::none))));
}

TEST(Feature, F037_FollowedInternalMessages) {
    const auto on = internals(InternalMessages::followed);
    EXPECT_TRUE(is_told(internal_by(kAna), with(follower(kBob), on)));
    EXPECT_EQ(rule_for(internal_by(kAna), with(bystander(kBob), on)), rule::kNotFollowing);
}

TEST(Feature, F038_NoInternalMessages) {
    const auto off = internals(InternalMessages::none);
    EXPECT_EQ(rule_for(internal_by(kAna), with(follower(kBob), off)), rule::kMutedInternal);
    EXPECT_TRUE(is_told(message_by(kAna), with(follower(kBob), off)));
}

TEST(Feature, F039_AutomationMessagesCanBeExcluded) {
    const Candidate excluding = with(follower(kBob), {.include_automation = false});
    Subject automated = message_by(kAna);
    automated.by_automation = true;
    for (const Subject& subject : {automated, message_by(kBot), internal_by(kBot)}) {
        EXPECT_EQ(rule_for(subject, excluding), rule::kAutomationExcluded);
        EXPECT_TRUE(is_told(subject, follower(kBob)));
    }
    EXPECT_TRUE(is_told(message_by(kAna), excluding));
}

TEST(Feature, F040_EmailNever) {
    const Candidate never = with(follower(kBob), {.email = NotificationEmail::never});
    const Decision decision = decided(message_by(kEve), never);
    EXPECT_TRUE(decision.in_app);
    EXPECT_EQ(decision.email, Email::none);
    EXPECT_EQ(decision.due_at, std::nullopt);
    EXPECT_EQ(decision.rule, rule::kEmailNever);
    EXPECT_EQ(decided(message_by(kEve), follower(kBob)).email, Email::if_unseen);
}

TEST(Feature, F041_AssignmentChanges) {
    for (const NoticeKind kind : {NoticeKind::assigned, NoticeKind::unassigned}) {
        EXPECT_EQ(decide_notice(kind, kAna, bystander(kBob), kSettings),
                  (NoticeDecision{.mail = true, .rule = rule::kAssignment}));
        const Candidate off = with(bystander(kBob), {.assignment_emails = false});
        EXPECT_EQ(decide_notice(kind, kAna, off, kSettings).rule, rule::kAssignmentOff);
        EXPECT_EQ(decide_notice(kind, kBob, bystander(kBob), kSettings).rule, rule::kAuthor);
    }
}

TEST(Feature, F042_NewMembersOfAFollowedProject) {
    const Candidate on = with(follower(kBob), {.project_member_emails = true});
    const auto decide_joined = [](const Candidate& candidate) {
        return decide_notice(NoticeKind::project_joined, kAna, candidate, kSettings);
    };
    EXPECT_TRUE(decide_joined(on).mail);
    EXPECT_EQ(decide_joined(follower(kBob)).rule, rule::kProjectMemberOff);
    Candidate elsewhere = on;
    elsewhere.follows = false;
    EXPECT_EQ(decide_joined(elsewhere).rule, rule::kNotFollowing);
}

TEST(Feature, F043_InvitationsAreAcceptedOrWait) {
    EXPECT_EQ(decide_invitation({.accept_invitations = true}), Invitation::member_at_once);
    EXPECT_EQ(decide_invitation({.accept_invitations = false}), Invitation::waits);
}

TEST(Feature, F046_RecipeInAppOnly) {
    const Candidate bob = with(follower(kBob), {.email = NotificationEmail::never});
    for (const Subject& subject : {message_by(kEve), message_by(kAna), internal_by(kAna)}) {
        const Decision decision = decided(subject, bob);
        EXPECT_TRUE(decision.in_app);
        EXPECT_FALSE(decision.will_be_mailed());
    }
    EXPECT_TRUE(decide_notice(NoticeKind::assigned, kAna, bob, kSettings).mail)
        << "assignment mail has its own checkbox";
}

TEST(Feature, F047_RecipeNoNotificationAtAll) {
    const Candidate bob = with(follower(kBob), silence());
    for (const Subject& subject :
         {message_by(kEve), message_by(kAna), message_by(kBot), internal_by(kAna)}) {
        EXPECT_FALSE(is_told(subject, bob));
    }
    EXPECT_FALSE(decide_notice(NoticeKind::assigned, kAna, bob, kSettings).mail);
    EXPECT_TRUE(is_told(message_by(kEve), follower(kAna))) << "others are told";
}

TEST(Feature, F048_RecipeThreeChoicesStopMessageNotices) {
    const Candidate bob = with(follower(kBob), {.from_customers = FromCustomers::none,
                                                .replies_to_customers = RepliesToCustomers::none,
                                                .internal_messages = InternalMessages::none});
    for (const Subject& subject :
         {message_by(kEve), message_by(kAna), message_by(kBot), internal_by(kAna)}) {
        EXPECT_FALSE(is_told(subject, bob));
    }
    EXPECT_TRUE(decide_notice(NoticeKind::assigned, kAna, bob, kSettings).mail)
        << "contradiction 6: only the longer recipe silences assignment mail";
}

TEST(Feature, F049_RecipeSupportManager) {
    const Candidate bob = with(follower(kBob), default_preferences(Role::team_leader));
    for (const Subject& subject :
         {message_by(kEve), message_by(kAna), message_by(kBot), internal_by(kAna)}) {
        EXPECT_TRUE(is_told(subject, bob));
    }
    EXPECT_FALSE(is_told(message_by(kBob), bob));
    EXPECT_TRUE(is_told(message_by(kEve), with(bystander(kBob), bob.preferences)));
    EXPECT_TRUE(is_told(message_by(kAna), with(bystander(kBob), bob.preferences)));
}

TEST(Feature, F050_RecipeMemberOfALargerTeam) {
    const auto wants = default_preferences(Role::member);
    for (const Subject& subject : {message_by(kEve), message_by(kAna), internal_by(kAna)}) {
        EXPECT_TRUE(is_told(subject, with(follower(kBob), wants)));
        EXPECT_EQ(rule_for(subject, with(bystander(kBob), wants)), rule::kNotFollowing);
    }
}

TEST(Feature, F051_SettingsCanBeSwitchedBackOn) {
    EXPECT_FALSE(is_told(message_by(kEve), with(follower(kBob), silence())));
    EXPECT_TRUE(is_told(message_by(kEve), follower(kBob)));
    // A change between post and relay counts at once.
    const auto verdict =
        recheck_before_mail(message_by(kEve), with(follower(kBob), silence()), kSettings, {});
    EXPECT_EQ(verdict, (MailVerdict{MailVerdict::Action::withhold, rule::kMutedFromCustomers}));
}

TEST(Feature, F057_TheRelayReachesCustomersForRepliesOnly) {
    const std::array people{follower(kBob), follower(kEve)};
    const auto reply = decide(message_by(kAna), people, kSettings);
    const auto note = decide(internal_by(kAna), people, kSettings);
    ASSERT_EQ(reply.size(), 2U);
    EXPECT_TRUE(reply[0].told() && reply[1].told());
    EXPECT_TRUE(note[0].told());
    EXPECT_FALSE(note[1].told());
    EXPECT_EQ(note[1].person, kEve);
}

TEST(Feature, F088_ADeactivatedCustomerIsToldNothing) {
    Candidate eve = follower(kEve);
    eve.active = false;
    EXPECT_EQ(rule_for(message_by(kAna), eve), rule::kDeactivated);
    EXPECT_TRUE(is_told(message_by(kAna), follower(kZoe))) << "others still are";
    EXPECT_EQ(recheck_before_mail(message_by(kAna), eve, kSettings, {}),
              (MailVerdict{MailVerdict::Action::withhold, rule::kDeactivated}));
}

TEST(Feature, F089_AReactivatedCustomerHearsTheNextMessage) {
    EXPECT_EQ(decided(message_by(kAna), follower(kEve)).email, Email::at_once);
}

TEST(Feature, F090_QuietModeSuppressesEveryMail) {
    const Settings quiet{.quiet_mode = true};
    for (const Person person : {kBob, kEve}) {
        const Decision decision = decided(message_by(kAna), follower(person), quiet);
        EXPECT_TRUE(decision.in_app);
        EXPECT_TRUE(decision.suppress_mail);
        EXPECT_FALSE(decision.will_be_mailed());
        EXPECT_EQ(decision.rule, rule::kQuietMode);
        EXPECT_EQ(recheck_before_mail(message_by(kAna), follower(person), quiet, {}),
                  (MailVerdict{MailVerdict::Action::suppress, rule::kQuietMode}));
    }
    EXPECT_EQ(decide_notice(NoticeKind::assigned, kAna, follower(kBob), quiet),
              (NoticeDecision{.suppress_mail = true, .rule = rule::kQuietMode}));
}

TEST(Feature, F092_SwitchingBackRestoresMail) {
    EXPECT_EQ(recheck_before_mail(message_by(kAna), follower(kBob), kSettings, {}).action,
              MailVerdict::Action::mail);
}

TEST(Feature, BNC4_WhereMailComesBackOnlyColleaguesRepliesGo) {
    Candidate eve = follower(kEve);
    eve.mail_comes_back = true;
    EXPECT_TRUE(decided(message_by(kAna), eve).will_be_mailed());
    auto automatic = message_by(kAna);
    automatic.by_automation = true;
    EXPECT_FALSE(decided(automatic, eve).will_be_mailed());
    EXPECT_EQ(decided(automatic, eve).rule, rule::kBlockedAddress);
    Candidate bob = follower(kBob);
    bob.mail_comes_back = true;
    EXPECT_FALSE(decided(message_by(kAna), bob).will_be_mailed());
}

TEST(Feature, F130_ABlockedAddressIsNotMailed) {
    Candidate eve = follower(kEve);
    eve.address_blocked = true;
    const Decision decision = decided(message_by(kAna), eve);
    EXPECT_TRUE(decision.in_app);
    EXPECT_FALSE(decision.will_be_mailed());
    EXPECT_EQ(decision.rule, rule::kBlockedAddress);
    EXPECT_TRUE(decided(message_by(kAna), follower(kEve)).will_be_mailed());
}

TEST(Decide, OtherCustomersHearACustomer) {
    const Decision zoe = decided(message_by(kEve), follower(kZoe));
    EXPECT_EQ(zoe.email, Email::at_once);
    EXPECT_EQ(zoe.due_at, kPosted) << "nobody can undo what a customer wrote";
    EXPECT_EQ(rule_for(message_by(kEve), bystander(kZoe)), rule::kNotFollowing);
}

TEST(Decide, TheRequesterNeedNotFollow) {
    Candidate eve = bystander(kEve);
    EXPECT_FALSE(is_told(message_by(kAna), eve));
    eve.is_requester = true;
    EXPECT_TRUE(is_told(message_by(kAna), eve));
}

TEST(Decide, LOOP4_AutomaticMailIsNotMailedOnToCustomers) {
    Subject vacation = message_by(kEve);
    vacation.is_automatic = true;
    const Decision zoe = decided(vacation, follower(kZoe));
    EXPECT_TRUE(zoe.in_app);
    EXPECT_EQ(zoe.email, Email::none);
    EXPECT_EQ(zoe.rule, rule::kAutomaticToCustomer);
    EXPECT_EQ(decided(vacation, follower(kBob)).email, Email::if_unseen);
    Candidate spent = follower(kBob);
    spent.automatic_email_spent = true;
    EXPECT_EQ(rule_for(vacation, spent), rule::kAutomaticCeiling);
}

TEST(Decide, NoMailWhileTheMessageCanBeUndone) {
    const Settings slow{.undo_delay = 120s};
    EXPECT_EQ(decided(message_by(kAna), follower(kBob), slow).due_at, kPosted + 120s);
    EXPECT_EQ(decided(message_by(kAna), follower(kEve), slow).due_at, kPosted + 120s);
    Subject automated = message_by(kAna);
    automated.by_automation = true;
    EXPECT_EQ(decided(automated, follower(kEve), slow).due_at, kPosted);
}

TEST(Decide, TheBotAndThoseWithoutAddress) {
    EXPECT_EQ(rule_for(message_by(kAna), follower(kBot)), rule::kBot);
    Candidate visitor = follower(kEve);
    visitor.has_address = false;
    const Decision decision = decided(message_by(kAna), visitor);
    EXPECT_TRUE(decision.in_app);
    EXPECT_EQ(decision.rule, rule::kNoAddress);
}

TEST(Decide, LOOP8_AnAddressThatWasTypedIntoAChatGetsOnlyWhatColleaguesWrite) {
    Candidate visitor = follower(kEve);
    visitor.present = true;
    visitor.address_unproved = true;
    EXPECT_EQ(rule_for(message_by(kAna), visitor), rule::kRelay);
    Subject automated = message_by(kAna);
    automated.by_automation = true;
    const Decision decision = decided(automated, visitor);
    EXPECT_TRUE(decision.in_app);
    EXPECT_FALSE(decision.will_be_mailed());
    EXPECT_EQ(decision.rule, rule::kAddressUnproved);
    EXPECT_EQ(rule_for(message_by(kBot), visitor), rule::kAddressUnproved);
}

TEST(Recheck, OUT5_WhatChangedSinceThenWithholds) {
    const Subject subject = message_by(kAna);
    EXPECT_EQ(recheck_before_mail(subject, bystander(kBob), kSettings, {}).rule,
              rule::kNotFollowing);
    Candidate outsider = follower(kBob);
    outsider.may_see = false;
    EXPECT_EQ(recheck_before_mail(subject, outsider, kSettings, {}).rule, rule::kNoAccess);
    const SinceThen deleted{.seen_at = {}, .message_deleted = true};
    EXPECT_EQ(recheck_before_mail(subject, follower(kBob), kSettings, deleted),
              (MailVerdict{MailVerdict::Action::withhold, rule::kMessageDeleted}));
    EXPECT_EQ(recheck_before_mail(internal_by(kAna), follower(kEve), kSettings, {}).rule,
              rule::kInternalToCustomer)
        << "the conversation became internal meanwhile";
}

TEST(Notice, NobodyWithoutAccessAddressOrAccountIsMailed) {
    Candidate bob = follower(kBob);
    bob.active = false;
    EXPECT_EQ(decide_notice(NoticeKind::assigned, kAna, bob, kSettings).rule, rule::kDeactivated);
    bob.active = true;
    bob.may_see = false;
    EXPECT_EQ(decide_notice(NoticeKind::assigned, kAna, bob, kSettings).rule, rule::kNoAccess);
    bob.may_see = true;
    bob.has_address = false;
    EXPECT_EQ(decide_notice(NoticeKind::assigned, kAna, bob, kSettings).rule, rule::kNoAddress);
    bob.has_address = true;
    bob.address_blocked = true;
    EXPECT_EQ(decide_notice(NoticeKind::assigned, kAna, bob, kSettings).rule,
              rule::kBlockedAddress);
}

}  // namespace
}  // namespace postroom::notify
