// See attempt.hpp.
#include "pipeline/attempt.hpp"

#include "desk/mail_alias.hpp"
#include "desk/outbox_commands.hpp"
#include "desk/sending_notice.hpp"
#include "outbox/retry.hpp"
#include "outbox/state.hpp"
#include "store/retry_template.hpp"

namespace postroom::pipeline {
namespace {

constexpr Milliseconds kConnectorPause = std::chrono::seconds{30};

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

/// Whether this lease may still say something about the mail. An answer that comes after the sweep
/// gave up on it is still an answer.
bool is_awaited(const model::OutgoingMail& mail, store::Lease lease, const Attempted& attempted) {
    using enum model::MailState;
    return mail.fence == lease.fence && (mail.state == leased || mail.state == dot_sent ||
                                         (mail.state == uncertain && attempted.accepted));
}

}  // namespace

void record_attempted(db::Session& session, const desk::Environment& env, store::Lease lease,
                      const Attempted& attempted) {
    const auto mail = store::find_outgoing_mail(session, lease.mail_id);
    if (!mail || !is_awaited(*mail, lease, attempted)) {
        return;
    }
    if (attempted.withdrawn) {
        store::record_withdrawn(session, lease, env.now());
    } else if (attempted.accepted) {
        store::record_sent(session, lease, attempted.reply, env.now());
        desk::learn_message_id(session, env, *mail,
                               desk::message_id_in_reply(attempted.reply, *mail));
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

}  // namespace postroom::pipeline
