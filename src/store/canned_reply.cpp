// See canned_reply.hpp.
#include "store/canned_reply.hpp"

#include <algorithm>

#include "core/check.hpp"
#include "store/search_text.hpp"

namespace postroom::store {
namespace {

#define CANNED_REPLY_COLUMNS \
    "canned_reply_id, owner_id, title, body_html, created_by, updated_at, body_text"

CannedReply read_canned_reply(const db::Row& row) {
    return {.id = row.get<CannedReplyId>(0),
            .owner_id = row.get<UserId>(1),
            .title = row.get<std::string>(2),
            .html = row.get<std::string>(3),
            .text = row.get<std::string>(6),
            .created_by = row.get<UserId>(4),
            .updated_at = row.get<TimePoint>(5)};
}

/// Whether each word of the query begins a word of the reply.
bool holds(const CannedReply& reply, const std::vector<std::string>& query) {
    const auto words = search_words(reply.title + ' ' + reply.text);
    return std::ranges::all_of(query, [&](const std::string& wanted) {
        return std::ranges::any_of(
            words, [&](const SearchWord& word) { return word.folded.starts_with(wanted); });
    });
}

}  // namespace

CannedReplyId insert_canned_reply(db::Session& session, const CannedReply& reply, TimePoint now) {
    const auto id = session.one(
        R"(insert into canned_reply (owner_id, title, body_html, body_text, created_by, created_at,
               updated_at)
           values ($1, $2, $3, $4, $5, $6, $6) returning canned_reply_id)",
        [](const db::Row& row) { return row.get<CannedReplyId>(0); }, reply.owner_id, reply.title,
        reply.html, reply.text, reply.created_by, now);
    CHECK(id.has_value());
    return *id;
}

void update_canned_reply(db::Session& session, const CannedReply& reply, TimePoint now) {
    session.execute(
        R"(update canned_reply set owner_id = $2, title = $3, body_html = $4, body_text = $5,
               updated_at = $6
           where canned_reply_id = $1)",
        reply.id, reply.owner_id, reply.title, reply.html, reply.text, now);
}

void delete_canned_reply(db::Session& session, CannedReplyId id) {
    session.execute("delete from canned_reply where canned_reply_id = $1", id);
}

std::optional<CannedReply> find_canned_reply(db::Session& session, CannedReplyId id) {
    return session.one("select " CANNED_REPLY_COLUMNS
                       " from canned_reply where canned_reply_id = $1",
                       read_canned_reply, id);
}

std::vector<CannedReply> list_canned_replies(db::Session& session, UserId user,
                                             std::string_view query, int limit) {
    auto replies = session.list("select " CANNED_REPLY_COLUMNS
                                R"( from canned_reply where owner_id = $1 or owner_id is null
           order by lower(title), canned_reply_id limit 1000)",
                                read_canned_reply, user);
    std::vector<std::string> wanted;
    for (auto& word : search_words(query)) {
        wanted.push_back(std::move(word.folded));
    }
    std::erase_if(replies, [&](const CannedReply& reply) { return !holds(reply, wanted); });
    replies.resize(std::min(replies.size(), static_cast<std::size_t>(limit)));
    return replies;
}

std::int64_t count_canned_replies(db::Session& session, UserId owner) {
    return session
        .one(
            R"(select count(*) from canned_reply
               where owner_id = $1 or (owner_id is null and $2 = 1))",
            [](const db::Row& row) { return row.get<std::int64_t>(0); }, owner, !owner)
        .value_or(0);
}

}  // namespace postroom::store
