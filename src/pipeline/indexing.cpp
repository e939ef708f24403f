// See indexing.hpp.
#include "pipeline/indexing.hpp"

#include "core/text.hpp"
#include "store/event.hpp"
#include "store/item.hpp"
#include "store/search.hpp"

namespace postroom::pipeline {
namespace {

constexpr std::string_view kReader = "search";
constexpr int kBatchMax = 40;  // a few ms of the writer, whom others wait for
constexpr std::size_t kIndexedBytesMax = std::size_t{64} << 10;

void index_message(db::Session& session, const model::Event& event) {
    const auto message = store::find_message(session, event.message_id);
    if (!message) {
        return;
    }
    std::string title;
    if (event.item_id && message->seq == 1) {
        if (const auto item = store::find_item(session, event.item_id)) {
            title = item->title;
        }
    }
    store::insert_search_entry(session, {.item_id = event.item_id,
                                         .message_id = message->id,
                                         .title = title,
                                         .body = truncate_utf8(message->text, kIndexedBytesMax)});
}

/// IN-2: what a newer parser reads must be found as well.
void index_again(db::Session& session, const model::Event& event) {
    if (const auto message = store::find_message(session, event.message_id)) {
        store::add_to_search_entry(session,
                                   {.item_id = event.item_id,
                                    .message_id = message->id,
                                    .title = {},
                                    .body = truncate_utf8(message->text, kIndexedBytesMax)});
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
                if (event.kind == model::EventKind::message_posted) {
                    index_message(session, event);
                } else if (event.kind == model::EventKind::message_reread) {
                    index_again(session, event);
                }
            }
            if (!events.empty()) {
                store::save_cursor(session, kReader, events.back().id);
            }
            return events.size();
        },
        db::Haste::background);
}

}  // namespace postroom::pipeline
