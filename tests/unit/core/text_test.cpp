// Text functions that everything else leans on.
#include "core/text.hpp"

#include <gtest/gtest.h>

namespace postroom {
namespace {

TEST(Text, RepairsOnlyWhatIsNotUtf8) {
    EXPECT_EQ(repair_utf8("gr\xc3\xbc\xc3\x9f"), "gr\xc3\xbc\xc3\x9f");
    EXPECT_EQ(repair_utf8("a\xffz"), "a\xef\xbf\xbdz");
    EXPECT_FALSE(is_valid_utf8("\xc0\x80"));          // overlong NUL
    EXPECT_FALSE(is_valid_utf8("\xed\xa0\x80"));      // surrogate
    EXPECT_FALSE(is_valid_utf8("\xf5\x80\x80\x80"));  // beyond U+10FFFF
}

TEST(Text, TruncatesBetweenCharacters) {
    EXPECT_EQ(truncate_utf8("a\xc3\xbc", 2), "a");
    EXPECT_EQ(truncate_utf8("abc", 3), "abc");
}

TEST(Text, RemoteTextCannotForgeALogLine) {
    EXPECT_EQ(for_log("a\r\nERROR \x1b[31m"), "a\\x0d\\x0aERROR \\x1b[31m");
    EXPECT_EQ(for_log("caf\xc3\xa9 \xc2\x9b"
                      "31m"),
              "caf\xc3\xa9 \\x9b31m")
        << "C1 controls too";
    EXPECT_LE(for_log(std::string(5000, 'x')).size(), 515U);
}

TEST(Text, OneLineFoldsWhiteSpaceAndDropsControls) {
    EXPECT_EQ(one_line("  a\r\n\tb \x01 c "), "a b c");
}

TEST(Text, NumbersAreReadWholeOrNotAtAll) {
    EXPECT_EQ(parse_int("42"), 42);
    EXPECT_EQ(parse_int("42x"), std::nullopt);
    EXPECT_EQ(parse_int(""), std::nullopt);
}

TEST(Text, FindsWithoutRegardToCase) {
    EXPECT_EQ(find_ignoring_case("Hello World", "WORLD"), 6U);
    EXPECT_EQ(find_ignoring_case("Hello", "x"), std::string_view::npos);
}

}  // namespace
}  // namespace postroom
