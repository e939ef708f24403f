// The power goes: whatever was answered 250 is there, whole, and nothing refers to half a mail.
// Rule: mail-correctness.md F3, IN-1, I1; the disk is tests/support/power_loss.hpp.
#include <gtest/gtest.h>
#include <sqlite3.h>
#include <stdlib.h>

#include <filesystem>

#include "store/blob.hpp"
#include "support/power_loss.hpp"
#include "support/world.hpp"

namespace postroom::testing {
namespace {

using test::PowerLossDisk;
using Unsynced = PowerLossDisk::Unsynced;

class PowerLoss : public ::testing::Test {
   protected:
    PowerLoss() {
        std::string pattern =
            (std::filesystem::temp_directory_path() / "postroom-power-XXXXXX").string();
        EXPECT_NE(mkdtemp(pattern.data()), nullptr);
        folder = pattern;
    }
    ~PowerLoss() override { std::filesystem::remove_all(folder); }

    std::string url(const std::string& name) const {
        return "sqlite:" + (folder / name / "postroom.db").string();
    }
    static std::string mail(int number) {
        return a_mail("Eve <eve@customer.test>", "Mail " + std::to_string(number),
                      std::string(static_cast<std::size_t>(100 + number * 700), 'x'),
                      "Message-ID: <" + std::to_string(number) + "@customer.test>\n");
    }
    /// Every mail up to `accepted` is in what is left, and each row's mail can be read.
    void check(const std::string& name, int accepted) {
        const auto opened = db::Database::open({.url = url(name)});
        ASSERT_TRUE(opened) << name;
        (*opened)->read([&](db::Session& session) {
            const auto sound = session.one("pragma integrity_check", [](const db::Row& row) {
                return row.get<std::string>(0);
            });
            EXPECT_EQ(sound.value_or("nothing"), "ok") << name;
            const auto blobs =
                session.list("select blob_id from incoming_mail order by incoming_mail_id",
                             [](const db::Row& row) { return row.get<BlobId>(0); });
            ASSERT_GE(std::ssize(blobs), accepted) << name << ": I1";
            for (std::size_t i = 0; i < blobs.size(); ++i) {
                EXPECT_EQ(store::find_blob(session, blobs[i]).value_or(""),
                          mail(static_cast<int>(i)))
                    << name << ": mail " << i << " is not whole";
            }
        });
    }

    std::filesystem::path folder;
};

TEST_F(PowerLoss, Fault_F03_WhatWasAnsweredIsThereAfterThePowerWasLostAtAnyMoment) {
    constexpr int kMails = 120;
    SeededRandom random{3};
    std::vector<int> accepted;
    {
        const PowerLossDisk disk;
        std::filesystem::create_directories(folder / "alive");
        World world{WorldOptions{.url = url("alive")}};
        for (int number = 0; number < kMails; ++number) {
            ASSERT_TRUE(world.accept(mail(number), World::kSupport, "eve@customer.test"));
            if (number % 3 == 0) {
                world.run_stage(World::Stage::intake);  // other commits, and checkpoints
            }
            disk.leave_behind(folder / ("none" + std::to_string(number)), Unsynced::none, random);
            disk.leave_behind(folder / ("some" + std::to_string(number)), Unsynced::some, random);
        }
        EXPECT_GE(disk.syncs(), kMails);
    }
    for (int number = 0; number < kMails; ++number) {
        check("none" + std::to_string(number), number + 1);
        check("some" + std::to_string(number), number + 1);
    }
}

/// Commits to a table of its own; returns how many rows are left when the power goes then.
int rows_left(const std::filesystem::path& folder, const char* synchronous) {
    SeededRandom random{4};
    {
        const PowerLossDisk disk;
        sqlite3* handle = nullptr;
        sqlite3_open((folder / "plain.db").c_str(), &handle);
        const auto run = [&](const std::string& sql) {
            EXPECT_EQ(sqlite3_exec(handle, sql.c_str(), nullptr, nullptr, nullptr), SQLITE_OK);
        };
        run("pragma journal_mode = wal; pragma synchronous = full; create table t (n)");
        run(std::string("pragma synchronous = ") + synchronous);
        for (int i = 0; i < 10; ++i) {
            run("insert into t values (1)");
        }
        disk.leave_behind(folder / "left", Unsynced::none, random);
        sqlite3_close(handle);
    }
    sqlite3* handle = nullptr;
    sqlite3_open((folder / "left/plain.db").c_str(), &handle);
    int rows = -1;
    sqlite3_exec(
        handle, "select count(*) from t",
        [](void* into, int, char** values, char**) {
            *static_cast<int*>(into) = std::atoi(values[0]);
            return 0;
        },
        &rows, nullptr);
    sqlite3_close(handle);
    return rows;
}

TEST_F(PowerLoss, Fault_F03_TheDiskOfThisTestDoesLoseWhatIsNotSynced) {
    std::filesystem::create_directories(folder / "a");
    std::filesystem::create_directories(folder / "b");
    EXPECT_EQ(rows_left(folder / "a", "full"), 10);
    EXPECT_EQ(rows_left(folder / "b", "off"), 0) << "a test that cannot fail is worse than none";
}

}  // namespace
}  // namespace postroom::testing
