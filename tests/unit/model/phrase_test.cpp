// Sentences are made from phrases and known again; see src/model/phrase.hpp.
// Rule: product.md "Speaks the seeds' languages".
#include "model/phrase.hpp"

#include <gtest/gtest.h>

#include <set>

#include "model/phrase_tables.hpp"

namespace postroom::model {
namespace {

constexpr std::array kSome{
    Phrase{"plain", "It was sent."},
    Phrase{"both_ends", "{who} wrote to {whom}"},
    Phrase{"inside", "At most {count} files ({size} each) fit."},
};

TEST(Phrase, AStoredSentenceIsKnownAgain) {
    const auto plain = find_wording(kSome, sentence_of(kSome[0]));
    ASSERT_TRUE(plain);
    EXPECT_EQ(plain->code, "plain");
    EXPECT_TRUE(plain->params.empty());

    const std::string sentence = sentence_of(kSome[2], {{"size", "25 MB"}, {"count", "50"}});
    EXPECT_EQ(sentence, "At most 50 files (25 MB each) fit.");
    const auto inside = find_wording(kSome, sentence);
    ASSERT_TRUE(inside);
    EXPECT_EQ(inside->code, "inside");
    const decltype(inside->params) expected{{"count", "50"}, {"size", "25 MB"}};
    EXPECT_EQ(inside->params, expected);
}

TEST(Phrase, ALastPlaceTakesWhateverFollows) {
    const auto found = find_wording(kSome, "ana@x wrote to bob@y wrote to eve@z");
    ASSERT_TRUE(found);
    EXPECT_EQ(found->params[0].second, "ana@x");
    EXPECT_EQ(found->params[1].second, "bob@y wrote to eve@z");
}

TEST(Phrase, OtherSentencesAreNone) {
    for (const std::string_view other :
         {"", "It was sent", "It was sent. Really.", "it was sent.", "At most files ( each) fit.",
          "At most 50 files (25 MB each) fit", "550 5.1.1 no such user"}) {
        const auto found = find_wording(kSome, other);
        EXPECT_FALSE(found) << other;
    }
}

/// Every phrase with its places filled: known again by its own code, or an earlier one's of the
/// same code.
void expect_round_trips(std::span<const Phrase> phrases) {
    std::set<std::string_view> codes;
    for (const Phrase& phrase : phrases) {
        EXPECT_TRUE(codes.insert(phrase.code).second) << phrase.code;
        std::string sentence(phrase.text);
        for (auto open = sentence.find('{'); open != std::string::npos; open = sentence.find('{')) {
            sentence.replace(open, sentence.find('}', open) - open + 1, "12");
        }
        const auto found = find_wording(phrases, sentence);
        ASSERT_TRUE(found) << sentence;
        EXPECT_EQ(found->code, phrase.code) << sentence;
    }
}

TEST(Phrase, NoPhraseOfATableHidesAnother) {
    expect_round_trips(kIncomingReasons);
    expect_round_trips(kMessageWarnings);
    expect_round_trips(kSendTroubles);
}

TEST(Phrase, WhatIsSaidIsFilledIn) {
    const Said said{kSome[1], {{"who", "Ana"}, {"whom", "Bob"}}};
    EXPECT_EQ(said.text(), "Ana wrote to Bob");
}

}  // namespace
}  // namespace postroom::model
