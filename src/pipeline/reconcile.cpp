// See reconcile.hpp.
#include "pipeline/reconcile.hpp"

#include "core/limits.hpp"
#include "desk/mail_alias.hpp"
#include "desk/outbox_commands.hpp"
#include "guard/own_mail.hpp"
#include "model/phrase_tables.hpp"
#include "store/mailbox.hpp"

namespace postroom::pipeline {
namespace {

/// After the break, and again after the first look: providers store what they sent with a delay.
constexpr Milliseconds kBetweenLooks = std::chrono::seconds{60};
constexpr int kLooks = 2;
constexpr int kMailsAtOnce = 50;

/// Whether the try that ended without an answer wants another look now.
bool wants_look(const std::vector<store::MailAttempt>& attempts, std::int64_t fence,
                TimePoint now) {
    int looks = 0;
    TimePoint last{};
    for (const auto& attempt : attempts) {
        if (attempt.fence == fence) {
            looks += attempt.outcome == "not_found" ? 1 : 0;
            last = std::max(last, attempt.finished_at.value_or(now));
        }
    }
    return looks < kLooks && now >= last + kBetweenLooks;
}

}  // namespace

std::size_t Reconcile::run_once() {
    std::size_t asked_for = 0;
    for (const auto& mailbox : fetch_.list_mailboxes()) {
        TimePoint& rests_until = rests_until_[mailbox.channel_id.value];
        if (!mailbox.connector_id || !mailbox.active || env_.now() < rests_until) {
            continue;
        }
        const auto due = list_due(mailbox.connector_id);
        if (due.empty()) {
            continue;
        }
        asked_for += due.size();
        const auto found = look_(mailbox, due);
        if (found && found->size() == due.size()) {
            record(mailbox, due, *found);
        } else {
            rests_until = env_.now() + kBetweenLooks;
        }
    }
    return asked_for;
}

std::vector<Unconfirmed> Reconcile::list_due(ConnectorId connector) {
    return database_.read([&](db::Session& session) {
        std::vector<Unconfirmed> due;
        for (const auto& mail : store::list_unconfirmed_mails(session, connector, kMailsAtOnce)) {
            if (wants_look(store::list_attempts(session, mail.id), mail.fence, env_.now())) {
                due.push_back(
                    {.lease = {mail.id, mail.fence},
                     .message_id = mail.message_id_header,
                     .mark = guard::loop_header_value(env_.loop_key(), mail.message_id_header),
                     .created_at = mail.created_at});
            }
        }
        return due;
    });
}

void Reconcile::record(const model::Mailbox& mailbox, const std::vector<Unconfirmed>& asked,
                       const std::vector<SentCopy>& found) {
    const auto is_there =
        sentence_of(model::send_trouble("found_in_sent"), {{"mailbox", mailbox.address}});
    const auto is_missing =
        sentence_of(model::send_trouble("not_in_sent"), {{"mailbox", mailbox.address}});
    database_.write([&](db::Session& session) {
        for (std::size_t i = 0; i < asked.size(); ++i) {
            const store::Lease lease = asked[i].lease;
            if (!found[i].is_there) {
                store::record_not_found(session, lease, is_missing, env_.now());
            } else if (store::record_found(session, lease, is_there, env_.now())) {
                if (const auto mail = store::find_outgoing_mail(session, lease.mail_id)) {
                    desk::learn_message_id(session, env_, *mail, found[i].message_id);
                    desk::append_outbox_event(session, env_, *mail, model::Person{});
                }
            }
        }
    });
}

}  // namespace postroom::pipeline
