// See relay.hpp.
#include "pipeline/relay.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/crash_point.hpp"
#include "core/log.hpp"
#include "desk/audience.hpp"
#include "desk/ceiling.hpp"
#include "desk/compose.hpp"
#include "desk/workspace.hpp"
#include "notify/recheck.hpp"
#include "notify/rule.hpp"
#include "store/event.hpp"
#include "store/item.hpp"
#include "store/message_change.hpp"
#include "store/people.hpp"
#include "store/receipt.hpp"

namespace postroom::pipeline {
namespace {

constexpr int kConversationsMax = 100;
constexpr int kMessagesPerMailMax = 500;  // more than anybody misses in a minute (F010)
constexpr Milliseconds kCeilingPause = std::chrono::minutes{5};
constexpr std::string_view kMailFailed = "mail_failed";

std::optional<desk::Recipient> find_recipient(db::Session& session,
                                              const desk::Directory& directory,
                                              model::Person person) {
    if (person.kind == model::PersonKind::user) {
        const auto* user = directory.find(UserId{person.id});
        return user == nullptr ? std::nullopt
                               : std::optional(desk::Recipient{person, user->name, user->email,
                                                               user->language});
    }
    const auto customer = store::find_customer(session, CustomerId{person.id});
    return customer ? std::optional(desk::Recipient{person, customer->name, customer->email,
                                                    customer->language})
                    : std::nullopt;
}

/// What is left of the waiting receipts after asking again.
struct Mailable {
    std::vector<model::Message> messages;
    std::vector<ReceiptId> receipts;
    bool suppress = false;
    std::string rule;
};

/// Its author may still take it back, so no mail may carry it, not even another message's. (I6)
bool can_be_undone(const desk::Directory& directory, const model::Message& message, TimePoint now) {
    const auto* author = message.author.kind == model::PersonKind::user
                             ? directory.find(UserId{message.author.id})
                             : nullptr;
    return author != nullptr &&
           now < message.created_at + std::chrono::seconds{author->undo_send_seconds};
}

Mailable ask_again(db::Session& session, const desk::Environment& env,
                   const desk::Directory& directory, const desk::Place& place,
                   const store::DueConversation& due) {
    Mailable mailable;
    if (const auto mark = store::find_seen_mark(session, due.conversation_id, due.person)) {
        store::mark_seen(session, due.conversation_id, due.person, mark->seq, mark->at);
    }
    auto candidate = desk::load_candidate(session, directory, place, due.person, env.now());
    if (candidate) {
        candidate->automatic_email_spent = desk::is_automatic_email_spent(
            session, due.person, place.conversation.item_id, env.now());
    }
    const notify::Settings settings{.grace = env.relay_grace,
                                    .undo_delay = Milliseconds{0},
                                    .quiet_mode = desk::load_quiet_mode(session, env.now()).on};
    for (const auto& receipt : store::list_waiting_receipts(session, due.conversation_id,
                                                            due.person, kMessagesPerMailMax)) {
        auto message = store::find_message(session, receipt.message_id);
        if (message && receipt.due_at > env.now() &&
            can_be_undone(directory, *message, env.now())) {
            continue;  // its own due time comes later
        }
        notify::MailVerdict verdict{.rule = notify::rule::kMessageDeleted};
        if (message && !message->deleted_at && candidate) {
            candidate->mentioned = due.person.kind == model::PersonKind::user &&
                                   store::is_mentioned(session, message->id, UserId{due.person.id});
            verdict = notify::recheck_before_mail(desk::subject_of(*message, place), *candidate,
                                                  settings, {.seen_at = receipt.seen_at});
        }
        if (verdict.action == notify::MailVerdict::Action::withhold) {
            store::record_withheld(session, receipt.id, verdict.rule, env.now());
            continue;
        }
        // Where one message may go, the others travel with it: a colleague's words always leave.
        const bool is_kept_back = verdict.action == notify::MailVerdict::Action::suppress;
        if (mailable.messages.empty() || (mailable.suppress && !is_kept_back)) {
            mailable.suppress = is_kept_back;
            mailable.rule = verdict.rule;
        }
        mailable.messages.push_back(std::move(*message));
        mailable.receipts.push_back(receipt.id);
    }
    return mailable;
}

/// What a colleague wrote to a customer is a reply, however it travels: no loop rule stops it.
/// (LOOP-7)
bool is_reply(const Mailable& mailable, model::Person recipient) {
    return recipient.kind == model::PersonKind::customer &&
           std::ranges::any_of(mailable.messages, [](const model::Message& message) {
               return message.author.kind == model::PersonKind::user;
           });
}

/// One automatic mail too many to somebody outside is made and kept readable, never sent. A
/// colleague is no robot that answers, and may not miss anything: their mail waits until there is
/// room again, and then carries all that is unseen. (LOOP-6, LOOP-7, I9, F010)
void keep_under_ceilings(db::Session& session, const desk::Environment& env,
                         const desk::Place& place, const desk::Recipient& recipient,
                         Mailable& mailable) {
    if (mailable.suppress || is_reply(mailable, recipient.person)) {
        return;
    }
    const auto rule = desk::rule_against_automatic_mail(session, env, place.item,
                                                        {recipient.person, recipient.email});
    if (rule.empty()) {
        return;
    }
    const bool is_loop = rule == notify::rule::kPairStopped;
    if (recipient.person.kind == model::PersonKind::user && !is_loop) {
        store::postpone_receipts(session, mailable.receipts, notify::rule::kMailPostponed,
                                 env.now() + kCeilingPause);
        mailable = {};
        return;
    }
    mailable.suppress = true;
    mailable.rule = rule;
}

void append_relayed_event(db::Session& session, const desk::Environment& env,
                          const desk::Place& place, const store::DueConversation& due,
                          const Mailable& mailable) {
    store::append_event(session, {.kind = model::EventKind::receipt_changed,
                                  .at = env.now(),
                                  .item_id = place.conversation.item_id,
                                  .conversation_id = due.conversation_id,
                                  .message_id = mailable.messages.back().id,
                                  .payload = fmt::format(R"({{"emailed":{{"kind":"{}","id":{}}}}})",
                                                         name_of(due.person.kind), due.person.id)});
}

/// One mail with everything that this person has not seen of one conversation.
Result<void> mail_unseen(db::Session& session, const desk::Environment& env,
                         const store::DueConversation& due) {
    const auto directory = desk::load_directory(session);
    const auto place = desk::find_place(session, due.conversation_id);
    if (!place) {
        return {};
    }
    auto mailable = ask_again(session, env, directory, *place, due);
    const auto recipient = find_recipient(session, directory, due.person);
    if (mailable.messages.empty() || !recipient) {
        return {};
    }
    keep_under_ceilings(session, env, *place, *recipient, mailable);
    if (mailable.messages.empty()) {
        return {};
    }
    const MailId mail =
        TRY(desk::compose_message_mail(session, env, *place, mailable.messages, *recipient,
                                       {.kind = model::MailKind::notification,
                                        .reason = mailable.rule,
                                        .due_at = env.now(),
                                        .suppress = mailable.suppress}));
    CRASH_POINT("relay.after_compose");
    for (const ReceiptId receipt : mailable.receipts) {
        if (mailable.suppress) {
            store::record_mail_withheld(session, receipt, mailable.rule, mail, env.now());
        } else {
            store::record_emailed(session, receipt, mailable.rule, mail, env.now());
        }
    }
    append_relayed_event(session, env, *place, due, mailable);
    return {};
}

/// A mail that could not be made is not tried for ever; the explanation says so.
void give_up(db::Session& session, const desk::Environment& env,
             const store::DueConversation& due) {
    for (const auto& receipt : store::list_waiting_receipts(session, due.conversation_id,
                                                            due.person, kMessagesPerMailMax)) {
        store::record_withheld(session, receipt.id, kMailFailed, env.now());
    }
}

}  // namespace

std::size_t Relay::run_once() {
    const TimePoint now = env_.now();
    const auto due = database_.read([&](db::Session& session) {
        return store::list_due_conversations(session, now, kConversationsMax);
    });
    if (due.empty()) {
        return 0;
    }
    for (const auto& one : due) {
        const auto mailed =
            database_.write([&](db::Session& session) { return mail_unseen(session, env_, one); });
        if (!mailed) {
            log_warning("no mail for conversation {}: {}", one.conversation_id.value,
                        mailed.error().reply);
            database_.write([&](db::Session& session) { give_up(session, env_, one); });
        }
    }
    return due.size();
}

std::optional<TimePoint> Relay::next_due() {
    return database_.read([](db::Session& session) { return store::find_next_due(session); });
}

}  // namespace postroom::pipeline
