// winmail.dat, built here attribute by attribute.
// Rule: IN-12; MS-OXTNEF.
#include "mime/tnef.hpp"

#include <gtest/gtest.h>

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "core/encoding.hpp"
#include "mime/parse.hpp"
#include "mime/rtf.hpp"

namespace postroom::mime {
namespace {

std::string little(std::uint32_t value, int bytes) {
    std::string out;
    for (int i = 0; i < bytes; ++i) {
        out += static_cast<char>(value >> (8 * i) & 0xff);
    }
    return out;
}

std::string padded(std::string value) {
    value.resize((value.size() + 3) / 4 * 4);
    return value;
}

std::string attribute(std::uint32_t id, const std::string& value) {
    return std::string(1, '\1') + little(id, 4) +
           little(static_cast<std::uint32_t>(value.size()), 4) + value + little(0, 2);
}

std::string property(std::uint32_t type, std::uint32_t id, const std::string& value) {
    return little(type, 2) + little(id, 2) + little(1, 4) +
           little(static_cast<std::uint32_t>(value.size()), 4) + padded(value);
}

std::string properties(std::uint32_t count, const std::string& list) {
    return little(count, 4) + list;
}

std::string utf16(std::string_view ascii) {
    std::string out;
    for (const char c : ascii) {
        out += c;
        out += '\0';
    }
    return out + std::string(2, '\0');
}

std::string stream(const std::string& attributes) {
    return little(0x223e9f78, 4) + little(1, 2) + attributes;
}

std::string file(const std::string& title, const std::string& bytes) {
    return attribute(0x00069002, std::string(14, '\0')) + attribute(0x00018010, title) +
           attribute(0x0006800f, bytes);
}

TEST(Tnef, IN12_FilesAndBody) {
    const TnefContent got = read_tnef(
        stream(attribute(0x0002800c, "hello\r\n") + file("a.txt", "one") + file("b.txt", "two")));
    EXPECT_EQ(got.text, "hello\n");
    EXPECT_FALSE(got.is_cut);
    ASSERT_EQ(got.attachments.size(), 2U);
    EXPECT_EQ(got.attachments[0].filename, "a.txt");
    EXPECT_EQ(got.attachments[1].content, "two");
}

TEST(Tnef, IN12_LongNamesTypesAndContentIds) {
    const std::string list = property(0x1f, 0x3707, utf16("a long name.pdf")) +
                             property(0x1e, 0x370e, std::string("application/pdf\0", 16)) +
                             little(0x1003, 2) + little(0x1234, 2) + little(2, 4) + little(7, 4) +
                             little(8, 4) + little(0x0003, 2) + little(0x8001, 2) +
                             std::string(16, 'g') + little(0, 4) + little(9, 4) + little(1, 4) +
                             property(0x1e, 0x3712, std::string("cid@x\0", 6));
    const TnefContent got = read_tnef(
        stream(file("ALONGN~1.PDF", "%PDF") + attribute(0x00069005, properties(5, list))));
    ASSERT_EQ(got.attachments.size(), 1U);
    EXPECT_EQ(got.attachments[0].filename, "a long name.pdf");
    EXPECT_EQ(got.attachments[0].content_type, "application/pdf");
    EXPECT_EQ(got.attachments[0].content_id, "cid@x");
    EXPECT_FALSE(got.is_cut);
}

TEST(Tnef, IN12_AMessageInsideBringsItsFilesToo) {
    const std::string inner = std::string(16, 'i') + stream(file("inner.txt", "deep"));
    const std::string outer =
        attribute(0x00069002, "") +
        attribute(0x00069005, properties(2, property(0x1f, 0x3001, utf16("Forwarded")) +
                                                property(0x0d, 0x3701, inner)));
    const TnefContent got = read_tnef(stream(outer));
    ASSERT_EQ(got.attachments.size(), 2U);
    EXPECT_EQ(got.attachments[0].filename, "Forwarded");
    EXPECT_EQ(got.attachments[1].filename, "inner.txt");
}

TEST(Tnef, IN12_HtmlAndCodePages) {
    const TnefContent html = read_tnef(
        stream(attribute(0x00069003, properties(1, property(0x102, 0x1013, "<p>x</p>")))));
    EXPECT_EQ(html.html, "<p>x</p>");
    const TnefContent cyrillic =
        read_tnef(stream(attribute(0x00069007, little(1251, 4) + little(0, 4)) +
                         attribute(0x0002800c, "\xcf\xf0\xe8\xe2\xe5\xf2")));
    EXPECT_EQ(cyrillic.text, "Привет");
}

TEST(Tnef, IN12_RtfBodies) {
    const std::string rtf =
        "{\\rtf1\\ansi\\ansicpg1252{\\fonttbl{\\f0 Arial;}}{\\*\\generator x;}caf\\'e9\\par "
        "\\u8364?5\\tab \\{ok\\}}";
    EXPECT_EQ(rtf_to_text(rtf), "café\n€5\t{ok}");
    const std::string stored = little(static_cast<std::uint32_t>(rtf.size() + 12), 4) +
                               little(static_cast<std::uint32_t>(rtf.size()), 4) + "MELA" +
                               little(0, 4) + rtf;
    EXPECT_EQ(decompress_rtf(stored), rtf);
    // The example of MS-OXRTFCP section 4.1.1.
    const std::string packed(
        "\x2d\x00\x00\x00\x2b\x00\x00\x00\x4c\x5a\x46\x75\xf1\xc5\xc7\xa7\x03\x00\x0a\x00\x72\x63"
        "\x70\x67\x31\x32\x35\x42\x32\x0a\xf3\x20\x68\x65\x6c\x09\x00\x20\x62\x77\x05\xb0\x6c\x64"
        "\x7d\x0a\x80\x0f\xa0",
        49);
    EXPECT_EQ(decompress_rtf(packed), "{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n");
    const TnefContent got =
        read_tnef(stream(attribute(0x00069003, properties(1, property(0x102, 0x1009, packed)))));
    EXPECT_EQ(got.text, "hello world");
    EXPECT_EQ(decompress_rtf("junk"), "");
    EXPECT_EQ(rtf_to_text("{\\rtf1 {\\par \\'"), "\n");
}

TEST(Tnef, IN12_RtfCharactersOfEveryKind) {
    const std::vector<std::pair<std::string_view, std::string_view>> table{
        {"{\\rtf1\\ansicpg932 \\'93\\'fa\\'96\\'7b}", "日本"},
        {"{\\rtf1{\\fonttbl{\\f0 A;}{\\f1\\fcharset204 B;}}\\f1\\'c6\\f0\\'e9}", "Жé"},
        {"{\\rtf1{\\fonttbl{\\f1\\fcharset161 B;}}{\\f1\\'e1}\\'e1}", "αá"},
        {"{\\rtf1 \\u-10179?\\u-8704?}", "😀"},
        {"{\\rtf1\\uc2 \\u233 xxy\\uc0 \\u233 z}", "éyéz"},
        {"{\\rtf1 a\\bin3 {}}b\\emdash c\\ldblquote d\\rdblquote\\~e\\_f}", "ab—c“d” e-f"},
        {"{\\rtf1 {\\field{\\*\\fldinst HYPERLINK x}{\\fldrslt shown}}}", "shown"},
        {"{\\rtf1 {\\pict 0011}{\\info{\\title t}}end}", "end"},
    };
    for (const auto& [rtf, want] : table) {
        EXPECT_EQ(rtf_to_text(rtf), want) << rtf;
    }
}

TEST(Tnef, IN12_HtmlInsideRtf) {
    const std::string rtf =
        "{\\rtf1\\ansi\\fromhtml1 {\\*\\htmltag19 <html>}{\\*\\mhtmltag84 no}\\htmlrtf {\\b "
        "\\htmlrtf0 {\\*\\htmltag84 <b class=\"x\">}caf\\'e9{\\*\\htmltag84 &lt;}\\htmlrtf "
        "<\\htmlrtf0{\\*\\htmltag92 </b>}\\htmlrtf }\\htmlrtf0 {\\*\\htmltag0 \\par }}";
    EXPECT_EQ(rtf_to_html(rtf), "<html><b class=\"x\">café&lt;</b>\n");
    EXPECT_EQ(rtf_to_text(rtf), "café<");
    EXPECT_EQ(rtf_to_html("{\\rtf1 plain}"), "");
    const std::string stored = little(static_cast<std::uint32_t>(rtf.size() + 12), 4) +
                               little(static_cast<std::uint32_t>(rtf.size()), 4) + "MELA" +
                               little(0, 4) + rtf;
    const TnefContent got =
        read_tnef(stream(attribute(0x00069003, properties(1, property(0x102, 0x1009, stored)))));
    EXPECT_EQ(got.html, "<html><b class=\"x\">café&lt;</b>\n");
    EXPECT_EQ(got.text, "");
}

TEST(Tnef, IN12_StringsEndWithTheirZero) {
    const std::string list = little(0x0001, 2) + little(0x1111, 2) +  // PtypNull has no value
                             property(0x1f, 0x3707, utf16("a.txt") + utf16("junk"));
    const TnefContent got = read_tnef(stream(file(std::string("b.txt\0junk", 10), "x") +
                                             attribute(0x00069005, properties(2, list)) +
                                             file(std::string("c.txt\0junk", 10), "y")));
    ASSERT_EQ(got.attachments.size(), 2U);
    EXPECT_EQ(got.attachments[0].filename, "a.txt");
    EXPECT_EQ(got.attachments[1].filename, "c.txt");
}

TEST(Tnef, IN12_AMessageInsideBringsItsWords) {
    const std::string inner = std::string(16, 'i') + stream(attribute(0x0002800c, "deep words"));
    const TnefContent got = read_tnef(
        stream(attribute(0x00069002, "") +
               attribute(0x00069005, properties(2, property(0x1f, 0x3001, utf16("Forwarded")) +
                                                       property(0x0d, 0x3701, inner)))));
    ASSERT_EQ(got.attachments.size(), 2U);
    EXPECT_EQ(got.attachments[1].filename, "Forwarded.txt");
    EXPECT_EQ(got.attachments[1].content, "deep words");
}

TEST(Tnef, IN12_DamageKeepsWhatCameBefore) {
    const std::string whole = stream(file("a.txt", "one") + file("b.txt", "two"));
    for (std::size_t length = 0; length < whole.size(); ++length) {
        const TnefContent got = read_tnef(std::string_view(whole).substr(0, length));
        EXPECT_LE(got.attachments.size(), 2U);
    }
    EXPECT_TRUE(read_tnef("no tnef").is_cut);
    const TnefContent cut = read_tnef(std::string_view(whole).substr(0, whole.size() - 3));
    EXPECT_TRUE(cut.is_cut);
    ASSERT_EQ(cut.attachments.size(), 2U);
    EXPECT_EQ(cut.attachments[0].content, "one");
    // A length far beyond the stream.
    EXPECT_TRUE(
        read_tnef(stream(std::string(1, '\1') + little(0x0006800f, 4) + little(0xffffffff, 4)))
            .is_cut);
}

TEST(Tnef, IN12_InAMailTheOriginalStays) {
    const std::string encoded =
        base64_encode(stream(attribute(0x0002800c, "body") + file("a.txt", "one")));
    const Mail mail = parse(
        "Content-Type: application/ms-tnef; name=winmail.dat\nContent-Transfer-Encoding: "
        "base64\n\n" +
        encoded);
    EXPECT_EQ(mail.text, "body");
    ASSERT_EQ(mail.attachments.size(), 2U);
    EXPECT_EQ(mail.attachments[0].filename, "winmail.dat");
    EXPECT_EQ(mail.attachments[1].filename, "a.txt");
}

}  // namespace
}  // namespace postroom::mime
