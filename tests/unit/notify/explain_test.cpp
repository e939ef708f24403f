// Receipts in words, and the table of rules behind them.
// Rule: product.md "Explain"; features F019-F021.
#include "notify/explain.hpp"

#include <gtest/gtest.h>

#include <set>

#include "builders.hpp"

namespace postroom::notify {
namespace {

using namespace model;
using namespace std::chrono_literals;
using Channel = Explanation::Channel;

Receipt receipt(ReceiptState state, std::string_view code, Person person = kAna) {
    Receipt out;
    out.person = person;
    out.state = state;
    out.rule = code;
    out.decided_at = kPosted;
    return out;
}

TEST(Feature, F019_DeliveredWithAMailToCome) {
    Receipt stored = receipt(ReceiptState::delivered, rule::kRelay);
    stored.due_at = kPosted + 60s;
    const Explanation e = explain(stored, kPosted);
    EXPECT_TRUE(e.told);
    EXPECT_EQ(e.channel, Channel::in_app);
    EXPECT_EQ(e.at, kPosted);
    EXPECT_EQ(e.email_due_at, kPosted + 60s);
    EXPECT_EQ(
        describe(e, "Ana", kPosted + 15s),
        "Ana: in Messenger, email in 45 s unless seen. Messages that stay unseen for 60 s are "
        "sent by email.");
}

TEST(Feature, F020_SeenSoNoEmail) {
    Receipt stored = receipt(ReceiptState::seen, rule::kRelay);
    stored.due_at = kPosted + 60s;
    stored.seen_at = kPosted + 12s;
    const Explanation e = explain(stored, kPosted);
    EXPECT_EQ(e.rule, rule::kSeen);
    EXPECT_EQ(e.seen_after, 12s);
    EXPECT_EQ(e.email_due_at, std::nullopt);
    EXPECT_EQ(describe(e, "Ana", kPosted + 1h), "Ana: seen in Messenger after 12 s, so no email.");
}

TEST(Feature, F021_EmailedAndWhen) {
    Receipt stored = receipt(ReceiptState::emailed, rule::kCustomerReply, kEve);
    stored.mail_id = MailId(7);
    const Explanation e = explain(stored, kPosted, kPosted + 10s);
    EXPECT_EQ(e.channel, Channel::email);
    EXPECT_EQ(e.at, kPosted + 10s);
    EXPECT_EQ(e.sentence, sentence_of(rule::kCustomerReply));
    // Read in the portal afterwards: the mail had left all the same.
    stored.state = ReceiptState::seen;
    stored.seen_at = kPosted + 1h;
    EXPECT_EQ(explain(stored, kPosted, kPosted + 10s).channel, Channel::email);
    EXPECT_EQ(explain(stored, kPosted, kPosted + 10s).seen_after, 1h);
}

TEST(Explain, TheSentenceSaysTheTimeThatIsSet) {
    Receipt stored = receipt(ReceiptState::delivered, rule::kRelay);
    stored.due_at = kPosted + 5min;
    EXPECT_EQ(rule_text(stored, kPosted), "Messages that stay unseen for 5 min are sent by email.");
    stored.due_at.reset();
    EXPECT_EQ(rule_text(stored, kPosted), "Messages that stay unseen are sent by email.");
}

TEST(Explain, AMailThatIsKeptBackIsNoEmail) {
    Receipt stored = receipt(ReceiptState::delivered, rule::kMailCeiling);
    stored.mail_id = MailId(7);
    EXPECT_EQ(explain(stored, kPosted).channel, Channel::in_app);
    stored.rule = rule::kRelay;
    EXPECT_EQ(explain(stored, kPosted).channel, Channel::email);
}

TEST(Explain, WithheldMeansNotToldUnlessTheRuleForbidsMailOnly) {
    const Explanation muted =
        explain(receipt(ReceiptState::withheld, rule::kMutedFromCustomers), kPosted);
    EXPECT_FALSE(muted.told);
    EXPECT_EQ(muted.channel, Channel::none);
    EXPECT_EQ(describe(muted, "Bob", kPosted),
              "Bob: not told. This person chose not to hear of messages from customers.");
    const Explanation quiet =
        explain(receipt(ReceiptState::withheld, rule::kQuietMode, kEve), kPosted);
    EXPECT_TRUE(quiet.told);
    EXPECT_EQ(describe(quiet, "Eve", kPosted),
              "Eve: in chat or portal, no email. All outgoing emails are disabled (quiet mode).");
}

TEST(Explain, DurationsUseTheLargestUnitThatFits) {
    Receipt stored = receipt(ReceiptState::seen, rule::kRelay);
    const std::pair<Milliseconds, std::string_view> cases[] = {
        {0ms, "0 s"}, {119s, "119 s"}, {120s, "2 min"}, {119min, "119 min"},
        {2h, "2 h"},  {47h, "47 h"},   {48h, "2 d"},
    };
    for (const auto& [after, words] : cases) {
        stored.seen_at = kPosted + after;
        const std::string line = describe(explain(stored, kPosted), "Ana", kPosted);
        EXPECT_NE(line.find("after " + std::string(words) + ","), std::string::npos) << line;
    }
}

TEST(Rule, CodesAreUniqueAndHaveSentences) {
    std::set<std::string_view> codes;
    for (const RuleText& row : all_rules()) {
        EXPECT_TRUE(codes.insert(row.code).second) << row.code;
        EXPECT_TRUE(row.sentence.ends_with('.')) << row.code;
        EXPECT_EQ(sentence_of(row.code), row.sentence);
    }
    EXPECT_FALSE(sentence_of("rule_of_next_year").empty());
    EXPECT_FALSE(tells_in_app("rule_of_next_year"));
}

}  // namespace
}  // namespace postroom::notify
