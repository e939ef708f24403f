// Keys of signatures are asked for once, and a silent DNS delays nobody for long. (THR-6)
#include "pipeline/signing_keys.hpp"

#include <gtest/gtest.h>

#include <string>

namespace postroom::pipeline {
namespace {

using namespace std::chrono_literals;

class Keys : public ::testing::Test {
   protected:
    KeyResolver resolver() {
        return [this](std::span<const std::string> names) {
            ++questions;
            std::map<std::string, KeyAnswer> answers;
            for (const auto& name : names) {
                asked.push_back(name);
                if (is_reachable && !name.starts_with("silent")) {
                    answers[name] = {true, name.starts_with("absent")
                                               ? std::vector<std::string>{}
                                               : std::vector<std::string>{"v=DKIM1; p=" + name}};
                }
            }
            return answers;
        };
    }
    int questions = 0;
    std::vector<std::string> asked;
    bool is_reachable = true;
};

TEST_F(Keys, AreAskedForOnceAnHour) {
    SigningKeys keys(resolver());
    const std::vector<std::string> names{"a", "absent", "a"};
    keys.fetch(names, 0s);
    EXPECT_EQ(asked, (std::vector<std::string>{"a", "absent"}));
    EXPECT_EQ(keys.lookup()("a"), std::vector<std::string>{"v=DKIM1; p=a"});
    EXPECT_EQ(keys.lookup()("absent"), std::vector<std::string>{});
    EXPECT_EQ(keys.lookup()("never asked"), std::nullopt);
    keys.fetch(names, 4min);
    EXPECT_EQ(questions, 1);
    keys.fetch(names, 6min);
    EXPECT_EQ(asked.back(), "absent") << "there may be a key by now";
    keys.fetch(names, 61min);
    EXPECT_EQ(asked.size(), 5U);
}

TEST_F(Keys, ANameThatNobodyAnswersForIsNoProofEitherWay) {
    SigningKeys keys(resolver());
    keys.fetch(std::vector<std::string>{"silent", "a"}, 0s);
    EXPECT_EQ(keys.lookup()("silent"), std::nullopt);
    EXPECT_TRUE(keys.lookup()("a").has_value());
    keys.fetch(std::vector<std::string>{"silent", "b"}, 1s);
    EXPECT_EQ(asked.back(), "b") << "it is left alone for a while, others are not";
    keys.fetch(std::vector<std::string>{"silent"}, 31s);
    EXPECT_EQ(asked.back(), "silent");
}

TEST_F(Keys, ASilentDnsIsLeftAloneAsAWhole) {
    SigningKeys keys(resolver());
    is_reachable = false;
    for (int i = 0; i < 20; ++i) {
        keys.fetch(std::vector<std::string>{"name" + std::to_string(i)}, 1s);
    }
    EXPECT_EQ(questions, SigningKeys::kSilencesBeforeRest);
    is_reachable = true;
    keys.fetch(std::vector<std::string>{"later"}, 32s);
    EXPECT_TRUE(keys.lookup()("later").has_value());
}

TEST_F(Keys, WithoutAResolverNothingIsAsked) {
    SigningKeys keys({});
    keys.fetch(std::vector<std::string>{"a"}, 0s);
    EXPECT_FALSE(keys.lookup());
}

}  // namespace
}  // namespace postroom::pipeline
