// When the writer waits for more work before a commit.
#include "db/gather_delay.hpp"

#include <gtest/gtest.h>

namespace postroom::db {
namespace {

void commits(GatherDelay& delay, int milliseconds) {
    for (int count = 0; count < 200; ++count) {
        delay.record_commit(Milliseconds{milliseconds});
    }
}

TEST(GatherDelay, IsAFractionOfACommit) {
    GatherDelay delay;
    EXPECT_EQ(delay.patience().count(), 0);
    commits(delay, 6);
    EXPECT_NEAR(static_cast<double>(delay.patience().count()), 2000, 10);
    commits(delay, 0);
    EXPECT_LT(delay.patience().count(), 10);
}

TEST(GatherDelay, IsTriedMoreSeldomWhereItGainsNothing) {
    GatherDelay delay;
    commits(delay, 6);
    int tried = 0;
    for (int round = 0; round < 1000; ++round) {
        if (delay.patience().count() > 0) {
            ++tried;
            delay.record_gain(10, 11);
        }
    }
    EXPECT_LT(tried, 80);
    // The first success brings it back.
    while (delay.patience().count() == 0) {
    }
    delay.record_gain(10, 20);
    EXPECT_GT(delay.patience().count(), 0);
    EXPECT_GT(delay.patience().count(), 0);
}

TEST(GatherDelay, WithBackgroundWorkAtHandItIsABoundedPartOfACommit) {
    GatherDelay delay;
    EXPECT_EQ(delay.patience_with_riders().count(), 500);
    commits(delay, 3);
    EXPECT_NEAR(static_cast<double>(delay.patience_with_riders().count()), 1500, 10);
    commits(delay, 50);
    EXPECT_EQ(delay.patience_with_riders().count(), 2000);
}

}  // namespace
}  // namespace postroom::db
