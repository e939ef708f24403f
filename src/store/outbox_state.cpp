// How an outgoing mail changes its state; see outgoing_mail.hpp.
#include "core/limits.hpp"
#include "store/outgoing_mail.hpp"
#include "store/outgoing_mail_row.hpp"

namespace postroom::store {
namespace {

constexpr int kRanks = 3;

/// Closes the attempt that this lease opened.
void finish_attempt(db::Session& session, Lease lease, std::string_view outcome,
                    std::string_view reply, TimePoint now) {
    session.execute(
        R"(update mail_attempt set finished_at = $3, outcome = $4, reply = $5
           where mail_id = $1 and fence = $2 and finished_at is null)",
        lease.mail_id, lease.fence, now, outcome, reply);
}

/// An earlier mail of the same conversation to the same person leaves first: one that is on its way
/// or due, or waits for a connector that failed. One that its recipient's server refused for now
/// holds up nobody. (OUT-17)
#define IN_ITS_TURN                                                                 \
    "not exists (select 1 from outgoing_mail e"                                     \
    "    where e.conversation_id = m.conversation_id and e.recipient = m.recipient" \
    "      and e.mail_id < m.mail_id and e.connector_id = m.connector_id"           \
    "      and e.state in ('held', 'ready', 'leased', 'dot_sent', 'retry_wait')"    \
    "      and (e.state in ('leased', 'dot_sent') or e.due_at <= $3"                \
    "           or (e.state = 'retry_wait' and e.attempts = 0)))"

/// When a mail of which nobody knows whether it arrived goes again by itself: never when it was
/// imported (F154), nor when its connector is to ask (OUT-4 (c)).
#define UNCERTAIN_DUE(due)                                                                \
    "case when reason = 'imported' or exists (select 1 from connector c"                  \
    "    where c.connector_id = outgoing_mail.connector_id and c.when_uncertain = 'ask')" \
    "  then null else cast(" due " as bigint) end"

std::vector<model::OutgoingMail> claim_rank(db::Session& session, ConnectorId connector, int rank,
                                            TimePoint now, std::string_view owner,
                                            TimePoint lease_until, int limit) {
    return session.list(
        R"(update outgoing_mail set state = 'leased', fence = fence + 1, lease_owner = $4,
               lease_until = $5, last_attempt_at = $3
           where mail_id in (select m.mail_id from outgoing_mail m
               where m.connector_id = $1 and m.rank = $2 and m.due_at <= $3
                 and m.state in ('held', 'ready', 'retry_wait', 'uncertain')
                 and )" IN_ITS_TURN R"(
               order by m.due_at limit $6 {{skip_locked}})
           returning )" OUTGOING_COLUMNS,
        read_outgoing, connector, rank, now, owner, lease_until, limit);
}

}  // namespace

std::vector<model::OutgoingMail> claim_due_mails(db::Session& session, ConnectorId connector,
                                                 TimePoint now, std::string_view owner,
                                                 TimePoint lease_until, int limit) {
    std::vector<model::OutgoingMail> claimed;
    for (int rank = 0; rank < kRanks && std::ssize(claimed) < limit; ++rank) {
        for (auto& mail : claim_rank(session, connector, rank, now, owner, lease_until,
                                     limit - static_cast<int>(claimed.size()))) {
            session.execute(
                "insert into mail_attempt (mail_id, fence, started_at) values ($1, $2, $3)",
                mail.id, mail.fence, now);
            claimed.push_back(std::move(mail));
        }
    }
    return claimed;
}

std::optional<TimePoint> find_next_due_mail(db::Session& session, ConnectorId connector,
                                            TimePoint now) {
    // One look into the index for each rank, however many mails wait.
    std::optional<TimePoint> earliest;
    for (int rank = 0; rank < kRanks; ++rank) {
        const auto due = session.one(
            R"(select m.due_at from outgoing_mail m
               where m.connector_id = $1 and m.rank = $2 and m.due_at is not null
                 and m.state in ('held', 'ready', 'retry_wait', 'uncertain')
                 and )" IN_ITS_TURN R"(
               order by m.due_at limit 1)",
            [](const db::Row& row) { return row.get<TimePoint>(0); }, connector, rank, now);
        if (due && (!earliest || *due < *earliest)) {
            earliest = due;
        }
    }
    return earliest;
}

bool record_dot_sent(db::Session& session, Lease lease) {
    return session.execute(
               R"(update outgoing_mail set state = 'dot_sent'
                  where mail_id = $1 and fence = $2 and state = 'leased')",
               lease.mail_id, lease.fence) == 1;
}

