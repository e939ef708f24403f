// See fanout.hpp.
#include "pipeline/fanout.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/crash_point.hpp"
#include "desk/ceiling.hpp"
#include "desk/workspace.hpp"
#include "notify/rule.hpp"
#include "store/event.hpp"
#include "store/item.hpp"
#include "store/message_change.hpp"
#include "store/people.hpp"
#include "store/receipt.hpp"

namespace postroom::pipeline {
namespace {

constexpr std::string_view kReader = "fanout";
constexpr int kBatchMax = 40;  // a few ms of the writer, whom others wait for

/// Told people get a receipt; of the others only those who might expect one (product.md "Explain").
bool is_concerned(const notify::Candidate& candidate, const notify::Decision& decision) {
    return decision.told() || candidate.follows || candidate.took_part || candidate.is_requester ||
           candidate.mentioned;
}

/// Whoever looked before fan-out came has seen the message already. (F009)
void note_seen(std::span<const store::PersonSeenMark> marks, model::Receipt& receipt) {
    const auto mark = std::ranges::find(marks, receipt.person, &store::PersonSeenMark::person);
    if (mark != marks.end() && receipt.state == model::ReceiptState::delivered) {
        receipt.state = model::ReceiptState::seen;
        receipt.seen_at = mark->at;
        receipt.due_at.reset();
    }
}

model::Receipt receipt_of(const model::Message& message, const notify::Decision& decision,
                          TimePoint now) {
    model::Receipt receipt{
        .message_id = message.id,
        .conversation_id = message.conversation_id,
        .seq = message.seq,
        .person = decision.person,
        .state = decision.told() ? model::ReceiptState::delivered : model::ReceiptState::withheld,
        .rule = std::string(decision.rule),
        .decided_at = now};
    if (decision.told() && decision.email != notify::Decision::Email::none) {
        receipt.due_at = decision.due_at;
    }
    return receipt;
}

struct Batch {
    db::Session& session;
    const desk::Environment& env;
    const desk::Directory directory;
    const desk::PresentCustomers& present;
    const notify::Settings settings;
};

/// Mail of a colleague's message waits for the time in which that colleague may undo it. (OUT-14)
notify::Settings settings_for(const Batch& batch, const model::Message& message) {
    auto settings = batch.settings;
    settings.undo_delay = Milliseconds{0};
    if (message.author.kind == model::PersonKind::user) {
        if (const auto* author = batch.directory.find(UserId{message.author.id})) {
            settings.undo_delay = std::chrono::seconds{author->undo_send_seconds};
        }
    }
    return settings;
}

/// Writes the receipts of one message and tells the screens who is told.
void tell(const Batch& batch, const model::Event& event) {
    const auto message = store::find_message(batch.session, event.message_id);
    if (!message || message->deleted_at) {
        return;
    }
    const auto place = desk::find_place(batch.session, message->conversation_id);
    if (!place) {
        return;
    }
    const TimePoint now = batch.env.now();
    const auto subject = desk::subject_of(*message, *place);
    const auto settings = settings_for(batch, *message);
    auto audience = desk::load_audience(batch.session, batch.directory, *place, batch.present, now);
    desk::mark_author_address(batch.session, *message, audience);
    desk::mark_mentioned(store::list_mentions(batch.session, message->id), audience);
    const auto seen_marks =
        store::list_seen_marks(batch.session, message->conversation_id, message->seq);
    std::string told;
    for (auto& candidate : audience.candidates) {
        if (subject.is_automatic) {
            candidate.automatic_email_spent = desk::is_automatic_email_spent(
                batch.session, candidate.person, place->conversation.item_id, now);
        }
        const auto decision = notify::decide_one(subject, candidate, settings);
        if (!is_concerned(candidate, decision)) {
            continue;
        }
        auto receipt = receipt_of(*message, decision, now);
        note_seen(seen_marks, receipt);
        if (!store::insert_receipt(batch.session, receipt)) {
            continue;
        }
        if (decision.told() && decision.person.kind == model::PersonKind::user) {
            told += fmt::format("{}{}", told.empty() ? "" : ",", decision.person.id);
        }
    }
    store::append_event(batch.session, {.kind = model::EventKind::receipt_changed,
                                        .at = now,
                                        .actor = message->author,
                                        .item_id = place->conversation.item_id,
                                        .conversation_id = message->conversation_id,
                                        .message_id = message->id,
                                        .payload = fmt::format(R"({{"told_users":[{}]}})", told)});
}

}  // namespace

Fanout::Fanout(db::Database& database, const desk::Environment& env,
               std::function<desk::PresentCustomers()> present)
    : database_(database), env_(env), present_(std::move(present)) {}

std::size_t Fanout::run_once() {
    // A look that finds nothing must not commit: each commit wakes this stage again.
    if (!database_.read(
            [](db::Session& session) { return store::has_events_for(session, kReader); })) {
        return 0;
    }
    const desk::PresentCustomers present = present_();
    return database_.write(
        [&](db::Session& session) -> std::size_t {
            const auto events =
                store::list_events(session, store::find_cursor(session, kReader), kBatchMax);
            if (events.empty()) {
                return 0;
            }
            const Batch batch{
                .session = session,
                .env = env_,
                .directory = desk::load_directory(session),
                .present = present,
                .settings = {.grace = env_.relay_grace,
                             .quiet_mode = desk::load_quiet_mode(session, env_.now()).on}};
            for (const auto& event : events) {
                // Whom a change names for the first time is told as well; the others have theirs.
                if (event.kind == model::EventKind::message_posted ||
                    event.kind == model::EventKind::message_edited) {
                    tell(batch, event);
                }
            }
            CRASH_POINT("fanout.before_cursor");
            store::save_cursor(session, kReader, events.back().id);
            return events.size();
        },
        db::Haste::background);
}

}  // namespace postroom::pipeline
