// Tags and timesheets of items. See api/openapi.yaml, tag items. Invariant: whoever sees the item
// may tag it and book time on it; what others booked is changed by team leaders. Rule: product.md
// "Words" (item); features F054, F066.
#include <algorithm>
#include <boost/json.hpp>

#include "api/routes.hpp"
#include "desk/tag_commands.hpp"
#include "store/people.hpp"
#include "store/work_detail.hpp"
#include "view/automation.hpp"

namespace postroom::api {
namespace {

using view::Array;
using view::Object;

constexpr int kMinutesMax = 7 * 24 * 60;
constexpr TextRule kNoteRule{.characters_max = 1000, .one_line = false};

Reply tags_reply(db::Session& session, ItemId item) {
    Array items;
    for (const auto& tag : store::list_tags(session, item)) {
        items.emplace_back(tag);
    }
    return {.body = Object{{"items", std::move(items)}}};
}

Outcome list_item_tags(Call& call) {
    const ItemId id{call.id()};
    return call.database().read([&](db::Session& session) -> Outcome {
        TRY_VOID(check_sees_item(session, call.user(), id));
        return tags_reply(session, id);
    });
}

Outcome set_item_tags(Call& call) {
    auto fields = TRY(call.fields());
    const auto tags =
        fields.texts("tags", limits::kTagsPerItemMax,
                     {.characters_min = 1, .characters_max = limits::kTagCharactersMax});
    if (!fields.has("tags")) {
        fields.note("tags", "is missing");
    }
    TRY_VOID(fields.check());
    const ItemId id{call.id()};
    return Outcome(TRY(call.database().write([&](db::Session& session) -> Result<Reply> {
        TRY_VOID(check_sees_item(session, call.user(), id));
        std::vector<std::string> wanted;
        for (const auto& tag : *tags) {
            wanted.push_back(desk::tag_of(tag));
        }
        for (const auto& tag : store::list_tags(session, id)) {
            if (std::ranges::find(wanted, tag) == wanted.end()) {
                TRY_VOID(desk::remove_tag(session, call.env(), id, tag, call.actor()));
            }
        }
        for (const auto& tag : wanted) {
            TRY_VOID(desk::add_tag(session, call.env(), id, tag, call.actor()));
        }
        return tags_reply(session, id);
    })));
}

Object entry_json(db::Session& session, const model::TimesheetEntry& entry) {
    const auto user = store::find_user(session, entry.user_id);
    return view::timesheet_entry_json(entry, user ? user->name : "?");
}

Outcome list_timesheet(Call& call) {
    constexpr int kEntriesMax = 500;
    const ItemId id{call.id()};
    return call.database().read([&](db::Session& session) -> Outcome {
        TRY_VOID(check_sees_item(session, call.user(), id));
        Array items;
        for (const auto& entry : store::list_timesheet_entries(session, id, kEntriesMax)) {
            items.emplace_back(entry_json(session, entry));
        }
        return Reply{.body = view::list_json(std::move(items))};
    });
}

void read_entry(Fields& fields, model::TimesheetEntry& entry) {
    entry.minutes =
        static_cast<int>(fields.number("minutes", 1, kMinutesMax).value_or(entry.minutes));
    entry.note = fields.text("note", kNoteRule).value_or(entry.note);
    entry.billable = fields.flag("billable").value_or(entry.billable);
    entry.worked_at = fields.time("worked_at").value_or(entry.worked_at);
}

Outcome book_time(Call& call) {
    auto fields = TRY(call.fields());
    model::TimesheetEntry entry{
        .item_id = ItemId{call.id()}, .user_id = call.user().id, .worked_at = call.context.now()};
    if (!fields.has("minutes")) {
        fields.note("minutes", "is missing");
    }
    read_entry(fields, entry);
    TRY_VOID(fields.check());
    return Reply{.status = 201,
                 .body = TRY(call.database().write([&](db::Session& session) -> Result<Object> {
                     TRY_VOID(check_sees_item(session, call.user(), entry.item_id));
                     return entry_json(
                         session, TRY(desk::book_time(session, call.env(), entry, call.actor())));
                 }))};
}

Result<void> check_may_change(const model::User& user, const model::TimesheetEntry& entry,
                              bool approves) {
    const bool leads = user.role != model::Role::member;
    if (leads || (entry.user_id == user.id && !entry.approved && !approves)) {
        return {};
    }
    return fail(ErrorKind::denied, "team_leaders_only",
                "Time that others booked, and what is approved, is changed by team leaders and "
                "administrators.");
}

Outcome update_entry(Call& call) {
    auto fields = TRY(call.fields());
    auto rehearsed = fields;
    model::TimesheetEntry unused;
    read_entry(rehearsed, unused);
    const auto approved = rehearsed.flag("approved");
    TRY_VOID(rehearsed.check());
    return Reply{.body = TRY(call.database().write([&](db::Session& session) -> Result<Object> {
                     auto entry = store::find_timesheet_entry(session, TimesheetEntryId{call.id()});
                     if (!entry || !check_sees_item(session, call.user(), entry->item_id)) {
                         return fail(ErrorKind::not_found, "timesheet_entry_not_found",
                                     "There is no such entry in the timesheet.");
                     }
                     TRY_VOID(check_may_change(call.user(), *entry, approved.has_value()));
                     auto again = fields;
                     read_entry(again, *entry);
                     entry->approved = approved.value_or(entry->approved);
                     TRY_VOID(desk::change_booked_time(session, call.env(), *entry, call.actor()));
                     return entry_json(session, *entry);
                 }))};
}

constexpr Route kRoutes[] = {
    {io::Method::get, "/api/v1/items/{id}/tags", Access::user, list_item_tags},
    {io::Method::put, "/api/v1/items/{id}/tags", Access::user, set_item_tags},
    {io::Method::get, "/api/v1/items/{id}/timesheet", Access::user, list_timesheet},
    {io::Method::post, "/api/v1/items/{id}/timesheet", Access::user, book_time},
    {io::Method::patch, "/api/v1/timesheet_entries/{id}", Access::user, update_entry},
};

}  // namespace

std::span<const Route> work_detail_routes() { return kRoutes; }

}  // namespace postroom::api
