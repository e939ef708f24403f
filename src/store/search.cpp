// See search.hpp. Both engines get words that search_text.hpp has folded, and each its own query.
#include "store/search.hpp"

#include <fmt/format.h>

#include "core/limits.hpp"
#include "core/text.hpp"
#include "store/access_sql.hpp"

namespace postroom::store {
namespace {

constexpr std::size_t kWordBytesMax = 200;  // PostgreSQL refuses words of 2 KB

std::string joined(const SearchQuery::Term& term, std::string_view separator,
                   std::string_view quote) {
    std::string text;
    for (const auto& word : term.words) {
        text.append(text.empty() ? "" : separator).append(quote).append(word).append(quote);
    }
    return text;
}

std::string sqlite_query(const SearchQuery& query) {
    std::string text;
    for (const auto& term : query.terms) {
        text += fmt::format("{}\"{}\"{}", text.empty() ? "" : " ", joined(term, " ", ""),
                            term.is_beginning ? "*" : "");
    }
    return text;
}

std::string postgresql_query(const SearchQuery& query) {
    std::string text;
    for (const auto& term : query.terms) {
        text += fmt::format("{}({}{})", text.empty() ? "" : " & ", joined(term, " <-> ", "'"),
                            term.is_beginning ? ":*" : "");
    }
    return text;
}

/// "'printer':1A 'seal':2": words with their places, as a tsvector is written.
std::string postgresql_words(std::string_view title, std::string_view body) {
    std::string text;
    int place = 0;
    const auto add = [&](std::string_view part, std::string_view weight) {
        for (const auto& word : search_words(part)) {
            text += fmt::format("'{}':{}{} ", truncate_utf8(word.folded, kWordBytesMax), ++place,
                                weight);
        }
        ++place;  // no phrase goes from the title into the body
    };
    add(title, "A");
    add(body, "");
    return text;
}

/// Messages and items have their own numbers; here they stand in one row of numbers.
std::int64_t entry_id(const SearchEntry& entry) {
    return entry.message_id ? entry.message_id.value * 2 : entry.item_id.value * 2 + 1;
}

/// The words of an entry leave the index only if told exactly as they went in.
void forget_sqlite(db::Session& session, std::int64_t id) {
    session.execute(
        R"(insert into search_index (search_index, rowid, title, body)
           select 'delete', search_entry_id, title, body from search_entry
           where search_entry_id = $1)",
        id);
}

void save_sqlite(db::Session& session, const SearchEntry& entry) {
    const auto id = entry_id(entry);
    forget_sqlite(session, id);
    const auto title = fold_for_search(entry.title);
    const auto body = fold_for_search(entry.body);
    session.execute(
        R"(insert into search_entry (search_entry_id, item_id, message_id, title, body)
           values ($1, $2, $3, $4, $5) on conflict (search_entry_id)
           do update set item_id = excluded.item_id, title = excluded.title, body = excluded.body)",
        id, entry.item_id, entry.message_id, title, body);
    session.execute("insert into search_index (rowid, title, body) values ($1, $2, $3)", id, title,
                    body);
}

void save_postgresql(db::Session& session, const SearchEntry& entry) {
    session.execute(
        R"(insert into search_entry (search_entry_id, item_id, message_id, words)
           values ($1, $2, $3, cast($4 as tsvector)) on conflict (search_entry_id)
           do update set item_id = excluded.item_id, words = excluded.words)",
        entry_id(entry), entry.item_id, entry.message_id,
        postgresql_words(entry.title, entry.body));
}

#define SQLITE_MATCHES                                                             \
    "(select rowid as id, bm25(search_index, 4.0, 1.0) as score from search_index" \
    " where search_index match $1 order by rowid desc limit $2)"
#define POSTGRESQL_MATCHES                                                                \
    "(select search_entry_id as id, -ts_rank_cd(words, cast($1 as tsquery)) as score"     \
    " from search_entry where words @@ cast($1 as tsquery) order by search_entry_id desc" \
    " limit $2)"

