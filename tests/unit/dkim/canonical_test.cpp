// The canonical forms and lists of tags, by the examples' rules of RFC 6376.
#include "dkim/canonical.hpp"

#include <gtest/gtest.h>

#include "dkim/tags.hpp"

namespace postroom::dkim {
namespace {

Field field_of(const Message& message) { return message.fields.at(0); }

TEST(Canonical, Fields) {
    const Message message = split_message("A: X \r\nB : Y\t\r\n\tZ  \r\n\r\n");
    ASSERT_EQ(message.fields.size(), 2U);
    EXPECT_EQ(canonical_field(message.fields[0], Canonical::relaxed), "a:X\r\n");
    EXPECT_EQ(canonical_field(message.fields[1], Canonical::relaxed), "b:Y Z\r\n");
    EXPECT_EQ(canonical_field(message.fields[1], Canonical::simple), "B : Y\t\r\n\tZ  \r\n");
}

struct BodyCase {
    const char* body;
    const char* simple;
    const char* relaxed;
};

class CanonicalBody : public testing::TestWithParam<BodyCase> {};

TEST_P(CanonicalBody, Both) {
    const auto& [body, simple, relaxed] = GetParam();
    EXPECT_EQ(canonical_body(body, Canonical::simple), simple);
    EXPECT_EQ(canonical_body(body, Canonical::relaxed), relaxed);
}

INSTANTIATE_TEST_SUITE_P(Rfc6376, CanonicalBody,
                         testing::Values(BodyCase{" C \r\nD \t E\r\n\r\n\r\n", " C \r\nD \t E\r\n",
                                                  " C\r\nD E\r\n"},
                                         BodyCase{"", "\r\n", ""}, BodyCase{"\r\n\r\n", "\r\n", ""},
                                         BodyCase{"  \r\n", "  \r\n", ""},
                                         BodyCase{"no end", "no end\r\n", "no end\r\n"},
                                         BodyCase{"a\nb\n\n", "a\r\nb\r\n", "a\r\nb\r\n"},
                                         BodyCase{"\r\n\r\na", "\r\n\r\na\r\n", "\r\n\r\na\r\n"}));

TEST(Canonical, LengthCuts) {
    EXPECT_EQ(canonical_body("abcdef\r\n", Canonical::simple, 3), "abc");
    EXPECT_EQ(canonical_body("abc", Canonical::simple, 99), "abc\r\n");
}

TEST(Canonical, Words) {
    EXPECT_EQ(parse_canonical("relaxed")->body, Canonical::simple);
    EXPECT_EQ(parse_canonical("simple/relaxed")->body, Canonical::relaxed);
    EXPECT_FALSE(parse_canonical(""));
    EXPECT_FALSE(parse_canonical("relaxed/"));
    EXPECT_FALSE(parse_canonical("Relaxed"));
}

TEST(Message, FieldsAndBody) {
    const Message message = split_message("From me Mon\nA: 1\n folded\nb:2\n\nbody\n");
    EXPECT_TRUE(message.is_well_formed);
    ASSERT_EQ(message.fields.size(), 2U);
    EXPECT_EQ(field_of(message).whole, "A: 1\n folded");
    EXPECT_EQ(message.body, "body\n");
    EXPECT_FALSE(split_message("A: 1\nnothing\n\n").is_well_formed);
    EXPECT_FALSE(split_message(" folded: at once\n\n").is_well_formed);
    EXPECT_EQ(split_message("A: 1").fields.size(), 1U);
}

TEST(Tags, TheGrammar) {
    EXPECT_EQ(Tags::parse(" a = x y ;b=;")->find("a"), "x y");
    EXPECT_EQ(Tags::parse("a=1; b=a=b")->find("b"), "a=b");
    EXPECT_EQ(Tags::parse("b=ab\r\n cd")->compact("b"), "abcd");
    EXPECT_FALSE(Tags::parse("a=1")->find("A"));
    for (const char* broken :
         {"a=1;;b=2", "a=1; a=2", "=1", "a", "a b=1", "1a=1", "a=\x7f", "a=\xc3\xa9"}) {
        EXPECT_FALSE(Tags::parse(broken)) << broken;
    }
    EXPECT_TRUE(Tags::parse(""));
}

}  // namespace
}  // namespace postroom::dkim
