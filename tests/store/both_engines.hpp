// The real schema on both engines; each test runs in a transaction that is rolled back.
// Invariant: tests see the seed rows of the migrations and nothing of each other.
// Rule: style.md "Tests", kind "store".
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <stdexcept>
#include <string>

#include "db/database.hpp"
#include "store/migrations.hpp"
#include "support/postgres.hpp"

namespace postroom::store {

inline const TimePoint kNow = from_unix_ms(1'795'000'000'000);

/// The migrated database of this test program, opened when first asked for.
inline db::Database& database_of(db::Dialect dialect) {
    const auto open = [](std::string url) {
        auto database = db::Database::open({.url = std::move(url)});
        if (!database) {
            throw std::runtime_error{database.error().detail};
        }
        if (const auto migrated = (*database)->migrate(migrations()); !migrated) {
            throw std::runtime_error{migrated.error().reply + " " + migrated.error().detail};
        }
        return std::move(*database);
    };
    if (dialect == db::Dialect::sqlite) {
        static const auto sqlite = open("sqlite::memory:");
        return *sqlite;
    }
    static const auto postgresql = open(test::Postgres::shared().fresh_url());
    return *postgresql;
}

class BothEngines : public testing::TestWithParam<db::Dialect> {
   protected:
    static db::Database& database() { return database_of(GetParam()); }

    /// Runs `test(Session&)` and takes back whatever it wrote.
    template <class F>
    static void rolled_back(F test) {
        const auto outcome = database().write([&](db::Session& session) -> Result<void> {
            test(session);
            return fail(ErrorKind::conflict, "rolled_back", "");
        });
        ASSERT_EQ(outcome.error().code, "rolled_back");
    }
};

inline std::string engine_name(const testing::TestParamInfo<db::Dialect>& info) {
    return info.param == db::Dialect::sqlite ? "sqlite" : "postgresql";
}

}  // namespace postroom::store

/// TEST_P in a rolled-back transaction: `session` is at hand in the body.
#define STORE_TEST(suite, name)                               \
    struct suite##_##name {                                   \
        static void run(::postroom::db::Session& session);    \
    };                                                        \
    TEST_P(suite, name) { rolled_back(suite##_##name::run); } \
    void suite##_##name::run([[maybe_unused]] ::postroom::db::Session& session)

#define ON_BOTH_ENGINES(suite)                                                                 \
    class suite : public ::postroom::store::BothEngines {};                                    \
    INSTANTIATE_TEST_SUITE_P(                                                                  \
        Engine, suite,                                                                         \
        testing::Values(::postroom::db::Dialect::sqlite, ::postroom::db::Dialect::postgresql), \
        ::postroom::store::engine_name)