bool record_sent(db::Session& session, Lease lease, std::string_view reply, TimePoint now) {
    finish_attempt(session, lease, "sent", reply, now);
    return session.execute(
               R"(update outgoing_mail set state = 'sent', attempts = attempts + 1, remote_reply = $3,
                      finished_at = $4, due_at = null, lease_until = null
                  where mail_id = $1 and fence = $2 and state in ('dot_sent', 'uncertain'))",
               lease.mail_id, lease.fence, reply, now) == 1;
}

bool record_retry(db::Session& session, Lease lease, std::string_view failure, TimePoint due_at,
                  bool counts, TimePoint now) {
    finish_attempt(session, lease, counts ? "retry" : "connector", failure, now);
    return session.execute(
               R"(update outgoing_mail set state = 'retry_wait', attempts = attempts + $5, last_failure = $3,
                      first_failure_at = coalesce(first_failure_at, $6), due_at = $4, lease_until = null
                  where mail_id = $1 and fence = $2 and state in ('leased', 'dot_sent'))",
               lease.mail_id, lease.fence, failure, due_at, counts ? 1 : 0, now) == 1;
}

bool record_failed(db::Session& session, Lease lease, std::string_view failure, TimePoint now) {
    finish_attempt(session, lease, "failed", failure, now);
    return session.execute(
               R"(update outgoing_mail set state = 'failed', attempts = attempts + 1, last_failure = $3,
                      first_failure_at = coalesce(first_failure_at, $4), due_at = null, lease_until = null
                  where mail_id = $1 and fence = $2 and state in ('leased', 'dot_sent'))",
               lease.mail_id, lease.fence, failure, now) == 1;
}

bool record_uncertain(db::Session& session, Lease lease, std::string_view failure, TimePoint due_at,
                      TimePoint now) {
    finish_attempt(session, lease, "uncertain", failure, now);
    return session.execute(
               R"(update outgoing_mail set state = 'uncertain', attempts = attempts + 1, last_failure = $3,
                      first_failure_at = coalesce(first_failure_at, $5), lease_until = null,
                      due_at = )" UNCERTAIN_DUE("$4") R"(
                  where mail_id = $1 and fence = $2 and state = 'dot_sent')",
               lease.mail_id, lease.fence, failure, due_at, now) == 1;
}

bool record_suppressed(db::Session& session, Lease lease, std::string_view reason, TimePoint now) {
    finish_attempt(session, lease, "suppressed", reason, now);
    return session.execute(
               R"(update outgoing_mail set state = 'suppressed', reason = $3, finished_at = $4, due_at = null,
                      lease_until = null
                  where mail_id = $1 and fence = $2 and state = 'leased')",
               lease.mail_id, lease.fence, reason, now) == 1;
}

bool record_withdrawn(db::Session& session, Lease lease, TimePoint now) {
    finish_attempt(session, lease, "withdrawn", "", now);
    return session.execute(
               R"(update outgoing_mail set state = 'ready', due_at = $3, lease_until = null
                  where mail_id = $1 and fence = $2 and state in ('leased', 'dot_sent'))",
               lease.mail_id, lease.fence, now) == 1;
}

bool release_mail(db::Session& session, Lease lease, TimePoint now) {
    finish_attempt(session, lease, "released", "", now);
    return session.execute(
               R"(update outgoing_mail set state = 'ready', due_at = $3, lease_until = null
                  where mail_id = $1 and fence = $2 and state = 'leased')",
               lease.mail_id, lease.fence, now) == 1;
}

void extend_leases(db::Session& session, std::string_view owner, TimePoint lease_until) {
    session.execute(
        R"(update outgoing_mail set lease_until = $2
           where lease_until is not null and state in ('leased', 'dot_sent') and lease_owner = $1)",
        owner, lease_until);
}

std::vector<model::OutgoingMail> sweep_dead_leases(db::Session& session,
                                                   std::string_view dead_owner, TimePoint now,
                                                   TimePoint uncertain_due_at) {
    constexpr std::string_view kStopped =
        "The program stopped before the receiving server answered.";
    auto swept = session.list(
        R"(update outgoing_mail set state = 'ready', due_at = $1, lease_until = null
           where state in ('leased', 'dot_sent') and state = 'leased'
             and (lease_until < $1 or lease_owner = $2)
           returning )" OUTGOING_COLUMNS,
        read_outgoing, now, dead_owner);
    auto uncertain = session.list(
        R"(update outgoing_mail set state = 'uncertain', lease_until = null,
               due_at = )" UNCERTAIN_DUE("$2") R"(,
               attempts = attempts + 1, first_failure_at = coalesce(first_failure_at, $1),
               last_failure = $4
           where state in ('leased', 'dot_sent') and state = 'dot_sent'
             and (lease_until < $1 or lease_owner = $3)
           returning )" OUTGOING_COLUMNS,
        read_outgoing, now, uncertain_due_at, dead_owner, kStopped);
    for (const auto& mail : swept) {
        finish_attempt(session, {mail.id, mail.fence}, "released", kStopped, now);
    }
    for (auto& mail : uncertain) {
        finish_attempt(session, {mail.id, mail.fence}, "uncertain", kStopped, now);
        swept.push_back(std::move(mail));
    }
    return swept;
}

