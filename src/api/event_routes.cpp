// The event log and search. See api/openapi.yaml, tag events.
#include <boost/json.hpp>
#include <set>

#include "api/routes.hpp"
#include "core/limits.hpp"
#include "core/text.hpp"
#include "store/event.hpp"
#include "store/item.hpp"
#include "store/item_view.hpp"
#include "store/search.hpp"
#include "view/composing.hpp"
#include "view/events.hpp"
#include "view/work.hpp"

namespace postroom::api {
namespace {

using view::Array;
using view::Object;

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

Object item_hit(const store::ItemRow& row, const store::SearchQuery& query) {
    const auto& item = row.item;
    return Object{{"kind", "item"},
                  {"id", item.id.value},
                  {"title", item.title},
                  {"title_parts", view::snippet_json(item.title, query)},
                  {"snippet", view::snippet_of(row.requester_name)},
                  {"snippet_parts", view::snippet_json(row.requester_name, query)},
                  {"item", view::item_ref_json(item)},
                  {"conversation_id", nullptr},
                  {"seq", nullptr},
                  {"at", view::time_json(item.updated_at)}};
}

Object message_hit(const model::Message& message, const std::optional<store::ItemRow>& row,
                   const store::SearchQuery& query) {
    const std::string title = row ? row->item.title : message.author_name;
    return Object{
        {"kind", "message"},
        {"id", message.id.value},
        {"title", title},
        {"title_parts", view::snippet_json(title, query)},
        {"snippet", view::snippet_of(message.text)},
        {"snippet_parts", view::snippet_json(message.text, query)},
        {"item", row ? view::Value(view::item_ref_json(row->item)) : view::Value(nullptr)},
        {"conversation_id", message.conversation_id.value},
        {"seq", message.seq},
        {"at", view::time_json(message.created_at)}};
}

Object customer_hit(const model::Customer& customer, const store::SearchQuery& query) {
    return Object{{"kind", "customer"},
                  {"id", customer.id.value},
                  {"title", customer.name},
                  {"title_parts", view::snippet_json(customer.name, query)},
                  {"snippet", customer.email},
                  {"snippet_parts", view::snippet_json(customer.email, query)},
                  {"item", nullptr},
                  {"conversation_id", nullptr},
                  {"seq", nullptr},
                  {"at", nullptr}};
}

/// What the full-text index knows, best first.
void add_indexed(db::Session& session, const model::User& user, const store::SearchQuery& query,
                 int limit, std::set<std::int64_t>& items, Array& hits) {
    for (const auto& hit : store::find_hits(session, user, query, limit)) {
        const auto row = store::find_item_row(session, user, hit.item_id);
        const auto message =
            hit.message_id ? store::find_message(session, hit.message_id) : std::nullopt;
        if (message) {
            hits.emplace_back(message_hit(*message, row, query));
        } else if (row && items.insert(hit.item_id.value).second) {
            hits.emplace_back(item_hit(*row, query));
        }
    }
}

/// The index first; then items by parts of their requesters' names and addresses, and customers,
/// which it does not know. Each thing once.
Array find_all(db::Session& session, const model::User& user, const std::string& words, int limit) {
    const auto query = store::parse_search(words);
    Array hits;
    std::set<std::int64_t> items;
    add_indexed(session, user, query, limit, items, hits);
    const auto room = [&] { return std::max(limit - static_cast<int>(hits.size()), 0); };
    for (const auto& row :
         store::list_item_rows(session, user, {.words = words}, ItemId{}, room())) {
        if (items.insert(row.item.id.value).second) {
            hits.emplace_back(item_hit(row, query));
        }
    }
    for (const auto& customer : store::list_customers(session, words, CustomerId{}, room())) {
        hits.emplace_back(customer_hit(customer, query));
    }
    return hits;
}

Outcome search(Call& call) {
    const std::string words(trim(call.query.text("q")));
    if (words.empty() || words.size() > limits::kSearchQueryBytesMax) {
        return fail(ErrorKind::invalid, "bad_query", "q must hold 1 to 200 characters.");
    }
    const int limit = TRY(call.limit());
    return call.database().read([&](db::Session& session) -> Outcome {
        return Reply{.body = view::list_json(find_all(session, call.user(), words, limit))};
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
