// Reports of browsers about blocked content: both forms, bounded, each kind named once. SEC-1,
// SEC-14.
#include "api/csp_report.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace postroom::api {
namespace {

constexpr Milliseconds kStart{1'000'000};

std::string old_form(std::string_view directive, std::string_view blocked) {
    return fmt::format(R"({{"csp-report":{{"effective-directive":"{}","blocked-uri":"{}"}}}})",
                       directive, blocked);
}

TEST(CspReports, BothFormsAreTaken) {
    CspReports reports;
    EXPECT_EQ(reports.take(old_form("img-src", "https://canary.invalid/secret?who=eve"), kStart),
              std::set<std::string>{"img-src https://canary.invalid"})
        << "of the address only its origin";
    EXPECT_EQ(reports.take(R"([{"type":"csp-violation","body":{"effectiveDirective":
                              "script-src-elem","blockedURL":"inline"}}])",
                           kStart),
              std::set<std::string>{"script-src-elem inline"});
    EXPECT_EQ(reports.counts().taken, 2U);
    EXPECT_EQ(reports.counts().dropped, 0U);
}

TEST(CspReports, EachKindIsNamedOnce) {
    CspReports reports;
    EXPECT_EQ(reports.take(old_form("img-src", "https://a.test/1"), kStart).size(), 1U);
    EXPECT_TRUE(reports.take(old_form("img-src", "https://a.test/2"), kStart).empty());
    EXPECT_EQ(reports.counts().taken, 2U);
}

TEST(CspReports, WhatIsNoReportIsDropped) {
    CspReports reports;
    for (const std::string& body :
         {std::string("{"), std::string("[]"), std::string("{}"), std::string("7"),
          std::string(R"({"csp-report":7})"), std::string(R"([{"body":7},7])"),
          std::string(1000, '['), std::string(limits::kCspReportBytesMax + 1, ' ') + "{}"}) {
        EXPECT_TRUE(reports.take(body, kStart).empty()) << body.substr(0, 40);
    }
    EXPECT_EQ(reports.counts().taken, 0U);
    EXPECT_EQ(reports.counts().dropped, 8U);
}

TEST(CspReports, SEC14_SoManyAMinuteAndSoManyKinds) {
    CspReports reports;
    for (int i = 0; i < 1000; ++i) {
        reports.take(old_form("img-src", fmt::format("https://h{}.test/", i)), kStart);
    }
    EXPECT_EQ(reports.counts().taken, static_cast<std::uint64_t>(limits::kCspReportsPerMinuteMax));
    std::size_t named = 0;
    for (int minute = 1; minute < 10; ++minute) {
        for (int i = 0; i < limits::kCspReportsPerMinuteMax; ++i) {
            named += reports
                         .take(old_form("img-src", fmt::format("https://m{}h{}.test/", minute, i)),
                               kStart + Milliseconds{60'000} * minute)
                         .size();
        }
    }
    EXPECT_LE(named, limits::kCspReportKindsMax);
    EXPECT_EQ(reports.take(old_form("style-src", "line\nbreak"), kStart + Milliseconds{999'999'999})
                  .size(),
              0U)
        << "no more kinds are remembered";
}

}  // namespace
}  // namespace postroom::api
