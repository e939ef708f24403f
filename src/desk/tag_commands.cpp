// See tag_commands.hpp.
#include "desk/tag_commands.hpp"

#include <boost/json.hpp>

#include "core/limits.hpp"
#include "core/text.hpp"
#include "store/event.hpp"
#include "store/item.hpp"
#include "store/people.hpp"
#include "store/work_detail.hpp"

namespace postroom::desk {
namespace {

Result<void> check_item(db::Session& session, ItemId item) {
    return store::find_item(session, item)
               ? Result<void>{}
               : fail(ErrorKind::not_found, "item_not_found", "There is no such item.");
}

void append(db::Session& session, const Environment& env, model::EventKind kind, ItemId item,
            std::int64_t subject, model::Person actor, const boost::json::object& payload) {
    store::append_event(session, {.kind = kind,
                                  .at = env.now(),
                                  .actor = actor,
                                  .item_id = item,
                                  .subject_id = subject,
                                  .payload = boost::json::serialize(payload)});
}

}  // namespace

std::string tag_of(std::string_view text) {
    return to_lower(truncate_utf8(one_line(trim(text)), limits::kTagCharactersMax));
}

Result<bool> add_tag(db::Session& session, const Environment& env, ItemId item,
                     std::string_view text, model::Person actor) {
    TRY_VOID(check_item(session, item));
    const auto tag = tag_of(text);
    if (tag.empty()) {
        return fail(ErrorKind::invalid, "bad_tag", "A tag must have at least one character.");
    }
    if (store::list_tags(session, item).size() >= limits::kTagsPerItemMax) {
        return fail(ErrorKind::conflict, "too_many_tags", "An item can have at most 50 tags.");
    }
    const bool changed = store::insert_tag(session, item, tag);
    if (changed) {
        store::touch_item(session, item, env.now());
        append(session, env, model::EventKind::item_changed, item, item.value, actor,
               {{"tag_added", tag}});
    }
    return changed;
}

Result<bool> remove_tag(db::Session& session, const Environment& env, ItemId item,
                        std::string_view text, model::Person actor) {
    TRY_VOID(check_item(session, item));
    const auto tag = tag_of(text);
    const bool changed = store::delete_tag(session, item, tag);
    if (changed) {
        store::touch_item(session, item, env.now());
        append(session, env, model::EventKind::item_changed, item, item.value, actor,
               {{"tag_removed", tag}});
    }
    return changed;
}

Result<model::TimesheetEntry> book_time(db::Session& session, const Environment& env,
                                        model::TimesheetEntry entry, model::Person actor) {
    TRY_VOID(check_item(session, entry.item_id));
    if (!store::find_user(session, entry.user_id)) {
        return fail(ErrorKind::not_found, "user_not_found", "There is no such user.");
    }
    entry.created_at = env.now();
    entry.id = store::insert_timesheet_entry(session, entry);
    append(session, env, model::EventKind::timesheet_changed, entry.item_id, entry.id.value, actor,
           {{"minutes", entry.minutes}});
    return entry;
}

Result<void> change_booked_time(db::Session& session, const Environment& env,
                                const model::TimesheetEntry& entry, model::Person actor) {
    const auto before = store::find_timesheet_entry(session, entry.id);
    if (!before) {
        return fail(ErrorKind::not_found, "timesheet_entry_not_found",
                    "There is no such entry in the timesheet.");
    }
    boost::json::array changed;
    const auto note = [&](std::string_view name, bool differs) {
        if (differs) {
            changed.emplace_back(name);
        }
    };
    note("minutes", before->minutes != entry.minutes);
    note("billable", before->billable != entry.billable);
    note("approved", before->approved != entry.approved);
    if (before->note == entry.note && before->worked_at == entry.worked_at && changed.empty()) {
        return {};
    }
    store::update_timesheet_entry(session, entry);
    append(session, env, model::EventKind::timesheet_changed, entry.item_id, entry.id.value, actor,
           {{"minutes", entry.minutes}, {"changed", std::move(changed)}});
    return {};
}

}  // namespace postroom::desk
