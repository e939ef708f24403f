// Group commit, isolation of jobs, readers, lost engines.
#include "db/database.hpp"

#include <algorithm>
#include <atomic>
#include <latch>
#include <mutex>
#include <thread>

#include "engines.hpp"

namespace postroom::db {
namespace {

class Databases : public OnEachEngine {
   protected:
    std::unique_ptr<Database> open_with_table(Options options = {}) {
        auto database = open(std::move(options));
        database->write([](Session& session) {
            session.script("create table thing (number bigint primary key, title text)");
        });
        return database;
    }
    static std::vector<int> numbers(Database& database) {
        return database.read([](Session& session) {
            return session.list("select number from thing order by number",
                                [](const Row& row) { return row.get<int>(0); });
        });
    }
};

constexpr std::string_view kInsert = "insert into thing (number) values ($1)";

/// Holds the writer until released, so that what is queued meanwhile shares one commit.
class Gate {
   public:
    explicit Gate(Database& database) {
        std::latch entered{1};
        database.write_async(
            [&](Session&) {
                entered.count_down();
                open_.wait();
            },
            [](std::exception_ptr) {});
        entered.wait();
    }
    void open() { open_.count_down(); }

   private:
    std::latch open_{1};
};

TEST_P(Databases, BackgroundJobsLetOthersPassAndAreAllDone) {
    const auto database = open_with_table();
    constexpr int kBackground = 100;
    constexpr int kWaitedFor = 3;
    std::vector<int> order;  // writer thread only until all are done
    std::latch done{kBackground + kWaitedFor};
    const auto queue = [&](int number, Haste haste) {
        database->write_async(
            [&order, number](Session& session) {
                session.execute(kInsert, number);
                order.push_back(number);
            },
            [&done](std::exception_ptr error) {
                EXPECT_FALSE(error);
                done.count_down();
            },
            haste);
    };
    Gate gate{*database};
    for (int number = 0; number < kBackground; ++number) {
        queue(number, Haste::background);
    }
    for (int number = 1000; number < 1000 + kWaitedFor; ++number) {
        queue(number, Haste::waited_for);
    }
    gate.open();
    done.wait();
    ASSERT_EQ(order.size(), static_cast<std::size_t>(kBackground + kWaitedFor));
    EXPECT_EQ(std::vector(order.begin(), order.begin() + kWaitedFor),
              (std::vector{1000, 1001, 1002}));
    EXPECT_TRUE(std::is_sorted(order.begin() + kWaitedFor, order.end()))
        << "each kind in its order";
}

TEST_P(Databases, SaysWhenAGroupIsAnswered) {
    std::atomic<int> committed = 0;
    std::atomic<int> answered = 0;
    const auto database =
        open_with_table({.on_commit = [&] { ++committed; }, .on_answered = [&] { ++answered; }});
    const int before = answered;
    std::latch done{2};
    Gate gate{*database};
    for (int number = 1; number <= 2; ++number) {
        database->write_async([number](Session& session) { session.execute(kInsert, number); },
                              [&](std::exception_ptr) { done.count_down(); });
    }
    gate.open();
    done.wait();
    database->write([](Session&) {});  // its answer follows that of the group
    EXPECT_GE(answered - before, 2);
    EXPECT_GE(committed, answered);
}

TEST_P(Databases, WriteReturnsTheValueAfterTheCommit) {
    const auto database = open_with_table();
    EXPECT_EQ(database->write([](Session& session) { return session.execute(kInsert, 1); }), 1);
    EXPECT_EQ(numbers(*database), std::vector{1});
}

TEST_P(Databases, AnErrorResultTakesItsEffectsBack) {
    const auto database = open_with_table();
    const auto outcome = database->write([](Session& session) -> Result<int> {
        session.execute(kInsert, 1);
        return fail(ErrorKind::conflict, "no", "No.");
    });
    EXPECT_EQ(outcome.error().code, "no");
    EXPECT_EQ(database->write([](Session& session) -> Result<int> {
        session.execute(kInsert, 2);
        return 2;
    }),
              2);
    EXPECT_EQ(numbers(*database), std::vector{2});
}

TEST_P(Databases, WhatWorkThrowsIsRethrown) {
    const auto database = open_with_table();
    EXPECT_THROW(database->write([](Session& session) {
        session.execute(kInsert, 1);
        throw std::runtime_error{"mine"};
    }),
                 std::runtime_error);
    EXPECT_THROW(database->write([](Session& session) { session.execute("nonsense"); }), Failure);
    EXPECT_EQ(numbers(*database), std::vector<int>{});
}

TEST_P(Databases, JobsShareACommitAndAFailedOneLosesOnlyItsOwn) {
    const auto database = open_with_table();
    constexpr int kJobs = 100;
    std::latch all{kJobs};
    std::atomic<int> failed{0};
    Gate gate{*database};
    const auto before = database->counts();
    for (int number = 0; number < kJobs; ++number) {
        database->write_async(
            [number](Session& session) -> Result<void> {
                session.execute(kInsert, number);
                if (number % 10 == 3) {
                    session.execute(kInsert, number);  // breaks the primary key
                }
                if (number % 10 == 5) {
                    return fail(ErrorKind::invalid, "no", "No.");
                }
                return {};
            },
            [&](std::exception_ptr error) {
                failed += error ? 1 : 0;
                all.count_down();
            });
    }
    gate.open();
    all.wait();
    EXPECT_EQ(failed, 10);
    EXPECT_EQ(numbers(*database).size(), 80U);
    const auto after = database->counts();
    EXPECT_LE(after.commits - before.commits, 3U);  // the gate's own, the group's, one for the read
    EXPECT_EQ(after.failed_jobs - before.failed_jobs, 10U);
}

TEST_P(Databases, TheFirstJobOfAGroupMayFailToo) {
    const auto database = open_with_table();
    std::latch all{3};
    Gate gate{*database};
    for (int number = 0; number < 3; ++number) {
        database->write_async(
            [number](Session& session) -> Result<void> {
                session.execute(kInsert, number);
                if (number != 1) {
                    return fail(ErrorKind::invalid, "no", "No.");
                }
                return {};
            },
            [&](std::exception_ptr) { all.count_down(); });
    }
    gate.open();
    all.wait();
    EXPECT_EQ(numbers(*database), std::vector{1});
}

TEST_P(Databases, WorkMustNotGoOnAfterItsOwnFailure) {
    const auto database = open_with_table();
    const auto swallow = [](Session& session) {
        session.execute(kInsert, 1);
        try {
            session.execute(kInsert, 1);
        } catch (const Failure&) {  // NOLINT: what a careless caller might do
        }
    };
    if (database->dialect() == Dialect::postgresql) {
        EXPECT_THROW(database->write(swallow), Failure);
        EXPECT_EQ(numbers(*database), std::vector<int>{});
    } else {
        database->write(swallow);
        EXPECT_EQ(numbers(*database), std::vector{1});
    }
}

TEST_P(Databases, ManyThreadsWriteAndRead) {
    const auto database =
        open_with_table({.readers = 2, .batch_jobs_max = 16, .queue_jobs_max = 4});
    constexpr int kThreads = 8;
    constexpr int kEach = 50;
    {
        std::vector<std::jthread> threads;
        for (int thread = 0; thread < kThreads; ++thread) {
            threads.emplace_back([&, thread] {
                for (int index = 0; index < kEach; ++index) {
                    const int number = thread * kEach + index;
                    database->write([&](Session& session) { session.execute(kInsert, number); });
                    const auto mine = database->read([&](Session& session) {
                        return session.one(
                            "select number from thing where number = $1",
                            [](const Row& row) { return row.get<int>(0); }, number);
                    });
                    EXPECT_EQ(mine, number);
                }
            });
        }
    }
    EXPECT_EQ(numbers(*database).size(), std::size_t{kThreads * kEach});
}

TEST_P(Databases, AReaderSeesOneSnapshotAndCannotWrite) {
    if (GetParam() == Place::memory) {
        GTEST_SKIP() << "one connection only";
    }
    const auto database = open_with_table();
    database->read([&](Session& session) {
        const auto count = [&] {
            return session.one("select count(*) from thing",
                               [](const Row& row) { return row.get<int>(0); });
        };
        EXPECT_EQ(count(), 0);
        database->write([](Session& writing) { writing.execute(kInsert, 1); });
        EXPECT_EQ(count(), 0);
    });
    EXPECT_EQ(numbers(*database), std::vector{1});
    EXPECT_THROW(database->read([](Session& session) { session.execute(kInsert, 2); }), Failure);
    EXPECT_EQ(numbers(*database), std::vector{1});
}

TEST_P(Databases, WhatIsQueuedIsFinishedBeforeClosing) {
    auto database = open_with_table();
    std::atomic<int> answered{0};
    for (int number = 0; number < 20; ++number) {
        database->write_async([number](Session& session) { session.execute(kInsert, number); },
                              [&](std::exception_ptr error) { answered += error ? 100 : 1; });
    }
    database.reset();
    EXPECT_EQ(answered, 20);
}

TEST_P(Databases, DescriptionNamesTheEngine) {
    const auto database = open();
    EXPECT_TRUE(database->description().starts_with(
        database->dialect() == Dialect::sqlite ? "SQLite 3." : "PostgreSQL 15"))
        << database->description();
}

INSTANTIATE_TEST_SUITE_P(Engine, Databases, each_engine(), place_name);

TEST(DatabaseOpening, RefusesWhatItDoesNotUnderstandOrReach) {
    EXPECT_EQ(Database::open({.url = "mysql://x"}).error().code, "database_url");
    EXPECT_EQ(Database::open({.url = "sqlite:"}).error().code, "database_url");
    EXPECT_EQ(Database::open({.url = "sqlite:/nonexistent/folder/x.db"}).error().code,
              "database_unavailable");
    EXPECT_EQ(Database::open({.url = "postgresql:///x?host=/nonexistent"}).error().code,
              "database_unavailable");
}

}  // namespace
}  // namespace postroom::db
