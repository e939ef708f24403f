// Who is told that somebody came, went or types; see src/live/presence.hpp. No real waiting: the
// time is an argument. (CHAT-5)
#include "live/presence.hpp"

#include <gtest/gtest.h>

namespace postroom::live {
namespace {

using namespace std::chrono_literals;

const Somebody kAda{model::person(UserId{1}), "Ada"};
const Somebody kBen{model::person(UserId{2}), "Ben"};
constexpr ConversationId kFirst{10};
constexpr ConversationId kSecond{20};

/// "+Ada@10 -Ben@20"
std::string words(const std::vector<Presence::Change>& changes) {
    std::string text;
    for (const auto& change : changes) {
        text += (text.empty() ? "" : " ") + std::string(change.present ? "+" : "-") +
                change.who.name + "@" + std::to_string(change.conversation.value);
    }
    return text;
}

std::string names(const std::vector<Somebody>& people) {
    std::string text;
    for (const auto& somebody : people) {
        text += somebody.name + " ";
    }
    return text;
}

struct Fixture {
    Presence presence;
    int windows[4] = {};
    Milliseconds now = 1'000s;

    std::string look(int window, const Somebody& who, ConversationId conversation,
                     bool focused = true) {
        return words(presence.look(&windows[window], who, {conversation, focused}, now));
    }
};

TEST(Presence, ComingAndGoingAreToldOnce) {
    Fixture f;
    EXPECT_EQ(f.look(0, kAda, kFirst), "+Ada@10");
    EXPECT_EQ(f.look(0, kAda, kFirst), "") << "the heartbeat is no news";
    EXPECT_EQ(f.look(0, kAda, kSecond), "-Ada@10 +Ada@20");
    EXPECT_EQ(words(f.presence.leave(&f.windows[0], f.now)), "-Ada@20");
    EXPECT_EQ(words(f.presence.leave(&f.windows[0], f.now)), "");
}

TEST(Presence, WhoComesIsToldWhoIsThere) {
    Fixture f;
    f.look(0, kAda, kFirst);
    f.look(1, kAda, kFirst);
    EXPECT_EQ(names(f.presence.list_present(kFirst, kBen.person, f.now)), "Ada ")
        << "two windows, one person";
    EXPECT_EQ(names(f.presence.list_present(kFirst, kAda.person, f.now)), "") << "not oneself";
    EXPECT_EQ(names(f.presence.list_present(kSecond, kBen.person, f.now)), "");
}

TEST(Presence, OnlyTheLastWindowToGoIsNews) {
    Fixture f;
    f.look(0, kAda, kFirst);
    EXPECT_EQ(f.look(1, kAda, kFirst), "");
    EXPECT_EQ(words(f.presence.leave(&f.windows[0], f.now)), "");
    EXPECT_EQ(words(f.presence.leave(&f.windows[1], f.now)), "-Ada@10");
}

TEST(Presence, AWindowInTheBackIsNotHereButStillHears) {
    Fixture f;
    EXPECT_EQ(f.look(0, kAda, kFirst, false), "");
    EXPECT_EQ(f.presence.viewing(&f.windows[0], f.now), kFirst);
    EXPECT_EQ(names(f.presence.list_present(kFirst, kBen.person, f.now)), "");
    EXPECT_EQ(f.look(0, kAda, kFirst, true), "+Ada@10");
    EXPECT_EQ(f.look(0, kAda, kFirst, false), "-Ada@10");
}

TEST(Presence, AViewThatNobodyRepeatsEndsAfterAMinute) {
    Fixture f;
    f.look(0, kAda, kFirst);
    f.now += 59'999ms;
    EXPECT_EQ(words(f.presence.expire(f.now)), "");
    EXPECT_EQ(f.presence.viewing(&f.windows[0], f.now), kFirst);
    f.now += 1ms;
    EXPECT_EQ(f.presence.viewing(&f.windows[0], f.now), ConversationId{});
    EXPECT_EQ(names(f.presence.list_present(kFirst, kBen.person, f.now)), "");
    EXPECT_EQ(words(f.presence.expire(f.now)), "-Ada@10");
    EXPECT_EQ(words(f.presence.expire(f.now)), "");
    EXPECT_EQ(f.look(0, kAda, kFirst), "+Ada@10") << "back again";
}

TEST(Presence, TypingIsForgottenAfterSixSeconds) {
    Fixture f;
    f.presence.type(kFirst, kAda, true, f.now);
    f.now += 5'999ms;
    EXPECT_EQ(names(f.presence.list_typing(kFirst, kBen.person, f.now)), "Ada ");
    EXPECT_EQ(names(f.presence.list_typing(kFirst, kAda.person, f.now)), "");
    EXPECT_EQ(names(f.presence.list_typing(kSecond, kBen.person, f.now)), "");
    f.now += 1ms;
    EXPECT_EQ(names(f.presence.list_typing(kFirst, kBen.person, f.now)), "");
    f.presence.type(kFirst, kAda, true, f.now);
    f.presence.type(kFirst, kAda, false, f.now);
    EXPECT_EQ(names(f.presence.list_typing(kFirst, kBen.person, f.now)), "");
}

}  // namespace
}  // namespace postroom::live
