// The log: one line an event, whatever stands in it. (SRV-13)
#include "core/log.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

namespace postroom {
namespace {

std::string logged(const std::string& text) {
    testing::internal::CaptureStderr();
    log_error("{}", text);
    return testing::internal::GetCapturedStderr();
}

TEST(Log, SRV13_WhatACallerForgotToEscapeStaysOnItsLine) {
    const std::string out = logged("duplicate key\nDETAIL: (\x1b[2J)\r\n2026 error forged");
    EXPECT_EQ(std::ranges::count(out, '\n'), 1);
    EXPECT_TRUE(out.contains("duplicate key\\x0aDETAIL: (\\x1b[2J)\\x0d\\x0a2026 error forged"));
}

TEST(Log, SRV13_ALineHasAnEnd) {
    EXPECT_LT(logged(std::string(100'000, 'x')).size(), 4300U);
    EXPECT_LT(logged(std::string(100'000, '\n')).size(), 4096U * 5);
    EXPECT_LT(logged(std::string(100'000, '\x80')).size(), 4096U * 5) << "no end without a start";
}

TEST(Log, OrdinaryLinesAreWrittenAsTheyAre) {
    EXPECT_TRUE(logged("the caf\xc3\xa9 is open").contains("error the caf\xc3\xa9 is open\n"));
}

}  // namespace
}  // namespace postroom
