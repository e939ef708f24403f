// See indexing.hpp.
#include "pipeline/indexing.hpp"

#include "store/event.hpp"
#include "store/item.hpp"
#include "store/search.hpp"

namespace postroom::pipeline {
namespace {

constexpr std::string_view kReader = "search";
constexpr int kBatchMax = 40;  // a few ms of the writer, whom others wait for

void index_message(db::Session& session, const model::Event& event) {
    const auto message = store::find_message(session, event.message_id);
    if (!message || message->deleted_at) {
        return;
    }
    store::save_search_entry(
        session,
        {.item_id = event.item_id, .message_id = message->id, .title = {}, .body = message->text});
}

/// By its title and by its number as people write it: "T-12".
void index_item(db::Session& session, const model::Event& event) {
    if (const auto item = store::find_item(session, event.item_id)) {
        const auto reference = model::reference_of(*item);
        store::save_search_entry(
            session,
            {.item_id = item->id, .message_id = {}, .title = item->title, .body = reference});
    }
}

void index(db::Session& session, const model::Event& event) {
    switch (event.kind) {
        case model::EventKind::message_posted:
        case model::EventKind::message_edited:
        case model::EventKind::message_reread:  // IN-2: what a newer parser reads is found as well
            return index_message(session, event);
        case model::EventKind::message_deleted:
            return store::delete_search_entry(session, event.message_id);
        case model::EventKind::item_created:
        case model::EventKind::item_changed:
            return index_item(session, event);
        default:
            return;
    }
}

}  // namespace

std::size_t Indexing::run_once() {
    // A look that finds nothing must not commit: each commit wakes this stage again.
    if (!database_.read(
            [](db::Session& session) { return store::has_events_for(session, kReader); })) {
        return 0;
    }
    return database_.write(
        [](db::Session& session) -> std::size_t {
            const auto events =
                store::list_events(session, store::find_cursor(session, kReader), kBatchMax);
            for (const auto& event : events) {
                index(session, event);
            }
            if (!events.empty()) {
                store::save_cursor(session, kReader, events.back().id);
            }
            return events.size();
        },
        db::Haste::background);
}

}  // namespace postroom::pipeline
