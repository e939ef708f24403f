// The states of outgoing mail: leases, fences, order of urgency. (OUT-5..OUT-18, P1-P7)
#include <gmock/gmock.h>

#include "builders.hpp"

namespace postroom::store {
namespace {

using model::MailKind;
using model::MailState;
using testing::IsEmpty;

ON_BOTH_ENGINES(Outbox);

constexpr int kMany = 100;

std::vector<MailId> ids_of(const std::vector<model::OutgoingMail>& mails) {
    std::vector<MailId> ids;
    for (const auto& mail : mails) {
        ids.push_back(mail.id);
    }
    return ids;
}

MailState state_of(db::Session& session, MailId id) {
    return find_outgoing_mail(session, id)->state;
}

/// A mail claimed by worker "w" until kNow + 60 s.
Lease a_leased_mail(db::Session& session, ConnectorId connector,
                    const std::string& header = "1@example.com") {
    const MailId id = insert_outgoing_mail(session, an_outgoing_mail(session, connector, header));
    for (const auto& mail : claim_due_mails(session, connector, kNow, "w", kNow + 60s, kMany)) {
        if (mail.id == id) {
            return {id, mail.fence};
        }
    }
    ADD_FAILURE() << "not claimed";
    return {};
}

STORE_TEST(Outbox, AMailComesBackAsItWasWritten) {
    const ItemId item = an_item(session);
    const ConversationId conversation = a_conversation(session, item);
    const MessageId message = a_message(session, conversation);
    auto mail = an_outgoing_mail(session, a_connector(session));
    mail.item_id = item;
    mail.conversation_id = conversation;
    mail.message_id = message;
    mail.recipient_person = model::person(a_customer(session));
    mail.author_id = a_user(session);
    mail.importance = model::Importance::high;
    mail.is_system_generated = true;
    mail.attachment_count = 2;
    const auto found = find_outgoing_mail(session, insert_outgoing_mail(session, mail)).value();
    EXPECT_EQ(found.kind, MailKind::reply);
    EXPECT_EQ(found.state, MailState::ready);
    EXPECT_EQ(found.item_id, item);
    EXPECT_EQ(found.message_id, message);
    EXPECT_EQ(found.recipient_person, mail.recipient_person);
    EXPECT_EQ(found.author_id, mail.author_id);
    EXPECT_EQ(found.recipient, mail.recipient);
    EXPECT_EQ(found.subject, mail.subject);
    EXPECT_EQ(found.importance, model::Importance::high);
    EXPECT_TRUE(found.is_system_generated);
    EXPECT_EQ(found.attachment_count, 2);
    EXPECT_EQ(found.due_at, kNow);
    EXPECT_EQ(found.last_attempt_at, std::nullopt);
    EXPECT_EQ(found.fence, 0);
    EXPECT_EQ(find_mail_by_message_id_header(session, mail.message_id_header), found.id);
    EXPECT_EQ(find_mail_by_message_id_header(session, "other@example.com"), std::nullopt);
    EXPECT_THAT(ids_of(list_mails_of_message(session, message)), testing::ElementsAre(found.id));
}

STORE_TEST(Outbox, OUT6_ADueMailIsClaimedOnceUnderAFence) {
    const ConnectorId connector = a_connector(session);
    const Lease lease = a_leased_mail(session, connector);
    EXPECT_EQ(lease.fence, 1);
    EXPECT_EQ(state_of(session, lease.mail_id), MailState::leased);
    EXPECT_THAT(claim_due_mails(session, connector, kNow, "v", kNow + 60s, kMany),
                testing::IsEmpty());
    const auto attempts = list_attempts(session, lease.mail_id);
    ASSERT_EQ(attempts.size(), 1U);
    EXPECT_EQ(attempts[0].started_at, kNow);
    EXPECT_EQ(attempts[0].finished_at, std::nullopt);
}

STORE_TEST(Outbox, OnlyDueMailsOfTheConnectorAreClaimed) {
    const ConnectorId connector = a_connector(session);
    const ConnectorId other = a_connector(session, "other");
    auto later = an_outgoing_mail(session, connector, "later@x");
    later.due_at = kNow + 1ms;
    const MailId waits = insert_outgoing_mail(session, later);
    auto held = an_outgoing_mail(session, connector, "held@x");
    held.state = MailState::held;
    const MailId undo_is_over = insert_outgoing_mail(session, held);
    insert_outgoing_mail(session, an_outgoing_mail(session, other, "other@x"));
    auto cancelled = an_outgoing_mail(session, connector, "cancelled@x");
    cancelled.state = MailState::cancelled;
    insert_outgoing_mail(session, cancelled);
    EXPECT_EQ(find_next_due_mail(session, connector, kNow), kNow);
    EXPECT_THAT(ids_of(claim_due_mails(session, connector, kNow, "w", kNow + 60s, kMany)),
                testing::ElementsAre(undo_is_over));
    EXPECT_EQ(find_next_due_mail(session, connector, kNow), kNow + 1ms);
    EXPECT_THAT(ids_of(claim_due_mails(session, connector, kNow + 1ms, "w", kNow + 60s, kMany)),
                testing::ElementsAre(waits));
    EXPECT_EQ(find_next_due_mail(session, connector, kNow), std::nullopt);
}

STORE_TEST(Outbox, OUT18_UrgentKindsLeaveFirstAndTheLimitHolds) {
    const ConnectorId connector = a_connector(session);
    const auto insert = [&](MailKind kind, const std::string& header) {
        auto mail = an_outgoing_mail(session, connector, header);
        mail.kind = kind;
        return insert_outgoing_mail(session, mail);
    };
    const MailId bulk = insert(MailKind::bulk, "b@x");
    const MailId notification = insert(MailKind::notification, "n@x");
    const MailId reply = insert(MailKind::reply, "r@x");
    EXPECT_THAT(ids_of(claim_due_mails(session, connector, kNow, "w", kNow + 60s, 2)),
                testing::ElementsAre(reply, notification));
    EXPECT_THAT(ids_of(claim_due_mails(session, connector, kNow, "w", kNow + 60s, 2)),
                testing::ElementsAre(bulk));
}

STORE_TEST(Outbox, P5_SentAfterTheDot) {
    const Lease lease = a_leased_mail(session, a_connector(session));
    EXPECT_TRUE(record_dot_sent(session, lease));
    EXPECT_EQ(state_of(session, lease.mail_id), MailState::dot_sent);
    EXPECT_TRUE(record_sent(session, lease, "250 taken", kNow + 1s));
    const auto mail = find_outgoing_mail(session, lease.mail_id).value();
    EXPECT_EQ(mail.state, MailState::sent);
    EXPECT_EQ(mail.remote_reply, "250 taken");
    EXPECT_EQ(mail.finished_at, kNow + 1s);
    EXPECT_EQ(mail.due_at, std::nullopt);
    EXPECT_EQ(mail.attempts, 1);
    const auto attempt = list_attempts(session, lease.mail_id).at(0);
    EXPECT_EQ(attempt.finished_at, kNow + 1s);
    EXPECT_EQ(attempt.outcome, "sent");
    EXPECT_EQ(attempt.reply, "250 taken");
    EXPECT_FALSE(record_sent(session, lease, "250 again", kNow + 2s));
}

STORE_TEST(Outbox, OUT6_AnOldFenceChangesNothing) {
    const ConnectorId connector = a_connector(session);
    const Lease old = a_leased_mail(session, connector);
    EXPECT_EQ(sweep_dead_leases(session, "", kNow + 61s, kNow + 120s).size(), 1U);
    const auto again = claim_due_mails(session, connector, kNow + 61s, "v", kNow + 121s, kMany);
    ASSERT_EQ(again.size(), 1U);
    EXPECT_EQ(again[0].fence, old.fence + 1);
    EXPECT_FALSE(record_dot_sent(session, old));
    EXPECT_FALSE(record_sent(session, old, "250", kNow));
    EXPECT_FALSE(record_retry(session, old, "x", kNow, true, kNow));
    EXPECT_FALSE(record_failed(session, old, "x", kNow));
    EXPECT_FALSE(record_suppressed(session, old, "x", kNow));
    EXPECT_FALSE(release_mail(session, old, kNow));
    EXPECT_EQ(state_of(session, old.mail_id), MailState::leased);
}

STORE_TEST(Outbox, P6_RetryWaitsAndCountsOnlyTheMailsOwnFailures) {
    const ConnectorId connector = a_connector(session);
    const Lease lease = a_leased_mail(session, connector);
    EXPECT_TRUE(record_retry(session, lease, "451 later", kNow + 60s, true, kNow + 1s));
    auto mail = find_outgoing_mail(session, lease.mail_id).value();
    EXPECT_EQ(mail.state, MailState::retry_wait);
    EXPECT_EQ(mail.attempts, 1);
    EXPECT_EQ(mail.due_at, kNow + 60s);
    EXPECT_EQ(mail.first_failure_at, kNow + 1s);
    EXPECT_EQ(mail.last_failure, "451 later");

    const auto again = claim_due_mails(session, connector, kNow + 60s, "w", kNow + 120s, kMany);
    ASSERT_EQ(again.size(), 1U);
    EXPECT_TRUE(record_retry(session, {again[0].id, again[0].fence}, "connector down", kNow + 90s,
                             false, kNow + 61s));
    mail = find_outgoing_mail(session, lease.mail_id).value();
    EXPECT_EQ(mail.attempts, 1);
    EXPECT_EQ(mail.first_failure_at, kNow + 1s);
}

STORE_TEST(Outbox, P7_ADeadWorkersMailsAreReadyOrUncertain) {
    const ConnectorId connector = a_connector(session);
    const Lease before_dot = a_leased_mail(session, connector, "1@x");
    const Lease after_dot = a_leased_mail(session, connector, "2@x");
    EXPECT_TRUE(record_dot_sent(session, after_dot));
    EXPECT_THAT(sweep_dead_leases(session, "", kNow + 60s, kNow + 600s),
                IsEmpty());  // not dead yet
    EXPECT_THAT(sweep_dead_leases(session, "v", kNow + 60s, kNow + 600s), IsEmpty());  // not of "v"
    EXPECT_EQ(sweep_dead_leases(session, "", kNow + 61s, kNow + 600s).size(), 2U);
    EXPECT_EQ(list_attempts(session, before_dot.mail_id).at(0).outcome, "released");
    EXPECT_EQ(list_attempts(session, after_dot.mail_id).at(0).outcome, "uncertain");
    EXPECT_EQ(state_of(session, before_dot.mail_id), MailState::ready);
    const auto uncertain = find_outgoing_mail(session, after_dot.mail_id).value();
    EXPECT_EQ(uncertain.state, MailState::uncertain);
    EXPECT_EQ(uncertain.due_at, kNow + 600s);
}

STORE_TEST(Outbox, P7_AWorkerThatStartsAgainNeedNotWaitForItsOwnLeases) {
    const ConnectorId connector = a_connector(session);
    const Lease mine = a_leased_mail(session, connector, "1@x");
    EXPECT_EQ(sweep_dead_leases(session, "w", kNow + 1s, kNow + 600s).size(), 1U);
    EXPECT_EQ(state_of(session, mine.mail_id), MailState::ready);
}

STORE_TEST(Outbox, OUT6_AHeartbeatKeepsOnlyTheWorkersOwnLeases) {
    const ConnectorId connector = a_connector(session);
    const Lease mine = a_leased_mail(session, connector, "1@x");
    extend_leases(session, "somebody else", kNow + 300s);
    extend_leases(session, "w", kNow + 120s);
    EXPECT_THAT(sweep_dead_leases(session, "", kNow + 119s, kNow), IsEmpty());
    EXPECT_EQ(sweep_dead_leases(session, "", kNow + 121s, kNow).size(), 1U);
    EXPECT_EQ(state_of(session, mine.mail_id), MailState::ready);
}

STORE_TEST(Outbox, FailedSuppressedAndReleased) {
    const ConnectorId connector = a_connector(session);
    const Lease failed = a_leased_mail(session, connector, "1@x");
    EXPECT_TRUE(record_failed(session, failed, "550 no such user", kNow));
    EXPECT_EQ(state_of(session, failed.mail_id), MailState::failed);
    const Lease suppressed = a_leased_mail(session, connector, "2@x");
    EXPECT_TRUE(record_suppressed(session, suppressed, "filtered", kNow));
    EXPECT_EQ(state_of(session, suppressed.mail_id), MailState::suppressed);
    const Lease released = a_leased_mail(session, connector, "3@x");
    EXPECT_TRUE(release_mail(session, released, kNow));
    EXPECT_EQ(state_of(session, released.mail_id), MailState::ready);
}

STORE_TEST(Outbox, OUT13_CancellingIsRefusedOnceAWorkerHoldsTheMail) {
    const ConnectorId connector = a_connector(session);
    auto held = an_outgoing_mail(session, connector, "held@x");
    held.state = MailState::held;
    held.due_at = kNow + 10s;
    const MailId cancellable = insert_outgoing_mail(session, held);
    const Lease leased = a_leased_mail(session, connector);
    EXPECT_TRUE(cancel_mail(session, cancellable, kNow));
    EXPECT_FALSE(cancel_mail(session, cancellable, kNow));
    EXPECT_FALSE(cancel_mail(session, leased.mail_id, kNow));
    EXPECT_EQ(state_of(session, cancellable), MailState::cancelled);
    EXPECT_THAT(claim_due_mails(session, connector, kNow + 1h, "w", kNow + 2h, kMany),
                testing::IsEmpty());
}

STORE_TEST(Outbox, OUT12_APersonMayRetryWhatFailedOrWaits) {
    const ConnectorId connector = a_connector(session);
    const Lease lease = a_leased_mail(session, connector);
    EXPECT_FALSE(retry_mail(session, lease.mail_id, kNow));
    record_failed(session, lease, "550", kNow);
    EXPECT_TRUE(retry_mail(session, lease.mail_id, kNow + 5s));
    const auto mail = find_outgoing_mail(session, lease.mail_id).value();
    EXPECT_EQ(mail.state, MailState::retry_wait);
    EXPECT_EQ(mail.due_at, kNow + 5s);
}

STORE_TEST(Outbox, BNC6_ASentMailMayComeBack) {
    const Lease lease = a_leased_mail(session, a_connector(session));
    EXPECT_FALSE(record_bounced(session, lease.mail_id, "unknown user"));
    record_dot_sent(session, lease);
    record_sent(session, lease, "250", kNow);
    EXPECT_TRUE(record_bounced(session, lease.mail_id, "unknown user"));
    EXPECT_EQ(state_of(session, lease.mail_id), MailState::bounced);
}

STORE_TEST(Outbox, OUT30_AMailIsFoundByTheNameThatItsProviderGaveIt) {
    const ConnectorId connector = a_connector(session);
    const MailId mail = insert_outgoing_mail(session, an_outgoing_mail(session, connector, "a@x"));
    const MailId other = insert_outgoing_mail(session, an_outgoing_mail(session, connector, "b@x"));
    insert_mail_alias(session, mail, "rewritten@provider.test", kNow);
    insert_mail_alias(session, other, "rewritten@provider.test", kNow);  // taken already
    EXPECT_EQ(find_mail_by_message_id_header(session, "rewritten@provider.test"), mail);
    EXPECT_EQ(find_mail_by_message_id_header(session, "a@x"), mail);
    EXPECT_EQ(find_mail_by_message_id_header(session, "nobody@provider.test"), std::nullopt);
    EXPECT_THAT(list_mail_aliases(session, mail), testing::ElementsAre("rewritten@provider.test"));
    EXPECT_TRUE(list_mail_aliases(session, other).empty());
}

STORE_TEST(Outbox, OUT4_AConnectorThatAsksSetsNoTime) {
    const ConnectorId connector = a_connector(session);
    auto asking = *find_connector(session, connector);
    asking.when_uncertain = model::WhenUncertain::ask;
    update_connector(session, asking);
    const Lease lease = a_leased_mail(session, connector, "a@x");
    record_dot_sent(session, lease);
    EXPECT_TRUE(record_uncertain(session, lease, "no answer", kNow + 10min, kNow));
    EXPECT_EQ(find_outgoing_mail(session, lease.mail_id)->due_at, std::nullopt);
    const Lease dead = a_leased_mail(session, connector, "b@x");
    record_dot_sent(session, dead);
    sweep_dead_leases(session, "", kNow + 24h, kNow + 25h);
    EXPECT_EQ(state_of(session, dead.mail_id), MailState::uncertain);
    EXPECT_EQ(find_outgoing_mail(session, dead.mail_id)->due_at, std::nullopt);
}

STORE_TEST(Outbox, Counts) {
    const ConnectorId connector = a_connector(session);
    auto notification = an_outgoing_mail(session, connector, "n@x");
    notification.kind = MailKind::notification;
    insert_outgoing_mail(session, notification);
    const Lease lease = a_leased_mail(session, connector, "r@x");
    EXPECT_EQ(count_waiting_mails(session), 2);
    record_dot_sent(session, lease);
    record_sent(session, lease, "250", kNow);
    EXPECT_EQ(count_waiting_mails(session), 1);
    const auto automatic = [&](std::string_view address, TimePoint since) {
        return list_automatic_mails_to(session, address, since, 10).size();
    };
    EXPECT_EQ(automatic("ana@example.org", kNow - 1ms), 1U) << "a reply is not automatic";
    EXPECT_EQ(automatic("ana@example.org", kNow), 0U);
    EXPECT_EQ(automatic("bob@example.org", kNow - 1ms), 0U);
}

}  // namespace
}  // namespace postroom::store
