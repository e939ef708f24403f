// Every statement of src/store: accepted by both engines, and no growing table is read from end to
// end.
#include "statements.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include <regex>
#include <set>

#include "both_engines.hpp"
#include "core/text.hpp"

namespace postroom::store {
namespace {

TEST(StatementReader, SeesWhatTheCompilerSees) {
    const std::string headers =
        "#define COLUMNS \"a, \" \\\n    \"b\"\n#define OF(user) \"u = \" user\n";
    const std::string source = R"x(
        // "select comment"
        f("select " COLUMNS " from t where " OF("$1"), 'x', 1'000);
        g(R"(update t
             set a = 'it''s')");
        log("no statement"); h("select \"q\"" /* c */ "\n");
    )x";
    EXPECT_THAT(statements_in(source, headers),
                testing::ElementsAre("select a, b from t where u = $1",
                                     "update t\n             set a = 'it''s'", "select \"q\"\n"));
}

ON_BOTH_ENGINES(Statements);

/// The full-text search speaks each engine's own language (search.cpp); such a statement runs on
/// one only.
bool belongs_to_other_engine(const std::string& sql, db::Dialect dialect) {
    const auto has = [&](std::string_view word) { return sql.find(word) != std::string::npos; };
    return dialect == db::Dialect::sqlite
               ? has("tsvector") || has("tsquery")
               : has("search_index") || (has("search_entry") && has(" body"));
}

STORE_TEST(Statements, AreAllAccepted) {
    const auto statements = read_statements();
    EXPECT_GT(statements.size(), 100U);
    for (const Statement& statement : statements) {
        if (belongs_to_other_engine(statement.sql, session.dialect())) {
            continue;
        }
        const auto checked = session.check(statement.sql);
        EXPECT_TRUE(checked) << statement.file << ": " << statement.sql << "\n"
                             << checked.error().detail;
    }
}

/// Tables whose rows come with every mail, message or customer; the others hold what people set up.
const std::set<std::string> kGrowing{"item",
                                     "conversation",
                                     "message",
                                     "attachment",
                                     "participant",
                                     "follower",
                                     "receipt",
                                     "mail_reference",
                                     "outgoing_mail",
                                     "mail_attempt",
                                     "event",
                                     "incoming_mail",
                                     "blob",
                                     "customer",
                                     "session",
                                     "sign_in_failure",
                                     "delivery_report",
                                     "automatic_mail_stop",
                                     "idempotency",
                                     "audit",
                                     "search_entry",
                                     "organization"};

/// Statements that may walk a growing table, with the reason.
struct Exception {
    std::string_view start, reason;
};
constexpr std::array kMayScan{
    Exception{"select event_id from event order by event_id desc limit 1", "one step on the key"},
    Exception{"select customer_id, email, name, organization_id, active, language, "
              "created_at, complained_at from customer\n           where ($1 = 0",
              "search for a part of a name: in order of the key, ends at its limit"},
    Exception{"update customer set organization_id = $1\n           where organization_id is null",
              "an administrator gives an organization its mail domain: once, not with every mail"},
};

std::string table_of(const std::string& sql, const std::string& name) {
    static const std::regex tables{
        R"(\b(?:from|join|update|into|,)\s+([a-z_]+)(?:\s+(?:as\s+)?([a-z_]+))?)"};
    for (auto it = std::sregex_iterator{sql.begin(), sql.end(), tables};
         it != std::sregex_iterator{}; ++it) {
        if ((*it)[2] == name) {
            return (*it)[1];
        }
    }
    return name;
}

/// An insert of values scans nothing: what its plan lists are checks of references that SQLite
/// skips unless a deferred one is open.
bool is_insert_of_values(const std::string& sql) {
    return sql.starts_with("insert ") && sql.find("select ") == std::string::npos;
}

bool may_scan(const std::string& sql) {
    return is_insert_of_values(sql) ||
           std::any_of(kMayScan.begin(), kMayScan.end(), [&](const Exception& exception) {
               return sql.starts_with(exception.start);
           });
}

/// The line of the plan that reads a growing table as a whole, or nothing. Walking a partial index
/// is fine: it holds only the rows that wait for something.
std::string full_scan_in(const std::string& sql, const std::string& plan,
                         const std::set<std::string>& partial_indexes) {
    static const std::regex scan{R"(^SCAN (\w+)(?: USING (?:COVERING )?INDEX (\w+))?)"};
    for (const auto line : split(plan, '\n')) {
        std::cmatch match;
        if (!std::regex_search(line.data(), line.data() + line.size(), match, scan) ||
            !kGrowing.contains(table_of(sql, match[1])) || partial_indexes.contains(match[2])) {
            continue;
        }
        return std::string{line};
    }
    return {};
}

TEST(Plans, NoStatementReadsAGrowingTableFromEndToEnd) {
    const auto statements = read_statements();
    database_of(db::Dialect::sqlite).read([&](db::Session& session) {
        const auto names = session.list(
            "select name from sqlite_master where type = 'index' and sql like '% where %'",
            [](const db::Row& row) { return row.get<std::string>(0); });
        const std::set<std::string> partial_indexes{names.begin(), names.end()};
        for (const Statement& statement : statements) {
            if (!session.check(statement.sql) || may_scan(statement.sql)) {
                continue;  // refused statements are reported above
            }
            const std::string plan = session.explain(statement.sql);
            EXPECT_EQ(full_scan_in(statement.sql, plan, partial_indexes), "")
                << statement.file << ": " << statement.sql << "\n"
                << plan;
        }
    });
}

}  // namespace
}  // namespace postroom::store
