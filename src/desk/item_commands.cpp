// See item_commands.hpp.
#include "desk/item_commands.hpp"

#include <fmt/format.h>

#include <boost/json.hpp>

#include "core/log.hpp"
#include "core/text.hpp"
#include "desk/mail_text.hpp"
#include "desk/notice.hpp"
#include "store/channel.hpp"
#include "store/event.hpp"
#include "store/follower.hpp"
#include "store/item.hpp"
#include "store/people.hpp"

namespace postroom::desk {
namespace {

constexpr std::size_t kTitleBytesMax = 500;
constexpr std::string_view kFirstStatus = "new";
constexpr std::string_view kReopenedStatus = "open";
constexpr std::string_view kClosedStatus = "closed";

std::string title_of(std::string_view title) {
    const std::string line = one_line(title);
    return line.empty() ? std::string("(no subject)")
                        : std::string(truncate_utf8(line, kTitleBytesMax));
}

void append_item_event(db::Session& session, const Environment& env, model::EventKind kind,
                       ItemId item, model::Person actor, const boost::json::object& payload) {
    store::append_event(session, {.kind = kind,
                                  .at = env.now(),
                                  .actor = actor,
                                  .item_id = item,
                                  .subject_id = item.value,
                                  .payload = boost::json::serialize(payload)});
}

Result<void> set_status(db::Session& session, model::Item& item, const std::string& status) {
    for (const auto& known : store::list_item_statuses(session)) {
        if (known.name == status) {
            item.status = status;
            item.state = known.state;
            return {};
        }
    }
    return fail(ErrorKind::invalid, "unknown_status",
                fmt::format("There is no status \"{}\".", status));
}

Result<void> check_references(db::Session& session, const ItemChange& change) {
    if (change.assignee_id && *change.assignee_id &&
        !store::find_user(session, *change.assignee_id)) {
        return fail(ErrorKind::invalid, "unknown_user", "There is no such user to assign.");
    }
    if (change.team_id && *change.team_id && !store::find_team(session, *change.team_id)) {
        return fail(ErrorKind::invalid, "unknown_team", "There is no such team.");
    }
    if (change.queue_id && *change.queue_id && !store::find_channel(session, *change.queue_id)) {
        return fail(ErrorKind::invalid, "unknown_queue", "There is no such queue.");
    }
    if (change.project_id && *change.project_id &&
        !store::find_project(session, *change.project_id)) {
        return fail(ErrorKind::invalid, "unknown_project", "There is no such project.");
    }
    if (change.requester_id && !store::find_customer(session, *change.requester_id)) {
        return fail(ErrorKind::invalid, "unknown_customer", "There is no such customer.");
    }
    return {};
}

/// Mails one user about an assignment, if they want that. (F041)
Result<void> notify_assignment(db::Session& session, const Environment& env,
                               const model::Item& item, UserId user_id, notify::NoticeKind kind,
                               model::Person actor) {
    return mail_notice(
        session, env, user_id,
        {.kind = kind, .actor = actor, .item = item, .words = [&](std::string_view language) {
             return assignment_text({.language = std::string(language),
                                     .reference = model::reference_of(item),
                                     .title = item.title},
                                    kind == notify::NoticeKind::assigned);
         }});
}

Result<void> notify_assignees(db::Session& session, const Environment& env,
                              const model::Item& before, const model::Item& after,
                              model::Person actor) {
    if (before.assignee_id == after.assignee_id) {
        return {};
    }
    if (before.assignee_id) {
        TRY_VOID(notify_assignment(session, env, after, before.assignee_id,
                                   notify::NoticeKind::unassigned, actor));
    }
    if (after.assignee_id) {
        TRY_VOID(notify_assignment(session, env, after, after.assignee_id,
                                   notify::NoticeKind::assigned, actor));
    }
    return {};
}

/// Who becomes requester is told as such and follows no more; who was it follows from now on.
/// (product-facts 1.1)
void exchange_requester(db::Session& session, const Environment& env, const model::Item& before,
                        const model::Item& after) {
    if (before.requester_id == after.requester_id) {
        return;
    }
    store::remove_follower(session, after.id,
                           {model::FollowerKind::customer, after.requester_id.value});
    if (before.requester_id) {
        store::add_follower(session, after.id,
                            {model::FollowerKind::customer, before.requester_id.value}, env.now());
    }
}

boost::json::object describe_change(const model::Item& before, const model::Item& after) {
    boost::json::object change;
    const auto note = [&](std::string_view name, const auto& old_value, const auto& new_value) {
        if (old_value != new_value) {
            change[name] = boost::json::array{boost::json::value_from(old_value),
                                              boost::json::value_from(new_value)};
        }
    };
    note("title", before.title, after.title);
    note("status", before.status, after.status);
    note("priority", std::string(name_of(before.priority)), std::string(name_of(after.priority)));
    note("assignee_id", before.assignee_id.value, after.assignee_id.value);
    note("team_id", before.team_id.value, after.team_id.value);
    note("queue_id", before.queue_id.value, after.queue_id.value);
    note("project_id", before.project_id.value, after.project_id.value);
    note("requester_id", before.requester_id.value, after.requester_id.value);
    return change;
}

}  // namespace

namespace {

/// Who gets an item with its creation hears of it as of any other assignment. (F041, F129)
void tell_first_assignee(db::Session& session, const Environment& env, ItemId id,
                         model::Person actor) {
    const auto item = store::find_item(session, id);
    if (!item || !item->assignee_id) {
        return;
    }
    if (const auto told = notify_assignment(session, env, *item, item->assignee_id,
                                            notify::NoticeKind::assigned, actor);
        !told) {
        log_warning("item {}: its assignee was not mailed: {}", id.value, told.error().reply);
    }
}

}  // namespace

CreatedItem create_item(db::Session& session, const Environment& env, const NewItem& from) {
    const TimePoint now = env.now();
    const model::Item item{.type = from.type,
                           .title = title_of(from.title),
                           .description = from.description,
                           .status = std::string(kFirstStatus),
                           .state = model::ItemState::not_started,
                           .priority = from.priority,
                           .queue_id = from.queue_id,
                           .project_id = from.project_id,
                           .requester_id = from.requester_id,
                           .assignee_id = from.assignee_id,
                           .team_id = from.team_id,
                           .created_at = now};
    CreatedItem created{.id = store::insert_item(session, item),
                        .public_conversation = {},
                        .internal_conversation = {}};
    const auto stream = [&](model::Visibility visibility) {
        if (from.adopts && from.adopts->visibility == visibility) {
            store::move_conversation(session, from.adopts->id, created.id);
            return from.adopts->id;
        }
        return store::insert_conversation(session, visibility, created.id, ProjectId{}, now);
    };
    created.public_conversation = stream(model::Visibility::public_);
    created.internal_conversation = stream(model::Visibility::internal);
    boost::json::object origin;
    if (from.adopts) {
        origin["from_conversation"] = from.adopts->id.value;
    }
    append_item_event(session, env, model::EventKind::item_created, created.id, from.actor, origin);
    tell_first_assignee(session, env, created.id, from.actor);
    return created;
}

Result<model::Item> change_item(db::Session& session, const Environment& env, ItemId id,
                                model::Person actor, const ItemChange& change) {
    const auto before = store::find_item(session, id);
    if (!before) {
        return fail(ErrorKind::not_found, "item_not_found", "There is no such item.");
    }
    if (change.version && *change.version != before->version) {
        return fail(ErrorKind::conflict, "version_differs",
                    "Somebody changed this item meanwhile; nothing of yours was saved. Look at it "
                    "again and repeat.");
    }
    if (before->merged_into) {
        return fail(ErrorKind::conflict, "item_merged",
                    "This item was merged into another one; change that one.");
    }
    TRY_VOID(check_references(session, change));
    model::Item after = *before;
    after.title = change.title ? title_of(*change.title) : after.title;
    after.priority = change.priority.value_or(after.priority);
    after.assignee_id = change.assignee_id.value_or(after.assignee_id);
    after.team_id = change.team_id.value_or(after.team_id);
    after.queue_id = change.queue_id.value_or(after.queue_id);
    after.project_id = change.project_id.value_or(after.project_id);
    after.requester_id = change.requester_id.value_or(after.requester_id);
    if (change.status) {
        TRY_VOID(set_status(session, after, *change.status));
    }
    const auto difference = describe_change(*before, after);
    if (difference.empty()) {
        return after;
    }
    if (!store::update_item(session, after, env.now())) {
        return fail(ErrorKind::conflict, "version_differs",
                    "Somebody changed this item at the same moment; try again.");
    }
    ++after.version;
    after.updated_at = env.now();
    exchange_requester(session, env, *before, after);
    TRY_VOID(notify_assignees(session, env, *before, after, actor));
    append_item_event(session, env, model::EventKind::item_changed, id, actor, difference);
    return after;
}

void reopen_item(db::Session& session, const Environment& env, ItemId id, model::Person actor) {
    auto item = store::find_item(session, id);
    if (!item || item->state != model::ItemState::finished) {
        return;
    }
    const std::string before = item->status;
    if (set_status(session, *item, std::string(kReopenedStatus)) &&
        store::update_item(session, *item, env.now())) {
        append_item_event(
            session, env, model::EventKind::item_changed, id, actor,
            {{"status", boost::json::array{before, kReopenedStatus}}, {"reopened", true}});
    }
}

void close_item(db::Session& session, const Environment& env, ItemId id, model::Person actor,
                ClosedBy how) {
    auto item = store::find_item(session, id);
    if (!item || item->state == model::ItemState::finished) {
        return;
    }
    const std::string before = item->status;
    if (set_status(session, *item, std::string(kClosedStatus)) &&
        store::update_item(session, *item, env.now())) {
        append_item_event(session, env, model::EventKind::item_changed, id, actor,
                          {{"status", boost::json::array{before, kClosedStatus}},
                           {"closed_by", how == ClosedBy::word ? "word" : "button"}});
    }
}

namespace {

Result<void> check_item_exists(db::Session& session, ItemId item) {
    return store::find_item(session, item)
               ? Result<void>{}
               : fail(ErrorKind::not_found, "item_not_found", "There is no such item.");
}

boost::json::object describe(model::Follower follower, bool follows) {
    return {{"kind", name_of(follower.kind)}, {"id", follower.id}, {"follows", follows}};
}

}  // namespace

Result<void> check_follower_exists(db::Session& session, model::Follower follower) {
    const bool exists = follower.kind == model::FollowerKind::user
                            ? store::find_user(session, UserId{follower.id}).has_value()
                        : follower.kind == model::FollowerKind::team
                            ? store::find_team(session, TeamId{follower.id}).has_value()
                            : store::find_customer(session, CustomerId{follower.id}).has_value();
    return exists ? Result<void>{}
                  : fail(ErrorKind::not_found, "follower_not_found",
                         "There is no such person or team to follow it.");
}

Result<bool> follow_item(db::Session& session, const Environment& env, ItemId item,
                         model::Follower follower, model::Person actor) {
    TRY_VOID(check_follower_exists(session, follower));
    TRY_VOID(check_item_exists(session, item));
    const bool changed = store::add_follower(session, item, follower, env.now());
    if (changed) {
        append_item_event(session, env, model::EventKind::follower_changed, item, actor,
                          describe(follower, true));
    }
    return changed;
}

Result<bool> unfollow_item(db::Session& session, const Environment& env, ItemId item,
                           model::Follower follower, model::Person actor) {
    TRY_VOID(check_follower_exists(session, follower));
    TRY_VOID(check_item_exists(session, item));
    const bool changed = store::remove_follower(session, item, follower);
    if (changed) {
        append_item_event(session, env, model::EventKind::follower_changed, item, actor,
                          describe(follower, false));
    }
    return changed;
}

}  // namespace postroom::desk
