// What screens are told beside the English sentences; see src/view/wording.hpp.
// Rule: product.md "Speaks the seeds' languages"; api/openapi.yaml Wording.
#include "view/wording.hpp"

#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <set>

#include "model/phrase_tables.hpp"
#include "notify/rule.hpp"
#include "threading/choose.hpp"

namespace postroom::view {
namespace {

using namespace std::chrono_literals;
using model::PersonKind;

std::string text_of(const Value& value) { return boost::json::serialize(value); }

TEST(Wording, ARuleSaysItsTimeWhereItHasOne) {
    EXPECT_EQ(text_of(rule_wording(notify::rule::kRelay, 59'600ms)),
              R"({"group":"rule","code":"relay","params":{"wait_seconds":60}})");
    EXPECT_EQ(text_of(rule_wording(notify::rule::kRelay)),
              R"({"group":"rule","code":"relay","params":{}})");
    EXPECT_EQ(text_of(rule_wording(notify::rule::kAuthor, 60s)),
              R"({"group":"rule","code":"author","params":{}})");
    EXPECT_EQ(text_of(rule_wording("rule_of_next_year")), "null");
}

TEST(Wording, StoredSentencesAreTakenApart) {
    EXPECT_EQ(
        text_of(incoming_reason_wording("The same mail as incoming mail 7, by another path.")),
        R"({"group":"incoming","code":"same_mail","params":{"mail":7}})");
    EXPECT_EQ(text_of(incoming_reason_wording(threading::sentence_of("known_message_id"))),
              R"({"group":"incoming","code":"known_message_id","params":{}})");
    EXPECT_EQ(text_of(trouble_wording("mail.example:587: no answer in time")),
              R"({"group":"trouble","code":"no_answer","params":{"server":"mail.example:587"}})");
    EXPECT_EQ(text_of(warning_wording("charset: iso-8859-99 does not fit, guessed")),
              R"({"group":"warning","code":"charset_wrong","params":{"charset":"iso-8859-99"}})");
}

TEST(Wording, WhatTheOtherServerSaidIsNotOurs) {
    for (const auto* said : {"", "550 5.1.1 no such user", "Greylisting in action"}) {
        EXPECT_TRUE(trouble_wording(said).is_null()) << said;
        EXPECT_TRUE(incoming_reason_wording(said).is_null()) << said;
        EXPECT_TRUE(warning_wording(said).is_null()) << said;
    }
}

TEST(Wording, AVerdictNamesThePlaceAndTheTime) {
    notify::Explanation seen{.told = true, .verdict = "seen"};
    seen.seen_after = 12s;
    EXPECT_EQ(text_of(verdict_wording(seen, PersonKind::user, TimePoint{})),
              R"({"group":"verdict","code":"seen_in_messenger","params":{"after_seconds":12}})");
    notify::Explanation planned{.told = true, .verdict = "planned"};
    planned.email_due_at = TimePoint{} + 90s;
    EXPECT_EQ(text_of(verdict_wording(planned, PersonKind::customer, TimePoint{} + 30s)),
              R"({"group":"verdict","code":"planned_in_chat","params":{"in_seconds":60}})");
}

TEST(Wording, EveryCodeThatComesIsListed) {
    std::set<std::pair<std::string, std::string>> known;
    for (const auto& group : known_codes()) {
        for (const auto code : group.codes) {
            EXPECT_TRUE(known.emplace(group.name, code).second) << group.name << '.' << code;
        }
    }
    for (const std::string_view verdict : {"not_told", "emailed", "seen", "planned", "only"}) {
        for (const auto kind : {PersonKind::user, PersonKind::customer}) {
            notify::Explanation explanation{.verdict = verdict};
            explanation.seen_after = 1s;
            explanation.email_due_at = TimePoint{};
            const auto wording = verdict_wording(explanation, kind, TimePoint{});
            const auto code = std::string(wording.as_object().at("code").as_string());
            EXPECT_TRUE(known.contains({"verdict", code})) << code;
        }
    }
}

}  // namespace
}  // namespace postroom::view
