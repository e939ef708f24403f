// Merge fields: a value is text and nothing else. (F068, F070, F077; LOOP-8)
#include "automate/merge.hpp"

#include <gtest/gtest.h>

namespace postroom::automate {
namespace {

const MergeValues kValues{{"item.title", "<b>Fire</b> & smoke\r\nBcc: all@x.test"},
                          {"customer.name", "Eve"}};

TEST(Merge, F070_AValueInHtmlIsNoMarkup) {
    const auto html = fill("<p>{{item.title}}</p>", kValues, Target::html);
    EXPECT_EQ(html.find("<b>"), std::string::npos) << html;
    EXPECT_NE(html.find("&lt;b&gt;"), std::string::npos) << html;
    EXPECT_NE(html.find("&amp;"), std::string::npos) << html;
}

TEST(Merge, F070_AValueInASubjectIsOneLine) {
    const auto line = fill("Re: {{item.title}}", kValues, Target::line);
    EXPECT_EQ(line.find_first_of("\r\n"), std::string::npos) << line;
}

TEST(Merge, F068_WhatHasNoValueLeavesNothingBehind) {
    EXPECT_EQ(fill("Dear {{customer.name}}{{team.name}}!", kValues, Target::text), "Dear Eve!");
}

TEST(Merge, F068_AValueIsNotReadAgain) {
    const MergeValues tricky{{"item.title", "{{customer.name}}"}, {"customer.name", "Eve"}};
    EXPECT_EQ(fill("{{item.title}}", tricky, Target::text), "{{customer.name}}");
}

TEST(Merge, F070_UnknownFieldsAreNamedOnce) {
    constexpr std::string_view kKnown[] = {"item.title"};
    EXPECT_EQ(unknown_fields("{{item.title}} {{a.b}} {{ a.b }} {{c.d}}", kKnown),
              (std::vector<std::string>{"a.b", "c.d"}));
    EXPECT_TRUE(unknown_fields("no fields { at } all", kKnown).empty());
}

TEST(Merge, Loop8WhatStrangersWroteIsKnown) {
    EXPECT_TRUE(is_of_strangers("item.title"));
    EXPECT_TRUE(is_of_strangers("customer.name"));
    EXPECT_FALSE(is_of_strangers("item.number"));
}

TEST(Merge, F068_TheReadersLanguageThenEnglishThenAny) {
    const model::TextsByLanguage both{{"en", "Hello"}, {"fr", "Bonjour"}};
    EXPECT_EQ(text_in(both, "fr"), "Bonjour");
    EXPECT_EQ(text_in(both, "ru"), "Hello");
    EXPECT_EQ(text_in({{"it", "Ciao"}}, "ru"), "Ciao");
    EXPECT_EQ(text_in({}, "en"), "");
}

}  // namespace
}  // namespace postroom::automate
