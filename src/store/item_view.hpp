// Items and queues as screens list them: with the names of everybody concerned, in one statement.
// Invariant: nobody gets a row that they may not see (access_sql.hpp); every list is limited and
// walks an index. Rule: ui.md "Items"; features F022-F024, F126-F128; SEC-11.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "db/session.hpp"
#include "model/people.hpp"
#include "model/work.hpp"

namespace postroom::store {

struct ItemRow {
    model::Item item;
    std::string queue_name;
    std::string queue_color;
    std::string project_name;
    std::string requester_name;
    std::string requester_email;
    std::string assignee_name;
    std::string team_name;
    std::int64_t unread = 0;  ///< messages that the viewer has not seen
    /// A mail of one of its conversations did not arrive, and nobody has looked yet. (BNC-6)
    std::optional<TimePoint> undelivered_at;
    std::int64_t automatic_mail_stops = 0;  ///< addresses that get nothing automatic (LOOP-9)
};

/// Empty members do not filter.
struct ItemFilter {
    std::string status;
    std::optional<model::ItemState> state;
    ChannelId queue_id;
    ProjectId project_id;
    CustomerId requester_id;
    UserId assignee_id;
    bool unassigned = false;
    std::string words;        ///< part of the title, or of the requester's name or address
    std::int64_t number = 0;  ///< instead of `words` when they are a number or a reference
};

/// Newest item first, below `before` (0 = from the newest), as far as the viewer may see them.
std::vector<ItemRow> list_item_rows(db::Session& session, const model::User& viewer,
                                    const ItemFilter& filter, ItemId before, int limit);
/// Without asking whether the viewer may see it: check with may_see_item first.
std::optional<ItemRow> find_item_row(db::Session& session, const model::User& viewer, ItemId item);

struct QueueRow {
    ChannelId id;
    std::string name;
    std::string color;
    std::int64_t open = 0;
    std::int64_t unassigned = 0;
    std::optional<TimePoint> oldest_waiting_at;  ///< of the items that nobody has begun
};
/// Counts of unfinished items for each active queue (F128). Counts are no contents: they hold all
/// items.
std::vector<QueueRow> list_queue_rows(db::Session& session, int limit);

}  // namespace postroom::store
