// The state machine, what it shows and what people may do.
// Rule: mail-correctness.md section 2.6; features F145-F157, F171-F178.
#include "outbox/state.hpp"

#include <gtest/gtest.h>

#include <set>

namespace postroom::outbox {
namespace {

using namespace model;
using enum MailState;

constexpr TimePoint kDue = from_unix_ms(1'795'000'000'000);

constexpr MailState kAll[] = {held,       ready,  leased,    dot_sent,   sent,   uncertain,
                              retry_wait, failed, cancelled, suppressed, bounced};

const std::set<std::pair<MailState, MailState>> kLegal{
    {held, ready},
    {held, cancelled},
    {held, suppressed},
    {ready, leased},
    {ready, cancelled},
    {ready, suppressed},
    {ready, failed},
    {leased, dot_sent},
    {leased, ready},
    {leased, retry_wait},
    {leased, failed},
    {leased, suppressed},
    {dot_sent, sent},
    {dot_sent, uncertain},
    {dot_sent, retry_wait},
    {dot_sent, failed},
    {uncertain, sent},
    {uncertain, ready},
    {retry_wait, ready},
    {retry_wait, failed},
    {retry_wait, cancelled},
    {retry_wait, suppressed},
    {failed, ready},
    {failed, cancelled},
    {sent, bounced},
    {held, leased},
    {retry_wait, leased},
    {uncertain, leased},
    {uncertain, retry_wait},
    {uncertain, bounced},
    {failed, retry_wait},
    // by hand, when a try may have arrived
    {ready, uncertain},
    {retry_wait, uncertain},
    {failed, uncertain},
};

TEST(State, OUT1_ExactlyTheMovesOfTheTable) {
    for (const MailState from : kAll) {
        for (const MailState to : kAll) {
            EXPECT_EQ(may_move(from, to), kLegal.contains({from, to}))
                << name_of(from) << " to " << name_of(to);
        }
    }
}

TEST(State, OUT1_EndsAreEndsAndEveryOtherStateReachesOne) {
    for (const MailState state : {cancelled, suppressed, bounced}) {
        EXPECT_TRUE(moves_from(state).empty());
        EXPECT_TRUE(is_finished(state));
    }
    EXPECT_TRUE(is_finished(sent));
    for (const MailState start : {held, ready, leased, dot_sent, uncertain, retry_wait, failed}) {
        EXPECT_FALSE(is_finished(start));
        std::set<MailState> reached{start};
        for (std::size_t before = 0; before != reached.size();) {
            before = reached.size();
            for (const MailState from : std::set(reached)) {
                reached.insert(moves_from(from).begin(), moves_from(from).end());
            }
        }
        EXPECT_TRUE(reached.contains(sent)) << name_of(start);
    }
}

TEST(State, I5_NothingThatMayHaveReachedAServerCanBeCancelled) {
    for (const MailState state : {leased, dot_sent, sent, uncertain, bounced}) {
        EXPECT_FALSE(may_move(state, cancelled));
        EXPECT_FALSE(may_cancel(state).allowed);
    }
}

TEST(State, OUT4_OnlyWhatMayHaveArrivedIsTreatedAsSent) {
    const auto mail = [](MailState state, bool is_finished = false) {
        OutgoingMail made{.state = state};
        made.finished_at = is_finished ? std::optional(kDue) : std::nullopt;
        return made;
    };
    const std::set<MailState> waiting{ready, retry_wait, failed, uncertain};
    for (const MailState state : kAll) {
        SCOPED_TRACE(name_of(state));
        const auto answered = permissions_of(mail(state), false);
        EXPECT_FALSE(answered.treat_as_sent.allowed);
        EXPECT_EQ(answered.cancel.allowed, may_cancel(state).allowed);
        const auto unconfirmed = permissions_of(mail(state), true);
        EXPECT_EQ(unconfirmed.treat_as_sent.allowed, waiting.contains(state));
        EXPECT_FALSE(unconfirmed.cancel.allowed) << "I5: it may have arrived";
        EXPECT_EQ(unconfirmed.retry.allowed, may_retry(state).allowed);
        if (state != uncertain && waiting.contains(state)) {
            EXPECT_TRUE(may_move(state, uncertain));
        }
    }
    const auto decided = permissions_of(mail(uncertain, true), true);
    EXPECT_EQ(decided.treat_as_sent.code, "treated_as_sent");
    EXPECT_FALSE(decided.retry.allowed || decided.cancel.allowed);
    const auto shown = shown_status(mail(uncertain, true), {});
    EXPECT_EQ(shown.next, "decided");
    EXPECT_EQ(shown.status, ShownStatus::sent_unconfirmed);
    EXPECT_EQ(shown.at, std::nullopt);
}

TEST(State, OUT12_OUT13_PermissionsAgreeWithMoves) {
    for (const MailState state : kAll) {
        EXPECT_EQ(may_cancel(state).allowed, may_move(state, cancelled)) << name_of(state);
        if (may_retry(state).allowed && state != retry_wait) {
            EXPECT_TRUE(may_move(state, retry_wait)) << name_of(state);
        }
        for (const Permission& permission : {may_retry(state), may_cancel(state)}) {
            EXPECT_FALSE(permission.code.empty());
            EXPECT_EQ(permission.allowed, permission.code == "ok");
            EXPECT_TRUE(permission.sentence.ends_with('.'));
        }
    }
}

TEST(Feature, F150_ManualRetryOfFailedMailIsAllowed) {
    EXPECT_TRUE(may_retry(failed).allowed);
    EXPECT_TRUE(may_retry(retry_wait).allowed);
    EXPECT_TRUE(may_retry(uncertain).allowed);
    EXPECT_EQ(may_retry(leased).code, "being_sent");
    EXPECT_EQ(may_retry(sent).code, "already_sent");
    EXPECT_EQ(may_retry(held).code, "not_tried_yet");
    EXPECT_EQ(may_retry(cancelled).code, "already_cancelled");
}

TEST(Feature, F151_QueuedMailCanBeCancelled) {
    for (const MailState state : {held, ready, retry_wait, failed}) {
        EXPECT_TRUE(may_cancel(state).allowed);
    }
    for (const MailState state : {leased, dot_sent, uncertain, sent, bounced}) {
        EXPECT_EQ(may_cancel(state).code, "too_late_to_cancel");
    }
    EXPECT_EQ(may_cancel(cancelled).code, "already_cancelled");
}

ShownStatus status(MailState state, const Circumstances& circumstances = {}) {
    return shown_status(state, circumstances).status;
}

TEST(Feature, F134_F171_EveryListedMailHasOneOfTheFourStatuses) {
    const std::pair<MailState, ShownStatus> listed[] = {
        {held, ShownStatus::queued},   {ready, ShownStatus::queued},
        {leased, ShownStatus::queued}, {dot_sent, ShownStatus::queued},
        {failed, ShownStatus::failed}, {retry_wait, ShownStatus::pending_retry},
    };
    for (const auto& [state, expected] : listed) {
        EXPECT_EQ(status(state), expected);
        EXPECT_TRUE(is_on_outbox_page(expected));
        EXPECT_TRUE(is_send_status(expected));
    }
    EXPECT_TRUE(is_on_outbox_page(status(uncertain))) << "a person must see it and decide (OUT-4)";
    EXPECT_FALSE(is_send_status(status(uncertain)));
    for (const MailState state : {sent, cancelled, suppressed, bounced}) {
        EXPECT_FALSE(is_on_outbox_page(status(state))) << name_of(state);
    }
    EXPECT_EQ(name_of(ShownStatus::pending_retry), "pending_retry");
    EXPECT_EQ(name_of(ShownStatus::bounced), "bounced");
    EXPECT_EQ(name_of(status(uncertain)), "sent_unconfirmed");
}

TEST(Feature, F146_ARetriedMailIsPendingRetryAtOnce) {
    EXPECT_EQ(status(ready, {.failed_before = true}), ShownStatus::pending_retry);
    EXPECT_EQ(status(ready), ShownStatus::queued);
    EXPECT_EQ(status(held, {.failed_before = true}), ShownStatus::queued);
}

TEST(Feature, F173_FailedMailWaitsForAHand) {
    const Shown shown = shown_status(failed, {.due_at = kDue});
    EXPECT_EQ(shown.next, "only_by_hand");
    EXPECT_EQ(shown.at, std::nullopt) << "F167: empty when none is planned";
}

TEST(ShownStatus, OUT4_WhatAConnectorAsksAboutHasWordsOfItsOwn) {
    const Shown shown = shown_status(uncertain, {.to_decide = true, .due_at = kDue});
    EXPECT_EQ(shown.status, ShownStatus::sent_unconfirmed);
    EXPECT_EQ(shown.next, "decide");
    EXPECT_EQ(shown.at, std::nullopt) << "nothing happens by itself";
    EXPECT_EQ(shown_status(uncertain, {.due_at = kDue}).next, "checked_at");
    EXPECT_EQ(shown_status(uncertain, {.decided = true, .to_decide = true}).next, "decided");
}

TEST(Feature, F174_ConnectorDisabled) {
    const Circumstances disabled{.connector_enabled = false, .due_at = kDue};
    for (const MailState state : {held, ready, retry_wait}) {
        const Shown shown = shown_status(state, disabled);
        EXPECT_EQ(shown.status, ShownStatus::connector_disabled);
        EXPECT_EQ(shown.next, "enable_connector");
        EXPECT_EQ(shown.at, std::nullopt) << "nothing will be tried then";
    }
    EXPECT_EQ(status(failed, disabled), ShownStatus::failed);
    EXPECT_EQ(status(dot_sent, disabled), ShownStatus::queued) << "its dot finishes (OUT-15)";
}

TEST(Feature, F176_F177_WhatHappensNextAndWhen) {
    EXPECT_EQ(shown_status(retry_wait, {.due_at = kDue}).at, kDue);
    EXPECT_EQ(shown_status(retry_wait, {.due_at = kDue}).next, "tried_again_at");
    EXPECT_EQ(shown_status(held, {.due_at = kDue}).at, kDue);
    EXPECT_EQ(shown_status(held, {.due_at = kDue}).next, "leaves_at");
    EXPECT_EQ(shown_status(sent, {.due_at = kDue}).at, std::nullopt);
}

TEST(State, OUT7_AConnectorThatCannotSignInSaysSo) {
    const Circumstances refused{.connector_needs_attention = true, .due_at = kDue};
    EXPECT_EQ(shown_status(retry_wait, refused).next, "connector_needs_attention");
    EXPECT_EQ(shown_status(retry_wait, refused).status, ShownStatus::pending_retry);
    EXPECT_EQ(shown_status(ready, refused).at, std::nullopt);
    EXPECT_EQ(shown_status(failed, refused).next, "only_by_hand");
}

TEST(State, ARowAndItsConnectorSayTheSame) {
    OutgoingMail mail;
    mail.state = ready;
    mail.due_at = kDue;
    Connector connector;
    EXPECT_EQ(shown_status(mail, connector).status, ShownStatus::queued);
    mail.first_failure_at = kDue;
    EXPECT_EQ(shown_status(mail, connector).status, ShownStatus::pending_retry);
    connector.needs_attention = true;
    EXPECT_EQ(shown_status(mail, connector).next, "connector_needs_attention");
    connector.enabled = false;
    EXPECT_EQ(shown_status(mail, connector).status, ShownStatus::connector_disabled);
}

}  // namespace
}  // namespace postroom::outbox
