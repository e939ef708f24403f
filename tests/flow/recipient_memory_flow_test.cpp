// A recipient that was found to be ours is not looked up again for a second. (SRV-4)
#include <gtest/gtest.h>

#include <string>

#include "pipeline/accept.hpp"

namespace postroom::pipeline {
namespace {

TEST(RecipientMemory, RemembersForASecondAndNoOtherAddress) {
    RecipientMemory memory;
    const Milliseconds now{5000};
    EXPECT_FALSE(memory.contains("support@desk.test", "192.0.2.1", now));
    memory.add("support@desk.test", "192.0.2.1", now);
    EXPECT_TRUE(memory.contains("support@desk.test", "192.0.2.1", now + Milliseconds{999}));
    EXPECT_FALSE(
        memory.contains("support@desk.test", "192.0.2.1", now + RecipientMemory::kRememberedFor));
    EXPECT_FALSE(memory.contains("sales@desk.test", "192.0.2.1", now));
    memory.add("support@desk.test", "192.0.2.1", now + Milliseconds{2000});
    EXPECT_TRUE(memory.contains("support@desk.test", "192.0.2.1", now + Milliseconds{2500}));
}

TEST(RecipientMemory, StaysSmallWhateverIsAsked) {
    RecipientMemory memory;
    const Milliseconds now{0};
    for (int number = 0; number < 10'000; ++number) {
        memory.add(std::to_string(number) + "@desk.test", "192.0.2.1", now);
    }
    EXPECT_TRUE(memory.contains("9999@desk.test", "192.0.2.1", now));
    EXPECT_FALSE(memory.contains("0@desk.test", "192.0.2.1", now)) << "the oldest made room";
}

}  // namespace
}  // namespace postroom::pipeline
