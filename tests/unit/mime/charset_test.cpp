// Bytes to UTF-8 under right, wrong and missing labels; transfer encodings.
// Rule: IN-7, IN-4; RFC 2045 section 6.
#include "mime/charset.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "core/text.hpp"
#include "mime/charset_label.hpp"
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

/// One word in its charset under the names that mail has for it.
TEST(Charset, IN7_KnowsTheNamesThatSendersUse) {
    struct Named {
        std::string_view want;
        std::string_view bytes;
        std::vector<std::string_view> labels;
    };
    const std::vector<Named> table{
        {"жук", "\xd6\xd5\xcb", {"koi8-r", "KOI8-R", "koi8r", "koi8-u", "koi8-ru", "cp20866"}},
        {"жук", "\xe6\xf3\xea", {"windows-1251", "cp1251", "CP-1251", "win-1251", "x-cp1251"}},
        {"жук", "\xa6\xe3\xaa", {"ibm866", "cp866", "dos-866"}},
        {"žúr",
         "\xbe\xfar",
         {"iso-8859-2", "latin2", "l2", "8859_2", "iso_8859-2:1987", "windows-28592"}},
        {"é€", "\xe9\xa4", {"iso-8859-15", "latin9", "latin-9"}},
        {"ș€", "\xba\xa4", {"iso-8859-16", "latin10"}},
        {"é", "\x8e", {"macintosh", "x-mac-roman", "mac", "MacRoman", "cp10000"}},
        {"é", "\x82", {"cp437", "ibm850", "cp-850", "cp858", "ibm00858"}},
        {"é", "\xe9", {"ISO_8859-1:1987", "l1", "csISOLatin1", "iso8859_1", "'latin1'", "cp819"}},
        {"中文",
         "\xd6\xd0\xce\xc4",
         {"gbk", "cp936", "windows-936", "x-euc-cn", "csGB2312", "gb18030"}},
        {"中文", "~{VPND~}", {"hz-gb-2312", "HZ"}},
        {"中文", "\xa4\xa4\xa4\xe5", {"big5-hkscs", "cp950", "x-x-big5", "big5-eten"}},
        {"가", "\xb0\xa1", {"euc-kr", "uhc", "ms949", "x-windows-949", "ks_c_5601"}},
        {"가", "\x1b$)C\x0e\x30\x21\x0f", {"iso-2022-kr", "cp50225"}},
        {"日本", "\xc6\xfc\xcb\xdc", {"euc-jp", "x-euc-jp", "eucJP-ms", "cp51932"}},
        {"日本①ｱ",
         "\x1b$BF|K\\-!\x1b(I1\x1b(B",
         {"iso-2022-jp", "iso-2022-jp-3", "iso-2022-jp-ms", "cp50220", "cp50221", "", "utf-8",
          "x-y"}},
        {"中文", "\x1b$)A\x0eVPND\x0f", {"iso-2022-cn", "iso-2022-cn-ext", "", "us-ascii"}},
        {"日本", "\x93\xfa\x96\x7b", {"x-mac-japanese", "x-windows-932", "sjis-win", "ms932"}},
        {"ạ", "\xd5", {"viscii"}},
        {"Ա", "\xb2", {"armscii-8"}},
        {"أ", "\x9a", {"cp720", "dos-720"}},
        {"ა", "\xc0", {"georgian-ps", "georgian-academy"}},
        {"é", std::string_view("\0\xe9", 2), {"utf-16be", "ucs-2be", "cp1201"}},
        {"ab", std::string_view("a\0b\0", 4), {"utf-16", "unicode", "ucs-2", "cp1200"}},
        {"ab", std::string_view("\0a\0b", 4), {"utf-16", "iso-10646-ucs-2"}},
        {"Hi é", "Hi +AOk-", {"utf-7", "unicode-1-1-utf-7", "cp65000"}},
        {"日", "\xe6\x97\xa5", {"utf8", "utf8mb4", "x-utf-8", "cp65001", "unicode-1-1-utf-8"}},
    };
    for (const Named& row : table) {
        for (const std::string_view label : row.labels) {
            EXPECT_EQ(to_utf8(row.bytes, label).text, row.want) << label;
        }
    }
    EXPECT_EQ(to_utf8("plain words", "utf-16").text, "plain words");
}

