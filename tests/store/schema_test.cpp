// Both engines have the same tables, columns and indexes.
#include <fmt/format.h>
#include <gmock/gmock.h>

#include <algorithm>
#include <iterator>
#include <set>

#include "both_engines.hpp"

namespace postroom::store {
namespace {

/// "table.column kind [not null]" for each column; the tables of the search are the engines' own.
std::set<std::string> columns_of(db::Dialect dialect) {
    const auto rows = database_of(dialect).read([&](db::Session& session) {
        const std::string_view sql =
            dialect == db::Dialect::sqlite
                ? "select m.name, c.name, case when c.pk > 0 and lower(c.type) = 'integer' then "
                  "'bigint' else lower(c.type) end,"
                  " c.\"notnull\" or c.pk > 0"
                  " from sqlite_master m, pragma_table_info(m.name) c where m.type = 'table'"
                : "select table_name, column_name, data_type, case when is_nullable = 'NO' then 1 "
                  "else 0 end"
                  " from information_schema.columns where table_schema = current_schema()";
        return session.list(sql, [&](const db::Row& row) {
            auto kind = row.get<std::string>(2);
            if (kind == "blob") {
                kind = "bytea";
            }
            return std::pair{
                row.get<std::string>(0),
                fmt::format("{}.{} {}{}", row.get<std::string>(0), row.get<std::string>(1), kind,
                            row.get<bool>(3) ? " not null" : "")};
        });
    });
    std::set<std::string> columns;
    for (const auto& [table, column] : rows) {
        if (!table.starts_with("search_") && !table.starts_with("sqlite_") &&
            table != "schema_migration") {
            columns.insert(column);
        }
    }
    return columns;
}

std::set<std::string> indexes_of(db::Dialect dialect) {
    const auto names = database_of(dialect).read([&](db::Session& session) {
        const std::string_view sql =
            dialect == db::Dialect::sqlite
                ? "select name from sqlite_master where type = 'index' and sql is not null"
                : "select i.relname from pg_index x join pg_class i on i.oid = x.indexrelid"
                  " left join pg_constraint c on c.conindid = i.oid"
                  " where i.relnamespace = current_schema()::regnamespace and c.oid is null";
        return session.list(sql, [](const db::Row& row) { return row.get<std::string>(0); });
    });
    std::set<std::string> indexes;
    for (const std::string& name : names) {
        if (!name.starts_with("search_")) {
            indexes.insert(name);
        }
    }
    return indexes;
}

std::vector<std::string> only_in_one(const std::set<std::string>& a,
                                     const std::set<std::string>& b) {
    std::vector<std::string> difference;
    std::set_symmetric_difference(a.begin(), a.end(), b.begin(), b.end(),
                                  std::back_inserter(difference));
    return difference;
}

TEST(Schema, HasTheSameColumnsOnBothEngines) {
    const auto sqlite = columns_of(db::Dialect::sqlite);
    EXPECT_GT(sqlite.size(), 200U);
    EXPECT_THAT(only_in_one(sqlite, columns_of(db::Dialect::postgresql)), testing::IsEmpty());
}

TEST(Schema, HasTheSameIndexesOnBothEngines) {
    const auto sqlite = indexes_of(db::Dialect::sqlite);
    EXPECT_GT(sqlite.size(), 20U);
    EXPECT_THAT(only_in_one(sqlite, indexes_of(db::Dialect::postgresql)), testing::IsEmpty());
}

TEST(Schema, MigratingAgainChangesNothing) {
    for (const auto dialect : {db::Dialect::sqlite, db::Dialect::postgresql}) {
        EXPECT_TRUE(database_of(dialect).migrate(migrations()));
    }
}

}  // namespace
}  // namespace postroom::store
