// See search.hpp.
#include "store/search.hpp"

#include "core/text.hpp"

namespace postroom::store {
namespace {

constexpr std::size_t kWordsMax = 16;
// PostgreSQL refuses a tsvector of 1 MiB, which a text of less than that can exceed; whoever
// searches for words beyond this is looking through an attached log.
constexpr std::size_t kIndexedBytesMax = std::size_t{256} << 10;

/// The words that were typed, without anything that a query language could read.
std::vector<std::string> words_of(std::string_view query) {
    std::string clean(query);
    for (char& c : clean) {
        const auto byte = static_cast<unsigned char>(c);
        const bool is_word = byte >= 0x80 || (byte >= '0' && byte <= '9') ||
                             (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z');
        c = is_word ? c : ' ';
    }
    std::vector<std::string> words;
    for (const auto word : split(clean, ' ')) {
        if (!word.empty() && words.size() < kWordsMax) {
            words.emplace_back(word);
        }
    }
    return words;
}

std::string sqlite_query(const std::vector<std::string>& words) {
    std::string query;
    for (const auto& word : words) {
        query += (query.empty() ? "\"" : " \"") + word + "\"";
    }
    return query + "*";
}

std::string postgresql_query(const std::vector<std::string>& words) {
    std::string query;
    for (const auto& word : words) {
        query += (query.empty() ? "'" : " & '") + word + "'";
    }
    return query + ":*";
}

SearchHit read_hit(const db::Row& row) { return {row.get<ItemId>(0), row.get<MessageId>(1)}; }

void insert_sqlite(db::Session& session, const SearchEntry& entry) {
    // The message's id is the entry's: a message that is indexed again replaces nothing and adds
    // nothing.
    const auto inserted = session.execute(
        R"(insert into search_entry (search_entry_id, item_id, message_id) values ($1, $2, $1)
           on conflict do nothing)",
        entry.message_id, entry.item_id.value);
    if (inserted == 1) {
        session.execute("insert into search_index (rowid, title, body) values ($1, $2, $3)",
                        entry.message_id, entry.title, truncate_utf8(entry.body, kIndexedBytesMax));
    }
}

void insert_postgresql(db::Session& session, const SearchEntry& entry) {
    session.execute(
        R"(insert into search_entry (search_entry_id, item_id, message_id, words)
           values ($1, $2, $1, to_tsvector('simple', $3) || to_tsvector('simple', $4)) on conflict do nothing)",
        entry.message_id, entry.item_id.value, entry.title,
        truncate_utf8(entry.body, kIndexedBytesMax));
}

}  // namespace

void insert_search_entry(db::Session& session, const SearchEntry& entry) {
    if (session.dialect() == db::Dialect::sqlite) {
        insert_sqlite(session, entry);
    } else {
        insert_postgresql(session, entry);
    }
}

std::string text_query(db::Dialect dialect, std::string_view typed) {
    const auto words = words_of(typed);
    if (words.empty()) {
        return {};
    }
    return dialect == db::Dialect::sqlite ? sqlite_query(words) : postgresql_query(words);
}

void add_to_search_entry(db::Session& session, const SearchEntry& entry) {
    const auto body = truncate_utf8(entry.body, kIndexedBytesMax);
    if (session.dialect() == db::Dialect::postgresql) {
        session.execute(
            "update search_entry set words = words || to_tsvector('simple', $2) where "
            "search_entry_id = $1",
            entry.message_id, body);
        return;
    }
    // An index without content cannot take the old words back; the new ones are an entry beside it.
    const std::int64_t second = -entry.message_id.value;
    const auto inserted = session.execute(
        R"(insert into search_entry (search_entry_id, item_id, message_id) values ($1, $2, $3)
           on conflict do nothing)",
        second, entry.item_id.value, entry.message_id);
    if (inserted == 1) {
        session.execute("insert into search_index (rowid, title, body) values ($1, '', $2)", second,
                        body);
    }
}

std::vector<SearchHit> find_messages(db::Session& session, std::string_view query, int limit) {
    const auto words = text_query(session.dialect(), query);
    if (words.empty()) {
        return {};
    }
    if (session.dialect() == db::Dialect::sqlite) {
        return session.list(
            R"(select e.item_id, e.message_id from search_index s
               join search_entry e on e.search_entry_id = s.rowid
               where search_index match $1 group by e.item_id, e.message_id
               order by e.message_id desc limit $2)",
            read_hit, words, limit);
    }
    return session.list(
        R"(select item_id, message_id from search_entry where words @@ to_tsquery('simple', $1)
           order by message_id desc limit $2)",
        read_hit, words, limit);
}

}  // namespace postroom::store