/// Of `e`, a message that stands or an item, with the viewer $3 who may see all projects if $4 = 1.
#define OPEN_TO_VIEWER \
    " left join message m on m.message_id = e.message_id"                                      \
    " where (e.message_id is null or m.deleted_at is null) and (exists (select 1 from"         \
    " conversation c left join item i on i.item_id = c.item_id where"                          \
    " c.conversation_id = m.conversation_id and " CONVERSATION_VISIBLE_TO("$3", "$4 = 1")          \
    ") or exists (select 1 from conversation c left join item i on i.item_id = c.item_id"      \
    " where e.message_id is null and c.item_id = e.item_id and "                               \
    CONVERSATION_VISIBLE_TO("$3", "$4 = 1") "))"                                                   \
    " order by hit.score, e.search_entry_id desc limit $5"

constexpr std::string_view kHitsOfSqlite =
    "select e.item_id, e.message_id from " SQLITE_MATCHES
    " hit join search_entry e on e.search_entry_id = hit.id" OPEN_TO_VIEWER;
constexpr std::string_view kHitsOfPostgresql =
    "select e.item_id, e.message_id from " POSTGRESQL_MATCHES
    " hit join search_entry e on e.search_entry_id = hit.id" OPEN_TO_VIEWER;
constexpr std::string_view kConversationsOfSqlite =
    "select distinct m.conversation_id from " SQLITE_MATCHES
    " hit join search_entry e on e.search_entry_id = hit.id"
    " join message m on m.message_id = e.message_id limit $3";
constexpr std::string_view kConversationsOfPostgresql =
    "select distinct m.conversation_id from " POSTGRESQL_MATCHES
    " hit join search_entry e on e.search_entry_id = hit.id"
    " join message m on m.message_id = e.message_id limit $3";

bool is_sqlite(const db::Session& session) { return session.dialect() == db::Dialect::sqlite; }

std::string query_for(const db::Session& session, const SearchQuery& query) {
    return is_sqlite(session) ? sqlite_query(query) : postgresql_query(query);
}

}  // namespace

std::string query_text(const db::Session& session, const SearchQuery& query) {
    return query_for(session, query);
}

void save_search_entry(db::Session& session, const SearchEntry& entry) {
    const SearchEntry kept{.item_id = entry.item_id,
                           .message_id = entry.message_id,
                           .title = truncate_utf8(entry.title, limits::kSearchIndexedBytesMax),
                           .body = truncate_utf8(entry.body, limits::kSearchIndexedBytesMax)};
    is_sqlite(session) ? save_sqlite(session, kept) : save_postgresql(session, kept);
}

void delete_search_entry(db::Session& session, MessageId message) {
    const auto id = entry_id({.item_id = {}, .message_id = message, .title = {}, .body = {}});
    if (is_sqlite(session)) {
        forget_sqlite(session, id);
    }
    session.execute("delete from search_entry where search_entry_id = $1", id);
}

std::vector<SearchHit> find_hits(db::Session& session, const model::User& viewer,
                                 const SearchQuery& query, int limit) {
    if (query.empty()) {
        return {};
    }
    const bool everything =
        viewer.preferences.conversations == model::ConversationAccess::all_projects;
    return session.list(
        is_sqlite(session) ? kHitsOfSqlite : kHitsOfPostgresql,
        [](const db::Row& row) { return SearchHit{row.get<ItemId>(0), row.get<MessageId>(1)}; },
        query_for(session, query), limits::kSearchCandidatesMax, viewer.id.value, everything,
        limit);
}

std::vector<ConversationId> find_conversations_with(db::Session& session, const SearchQuery& query,
                                                    int limit) {
    if (query.empty()) {
        return {};
    }
    return session.list(
        is_sqlite(session) ? kConversationsOfSqlite : kConversationsOfPostgresql,
        [](const db::Row& row) { return row.get<ConversationId>(0); }, query_for(session, query),
        limits::kSearchCandidatesMax, limit);
}

}  // namespace postroom::store