TEST(Charset, IN7_CodePagesOfOutlook) {
    for (const auto& [number, want] :
         std::vector<std::pair<std::uint32_t, std::string_view>>{{1252, "windows-1252"},
                                                                 {932, "ibm-943_P15A-2003"},
                                                                 {28605, "iso-8859-15"},
                                                                 {65001, "utf-8"},
                                                                 {37, "cp037"},
                                                                 {850, "cp850"}}) {
        EXPECT_EQ(charset_of_code_page(number), want);
    }
}

TEST(Charset, IN7_TextThatIsMostlyNotAsciiIsNotLatin) {
    const std::string greek =
        "\xca\xe1\xeb\xe7\xec\xdd\xf1\xe1 \xf3\xe1\xf2, \xf0\xf9\xf2 \xe5\xdf\xf3\xf4\xe5 "
        "\xf3\xde\xec\xe5\xf1\xe1; \xc5\xf5\xf7\xe1\xf1\xe9\xf3\xf4\xfe \xf0\xef\xeb\xfd";
    EXPECT_TRUE(to_utf8(greek, "us-ascii").text.starts_with("Καλημέρα"));
    EXPECT_TRUE(to_utf8(greek, "iso-8859-1").text.starts_with("Καλημέρα"));
    EXPECT_EQ(to_utf8("d\xe9j\xe0 vu", "us-ascii").text, "déjà vu");
}

TEST(Charset, IN7_Utf8WithSomethingElsePastedIn) {
    const DecodedText got = to_utf8("\xc3\xa9t\xc3\xa9, \xe9t\xc3\xa9", "utf-8");
    EXPECT_EQ(got.text, "été, été");
    EXPECT_TRUE(got.is_guessed);
    EXPECT_EQ(to_utf8("\xe9t\xe9 \xc3\xa9", "utf-8").text, "été Ã©");  // more of the other
    EXPECT_EQ(to_utf8("\xe2\x82\xac \xe2\x82\xac \xe2\x82", "utf-8").text, "€ € â‚");
}

TEST(Charset, IN7_ShortTextWithoutALabel) {
    const std::vector<Row> table{
        {"\xa5\xc6\xa5\xb9\xa5\xc8\xa4\xc7\xa4\xb9", "iso-2022-jp", "テストです"},
        {"El ni\xf1o comi\xf3 pi\xf1"
         "a",
         "", "El niño comió piña"},
        {"\x93quoted\x94 \x96 it\x92s 5 \x80", "", "“quoted” – it’s 5 €"},
        {"50 \xb5m \xb1 2\xb0", "", "50 µm ± 2°"},
        {"\xc4\xe3\xba\xc3\xa3\xac\xca\xc0\xbd\xe7", "", "你好，世界"},
        {"\xa5\xc6\xa5\xb9\xa5\xc8\xa4\xc7\xa4\xb9", "", "テストです"},
        {"\xbe\xc8\xb3\xe7\xc7\xcf\xbc\xbc\xbf\xe4", "", "안녕하세요"},
        {"P\xf8\xedli\x9a \x9elu\x9dou\xe8k\xfd k\xf9\xf2", "", "Příliš žluťoučký kůň"},
        {"\xf0\xd2\xc9\xd7\xc5\xd4! \xeb\xc1\xcb \xc4\xc5\xcc\xc1?", "", "Привет! Как дела?"},
    };
    for (const Row& row : table) {
        const DecodedText got = to_utf8(row.bytes, row.label);
        EXPECT_EQ(got.text, row.want);
        EXPECT_TRUE(got.is_guessed) << row.want;
    }
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
    EXPECT_EQ(decode_transfer("aGk=", "\"base-64\""), "hi");
    EXPECT_EQ(decode_transfer("This is no base64, really.\n", "base64"),
              "This is no base64, really.\n");
    EXPECT_TRUE(is_encoded("x-uuencode"));
    EXPECT_FALSE(is_encoded("8bit"));
}

}  // namespace
}  // namespace postroom::mime
