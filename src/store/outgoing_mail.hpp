// The outbox: every outgoing mail with its state, its lease and its attempts.
// Invariant: a state changes only by compare-and-set from a state that allows it (OUT-1); a write
// of a worker whose lease is gone changes nothing (OUT-6). Rule: mail-correctness.md section 2.6.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "db/session.hpp"
#include "model/mail_flow.hpp"

namespace postroom::store {

MailId insert_outgoing_mail(db::Session& session, const model::OutgoingMail& mail);
std::optional<model::OutgoingMail> find_outgoing_mail(db::Session& session, MailId id);
std::optional<MailId> find_mail_by_message_id_header(db::Session& session, std::string_view header);
/// Another name of a mail of ours, which its provider gave it. (OUT-30)
void insert_mail_alias(db::Session& session, MailId id, std::string_view alias, TimePoint now);
std::vector<std::string> list_mail_aliases(db::Session& session, MailId id);
std::vector<model::OutgoingMail> list_mails_of_message(db::Session& session, MessageId message);

/// P2 and P3: takes due mails of a connector under a lease, the most urgent kind first (OUT-18),
/// and opens an attempt for each. Held mails whose undo time is over are due as well. What must
/// leave after another one waits for it (OUT-17).
std::vector<model::OutgoingMail> claim_due_mails(db::Session& session, ConnectorId connector,
                                                 TimePoint now, std::string_view owner,
                                                 TimePoint lease_until, int limit);
/// Earliest time at which a mail of this connector is due, of those that wait for no other one.
std::optional<TimePoint> find_next_due_mail(db::Session& session, ConnectorId connector,
                                            TimePoint now);

/// One worker's hold on one mail.
struct Lease {
    MailId mail_id;
    std::int64_t fence = 0;
};
/// P4: false when the lease is lost or the mail may not leave any more.
bool record_dot_sent(db::Session& session, Lease lease);
/// P5.
bool record_sent(db::Session& session, Lease lease, std::string_view reply, TimePoint now);
/// P6: waits for its next attempt. `counts` is false when the connector failed, not the mail
/// (OUT-7).
bool record_retry(db::Session& session, Lease lease, std::string_view failure, TimePoint due_at,
                  bool counts, TimePoint now);
/// P6: for good, or until a person retries.
bool record_failed(db::Session& session, Lease lease, std::string_view failure, TimePoint now);
/// P7: no answer after the dot. An imported mail is not sent again by itself (F154).
bool record_uncertain(db::Session& session, Lease lease, std::string_view failure, TimePoint due_at,
                      TimePoint now);
/// Ends a leased mail without sending it: the policy said no at claim time (OUT-5).
bool record_suppressed(db::Session& session, Lease lease, std::string_view reason, TimePoint now);
/// The final dot was announced (P4) but not sent: the mail is ready again.
bool record_withdrawn(db::Session& session, Lease lease, TimePoint now);
/// Gives a leased mail back untouched; it is due at once.
bool release_mail(db::Session& session, Lease lease, TimePoint now);
/// Keeps leases alive (OUT-6).
void extend_leases(db::Session& session, std::string_view owner, TimePoint lease_until);
/// After a crash: leased mails of dead workers are ready again, those past the dot are uncertain
/// (P7). Returns them as they are now.
/// @param dead_owner  a worker known to be gone: its leases are dead before their time. Empty: none
std::vector<model::OutgoingMail> sweep_dead_leases(db::Session& session,
                                                   std::string_view dead_owner, TimePoint now,
                                                   TimePoint uncertain_due_at);

/// The wall clock jumped forward: held mails made before wait as long as they would have (OUT-14).
void shift_undo_windows(db::Session& session, Milliseconds by, TimePoint made_before);
/// The wall clock went back: held mails "made in the future" begin their undo time now (OUT-14).
void restart_undo_windows(db::Session& session, TimePoint now);

/// The state before, when the mail was cancelled; nothing when it was too late (OUT-13, I5).
bool cancel_mail(db::Session& session, MailId id, TimePoint now);
/// Pending retry, due now; false when the state does not allow it (OUT-12).
bool retry_mail(db::Session& session, MailId id, TimePoint now);
/// Whether a try of it broke off after the mail was handed over: it may have arrived (OUT-4).
bool has_unconfirmed_attempt(db::Session& session, MailId id);
/// Ends it as uncertain, by a person's decision; false when no try is unconfirmed or it is over.
bool treat_as_sent(db::Session& session, MailId id, TimePoint now);
/// Mails of this connector of which nobody knows whether they arrived, and nobody has decided.
std::vector<model::OutgoingMail> list_unconfirmed_mails(db::Session& session, ConnectorId connector,
                                                        int limit);
/// We looked among the provider's sent mails, and it is not there: one line of its history. (OUT-4)
void record_not_found(db::Session& session, Lease lease, std::string_view where, TimePoint now);
/// It is there: sent. False when the mail was taken up again meanwhile.
bool record_found(db::Session& session, Lease lease, std::string_view where, TimePoint now);
/// What another program had not sent: failed, and why it does not go by itself. (F154)
void record_imported(db::Session& session, MailId id, std::string_view why, TimePoint now);
/// A sent mail that came back (BNC-6).
bool record_bounced(db::Session& session, MailId id, std::string_view reason);

struct MailAttempt {
    std::int64_t fence = 0;
    TimePoint started_at{};
    std::optional<TimePoint> finished_at;
    std::string outcome;
    std::string reply;
};
std::vector<MailAttempt> list_attempts(db::Session& session, MailId id);

/// Mails that have not left: what the navigation shows (F135).
std::int64_t count_waiting_mails(db::Session& session);
/// Automatic mails to this address made after `since`, newest first: for the ceilings (LOOP-6).
struct AutomaticMail {
    TimePoint created_at{};
    ItemId item_id;
};
std::vector<AutomaticMail> list_automatic_mails_to(db::Session& session, std::string_view recipient,
                                                   TimePoint since, int limit);
/// Automatic mails to people outside about items of this channel, made after `since` (LOOP-7).
std::int64_t count_automatic_mails_of_channel(db::Session& session, ChannelId channel,
                                              TimePoint since);
/// Whether a mail made after `since` told this person of an automatic message of the item (LOOP-4).
bool was_emailed_automatic_message(db::Session& session, model::Person person, ItemId item,
                                   TimePoint since);

}  // namespace postroom::store
