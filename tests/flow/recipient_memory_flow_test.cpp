// A recipient that was found to be ours is not looked up again for a second. (SRV-4)
#include <gtest/gtest.h>

#include <string>

#include "pipeline/accept.hpp"

namespace postroom::pipeline {
namespace {

TEST(RecipientMemory, RemembersForASecondAndNoOtherAddress) {
    RecipientMemory memory;
    const Milliseconds now{5000};
    EXPECT_FALSE(memory.contains("support@desk.test", now));
    memory.add("support@desk.test", now);
    EXPECT_TRUE(memory.contains("support@desk.test", now + Milliseconds{999}));
    EXPECT_FALSE(memory.contains("support@desk.test", now + RecipientMemory::kRememberedFor));
    EXPECT_FALSE(memory.contains("sales@desk.test", now));
    memory.add("support@desk.test", now + Milliseconds{2000});
    EXPECT_TRUE(memory.contains("support@desk.test", now + Milliseconds{2500}));
}

TEST(RecipientMemory, StaysSmallWhateverIsAsked) {
    RecipientMemory memory;
    const Milliseconds now{0};
    for (int number = 0; number < 10'000; ++number) {
        memory.add(std::to_string(number) + "@desk.test", now);
    }
    EXPECT_TRUE(memory.contains("9999@desk.test", now));
    EXPECT_FALSE(memory.contains("0@desk.test", now)) << "the oldest made room";
}

}  // namespace
}  // namespace postroom::pipeline
