// Where a mail goes, and how far it is trusted.
// Rule: mail-correctness.md THR-1, THR-3, THR-4, THR-5, THR-8, THR-10, LOOP-4; feature F102.
#include "threading/choose.hpp"

#include <gtest/gtest.h>

namespace postroom::threading {
namespace {

using namespace std::chrono_literals;
using Action = Choice::Action;
using Certainty = Choice::Certainty;
using model::Trust;

constexpr TimePoint kNow = from_unix_ms(1'795'000'000'000);
constexpr model::Person kEve{model::PersonKind::customer, 42};
constexpr model::Person kMallory{model::PersonKind::customer, 66};
constexpr model::Person kAna{model::PersonKind::user, 1};
constexpr model::Person kNobody{};

Target ticket(std::int64_t number, bool from_takes_part = true) {
    Target target;
    target.conversation_id = ConversationId(number * 10);
    target.item_id = ItemId(number * 100);
    target.item_number = number;
    target.from_takes_part = from_takes_part;
    return target;
}

Target finished(Target target, Milliseconds ago) {
    target.item_state = model::ItemState::finished;
    target.finished_at = kNow - ago;
    return target;
}

/// A case under construction: evidence and the rows behind it grow together.
struct Case {
    Evidence evidence;
    Lookups lookups;
    Arrival arrival{.from = kEve, .authentication = Authentication::none, .at = kNow};
    Policy policy;

