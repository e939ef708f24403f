// Our own mail coming back, and how much automatic mail is too much (LOOP-5, LOOP-6, LOOP-7).
#include "guard/own_mail.hpp"

#include <gtest/gtest.h>

#include <array>

#include "guard/ceilings.hpp"

namespace postroom::guard {
namespace {

using namespace std::chrono_literals;

constexpr LoopKey kKey{.instance = "desk-1", .key = "secret"};

mime::Mail a_mail(std::string id, std::string mark) {
    mime::Mail mail{.message_id = std::move(id)};
    mail.headers.push_back({"x-postroom-loop", std::move(mark)});
    return mail;
}

TEST(OwnMail, Loop5OurMarkIsKnownAgain) {
    const OwnMail own = judge_own(a_mail("a@x", loop_header_value(kKey, "a@x")), kKey);
    EXPECT_TRUE(own.is_own);
    EXPECT_TRUE(own.reason.starts_with("own_loop_header: "));
}

TEST(OwnMail, OnlyTheOwnerOfTheKeyMakesAMark) {
    const std::string mark = loop_header_value(kKey, "a@x");
    EXPECT_FALSE(judge_own(a_mail("b@x", mark), kKey).is_own) << "the mark belongs to one mail";
    EXPECT_FALSE(judge_own(a_mail("a@x", mark), {.instance = "desk-1", .key = "other"}).is_own);
    EXPECT_FALSE(judge_own(a_mail("a@x", mark), {.instance = "desk-2", .key = "secret"}).is_own);
    for (std::size_t i = 0; i < mark.size(); ++i) {  // F36: no single changed byte is accepted
        std::string forged = mark;
        forged[i] = forged[i] == 'a' ? 'b' : 'a';
        EXPECT_FALSE(judge_own(a_mail("a@x", forged), kKey).is_own) << i;
    }
    EXPECT_FALSE(judge_own(a_mail("a@x", ""), kKey).is_own);
    EXPECT_FALSE(judge_own({}, kKey).is_own);
}

TEST(OwnMail, OurMessageIdIsKnownAgain) {
    const std::string id = own_message_id(kKey, "m.42", "example.org");
    EXPECT_TRUE(id.ends_with("@example.org"));
    EXPECT_TRUE(is_own_message_id(kKey, id));
    EXPECT_TRUE(judge_own({.message_id = id}, kKey).is_own);
    EXPECT_FALSE(is_own_message_id({.instance = "desk-1", .key = "other"}, id));
    EXPECT_FALSE(is_own_message_id(kKey, "m.43" + id.substr(4)));
    for (const char* foreign : {"", "@", "a@b", "a.b@c", "no-at-sign.x"}) {
        EXPECT_FALSE(is_own_message_id(kKey, foreign)) << foreign;
    }
}

TEST(OwnMail, AnAnswerToOursIsNotOurs) {
    const std::string id = own_message_id(kKey, "m.42", "example.org");
    EXPECT_FALSE(
        judge_own({.message_id = "theirs@example.com", .in_reply_to = id, .references = {id}}, kKey)
            .is_own);
}

TEST(Ceilings, Loop6EachRowAllowsItsMaximumAndNoMore) {
    for (const Ceiling& ceiling : ceilings()) {
        const Count at_most{ceiling.kind, ceiling.window, ceiling.count_max};
        const Count one_more{ceiling.kind, ceiling.window, ceiling.count_max + 1};
        EXPECT_EQ(judge_ceiling({&at_most, 1}).action, CeilingAction::allow)
            << to_string(ceiling.kind);
        const CeilingVerdict verdict = judge_ceiling({&one_more, 1});
        EXPECT_EQ(verdict.action, ceiling.action) << to_string(ceiling.kind);
        EXPECT_TRUE(verdict.reason.starts_with(to_string(ceiling.kind))) << verdict.reason;
    }
}

TEST(Ceilings, TheSeverestActionWins) {
    const auto counts = std::to_array<Count>({{CeilingKind::tickets_from_sender, 60min, 61},
                                              {CeilingKind::tickets_from_sender, 120min, 61},
                                              {CeilingKind::acks_to_address, 1h, 4}});
    const CeilingVerdict verdict = judge_ceiling(counts);
    EXPECT_EQ(verdict.action, CeilingAction::collect);
    EXPECT_EQ(verdict.reason,
              "tickets_from_sender: 61 new tickets of this sender in 1 h; at most 60 are allowed.");
}

TEST(Ceilings, NothingCountedIsAllowed) {
    EXPECT_EQ(judge_ceiling({}).action, CeilingAction::allow);
    const Count unknown_window{CeilingKind::acks_to_address, 7min, 1000};
    EXPECT_EQ(judge_ceiling({&unknown_window, 1}).action, CeilingAction::allow);
}

}  // namespace
}  // namespace postroom::guard
