// What goes wrong below is sorted into kinds, and hurts no other job. (IN-3)
#include "db/failure.hpp"

#include <fstream>
#include <latch>

#include "db/postgresql_failure.hpp"
#include "db/sqlite_failure.hpp"
#include "engines.hpp"
#include "sqlite3.h"

namespace postroom::db {
namespace {

TEST(Failures, SqliteCodes) {
    EXPECT_EQ(classify_sqlite(SQLITE_BUSY_SNAPSHOT), FailureKind::busy);
    EXPECT_EQ(classify_sqlite(SQLITE_FULL), FailureKind::full);
    EXPECT_EQ(classify_sqlite(SQLITE_IOERR_FSYNC), FailureKind::full);
    EXPECT_EQ(classify_sqlite(SQLITE_CORRUPT_INDEX), FailureKind::corrupt);
    EXPECT_EQ(classify_sqlite(SQLITE_NOTADB), FailureKind::corrupt);
    EXPECT_EQ(classify_sqlite(SQLITE_CANTOPEN_ISDIR), FailureKind::unavailable);
    EXPECT_EQ(classify_sqlite(SQLITE_READONLY_DBMOVED), FailureKind::unavailable);
    EXPECT_EQ(classify_sqlite(SQLITE_READONLY), FailureKind::bug);
    EXPECT_EQ(classify_sqlite(SQLITE_CONSTRAINT_UNIQUE), FailureKind::bug);
    EXPECT_EQ(classify_sqlite(SQLITE_ERROR), FailureKind::bug);
}

TEST(Failures, PostgresqlStates) {
    struct Case {
        std::string_view state;
        FailureKind kind;
    };
    for (const Case& c : {Case{"", FailureKind::unavailable},
                          Case{"08006", FailureKind::unavailable}, Case{"08P01", FailureKind::bug},
                          Case{"57P01", FailureKind::unavailable}, Case{"57014", FailureKind::busy},
                          Case{"53100", FailureKind::full}, Case{"53300", FailureKind::unavailable},
                          Case{"58030", FailureKind::full}, Case{"XX001", FailureKind::corrupt},
                          Case{"XX000", FailureKind::bug}, Case{"40001", FailureKind::busy},
                          Case{"40P01", FailureKind::busy}, Case{"55P03", FailureKind::busy},
                          Case{"23505", FailureKind::bug}, Case{"42601", FailureKind::bug}}) {
        EXPECT_EQ(classify_postgresql(c.state), c.kind) << c.state;
    }
}

FailureKind kind_of(Database& database, auto work) {
    try {
        database.write(work);
    } catch (const Failure& failure) {
        return failure.kind;
    }
    ADD_FAILURE() << "no failure";
    return FailureKind::bug;
}

TEST(Failures, IN3_AFullDiskIsToldApartAndTheNextMailMayFitAgain) {
    const TemporaryDirectory directory;
    const auto database = open_or_throw({.url = "sqlite:" + (directory / "full.db")});
    database->write([](Session& session) {
        session.script("create table thing (body blob); pragma max_page_count = 20");
    });
    const std::string large(200'000, 'x');
    const auto insert_large = [&](Session& session) {
        session.execute("insert into thing values ($1)", Bytes{large});
    };
    EXPECT_EQ(kind_of(*database, insert_large), FailureKind::full);
    EXPECT_EQ(database->write([](Session& session) {
        return session.execute("insert into thing values ($1)", Bytes{"small"});
    }),
              1);
    database->write([](Session& session) { session.script("pragma max_page_count = 1000"); });
    database->write(insert_large);
}

TEST(Failures, AFullDiskInAGroupIsAnsweredToThoseWhoLostTheirEffects) {
    const TemporaryDirectory directory;
    const auto database = open_or_throw({.url = "sqlite:" + (directory / "full.db")});
    database->write([](Session& session) {
        session.script("create table thing (number int, body blob); pragma max_page_count = 60");
    });
    const std::string large(20'000, 'x');
    constexpr int kJobs = 40;
    std::latch all{kJobs};
    std::vector<int> stored;
    for (int number = 0; number < kJobs; ++number) {
        database->write_async(
            [&, number](Session& session) {
                session.execute("insert into thing values ($1, $2)", number, Bytes{large});
            },
            [&, number](std::exception_ptr error) {
                if (!error) {
                    stored.push_back(number);  // on the writer thread only
                }
                all.count_down();
            });
    }
    all.wait();
    EXPECT_FALSE(stored.empty());
    EXPECT_LT(stored.size(), std::size_t{kJobs});
    EXPECT_EQ(database->read([](Session& session) {
        return session.list("select number from thing order by number",
                            [](const Row& row) { return row.get<int>(0); });
    }),
              stored);
}

TEST(Failures, AFileThatIsNoDatabaseIsCorrupt) {
    const TemporaryDirectory directory;
    std::ofstream{directory / "bad.db"} << std::string(8192, 'z');
    const auto opened = Database::open({.url = "sqlite:" + (directory / "bad.db")});
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().code, "database_unavailable");
    EXPECT_NE(opened.error().detail.find("not a database"), std::string::npos);
}

TEST(Failures, Fault_F17_ALostServerFailsTheWorkAtHandAndIsFoundAgain) {
    test::Postgres server;
    const auto database = open_or_throw({.url = server.url()});
    database->write([](Session& session) { session.script("create table thing (number bigint)"); });
    const auto insert = [](Session& session) { session.execute("insert into thing values (1)"); };
    const auto count = [](Session& session) {
        return *session.one("select count(*) from thing",
                            [](const Row& r) { return r.get<int>(0); });
    };
    database->write(insert);
    EXPECT_EQ(database->read(count), 1);

    server.kill();
    EXPECT_EQ(kind_of(*database, insert), FailureKind::unavailable);
    EXPECT_THROW(database->read(count), Failure);

    server.start();
    database->write(insert);  // the writer connects anew
    EXPECT_EQ(database->read(count), 2);
}

TEST(Failures, AConnectionLostWhileIdleIsReplacedUnnoticed) {
    test::Postgres server;
    const auto database = open_or_throw({.url = server.url()});
    database->write([](Session& session) { session.script("create table thing (number bigint)"); });
    const auto count = [](Session& session) {
        return *session.one("select count(*) from thing",
                            [](const Row& r) { return r.get<int>(0); });
    };
    EXPECT_EQ(database->read(count), 0);
    server.kill();
    server.start();
    EXPECT_EQ(database->write(
                  [](Session& session) { return session.execute("insert into thing values (1)"); }),
              1);
}

}  // namespace
}  // namespace postroom::db