void shift_undo_windows(db::Session& session, Milliseconds by, TimePoint made_before) {
    session.execute(
        R"(update outgoing_mail set due_at = due_at + $1
           where state in ('held', 'ready', 'retry_wait', 'uncertain') and state = 'held'
             and created_at <= $2 and due_at - created_at <= $3)",
        by.count(), made_before, limits::kUndoSendMax.count());
}

void restart_undo_windows(db::Session& session, TimePoint now) {
    session.execute(
        R"(update outgoing_mail set due_at = $1 + (due_at - created_at), created_at = $1
           where state in ('held', 'ready', 'retry_wait', 'uncertain') and state = 'held'
             and created_at > $1 and due_at - created_at <= $2)",
        now, limits::kUndoSendMax.count());
}

bool cancel_mail(db::Session& session, MailId id, TimePoint now) {
    return session.execute(
               R"(update outgoing_mail set state = 'cancelled', finished_at = $2, due_at = null
                  where mail_id = $1 and state in ('held', 'ready', 'retry_wait', 'failed')
                    and not exists (select 1 from mail_attempt a
                        where a.mail_id = $1 and a.outcome = 'uncertain'))",
               id, now) == 1;
}

bool retry_mail(db::Session& session, MailId id, TimePoint now) {
    return session.execute(
               R"(update outgoing_mail set state = 'retry_wait', due_at = $2
                  where mail_id = $1 and state in ('retry_wait', 'failed', 'uncertain')
                    and (state <> 'uncertain' or finished_at is null))",
               id, now) == 1;
}

bool has_unconfirmed_attempt(db::Session& session, MailId id) {
    return session
        .one(
            "select 1 from mail_attempt where mail_id = $1 and outcome = 'uncertain' limit 1",
            [](const db::Row&) { return true; }, id)
        .value_or(false);
}

bool treat_as_sent(db::Session& session, MailId id, TimePoint now) {
    return session.execute(
               R"(update outgoing_mail set state = 'uncertain', finished_at = $2, due_at = null
                  where mail_id = $1 and state in ('ready', 'retry_wait', 'failed', 'uncertain')
                    and finished_at is null
                    and exists (select 1 from mail_attempt a
                        where a.mail_id = $1 and a.outcome = 'uncertain'))",
               id, now) == 1;
}

std::vector<model::OutgoingMail> list_unconfirmed_mails(db::Session& session, ConnectorId connector,
                                                        int limit) {
    return session.list("select " OUTGOING_COLUMNS R"( from outgoing_mail
           where connector_id = $1 and state = 'uncertain' and finished_at is null
           order by mail_id limit $2)",
                        read_outgoing, connector, limit);
}

namespace {

void insert_look(db::Session& session, Lease lease, std::string_view outcome,
                 std::string_view where, TimePoint now) {
    session.execute(
        R"(insert into mail_attempt (mail_id, fence, started_at, finished_at, outcome, reply)
           values ($1, $2, $3, $3, $4, $5))",
        lease.mail_id, lease.fence, now, outcome, where);
}

}  // namespace

void record_not_found(db::Session& session, Lease lease, std::string_view where, TimePoint now) {
    insert_look(session, lease, "not_found", where, now);
}

bool record_found(db::Session& session, Lease lease, std::string_view where, TimePoint now) {
    const bool is_ours = session.execute(
                             R"(update outgoing_mail set state = 'sent', remote_reply = $3,
                                    finished_at = $4, due_at = null
                                where mail_id = $1 and fence = $2 and state = 'uncertain'
                                  and finished_at is null)",
                             lease.mail_id, lease.fence, where, now) == 1;
    if (is_ours) {
        insert_look(session, lease, "found", where, now);
    }
    return is_ours;
}

void record_imported(db::Session& session, MailId id, std::string_view why, TimePoint now) {
    session.execute(
        R"(update outgoing_mail set last_failure = $2, first_failure_at = $3
           where mail_id = $1 and state = 'failed')",
        id, why, now);
}

bool record_bounced(db::Session& session, MailId id, std::string_view reason) {
    return session.execute(
               R"(update outgoing_mail set state = 'bounced', last_failure = $2, due_at = null
                  where mail_id = $1 and state in ('sent', 'uncertain'))",
               id, reason) == 1;
}

}  // namespace postroom::store