    Case& token(Place place, const Target& target, model::Person participant = kEve) {
        Token token;
        token.conversation_id = target.conversation_id;
        token.participant = participant;
        evidence.tokens.push_back({token, place});
        lookups.by_conversation.emplace_back(target.conversation_id, target);
        return *this;
    }
    Case& message_id(const std::string& id, const Target& target) {
        evidence.message_ids.push_back(id);
        lookups.by_message_id.emplace_back(id, target);
        return *this;
    }
    Case& number(const Target& target) {
        evidence.numbers.push_back(target.item_number);
        lookups.by_number.emplace_back(target.item_number, target);
        return *this;
    }
    Case& from(model::Person person, Authentication authentication = Authentication::none) {
        arrival.from = person;
        arrival.authentication = authentication;
        return *this;
    }
    Choice choice() const { return choose(evidence, lookups, arrival, policy); }
};

TEST(Choose, NothingKnownMakesANewItem) {
    const Choice choice = Case().choice();
    EXPECT_EQ(choice.action, Action::new_item);
    EXPECT_EQ(choice.certainty, Certainty::none);
    EXPECT_EQ(choice.reason, "no_evidence");
    EXPECT_EQ(choice.hint_number, 0);
    EXPECT_EQ(choice.trust, Trust::known);
}

TEST(Feature, F102_TheAnswerReturnsToTheSameTicket) {
    const Choice choice = Case().token(Place::recipient_address, ticket(1)).choice();
    EXPECT_EQ(choice.action, Action::append);
    EXPECT_EQ(choice.certainty, Certainty::certain);
    EXPECT_EQ(choice.conversation_id, ConversationId(10));
    EXPECT_EQ(choice.item_id, ItemId(100));
    EXPECT_EQ(choice.trust, Trust::known);
    EXPECT_FALSE(choice.reopens);
}

TEST(Choose, THR1_OrderOfEvidence) {
    Case c;
    c.number(ticket(5)).from(kEve, Authentication::pass);
    EXPECT_EQ(c.choice().conversation_id, ConversationId(50));
    EXPECT_EQ(c.choice().reason, "subject_number");
    c.token(Place::quoted_body, ticket(4));
    EXPECT_EQ(c.choice().conversation_id, ConversationId(40));
    EXPECT_EQ(c.choice().reason, "token_in_body");
    c.message_id("m@x", ticket(3));
    EXPECT_EQ(c.choice().conversation_id, ConversationId(30));
    EXPECT_EQ(c.choice().reason, "known_message_id");
    EXPECT_EQ(c.choice().certainty, Certainty::likely);
    c.token(Place::thread_id, ticket(2));
    EXPECT_EQ(c.choice().conversation_id, ConversationId(20));
    EXPECT_EQ(c.choice().reason, "token_in_thread_id");
}

TEST(Choose, EveryReasonHasASentence) {
    for (const std::string_view reason :
         {"token_in_recipient_address", "token_in_to_or_cc", "token_in_thread_id",
          "known_message_id", "token_in_body", "subject_number", "subject_hint",
          "finished_long_ago", "queue_links_answers", "queue_rejects_answers", "conversation_gone",
          "no_evidence"}) {
        EXPECT_TRUE(sentence_of(reason).ends_with('.')) << reason;
    }
    EXPECT_TRUE(sentence_of("nonsense").empty());
}

TEST(Choose, ATokenWhoseConversationIsGoneFallsBack) {
    Case c;
    c.token(Place::recipient_address, ticket(1));
    c.lookups.by_conversation.clear();
    EXPECT_EQ(c.choice().action, Action::new_item);
    EXPECT_EQ(c.choice().reason, "conversation_gone");
    c.message_id("m@x", ticket(3));
    EXPECT_EQ(c.choice().conversation_id, ConversationId(30));
}

TEST(Choose, THR10_TokensOfMergedTicketsResolveToTheSurvivor) {
    Case c;
    c.token(Place::recipient_address, ticket(1));
    c.lookups.by_conversation = {{ConversationId(10), ticket(9)}};
    EXPECT_EQ(c.choice().conversation_id, ConversationId(90));
}

TEST(Choose, THR3_ATokenIdentifiesButDoesNotAuthorise) {
    for (const model::Person stranger : {kMallory, kNobody}) {
        const Choice choice = Case()
                                  .token(Place::recipient_address, ticket(1, false))
                                  .from(stranger, Authentication::pass)
                                  .choice();
        EXPECT_EQ(choice.action, Action::append);
        EXPECT_EQ(choice.trust, Trust::unverified);
        EXPECT_FALSE(choice.as_internal_note);
    }
    const Choice participant =
        Case().token(Place::recipient_address, ticket(1, true)).from(kMallory).choice();
    EXPECT_EQ(participant.trust, Trust::known) << "with another's token, but takes part";
}

TEST(Choose, THR3_KnownIdsAloneDoNotAuthoriseEither) {
    EXPECT_EQ(Case().message_id("m@x", ticket(1, false)).choice().trust, Trust::unverified);
    EXPECT_EQ(Case().message_id("m@x", ticket(1, true)).choice().trust, Trust::known);
}

TEST(Choose, THR6_FailedAuthenticationIsNotTrustedButNoneIs) {
    Case c;
    c.token(Place::recipient_address, ticket(1));
    EXPECT_EQ(c.from(kEve, Authentication::none).choice().trust, Trust::known);
    EXPECT_EQ(c.from(kEve, Authentication::pass).choice().trust, Trust::known);
    EXPECT_EQ(c.from(kEve, Authentication::fail).choice().trust, Trust::unverified);
    EXPECT_EQ(Case().from(kEve, Authentication::fail).choice().trust, Trust::unverified);
}

TEST(Choose, THR4_UsersNeedTheirOwnTokenAndAuthentication) {
    Case proven;
    proven.token(Place::recipient_address, ticket(1), kAna).from(kAna, Authentication::pass);
    EXPECT_EQ(proven.choice().trust, Trust::known);
    EXPECT_FALSE(proven.choice().as_internal_note);

    Case cases[3];
    cases[0].token(Place::recipient_address, ticket(1), kAna).from(kAna, Authentication::none);
    cases[1].token(Place::recipient_address, ticket(1), kEve).from(kAna, Authentication::pass);
    cases[2].message_id("m@x", ticket(1)).from(kAna, Authentication::pass);
    for (const Case& c : cases) {
        EXPECT_EQ(c.choice().trust, Trust::unverified);
        EXPECT_TRUE(c.choice().as_internal_note);
        EXPECT_EQ(c.choice().action, Action::append);
    }
    EXPECT_EQ(Case().from(kAna, Authentication::none).choice().trust, Trust::unverified);
    EXPECT_EQ(Case().from(kAna, Authentication::pass).choice().trust, Trust::known);
}

TEST(Choose, CustomersAreNeverTrustedInInternalConversations) {
    Target internal = ticket(1);
    internal.visibility = model::Visibility::internal;
    const Choice choice =
        Case().token(Place::recipient_address, internal, kEve).from(kEve).choice();
    EXPECT_EQ(choice.trust, Trust::unverified);
}

TEST(Choose, THR5_ASubjectAloneIsAHint) {
    struct Row {
        bool takes_part;
        Authentication authentication;
    };
    for (const Row& row : {Row{false, Authentication::pass}, Row{true, Authentication::none},
                           Row{true, Authentication::fail}}) {
        const Choice choice =
            Case().number(ticket(7, row.takes_part)).from(kEve, row.authentication).choice();
        EXPECT_EQ(choice.action, Action::new_item);
        EXPECT_EQ(choice.hint_number, 7);
        EXPECT_EQ(choice.certainty, Certainty::hint);
        EXPECT_FALSE(choice.item_id);
    }
    const Choice proven = Case().number(ticket(7)).from(kEve, Authentication::pass).choice();
    EXPECT_EQ(proven.action, Action::append);
    EXPECT_EQ(proven.item_id, ItemId(700));
}

TEST(Choose, THR5_NumbersOfNothingAreNoHint) {
    Case c;
    c.evidence.numbers = {999};
    EXPECT_EQ(c.choice().hint_number, 0);
    EXPECT_EQ(c.choice().reason, "no_evidence");
}

TEST(Choose, THR8_AnswersToFinishedItems) {
    struct Row {
        FinishedPolicy policy;
        Milliseconds ago;
        Action action;
        bool reopens;
    };
    const Milliseconds days90 = 24h * 90;
    const Row rows[] = {
        {FinishedPolicy::reopen, 1h, Action::append, true},
        {FinishedPolicy::reopen, days90, Action::append, true},
        {FinishedPolicy::reopen, days90 + 1ms, Action::new_linked_item, false},
        {FinishedPolicy::linked_item, 1h, Action::new_linked_item, false},
        {FinishedPolicy::reject, 1h, Action::reject, false},
    };
    for (const Row& row : rows) {
        Case c;
        c.token(Place::recipient_address, finished(ticket(1), row.ago));
        c.policy.finished = row.policy;
        const Choice choice = c.choice();
        EXPECT_EQ(choice.action, row.action);
        EXPECT_EQ(choice.reopens, row.reopens);
        EXPECT_EQ(choice.item_id, ItemId(100)) << "to which the new one is linked";
        EXPECT_EQ(static_cast<bool>(choice.conversation_id), row.action == Action::append);
    }
}

TEST(Choose, LOOP4_AutomaticMailReopensNothingAndBeginsNoLinkedItem) {
    for (const Milliseconds ago : {Milliseconds{1h}, Milliseconds{24h * 365}}) {
        Case c;
        c.token(Place::recipient_address, finished(ticket(1), ago));
        c.arrival.is_automatic = true;
        EXPECT_EQ(c.choice().action, Action::append);
        EXPECT_FALSE(c.choice().reopens);
    }
}

TEST(Choose, THR8_WhatUsersWriteOnlyAppends) {
    Case c;
    c.token(Place::recipient_address, finished(ticket(1), 24h * 365), kAna);
    c.from(kAna, Authentication::pass);
    EXPECT_EQ(c.choice().action, Action::append);
    EXPECT_FALSE(c.choice().reopens);
}

}  // namespace
}  // namespace postroom::threading
