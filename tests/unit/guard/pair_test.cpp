// When two machines answer each other: LOOP-9.
#include "guard/pair.hpp"

#include <gtest/gtest.h>

#include <string_view>
#include <vector>

namespace postroom::guard {
namespace {

using namespace std::chrono_literals;
const TimePoint kNow = from_unix_ms(1'795'000'000'000);

/// "TOTO": theirs, ours, theirs, ours, a minute apart, the last one a minute ago.
std::vector<Turn> turns(std::string_view sides) {
    std::vector<Turn> out;
    TimePoint at = kNow - 1min * static_cast<int>(sides.size());
    for (const char side : sides) {
        out.push_back({.at = at, .is_ours = side == 'O'});
        at += 1min;
    }
    return out;
}

TEST(Pair, LOOP9_FourChangesOfSidesInTenMinutes) {
    EXPECT_TRUE(is_pair_of_machines(turns("TOTO"), {}, kNow));
    EXPECT_TRUE(is_pair_of_machines(turns("OTOT"), {}, kNow));
    EXPECT_TRUE(is_pair_of_machines(turns("TTOOTTOO"), {}, kNow));
    EXPECT_FALSE(is_pair_of_machines(turns("TOT"), {}, kNow));
    EXPECT_FALSE(is_pair_of_machines(turns("OOOOOOOO"), {}, kNow)) << "nobody answers";
    EXPECT_FALSE(is_pair_of_machines(turns("TTTTTTTT"), {}, kNow));
    EXPECT_FALSE(is_pair_of_machines({}, {}, kNow));
}

TEST(Pair, LOOP9_WhatIsLongAgoDoesNotCount) {
    EXPECT_FALSE(is_pair_of_machines(turns("TOTO"), {}, kNow + 9min));
    EXPECT_TRUE(is_pair_of_machines(turns("TOTOTOTOTO"), {}, kNow));
}

TEST(Pair, LOOP9_APersonsActionBeginsTheCountAfresh) {
    EXPECT_FALSE(is_pair_of_machines(turns("TOTO"), kNow - 90s, kNow));
    EXPECT_TRUE(is_pair_of_machines(turns("TOTO"), kNow - 5min, kNow))
        << "before the first of them";
}

}  // namespace
}  // namespace postroom::guard
