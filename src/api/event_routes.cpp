// The event log and search. See api/openapi.yaml, tag events.
#include <boost/json.hpp>
#include <set>

#include "api/routes.hpp"
#include "core/text.hpp"
#include "store/event.hpp"
#include "store/item.hpp"
#include "store/item_view.hpp"
#include "store/search.hpp"
#include "view/events.hpp"
#include "view/work.hpp"

namespace postroom::api {
namespace {

using view::Array;
using view::Object;

constexpr std::size_t kWordsBytesMax = 200;

Outcome list_events(Call& call) {
    const int limit = TRY(call.limit());
    const EventId since{TRY(call.query.number("since", 0, 0, INT64_MAX))};
    return call.database().read([&](db::Session& session) -> Outcome {
        view::Names names(session);
        Array items;
        auto last = since;
        for (const auto& event : store::list_events(session, since, limit)) {
            last = event.id;
            if (view::may_have_event(session, call.user(), event)) {
                items.emplace_back(view::live_event_json(session, event, names));
            }
        }
        auto page = view::list_json(std::move(items));
        page["last_seq"] = last.value;
        return Reply{.body = std::move(page)};
    });
}

Object item_hit(const store::ItemRow& row) {
    return Object{{"kind", "item"},
                  {"id", row.item.id.value},
                  {"title", row.item.title},
                  {"snippet", view::snippet_of(row.requester_name)},
                  {"item", view::item_ref_json(row.item)}};
}

/// Titles and requesters first, then what the full text index knows, then customers: each thing
/// once.
Array find_hits(db::Session& session, const model::User& user, const std::string& words,
                int limit) {
    Array hits;
    std::set<std::int64_t> items;
    for (const auto& row :
         store::list_item_rows(session, user, {.words = words}, ItemId{}, limit)) {
        items.insert(row.item.id.value);
        hits.emplace_back(item_hit(row));
    }
    for (const auto& hit : store::find_messages(session, words, limit)) {
        if (std::ssize(hits) >= limit) {
            return hits;
        }
        const auto message =
            hit.message_id ? store::find_message(session, hit.message_id) : std::nullopt;
        if (!message || !check_sees_conversation(session, user, message->conversation_id)) {
            continue;
        }
        const auto row = store::find_item_row(session, user, hit.item_id);
        hits.emplace_back(Object{
            {"kind", "message"},
            {"id", message->id.value},
            {"title", row ? row->item.title : std::string{}},
            {"snippet", view::snippet_of(message->visible_text)},
            {"item", row ? view::Value(view::item_ref_json(row->item)) : view::Value(nullptr)}});
    }
    const auto room = limit - static_cast<int>(hits.size());
    for (const auto& customer :
         store::list_customers(session, words, CustomerId{}, std::max(room, 0))) {
        hits.emplace_back(Object{{"kind", "customer"},
                                 {"id", customer.id.value},
                                 {"title", customer.name},
                                 {"snippet", customer.email},
                                 {"item", nullptr}});
    }
    return hits;
}

Outcome search(Call& call) {
    const std::string words(trim(call.query.text("q")));
    if (words.empty() || words.size() > kWordsBytesMax) {
        return fail(ErrorKind::invalid, "bad_query", "q must hold 1 to 200 characters.");
    }
    const int limit = TRY(call.limit());
    return call.database().read([&](db::Session& session) -> Outcome {
        return Reply{.body = view::list_json(find_hits(session, call.user(), words, limit))};
    });
}

/// A plain GET: the handshake of a WebSocket never comes here.
Outcome refuse_plain_live(Call&) {
    return fail(ErrorKind::invalid, "upgrade_required", "This address speaks WebSocket only.");
}

constexpr Route kRoutes[] = {
    {io::Method::get, "/api/v1/events", Access::user, list_events},
    {io::Method::get, "/api/v1/search", Access::user, search},
    {io::Method::get, "/api/v1/live", Access::user, refuse_plain_live},
};

}  // namespace

std::span<const Route> event_routes() { return kRoutes; }

}  // namespace postroom::api
