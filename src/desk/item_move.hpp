// What splitting and merging items share: the item must be whole, screens ask again, and customers
// are told where their conversation goes on.
// Invariant: such a mail is kept back like any other automatic one. Rule: features F090, F130,
// F181.
#pragma once

#include <boost/json.hpp>
#include <set>
#include <string_view>

#include "core/result.hpp"
#include "db/session.hpp"
#include "desk/environment.hpp"
#include "desk/notice_text.hpp"
#include "model/work.hpp"

namespace postroom::desk {

/// Errors: not_found `item_not_found`; conflict `item_merged`.
Result<model::Item> load_whole_item(db::Session& session, ItemId id);

void append_item_event(db::Session& session, const Environment& env, ItemId item,
                       model::Person actor, const boost::json::object& payload);
/// Screens that show the conversation ask for it again.
void append_stream_event(db::Session& session, const Environment& env, ItemId item,
                         ConversationId stream, std::string_view change, model::Person actor);

/// Whoever follows `from` follows `to` as well.
struct FollowersCopy {
    ItemId from;
    ItemId to;
    bool with_customers = true;
};
void copy_followers(db::Session& session, const Environment& env, const FollowersCopy& copy);

/// What a customer is told, and where an answer to it belongs.
struct CustomerNotice {
    model::Item item;  ///< that goes on
    ConversationId conversation;
    std::string_view rule;
    MailText (*words)(std::string_view language, const ItemMoveText& text);
    ItemMoveText text;
};

/// One system mail to each, or the reason why not in its place.
Result<void> mail_customers(db::Session& session, const Environment& env,
                            const std::set<CustomerId>& customers, const CustomerNotice& notice);

}  // namespace postroom::desk
