// Header text: encoded words, raw bytes, ids and parameters.
// Invariant: the likeliest reading of what senders write, always valid UTF-8 on one line.
// Rule: IN-6, IN-9; RFC 2047, 2231, 5322.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "core/text.hpp"
#include "mime/filename.hpp"
#include "mime/message_id.hpp"
#include "mime/parameters.hpp"
#include "mime/parse.hpp"
#include "mime/words.hpp"

namespace postroom::mime {
namespace {

struct Decoding {
    std::string_view raw;
    std::string_view want;
    std::string_view fallback = {};
};

TEST(Header, IN6_DecodesWords) {
    const std::vector<Decoding> table{
        {" plain text ", "plain text"},
        {"=?utf-8?Q?caf=C3=A9?=", "café"},
        {"=?UTF-8?b?Y2Fmw6k=?=", "café"},
        {"=?iso-8859-1?q?Gr=FC=DFe?= aus =?iso-8859-1?q?K=F6ln?=", "Grüße aus Köln"},
        {"=?utf-8?q?one?=   =?utf-8?q?two?=", "onetwo"},
        {"=?utf-8?q?one?=\r\n\t=?utf-8?q?two?=", "onetwo"},
        {"a =?utf-8?q?b?= c", "a b c"},
        {"=?utf-8?q?a_b?=", "a b"},
        {"=?utf-8?q?with spaces inside?=", "with spaces inside"},
        {"=?utf-8?b?w6nDqQ?=", "éé"},                    // padding left out
        {"=?utf-8?q?caf=C3?= =?utf-8?q?=A9?=", "café"},  // a character over two words
        {"=?utf-8?b?Y2?= =?utf-8?b?Fmw6k=?=", "café"},   // the base64 stream cut instead
        {"=?utf-8*fr?q?caf=C3=A9?=", "café"},            // RFC 2231 language
        {"=?utf-8?q?really=3F?=", "really?"},
        {"=?utf-8?q?really?=3D yes?=", "really3D yes?="},  // a word, then text
        {"=?utf-8?q?cut off", "cut off"},                  // "?=" is missing
        {"=?x-unknown?q?abc?=", "abc"},
        {"=?utf-8?q?=E9t=E9?=", "été"},  // labelled wrongly
        {"=?iso-2022-jp?b?GyRCRnxLXBsoQg==?=", "日本"},
        {"=?gb2312?b?1tDOxA==?=", "中文"},
        {"=?not a word", "=?not a word"},
        {"1 + 1 =? 2", "1 + 1 =? 2"},
        {"=?utf-8?x?abc?=", "=?utf-8?x?abc?="},
        {"=? utf-8 ?q?caf=C3=A9?=", "café"},
        {"=?utf-8?b?8J-YgA?=", "😀"},            // the URL-safe alphabet
        {"\x1b$B%F%9%H\x1b(B: 1", "テスト: 1"},  // raw ISO-2022-JP
        {"=?utf-8?q?_a_?=", "a"},
        {"caf\xc3\xa9", "café"},
        {"caf\xe9", "café"},
        {"\xcf\xf0\xe8\xe2\xe5\xf2", "Привет", "windows-1251"},  // the body's charset
        {"nul\0byte", "nul"},
        {"a\x01\x7f"
         "b",
         "ab"},
        {"fold\r\n ed", "fold ed"},
        {"", ""},
    };
    for (const Decoding& row : table) {
        EXPECT_EQ(decode_header(row.raw, row.fallback), row.want) << row.raw;
    }
    EXPECT_EQ(decode_header(std::string_view("a\0b", 3), {}), "ab");
}

TEST(Header, IN6_UndecodableWordsStayText) {
    for (const std::string_view raw :
         {"=?", "=?\?", "=?\?\?=", "=?a?b?=", "?=", "=?utf-8?", "=?utf-8?q", "=?utf-8?q?"}) {
        EXPECT_TRUE(is_valid_utf8(decode_header(raw, {}))) << raw;
    }
}

struct IdRow {
    std::string_view raw;
    std::vector<std::string> want;
};

TEST(Header, IN9_ReadsMessageIds) {
    const std::vector<IdRow> table{
        {"<a@b>", {"a@b"}},
        {" <a@b>\r\n <c@d>", {"a@b", "c@d"}},
        {"a@b", {"a@b"}},
        {"a@b c@d", {"a@b", "c@d"}},
        {"Your message of \"Monday\" <a@b>", {"a@b"}},
        {"Message from Ana of Monday", {}},
        {"<a@b> <a@b>", {"a@b"}},
        {"<a@\r\n b>", {"a@b"}},
        {"<a@b", {"a@b"}},
        {"<><c@d>", {"c@d"}},
        {"opaque-id", {"opaque-id"}},
        {"<1234   @   local(blah)  .machine .example>", {"1234@local.machine.example"}},
        {"<x(1)>", {"x(1)"}},
        {"a@b, c@d", {"a@b", "c@d"}},
        {"=?utf-8?q?=3Ca=40b=3E?=", {"a@b"}},
        {"<<a@b>>", {"a@b"}},
        {"", {}},
    };
    for (const IdRow& row : table) {
        EXPECT_EQ(parse_message_ids(row.raw), row.want) << row.raw;
    }
}

TEST(Header, IN5_KeepsTheFirstAndTheNewestReferences) {
    std::string raw;
    for (int i = 0; i < 120; ++i) {
        raw += "<" + std::to_string(i) + "@x> ";
    }
    const auto ids = parse_message_ids(raw);
    ASSERT_EQ(ids.size(), 50U);
    EXPECT_EQ(ids.front(), "0@x");
    EXPECT_EQ(ids.back(), "119@x");
    EXPECT_EQ(ids[1], "71@x");
}

TEST(Header, IN6_ReadsFileNameParameters) {
    const std::vector<std::pair<std::string_view, std::string_view>> table{
        {"attachment; filename=\"a.txt\"", "a.txt"},
        {"attachment; filename=a b.txt", "a b.txt"},
        {"attachment; FILENAME = 'a.txt'", "'a.txt'"},
        {"attachment filename=\"no semicolon.txt\"", "no semicolon.txt"},
        {"attachment; filename=\"a\\\"b.txt\"", "a\"b.txt"},
        {"attachment; filename*=utf-8''caf%C3%A9.txt", "café.txt"},
        {"attachment; filename*=iso-8859-1'fr'caf%E9.txt", "café.txt"},
        {"attachment; filename*0=\"long \"; filename*1=\"name.txt\"", "long name.txt"},
        {"attachment; filename*1*=%A9.txt; filename*0*=utf-8''caf%C3", "café.txt"},
        {"attachment; filename=\"plain.txt\"; filename*=utf-8''b%C3%A9st.txt", "bést.txt"},
        {"attachment; filename*=utf-8''b%C3%A9st.txt; filename=\"plain.txt\"", "bést.txt"},
        {"attachment; filename=\"=?utf-8?q?caf=C3=A9.txt?=\"", "café.txt"},
        {"attachment; filename==?utf-8?b?Y2Fmw6kudHh0?=", "café.txt"},
        {"attachment; filename=\"caf\xe9.txt\"", "café.txt"},
        {"attachment; filename=\"open.txt", "open.txt"},
        {"attachment; (a comment; filename=x) filename=y.txt", "y.txt"},
        {"attachment; filename*0*=utf-8''a; filename*1=%20b", "a%20b"},
        {"attachment; filename*1=\"b \"; filename*0=\"a \"; filename*2*=utf-8''%c3%a9", "a b é"},
        {"attachment; filename*0*=iso-8859-1''%e9; filename*1=\"é\"", "éé"},
        {"attachment; filename*=utf-8''it%27s'", "it's'"},
        {"attachment; filename*=utf-8''=?utf-8?q?a=C3=A9?=", "aé"},
        {"attachment", ""},
        {";;;=;=", ""},
    };
    for (const auto& [raw, want] : table) {
        EXPECT_EQ(parse_structured(raw).text("filename", {}), want) << raw;
    }
}

TEST(Header, IN4_ReadsBrokenContentTypes) {
    const std::vector<std::pair<std::string_view, std::string_view>> table{
        {"Text/HTML; charset=x", "text/html"},
        {"text / plain", "text/plain"},
        {"text/plain charset=utf-8", "text/plain"},
        {"charset=utf-8", ""},
        {"\"text/plain\"", "text/plain"},
        {"text/plain (comment)", "text/plain"},
        {"", ""},
    };
    for (const auto& [raw, want] : table) {
        EXPECT_EQ(parse_structured(raw).value, want) << raw;
    }
    EXPECT_EQ(parse_structured("text/plain charset=utf-8").get("charset"), "utf-8");
    EXPECT_EQ(parse_structured("charset=utf-8").get("charset"), "utf-8");
}

TEST(Header, SEC5_MakesFileNamesSafe) {
    const std::vector<std::pair<std::string_view, std::string_view>> table{
        {"a.txt", "a.txt"},
        {"../../etc/passwd", "passwd"},
        {"C:\\Users\\ana\\a.txt", "a.txt"},
        {"/", ""},
        {"..", ""},
        {"name. . .", "name"},
        {"invoice\u202efdp.exe", "invoicefdp.exe"},
        {"con.txt", "_con.txt"},
        {"LPT1", "_LPT1"},
        {"contact.txt", "contact.txt"},
        {"a\tb\nc.txt", "a b c.txt"},
        {"\x01\x02", ""},
        {"Grüße.pdf", "Grüße.pdf"},
    };
    for (const auto& [raw, want] : table) {
        EXPECT_EQ(safe_filename(raw), want) << raw;
    }
    const std::string longest = safe_filename(std::string(999, 'x') + ".pdf");
    EXPECT_EQ(longest.size(), 255U);
    EXPECT_TRUE(longest.ends_with(".pdf"));
}

TEST(Header, IN9_AMailWithoutAnyFieldIsStillAMail) {
    for (const std::string_view raw : {"", "\n", "hello", "\r\n\r\nhello", "::\n", "From \n\nx"}) {
        const Mail mail = parse(raw);
        EXPECT_TRUE(mail.message_id.empty()) << raw;
        EXPECT_TRUE(mail.from.address.empty()) << raw;
    }
    EXPECT_EQ(parse("no header here\nbut text").text, "no header here\nbut text");
}

TEST(Header, IN11_TheSenderIsFrom) {
    const Mail mail =
        parse("From: ana@example.org\nSender: list@example.org\nReply-To: boss@example.com\n\nhi");
    EXPECT_EQ(mail.from.address, "ana@example.org");
    EXPECT_EQ(mail.sender.address, "list@example.org");
    ASSERT_EQ(mail.reply_to.size(), 1U);
    EXPECT_EQ(mail.reply_to[0].address, "boss@example.com");
}

TEST(Header, ASenderWithoutAnAddressKeepsItsName) {
    const Mail mail = parse("From: MAILER-DAEMON <>\n\nhi");
    EXPECT_EQ(mail.from.address, "");
    EXPECT_EQ(mail.from.name, "MAILER-DAEMON");
}

TEST(Header, HeadersAreKeptInOrderAndFoundInAnyCase) {
    const Mail mail = parse("X-One: 1\nX-TWO: a\n b\nx-one: 2\n\n");
    ASSERT_EQ(mail.headers.size(), 3U);
    EXPECT_EQ(mail.header("x-ONE"), "1");
    EXPECT_EQ(mail.header("x-two"), "a b");
    EXPECT_TRUE(mail.has_header("X-Two"));
    EXPECT_FALSE(mail.has_header("X-Three"));
    EXPECT_EQ(mail.header("X-Three"), "");
}

TEST(Header, IN4_MboxLineOnTopAndJunkBetweenFields) {
    const Mail mail = parse(
        "From ana Mon Jan  1 00:00:00 2024\nSubject: a\nnonsense line\nTo: b@example.org\n\nbody");
    EXPECT_EQ(mail.subject, "a");
    ASSERT_EQ(mail.to.size(), 1U);
    EXPECT_EQ(mail.text, "body");
    EXPECT_EQ(parse("Subject: a\nno empty line\nbefore the body").text,
              "no empty line\nbefore the body");
}

TEST(Header, IN4_WhatStandsBeforeTheFirstFieldIsPassedOver) {
    for (const std::string_view preface :
         {"\r\n\r\n", "\n", " \n", "\xef\xbb\xbf", "\r\n \r\n\t\n"}) {
        const Mail mail = parse(std::string(preface) + "Subject: a\r\nFrom: b@c.d\r\n\r\nbody");
        EXPECT_EQ(mail.subject, "a") << preface;
        EXPECT_EQ(mail.text, "body") << preface;
    }
    const Mail relayed = parse(
        "Received: by x\r\nDelivered-To: s@x.test\r\n\r\nSubject: a\r\nFrom: b@c.d\r\n\r\nbody");
    EXPECT_EQ(relayed.subject, "a");
    EXPECT_EQ(relayed.text, "body");
    EXPECT_EQ(parse("Received: by x\n\nHello: you\n").text, "Hello: you\n");
    EXPECT_EQ(parse("To: s@x.test\n\nSubject: quoted\n").text, "Subject: quoted\n");
    EXPECT_EQ(parse("\r\nTime: we have none\r\n").text, "Time: we have none\n");  // prose
}

TEST(Header, IN4_SeveralFieldsOfOneName) {
    const Mail mail = parse("References: <a@b>\nReferences: <c@d>\n\nx");
    EXPECT_EQ(mail.references, (std::vector<std::string>{"a@b", "c@d"}));
    const Mail typed = parse(
        "Content-Type: multipart/mixed\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\none\n"
        "--b--\n");
    EXPECT_EQ(typed.text, "one");
    EXPECT_TRUE(parse("Content-Type: plain\nContent-Type: text/html\n\n<p>x").text.empty());
}

TEST(Header, IN6_NamesWhereSendersPutThem) {
    const std::vector<std::pair<std::string_view, std::string_view>> table{
        {"Content-Type: image/png; name='a b.png'", "a b.png"},
        {"Content-Type: image/png\nContent-Disposition: attachment; name=a.png", "a.png"},
        {"Content-Type: image/png; filename=a.png", "a.png"},
        {"Content-Type: image/png\nContent-Location: http://x.test/y/a%20b.png?z", "a b.png"},
        {"Content-Type: image/png\nContent-Location: http://x.test", ""},
        {"Content-Type: application/pdf\nContent-Description: report 2026.pdf", "report 2026.pdf"},
        {"Content-Type: application/pdf\nContent-Description: The report.", ""},
        {"Content-Type: application/x; name=one\nContent-Disposition: attachment; filename=two",
         "two"},
        {"Content-Type: application/x\nContent-Transfer-Encoding: x-uuencode", "cat.txt"},
    };
    for (const auto& [fields, want] : table) {
        const Mail mail =
            parse("Content-Type: multipart/mixed; boundary=b\n\n--b\n" + std::string(fields) +
                  "\n\nbegin 644 cat.txt\n#0V%T\n`\nend\n--b--\n");
        ASSERT_EQ(mail.attachments.size(), 1U) << fields;
        EXPECT_EQ(mail.attachments[0].filename, want) << fields;
    }
}

}  // namespace
}  // namespace postroom::mime
