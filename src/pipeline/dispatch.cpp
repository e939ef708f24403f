// See dispatch.hpp.
#include "pipeline/dispatch.hpp"

#include "core/crash_point.hpp"
#include "core/log.hpp"
#include "desk/connector_health.hpp"
#include "desk/outbox_commands.hpp"
#include "desk/seal.hpp"
#include "desk/sending_notice.hpp"
#include "desk/workspace.hpp"
#include "notify/rule.hpp"
#include "outbox/mark.hpp"
#include "outbox/retry.hpp"
#include "outbox/state.hpp"
#include "store/blob.hpp"
#include "store/channel.hpp"
#include "store/delivery_report.hpp"
#include "store/mailbox.hpp"
#include "store/people.hpp"
#include "store/receipt.hpp"
#include "store/retry_template.hpp"

namespace postroom::pipeline {
namespace {

constexpr Milliseconds kConnectorPause = std::chrono::seconds{30};
constexpr Milliseconds kUncertainPause = std::chrono::minutes{10};  // OUT-4 (b)
constexpr int kConnectorsMax = 100;

/// Replies always leave, and so does what a colleague wrote to a customer when the relay carries
/// it; everything else is automatic. (BNC-4, LOOP-7)
bool is_withheld_from_suppressed(db::Session& session, const model::OutgoingMail& mail) {
    if (mail.kind == model::MailKind::reply) {
        return false;
    }
    const bool is_outside = mail.recipient_person.kind == model::PersonKind::customer;
    return !is_outside || !store::carries_colleagues_words(session, mail.id);
}

bool leaves_in_quiet_mode(const model::OutgoingMail& mail) {
    return mail.kind == model::MailKind::test || notify::leaves_in_quiet_mode(mail.reason);
}

/// Why a mail that is due may not leave any more; nothing when it may. (OUT-5)
std::optional<std::string> forbidden_because(db::Session& session, const desk::Environment& env,
                                             const model::OutgoingMail& mail, bool is_quiet) {
    const TimePoint now = env.now();
    if (is_quiet) {
        return "quiet_mode";
    }
    if (const auto filter = store::find_email_filter(session, "outgoing", mail.recipient)) {
        store::count_filter_hit(session, filter->id);
        return "blocked_address";
    }
    if (threading::token_in_address(env.keys, mail.recipient)) {
        return "blocked_address";  // one of our own reply or bounce addresses (LOOP-2)
    }
    if (is_withheld_from_suppressed(session, mail) &&
        store::find_suppression(session, mail.recipient, now)) {
        return "blocked_address";
    }
    const bool is_notification = mail.kind == model::MailKind::notification;
    if (is_notification && mail.message_id && !store::carries_unseen(session, mail.id)) {
        return std::string(notify::rule::kSeen);
    }
    if (is_notification && mail.recipient_person.kind == model::PersonKind::user) {
        const auto user = store::find_user(session, UserId{mail.recipient_person.id});
        if (user && !user->active) {
            return "deactivated";
        }
    }
    if (mail.recipient_person.kind == model::PersonKind::customer &&
        mail.recipient_person.id != 0) {
        const auto customer = store::find_customer(session, CustomerId{mail.recipient_person.id});
        if (customer && !customer->active) {
            return "deactivated";
        }
    }
    return std::nullopt;
}

/// Where bounce addresses live; empty for a mailbox's own server, which lets it write as itself
/// only: its bounces are known by the Message-ID. (BNC-1)
std::string bounce_domain(db::Session& session, ConnectorId connector) {
    return store::find_mailbox_by_connector(session, connector) ? std::string()
                                                                : desk::load_reply_domain(session);
}

/// The envelope sender: bounces of this very mail come back to an address of its own. (BNC-1)
std::string envelope_from_of(const desk::Environment& env, const model::OutgoingMail& mail,
                             const std::string& reply_domain) {
    if (mail.envelope_from.empty() || reply_domain.empty()) {
        return mail.envelope_from;
    }
    return threading::bounce_address(env.keys, mail.id, reply_domain);
}

/// When this mail is tried again: as its connector's template says; imported mail never. (F148,
/// F154)
outbox::RetryProfile load_profile(db::Session& session, const model::OutgoingMail& mail) {
    const auto chosen = outbox::is_imported(mail)
                            ? std::nullopt
                            : store::find_retry_template_of(session, mail.connector_id);
    return chosen ? outbox::profile_of(*chosen) : outbox::no_retry_profile();
}

/// Writes what a failed try means for the mail and for its connector. (OUT-7)
void record_failure(db::Session& session, const desk::Environment& env,
                    const model::OutgoingMail& mail, store::Lease lease,
                    const Attempted& attempted) {
    const auto judged = outbox::classify({.stage = attempted.stage,
                                          .code = attempted.code,
                                          .enhanced = attempted.enhanced,
                                          .text = attempted.reply});
    const TimePoint now = env.now();
    const auto profile = load_profile(session, mail);
    switch (judged.failure_class) {
        case outbox::FailureClass::uncertain:
            store::record_uncertain(session, lease, attempted.reply, now + kUncertainPause, now);
            return;
        case outbox::FailureClass::connector_temporary:
            if (!profile.delays.empty()) {
                store::record_retry(session, lease, attempted.reply, now + kConnectorPause, false,
                                    now);
                return;
            }
            break;
        case outbox::FailureClass::auth_permanent:
            store::record_retry(session, lease, attempted.reply, now + kConnectorPause, false, now);
            return;
        case outbox::FailureClass::recipient_temporary: {
            const auto due =
                outbox::next_attempt(profile,
                                     {.attempts = mail.attempts + 1,
                                      .first_attempt_at = mail.first_failure_at.value_or(now),
                                      .greylisted = judged.greylisted},
                                     now, env.random);
            if (due) {
                store::record_retry(session, lease, attempted.reply, *due, true, now);
                return;
            }
            break;
        }
        case outbox::FailureClass::recipient_permanent:
        case outbox::FailureClass::local_permanent:
            break;
    }
    store::record_failed(session, lease, attempted.reply, now);
}

/// Nobody's undo time is shortened or drawn out by a clock that was set. (OUT-14, I6)
void keep_undo_windows(db::Session& session, const std::optional<ClockWatch::Jump>& jump,
                       TimePoint now) {
    if (jump && jump->by > Milliseconds{0}) {
        store::shift_undo_windows(session, jump->by, jump->before);
    } else if (jump) {
        store::restart_undo_windows(session, now);
    }
}

void record_attempted(db::Session& session, const desk::Environment& env, store::Lease lease,
                      const Attempted& attempted) {
    auto mail = store::find_outgoing_mail(session, lease.mail_id);
    if (!mail) {
        return;
    }
    if (attempted.withdrawn) {
        store::record_withdrawn(session, lease, env.now());
    } else if (attempted.accepted) {
        store::record_sent(session, lease, attempted.reply, env.now());
    } else {
        record_failure(session, env, *mail, lease, attempted);
    }
    if (auto after = store::find_outgoing_mail(session, lease.mail_id)) {
        desk::append_outbox_event(session, env, *after, model::Person{});
        if (after->state == model::MailState::failed) {
            desk::tell_mail_failed(session, env, *after);
        }
    }
}

/// Asked at each claim: a connector that is switched off sends nothing from that moment. (F165)
bool is_enabled(db::Session& session, ConnectorId id) {
    const auto connector = store::find_connector(session, id);
    return connector && connector->enabled;
}

}  // namespace

Dispatch::Dispatch(db::Database& database, const desk::Environment& env, std::string owner)
    : database_(database), env_(env), owner_(std::move(owner)), clock_watch_(env.clock) {}

std::vector<ClaimedMail> Dispatch::claim(ConnectorId connector, ClaimLimits limits) {
    const auto jump = clock_watch_.look();
    // Each commit wakes whoever may have work, and most find none: a look must not commit, or
    // looks would wake looks for ever.
    const auto due = jump ? env_.now() : next_due(connector).value_or(TimePoint::max());
    if (due > env_.now()) {
        return {};
    }
    return database_.write([&](db::Session& session) -> std::vector<ClaimedMail> {
        if (!is_enabled(session, connector)) {
            return {};
        }
        const TimePoint now = env_.now();
        keep_undo_windows(session, jump, now);
        const bool is_quiet = desk::load_quiet_mode(session, now).on;
        const std::string reply_domain = bounce_domain(session, connector);
        std::vector<ClaimedMail> claimed;
        std::int64_t bytes = 0;
        for (auto& mail :
             store::claim_due_mails(session, connector, now, owner_, now + postroom::limits::kLease,
                                    limits.mails_max)) {
            const store::Lease lease{mail.id, mail.fence};
            bytes += mail.size;
            if (bytes > limits.bytes_max && !claimed.empty()) {
                store::release_mail(session, lease, now);
                continue;
            }
            if (const auto reason = forbidden_because(session, env_, mail,
                                                      is_quiet && !leaves_in_quiet_mode(mail))) {
                store::record_suppressed(session, lease, *reason, now);
                store::record_mail_taken_back(session, mail.id, *reason, now);
                mail.state = model::MailState::suppressed;
                desk::append_outbox_event(session, env_, mail, model::Person{});
                continue;
            }
            claimed.push_back({.lease = lease,
                               .connector_id = connector,
                               .envelope_from = envelope_from_of(env_, mail, reply_domain),
                               .recipient = mail.recipient,
                               .bytes = store::find_blob(session, mail.blob_id).value_or("")});
        }
        if (!claimed.empty()) {
            CRASH_POINT("outbox.before_claim_commit");
        }
        return claimed;
    });
}

std::optional<TimePoint> Dispatch::next_due(ConnectorId connector) {
    return database_.read([&](db::Session& session) {
        return is_enabled(session, connector)
                   ? store::find_next_due_mail(session, connector, env_.now())
                   : std::nullopt;
    });
}

void Dispatch::before_dot(store::Lease lease, std::move_only_function<void(bool)> done) {
    CRASH_POINT("outbox.after_claim");
    auto allowed = std::make_shared<bool>(false);
    database_.write_async(
        [lease, allowed](db::Session& session) {
            *allowed = store::record_dot_sent(session, lease);
        },
        [allowed, done = std::move(done)](std::exception_ptr failure) mutable {
            CRASH_POINT("outbox.after_dot_sent");
            done(!failure && *allowed);
        });
}

void Dispatch::record(store::Lease lease, Attempted attempted,
                      std::move_only_function<void()> done) {
    CRASH_POINT("outbox.after_reply");
    database_.write_async(
        [this, lease, attempted = std::move(attempted)](db::Session& session) {
            record_attempted(session, env_, lease, attempted);
            CRASH_POINT("outbox.before_record_commit");
        },
        [lease, done = std::move(done)](std::exception_ptr failure) mutable {
            if (failure) {
                // The lease runs out and the sweep decides: past the dot the mail is "unconfirmed"
                // (P7).
                log_error("the outcome of mail {} could not be written", lease.mail_id.value);
            }
            CRASH_POINT("outbox.after_record");
            done();
        });
}

void Dispatch::release(store::Lease lease) {
    database_.write([&](db::Session& session) { store::release_mail(session, lease, env_.now()); });
}

void Dispatch::note_connector(ConnectorId connector, ConnectorState state, std::string reply) {
    database_.write_async(
        [this, connector, state, reply = std::move(reply)](db::Session& session) {
            if (state == ConnectorState::works) {
                desk::note_connector_works(session, env_, connector);
            } else if (state == ConnectorState::sign_in_refused) {
                desk::note_sign_in_refused(session, env_, connector, reply);
            }
        },
        [connector](std::exception_ptr failure) {
            if (failure) {
                log_error("the state of connector {} could not be written", connector.value);
            }
        });
}

void Dispatch::extend_leases() {
    database_.write([&](db::Session& session) {
        store::extend_leases(session, owner_, env_.now() + limits::kLease);
    });
}

std::size_t Dispatch::sweep(std::string_view dead_owner) {
    return database_.write([&](db::Session& session) {
        const auto swept =
            store::sweep_dead_leases(session, dead_owner, env_.now(), env_.now() + kUncertainPause);
        for (const auto& mail : swept) {
            desk::append_outbox_event(session, env_, mail, model::Person{});
        }
        return swept.size();
    });
}

std::size_t Dispatch::recover() {
    database_.write(
        [&](db::Session& session) { store::restart_undo_windows(session, env_.now()); });
    return sweep(owner_);
}

std::vector<model::Connector> Dispatch::list_connectors() {
    return database_.read([&](db::Session& session) {
        auto connectors = store::list_connectors(session, kConnectorsMax);
        for (auto& connector : connectors) {
            if (const auto sealed = store::find_connector_secret(session, connector.id)) {
                connector.secret = desk::unseal(env_, *sealed, connector.id).value_or("");
            }
        }
        return connectors;
    });
}

}  // namespace postroom::pipeline
