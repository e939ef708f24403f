// See split_merge.hpp.
#include <boost/json.hpp>
#include <set>

#include "core/crash_point.hpp"
#include "desk/item_move.hpp"
#include "desk/split_merge.hpp"
#include "notify/rule.hpp"
#include "store/follower.hpp"
#include "store/item.hpp"
#include "store/item_link.hpp"

namespace postroom::desk {
namespace {

using model::FollowerKind;
using model::PersonKind;
using model::Visibility;

constexpr std::string_view kClosedStatus = "closed";

/// Customers who would come to read what others wrote.
bool has_other_requester(const model::Item& from, const model::Item& into) {
    return from.requester_id && into.requester_id && from.requester_id != into.requester_id;
}

/// Everybody of `from` hears of what goes on in `into`.
void join_people(db::Session& session, const Environment& env, const model::Item& from,
                 model::Item& into) {
    copy_followers(session, env, {.from = from.id, .to = into.id});
    const auto follow = [&](FollowerKind kind, std::int64_t id) {
        if (id != 0) {
            store::add_follower(session, into.id, {kind, id}, env.now());
        }
    };
    if (from.assignee_id != into.assignee_id) {
        follow(FollowerKind::user, from.assignee_id.value);
    }
    if (from.team_id != into.team_id) {
        follow(FollowerKind::team, from.team_id.value);
    }
    if (!into.requester_id) {
        into.requester_id = from.requester_id;
    } else if (from.requester_id != into.requester_id) {
        follow(FollowerKind::customer, from.requester_id.value);
    }
}

/// What went along.
struct Moved {
    ConversationId public_conversation;  ///< in which the customers go on writing
    std::vector<ConversationId> streams;
    std::set<CustomerId> customers;
};

/// Moves the streams in which something stands; an empty one stays, so that the old item can still
/// be opened by those who could open it.
Moved move_streams(db::Session& session, const Environment& env, const model::Item& from,
                   ItemId into) {
    Moved moved;
    bool one_stays = false;
    for (const auto& stream : store::list_conversations_of_item(session, from.id)) {
        if (stream.last_seq == 0) {
            one_stays = true;
            continue;
        }
        store::move_conversation(session, stream.id, into);
        moved.streams.push_back(stream.id);
        if (stream.visibility != Visibility::public_) {
            continue;
        }
        if (!moved.public_conversation) {
            moved.public_conversation = stream.id;
        }
        for (const auto& person : store::list_participants(session, stream.id)) {
            if (person.kind == PersonKind::customer) {
                moved.customers.insert(CustomerId{person.id});
            }
        }
    }
    if (!one_stays) {
        store::insert_conversation(session, Visibility::internal, from.id, ProjectId{}, env.now());
    }
    if (moved.public_conversation && from.requester_id) {
        moved.customers.insert(from.requester_id);
    }
    return moved;
}

/// Closed for good: "closed", or else the first status that means finished.
void close_merged(db::Session& session, model::Item& item, ItemId into) {
    item.merged_into = into;
    if (item.state == model::ItemState::finished) {
        return;
    }
    std::string first;
    for (const auto& status : store::list_item_statuses(session)) {
        if (status.state == model::ItemState::finished &&
            (first.empty() || status.name == kClosedStatus)) {
            first = status.name;
        }
    }
    item.status = first;
    item.state = model::ItemState::finished;
}

Result<void> save(db::Session& session, const Environment& env, const model::Item& item) {
    if (!store::update_item(session, item, env.now())) {
        return fail(ErrorKind::conflict, "version_differs",
                    "Somebody changed this item at the same moment; try again.");
    }
    return {};
}

}  // namespace

Result<void> merge_items(db::Session& session, const Environment& env, const Merge& merge,
                         model::Person actor) {
    if (merge.from == merge.into) {
        return fail(ErrorKind::invalid, "same_item", "An item cannot be merged into itself.");
    }
    auto from = TRY(load_whole_item(session, merge.from));
    auto into = TRY(load_whole_item(session, merge.into));
    if (has_other_requester(from, into) && !merge.share_between_customers) {
        return fail(ErrorKind::conflict, "other_customers",
                    "Another customer asked for this item: both would read each other's messages.");
    }
    join_people(session, env, from, into);
    const auto moved = move_streams(session, env, from, into.id);
    store::redirect_merged_items(session, from.id, into.id);
    close_merged(session, from, into.id);
    TRY_VOID(save(session, env, from));
    TRY_VOID(save(session, env, into));
    store::insert_item_link(
        session,
        {.from = from.id, .to = into.id, .kind = model::LinkKind::merge, .created_at = env.now()});
    CRASH_POINT("desk.merge_items.before_mail");
    const auto from_reference = model::reference_of(from);
    const auto to_reference = model::reference_of(into);
    TRY_VOID(mail_customers(
        session, env, moved.customers,
        {.item = into,
         .conversation = moved.public_conversation,
         .rule = notify::rule::kItemMerged,
         .words = merged_text,
         .text = {.from = from_reference, .to = to_reference, .title = into.title}}));
    append_item_event(session, env, from.id, actor, {{"merged_into", into.id.value}});
    append_item_event(session, env, into.id, actor, {{"merged_from", from.id.value}});
    for (const ConversationId stream : moved.streams) {
        append_stream_event(session, env, into.id, stream, "linked", actor);
    }
    return {};
}

}  // namespace postroom::desk
