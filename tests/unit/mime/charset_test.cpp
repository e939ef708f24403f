// Bytes to UTF-8 under right, wrong and missing labels; transfer encodings.
// Rule: IN-7, IN-4; RFC 2045 section 6.
#include "mime/charset.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "core/text.hpp"
#include "mime/transfer.hpp"

namespace postroom::mime {
namespace {

struct Row {
    std::string_view bytes;
    std::string_view label;
    std::string_view want;
    bool is_guessed = false;
};

TEST(Charset, IN7_DecodesAndRepairs) {
    const std::vector<Row> table{
        {"plain", "", "plain"},
        {"plain", "x-nonsense", "plain", true},
        {"caf\xe9", "iso-8859-1", "café"},
        {"\x80 5 \x93quoted\x94", "iso-8859-1", "€ 5 “quoted”"},  // the superset
        {"\x80 5", "us-ascii", "€ 5"},
        {"caf\xc3\xa9", "utf-8", "café"},
        {"caf\xc3\xa9", "\"UTF-8\"", "café"},
        {"caf\xc3\xa9", "iso-8859-1", "café", true},  // valid UTF-8 wins over Latin
        {"caf\xc3\xa9", "", "café", true},
        {"caf\xe9", "utf-8", "café", true},
        {"\xdd\xfe\xf0", "iso-8859-9", "İşğ"},
        {"\xd6\xd0\xce\xc4", "gb2312", "中文"},
        {"\xe9\x46", "gb2312", "镕"},  // outside GB 2312, inside GB 18030
        {"\xb0\xa1\x8c\x63", "ks_c_5601-1987", "가똠"},
        {"\x93\xfa\x96\x7b\x87\x40", "shift_jis", "日本①"},
        {"\xa4\xa4\xa4\xe5", "big5", "中文"},
        {"\x1b$BF|K\\\x1b(B", "iso-2022-jp", "日本"},
        {"\x1b$BF|K\\\x1b(B", "", "日本"},
        {"Hi +AOk-", "utf-7", "Hi é"},
        {"\xef\xbb\xbfmarked", "utf-8", "marked"},
    };
    for (const Row& row : table) {
        const DecodedText got = to_utf8(row.bytes, row.label);
        EXPECT_EQ(got.text, row.want) << row.label << ' ' << row.bytes;
        EXPECT_EQ(got.is_guessed, row.is_guessed) << row.label << ' ' << row.bytes;
    }
    EXPECT_EQ(to_utf8(std::string_view("\xff\xfeh\0i\0", 6), "").text, "hi");
    EXPECT_EQ(to_utf8(std::string_view("h\0i\0", 4), "utf-16le").text, "hi");
}

TEST(Charset, IN7_ADetectorReadsUnlabelledText) {
    const std::string russian =
        "\xcf\xf0\xe8\xe2\xe5\xf2, \xfd\xf2\xee \xef\xe8\xf1\xfc\xec\xee "
        "\xed\xe0\xef\xe8\xf1\xe0\xed\xee "
        "\xef\xee-\xf0\xf3\xf1\xf1\xea\xe8 \xe8 \xe1\xe5\xe7 \xec\xe5\xf2\xea\xe8 "
        "\xea\xee\xe4\xe8\xf0\xee\xe2\xea\xe8.";
    const DecodedText got = to_utf8(russian, "x-unknown");
    EXPECT_TRUE(got.text.starts_with("Привет, это письмо")) << got.text;
    EXPECT_TRUE(got.is_guessed);
}

TEST(Charset, IN7_OneBadByteDoesNotSpoilALongText) {
    std::string chinese;
    for (int i = 0; i < 100; ++i) {
        chinese += "\xd6\xd0\xce\xc4";
    }
    EXPECT_TRUE(to_utf8(chinese + "\xff", "gb2312").text.starts_with("中文中文"));
}

TEST(Charset, IN4_AnyBytesUnderAnyLabelGiveUtf8) {
    std::string all;
    for (int c = 0; c < 256; ++c) {
        all += static_cast<char>(c);
    }
    for (const char* label :
         {"", "utf-8", "utf-7", "utf-16", "utf-32", "gb2312", "big5", "euc-jp", "shift_jis",
          "iso-2022-kr", "hz", "koi8-r", "x", "\xff", "*", "scsu", "bocu-1", "ebcdic-cp-us"}) {
        const std::string text = to_utf8(all, label).text;
        EXPECT_TRUE(is_valid_utf8(text)) << label;
        EXPECT_EQ(text.find('\0'), std::string::npos) << label;
    }
}

TEST(Transfer, DecodesTolerantly) {
    EXPECT_EQ(decode_base64("aGVsbG8="), "hello");
    EXPECT_EQ(decode_base64("aGVs\r\nbG8"), "hello");  // no padding
    EXPECT_EQ(decode_base64("aGVsb"), "hel");          // cut
    EXPECT_EQ(decode_base64("aGVsbG"), "hell");
    EXPECT_EQ(decode_base64("aGV*sbG8="), "hello");
    EXPECT_EQ(decode_base64("aGk=aGk="), "hihi");  // two streams
    EXPECT_EQ(decode_base64("aGk=\n--\nA list, with a footer"), "hi");
    EXPECT_EQ(decode_base64(""), "");
    EXPECT_EQ(decode_base64("===="), "");
    EXPECT_EQ(decode_quoted_printable("caf=C3=A9 =\r\nau lait=3d"), "café au lait=");
    EXPECT_EQ(decode_quoted_printable("50 = 50, =ZZ, ="), "50 = 50, =ZZ, ");
    EXPECT_EQ(decode_quoted_printable("a= \t\nb"), "ab");
    EXPECT_EQ(decode_quoted_printable("a_b", true), "a b");
    EXPECT_EQ(decode_quoted_printable("a_b", false), "a_b");
    EXPECT_EQ(decode_uu("begin 644 x\n#0V%T\n`\nend\n"), "Cat");
    EXPECT_EQ(decode_uu("#0V%T"), "Cat");
    EXPECT_EQ(decode_transfer("aGk=", " BASE64 "), "hi");
    EXPECT_EQ(decode_transfer("as is=3D", "x-unknown"), "as is=3D");
    EXPECT_EQ(decode_transfer("a=3D", "quoted-printable; x"), "a=");
}

}  // namespace
}  // namespace postroom::mime
