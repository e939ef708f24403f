// See dispatch.hpp.
#include "pipeline/dispatch.hpp"

#include "core/crash_point.hpp"
#include "core/log.hpp"
#include "db/failure.hpp"
#include "desk/connector_health.hpp"
#include "desk/outbox_commands.hpp"
#include "desk/seal.hpp"
#include "desk/workspace.hpp"
#include "notify/rule.hpp"
#include "store/blob.hpp"
#include "store/channel.hpp"
#include "store/delivery_report.hpp"
#include "store/mailbox.hpp"
#include "store/people.hpp"
#include "store/receipt.hpp"

namespace postroom::pipeline {
namespace {

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

/// Nobody's undo time is shortened or drawn out by a clock that was set. (OUT-14, I6)
void keep_undo_windows(db::Session& session, const std::optional<ClockWatch::Jump>& jump,
                       TimePoint now) {
    if (jump && jump->by > Milliseconds{0}) {
        store::shift_undo_windows(session, jump->by, jump->before);
    } else if (jump) {
        store::restart_undo_windows(session, now);
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
    std::vector<store::Lease> taken;
    try {
        return database_.write([&](db::Session& session) {
            return claim_due(session, connector, limits, jump, taken);
        });
    } catch (...) {
        // The answer to a COMMIT may be what was lost: such leases would never be given back. (F17)
        for (const auto lease : taken) {
            owe({lease, std::nullopt});
        }
        throw;
    }
}

std::vector<ClaimedMail> Dispatch::claim_due(db::Session& session, ConnectorId connector,
                                             ClaimLimits limits,
                                             const std::optional<ClockWatch::Jump>& jump,
                                             std::vector<store::Lease>& taken) {
    taken.clear();
    if (!is_enabled(session, connector)) {
        return {};
    }
    const TimePoint now = env_.now();
    keep_undo_windows(session, jump, now);
    const bool is_quiet = desk::load_quiet_mode(session, now).on;
    const std::string reply_domain = bounce_domain(session, connector);
    std::vector<ClaimedMail> claimed;
    std::int64_t bytes = 0;
    for (auto& mail : store::claim_due_mails(session, connector, now, owner_,
                                             now + postroom::limits::kLease, limits.mails_max)) {
        const store::Lease lease{mail.id, mail.fence};
        taken.push_back(lease);
        bytes += mail.size;
        if (bytes > limits.bytes_max && !claimed.empty()) {
            store::release_mail(session, lease, now);
            continue;
        }
        if (const auto reason =
                forbidden_because(session, env_, mail, is_quiet && !leaves_in_quiet_mode(mail))) {
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
    auto shared = std::make_shared<Attempted>(std::move(attempted));
    database_.write_async(
        [this, lease, shared](db::Session& session) {
            record_attempted(session, env_, lease, *shared);
            CRASH_POINT("outbox.before_record_commit");
        },
        [this, lease, shared, done = std::move(done)](std::exception_ptr failure) mutable {
            if (failure) {
                log_error("the outcome of mail {} could not be written yet", lease.mail_id.value);
                owe({lease, std::move(*shared)});
            }
            CRASH_POINT("outbox.after_record");
            done();
        });
}

void Dispatch::owe(Owed owed) {
    const std::lock_guard lock(owed_mutex_);
    owed_.push_back(std::move(owed));
}

std::size_t Dispatch::catch_up() {
    std::size_t written = 0;
    for (auto owed = take_owed(); owed; owed = take_owed()) {
        try {
            write_owed(*owed);
            ++written;
        } catch (const db::Failure& failure) {
            if (failure.kind != db::FailureKind::bug) {
                owe(*std::move(owed));
                throw;
            }
            log_error("the outcome of mail {} is given up: {}", owed->lease.mail_id.value,
                      failure.what());
        }
    }
    if (written > 0) {
        log_info("{} outcomes of sending were written late", written);
    }
    return written;
}

std::optional<Dispatch::Owed> Dispatch::take_owed() {
    const std::lock_guard lock(owed_mutex_);
    if (owed_.empty()) {
        return std::nullopt;
    }
    auto first = std::move(owed_.front());
    owed_.pop_front();
    return first;
}

void Dispatch::write_owed(const Owed& owed) {
    database_.write([&](db::Session& session) {
        if (owed.attempted) {
            record_attempted(session, env_, owed.lease, *owed.attempted);
        } else {
            store::release_mail(session, owed.lease, env_.now());
        }
    });
}

void Dispatch::release(store::Lease lease) {
    try {
        database_.write(
            [&](db::Session& session) { store::release_mail(session, lease, env_.now()); });
    } catch (...) {
        owe({lease, std::nullopt});
        throw;
    }
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
