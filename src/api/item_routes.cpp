// Items, their conversations and their timeline; queues. See api/openapi.yaml, tag items.
#include <boost/json.hpp>

#include "api/routes.hpp"
#include "core/text.hpp"
#include "desk/ceiling.hpp"
#include "desk/item_commands.hpp"
#include "desk/workspace.hpp"
#include "store/access.hpp"
#include "store/channel.hpp"
#include "store/conversation_view.hpp"
#include "store/delivery_report.hpp"
#include "store/event.hpp"
#include "store/item.hpp"
#include "store/item_view.hpp"
#include "view/events.hpp"
#include "view/work.hpp"

namespace postroom::api {
namespace {

using view::Array;
using view::Object;

constexpr int kChannelsMax = 1000;
constexpr TextRule kTitleRule{.characters_min = 1, .characters_max = 500};

Outcome list_item_types(Call& call) {
    const auto channels = call.database().read(
        [](db::Session& session) { return store::list_channels(session, kChannelsMax); });
    Array items;
    for (const auto& [type, name] : model::EnumNames<model::ItemType>::kNames) {
        std::string address;
        for (const auto& channel : channels) {
            if (address.empty() && channel.active && channel.item_type == type) {
                address = channel.address;
            }
        }
        const auto reference = model::reference_of({.type = type});
        items.emplace_back(Object{{"name", name},
                                  {"prefix", reference.substr(0, reference.find('-'))},
                                  {"creation_address", view::text_or_null(address)}});
    }
    return Reply{.body = view::list_json(std::move(items))};
}

Outcome list_item_statuses(Call& call) {
    Array items;
    for (const auto& status : call.database().read(
             [](db::Session& session) { return store::list_item_statuses(session); })) {
        items.emplace_back(Object{{"name", status.name}, {"state", model::name_of(status.state)}});
    }
    return Reply{.body = view::list_json(std::move(items))};
}

/// The number of "12", "#12" or "T-12"; 0 for anything else.
std::int64_t number_of(std::string_view words) {
    if (words.size() > 2 && words[1] == '-') {
        words.remove_prefix(2);
    } else if (words.starts_with('#')) {
        words.remove_prefix(1);
    }
    return std::max<std::int64_t>(0, parse_int(words).value_or(0));
}

Result<store::ItemFilter> filter_of(Call& call) {
    const auto& query = call.query;
    store::ItemFilter filter{
        .queue_id = ChannelId{TRY(query.number("queue_id", 0, 1, INT64_MAX))},
        .project_id = ProjectId{TRY(query.number("project_id", 0, 1, INT64_MAX))},
        .requester_id = CustomerId{TRY(query.number("requester_id", 0, 1, INT64_MAX))},
        .words = std::string(trim(query.text("q")))};
    filter.number = number_of(filter.words);
    filter.state = model::parse_name<model::ItemState>(query.text("status"));
    filter.status = filter.state ? "" : query.text("status");
    const auto assignee = query.text("assignee");
    if (assignee == "none") {
        filter.unassigned = true;
    } else if (assignee == "me") {
        filter.assignee_id = call.user().id;
    } else {
        filter.assignee_id = UserId{TRY(query.number("assignee", 0, 1, INT64_MAX))};
    }
    return filter;
}

Outcome list_items(Call& call) {
    const auto filter = TRY(filter_of(call));
    const int limit = TRY(call.limit());
    const auto before = TRY(call.before());
    const auto rows = call.database().read([&](db::Session& session) {
        return store::list_item_rows(session, call.user(), filter, ItemId{before}, limit + 1);
    });
    return Reply{.body = page_json(
                     rows, limit,
                     [](const store::ItemRow& row) { return view::item_json(row, false); },
                     [](const store::ItemRow& row) { return row.item.id.value; })};
}

Outcome get_item(Call& call) {
    TRY_VOID(call.database().read([&](db::Session& session) {
        return check_sees_item(session, call.user(), ItemId{call.id()});
    }));
    return TRY(item_reply(call, ItemId{call.id()}, 200));
}

struct NewItemRequest {
    desk::NewItem item;
    std::string requester_email;
    std::string requester_name;
};

std::expected<NewItemRequest, Problem> read_new_item(Call& call) {
    auto fields = TRY(call.fields());
    NewItemRequest request;
    auto& item = request.item;
    item.title = fields.required_text("title", kTitleRule);
    item.type = fields.word<model::ItemType>("type").value_or(model::ItemType::ticket);
    item.description =
        fields.text("description", {.characters_max = 100'000, .one_line = false}).value_or("");
    item.queue_id = ChannelId{fields.number("queue_id", 1, INT64_MAX).value_or(0)};
    item.project_id = ProjectId{fields.number("project_id", 1, INT64_MAX).value_or(0)};
    item.assignee_id = UserId{fields.number("assignee_id", 1, INT64_MAX).value_or(0)};
    item.team_id = TeamId{fields.number("team_id", 1, INT64_MAX).value_or(0)};
    item.priority = fields.word<model::Priority>("priority").value_or(model::Priority::normal);
    item.actor = call.actor();
    request.requester_email =
        fields.text("requester_email", {.characters_min = 3, .characters_max = 320}).value_or("");
    request.requester_name = fields.text("requester_name", {.characters_max = 200}).value_or("");
    if (!request.requester_email.empty() && !desk::is_plausible_address(request.requester_email)) {
        fields.note("requester_email", "must look like ana@example.org");
    }
    TRY_VOID(fields.check());
    return request;
}

Result<void> check_new_item(db::Session& session, Call& call, const desk::NewItem& item) {
    const auto unknown = [](std::string_view what) {
        return fail(ErrorKind::invalid, "unknown_reference",
                    "There is no such " + std::string(what) + ".");
    };
    if (item.queue_id && !store::find_channel(session, item.queue_id)) {
        return unknown("queue");
    }
    if (item.assignee_id && !store::find_user(session, item.assignee_id)) {
        return unknown("user");
    }
    if (item.team_id && !store::find_team(session, item.team_id)) {
        return unknown("team");
    }
    if (item.project_id && !call.is_administrator() &&
        !store::may_see_project(session, call.user(), item.project_id)) {
        return unknown("project");
    }
    return {};
}

Outcome create_item(Call& call) {
    auto request = TRY(read_new_item(call));
    const auto id = TRY(call.database().write([&](db::Session& session) -> Result<ItemId> {
        TRY_VOID(check_new_item(session, call, request.item));
        if (!request.requester_email.empty()) {
            request.item.requester_id =
                store::ensure_customer(session, to_lower(request.requester_email),
                                       request.requester_name, call.context.now());
        }
        const auto created = desk::create_item(session, call.env(), request.item);
        TRY_VOID(desk::follow_item(session, call.env(), created.id,
                                   {model::FollowerKind::user, call.user().id.value},
                                   call.actor()));
        return created.id;
    }));
    return TRY(item_reply(call, id, 201));
}

/// The version in `If-Match: "7"` (or W/"7"); nothing without that header.
Result<std::optional<std::int64_t>> version_of(std::string_view if_match) {
    auto text = trim(if_match);
    if (text.empty() || text == "*") {
        return std::nullopt;
    }
    if (text.starts_with("W/")) {
        text.remove_prefix(2);
    }
    const auto version = text.size() > 2 && text.front() == '"' && text.back() == '"'
                             ? parse_int(text.substr(1, text.size() - 2))
                             : std::nullopt;
    if (!version) {
        return fail(ErrorKind::invalid, "bad_if_match",
                    "If-Match must hold a version in quotation marks, such as \"7\".");
    }
    return version;
}

Outcome update_item(Call& call) {
    auto fields = TRY(call.fields());
    desk::ItemChange change{
        .title = fields.text("title", kTitleRule),
        .status = fields.text("status", {.characters_min = 1, .characters_max = 64}),
        .priority = fields.word<model::Priority>("priority")};
    if (const auto assignee = fields.id_or_null("assignee_id")) {
        change.assignee_id = UserId{*assignee};
    }
    if (const auto team = fields.id_or_null("team_id")) {
        change.team_id = TeamId{*team};
    }
    if (const auto project = fields.id_or_null("project_id")) {
        change.project_id = ProjectId{*project};
    }
    if (const auto requester = fields.number("requester_id", 1, INT64_MAX)) {
        change.requester_id = CustomerId{*requester};
    }
    TRY_VOID(fields.check());
    change.version = TRY(version_of(call.request.header("If-Match")));
    const ItemId id{call.id()};
    TRY_VOID(call.database().write([&](db::Session& session) -> Result<void> {
        TRY_VOID(check_sees_item(session, call.user(), id));
        if (change.project_id && *change.project_id) {
            TRY_VOID(check_sees_project(session, call.user(), *change.project_id));
        }
        TRY_VOID(desk::change_item(session, call.env(), id, call.actor(), change));
        return {};
    }));
    return TRY(item_reply(call, id, 200));
}

Outcome list_item_conversations(Call& call) {
    const ItemId id{call.id()};
    return call.database().read([&](db::Session& session) -> Outcome {
        TRY_VOID(check_sees_item(session, call.user(), id));
        return Reply{.body = view::list_json(visible_conversations(
                         session, call.user(), store::list_conversations_of_item(session, id)))};
    });
}

Outcome list_item_timeline(Call& call) {
    const int limit = TRY(call.limit());
    const auto before = TRY(call.before());
    const ItemId id{call.id()};
    return call.database().read([&](db::Session& session) -> Outcome {
        TRY_VOID(check_sees_item(session, call.user(), id));
        view::Names names(session);
        const auto events = store::list_events_of_item(session, id, EventId{before}, limit + 1);
        return Reply{
            .body = page_json(
                events, limit,
                [&](const model::Event& event) { return view::timeline_json(event, names); },
                [](const model::Event& event) { return event.id.value; })};
    });
}

Outcome list_queues(Call& call) {
    Array items;
    for (const auto& row : call.database().read(
             [](db::Session& session) { return store::list_queue_rows(session, kChannelsMax); })) {
        items.emplace_back(view::queue_json(row));
    }
    return Reply{.body = view::list_json(std::move(items))};
}

Outcome list_automatic_mail_stops(Call& call) {
    const ItemId id{call.id()};
    return call.database().read([&](db::Session& session) -> Outcome {
        TRY_VOID(check_sees_item(session, call.user(), id));
        Array items;
        for (const auto& stop : store::list_automatic_mail_stops(session, id)) {
            items.emplace_back(Object{{"address", stop.address},
                                      {"stopped_at", view::time_json(stop.stopped_at)}});
        }
        return Reply{.body = view::list_json(std::move(items))};
    });
}

/// LOOP-9: one click, by anybody who sees the item.
Outcome resume_automatic_mail(Call& call) {
    auto fields = TRY(call.fields());
    const auto address =
        fields.required_text("address", {.characters_min = 3, .characters_max = 320});
    TRY_VOID(fields.check());
    const ItemId id{call.id()};
    TRY_VOID(call.database().write([&](db::Session& session) -> Result<void> {
        TRY_VOID(check_sees_item(session, call.user(), id));
        return desk::resume_pair(session, call.env(), id, address, call.actor());
    }));
    return nothing();
}

constexpr Route kRoutes[] = {
    {io::Method::get, "/api/v1/item_types", Access::user, list_item_types},
    {io::Method::get, "/api/v1/item_statuses", Access::user, list_item_statuses},
    {io::Method::get, "/api/v1/items", Access::user, list_items},
    {io::Method::post, "/api/v1/items", Access::user, create_item},
    {io::Method::get, "/api/v1/items/{id}", Access::user, get_item},
    {io::Method::patch, "/api/v1/items/{id}", Access::user, update_item},
    {io::Method::get, "/api/v1/items/{id}/conversations", Access::user, list_item_conversations},
    {io::Method::get, "/api/v1/items/{id}/automatic_mail_stops", Access::user,
     list_automatic_mail_stops},
    {io::Method::post, "/api/v1/items/{id}/resume_automatic_mail", Access::user,
     resume_automatic_mail},
    {io::Method::get, "/api/v1/items/{id}/timeline", Access::user, list_item_timeline},
    {io::Method::get, "/api/v1/queues", Access::user, list_queues},
};

}  // namespace

Result<Reply> item_reply(Call& call, ItemId id, int status) {
    return call.database().read([&](db::Session& session) -> Result<Reply> {
        const auto row = store::find_item_row(session, call.user(), id);
        if (!row) {
            return fail(ErrorKind::not_found, "item_not_found", "There is no such item.");
        }
        return Reply{.status = status,
                     .body = view::item_json(*row, true),
                     .headers = {{"ETag", "\"" + std::to_string(row->item.version) + "\""}}};
    });
}

std::span<const Route> item_routes() { return kRoutes; }

}  // namespace postroom::api
