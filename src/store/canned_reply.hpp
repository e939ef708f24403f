// Texts that are written once and inserted often: personal ones and shared ones.
// Invariant: a personal one is its owner's alone; a shared one has no owner. Rule: issue 4 point 4.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "db/session.hpp"
#include "model/people.hpp"

namespace postroom::store {

struct CannedReply {
    CannedReplyId id;
    UserId owner_id;  ///< none = shared
    std::string title;
    std::string html;  ///< sanitised, merge fields unfilled
    std::string text;  ///< the same in words, for search and previews
    UserId created_by;
    TimePoint updated_at{};
};

CannedReplyId insert_canned_reply(db::Session& session, const CannedReply& reply, TimePoint now);
/// Title, words and owner.
void update_canned_reply(db::Session& session, const CannedReply& reply, TimePoint now);
void delete_canned_reply(db::Session& session, CannedReplyId id);
std::optional<CannedReply> find_canned_reply(db::Session& session, CannedReplyId id);
/// The user's own and the shared ones that hold every word of `query`, by title.
std::vector<CannedReply> list_canned_replies(db::Session& session, UserId user,
                                             std::string_view query, int limit);
/// How many this owner has; the shared ones without one.
std::int64_t count_canned_replies(db::Session& session, UserId owner);

}  // namespace postroom::store
