// How many mails may leave in a minute. (OUT-17)
#include "send/allowance.hpp"

#include <gtest/gtest.h>

namespace postroom::send {
namespace {

using namespace std::chrono_literals;

TEST(Allowance, WithoutARateEverythingGoes) {
    Allowance allowance(0, 20);
    allowance.spend(1'000'000);
    EXPECT_GT(allowance.available(0ms), 1'000'000U);
    EXPECT_EQ(allowance.wait(0ms), 0ms);
}

TEST(Allowance, ABurstFirstThenTheRate) {
    Allowance allowance(60, 20);
    EXPECT_EQ(allowance.available(5s), 20U);
    allowance.spend(20);
    EXPECT_EQ(allowance.available(5s), 0U);
    EXPECT_EQ(allowance.wait(5s), 1s);
    EXPECT_EQ(allowance.available(5s + 999ms), 0U);
    EXPECT_EQ(allowance.available(6s), 1U);
}

TEST(Allowance, NeverMoreThanRateAndBurstTogetherInAnyMinute) {
    Allowance allowance(25, 20);
    std::size_t sent = 0;
    for (Milliseconds now{0}; now <= 60s; now += 10ms) {
        const auto may = allowance.available(now);
        allowance.spend(may);
        sent += may;
    }
    EXPECT_LE(sent, 25U + 20U);
    EXPECT_GE(sent, 44U);
}

TEST(Allowance, APauseFillsItToTheBurstAndNoFurther) {
    Allowance allowance(60, 20);
    allowance.spend(20);
    EXPECT_EQ(allowance.available(0ms), 0U);
    EXPECT_EQ(allowance.available(24h), 20U);
}

TEST(Allowance, WhatDidNotLeaveIsGivenBack) {
    Allowance allowance(60, 20);
    allowance.spend(20);
    allowance.give_back(7);
    EXPECT_EQ(allowance.available(0ms), 7U);
}

TEST(Allowance, AClockThatGoesBackBringsNothing) {
    Allowance allowance(60, 20);
    EXPECT_EQ(allowance.available(10s), 20U);
    allowance.spend(20);
    EXPECT_EQ(allowance.available(5s), 0U);
    EXPECT_EQ(allowance.available(11s), 1U);
}

}  // namespace
}  // namespace postroom::send
