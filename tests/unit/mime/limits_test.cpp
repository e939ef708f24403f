// Hostile and damaged mails.
// Invariant: any bytes give some mail, within the limits, in linear time, on several threads at
// once. Rule: IN-4, IN-5; F21, F22, F27.
#include "core/limits.hpp"

#include <gtest/gtest.h>

#include <string>
#include <thread>
#include <vector>

#include "core/clock.hpp"
#include "core/random.hpp"
#include "core/text.hpp"
#include "mime/parse.hpp"

namespace postroom::mime {
namespace {

constexpr std::int64_t kMailMsMax = 1000;

/// One of everything, small enough to be cut at every byte.
std::string rich_mail() {
    return "From ana Mon Jan  1 00:00:00 2024\r\n"
           "From: =?utf-8?q?Ana_M=C3=BCller?= <ana@example.org>\r\n"
           "To: \"Doe, Joe\" <joe@example.org>, team: a@x.test, b@y.test;\r\n"
           "Subject: =?utf-8?b?R3LDvA==?= =?utf-8?b?w59l?=\r\n"
           "Date: Tue, 1 Jul 2003 10:52:37 +0200 (CEST)\r\n"
           "Message-ID: <1@example.org>\r\nReferences: <a@b>\r\n <c@d>\r\n"
           "Content-Type: multipart/mixed;\r\n boundary=\"outer\"\r\n\r\n"
           "preamble\r\n--outer\r\nContent-Type: multipart/alternative; boundary=inner\r\n\r\n"
           "--inner\r\nContent-Type: text/plain; charset=iso-8859-1; format=flowed\r\n"
           "Content-Transfer-Encoding: quoted-printable\r\n\r\nGr=FC=DFe \r\n> alles\r\n"
           "--inner\r\nContent-Type: text/html; charset=gb2312\r\n\r\n<p>\xd6\xd0\xce\xc4 <img "
           "src=cid:i@x>\r\n"
           "--inner--\r\n--outer\r\nContent-Type: message/rfc822\r\n\r\nSubject: in\r\n\r\nbody\r\n"
           "--outer\r\nContent-Type: image/png; name*0*=utf-8''b%C3; "
           "name*1*=%A9.png\r\nContent-ID: <i@x>\r\n"
           "Content-Transfer-Encoding: base64\r\n\r\naGVsbG8gd29ybGQ=\r\n"
           "--outer\r\nContent-Type: text/calendar; method=REQUEST\r\n\r\nBEGIN:VCALENDAR\r\n"
           "--outer\r\nContent-Type: application/ms-tnef; "
           "name=winmail.dat\r\n\r\n\x78\x9f\x3e\x22\x01\x02\x03\r\n"
           "--outer\r\n\r\nbegin 644 x\r\n#0V%T\r\n`\r\nend\r\n--outer--\r\n";
}

void expect_sound(const Mail& mail) {
    for (const std::string* text :
         {&mail.subject, &mail.text, &mail.html, &mail.message_id, &mail.date, &mail.content_type,
          &mail.from.address, &mail.from.name, &mail.calendar_method, &mail.report_type}) {
        ASSERT_TRUE(is_valid_utf8(*text));
        ASSERT_EQ(text->find('\0'), std::string::npos);
    }
    for (const HeaderField& field : mail.headers) {
        ASSERT_TRUE(is_valid_utf8(field.name) && is_valid_utf8(field.value));
    }
    for (const Attachment& file : mail.attachments) {
        ASSERT_TRUE(is_valid_utf8(file.filename) && is_valid_utf8(file.content_type) &&
                    is_valid_utf8(file.content_id));
        ASSERT_EQ(file.filename.find_first_of("/\\"), std::string::npos);
    }
    for (const std::string& warning : mail.warnings) {
        ASSERT_TRUE(is_valid_utf8(warning));
    }
}

Mail parse_in_time(std::string_view raw) {
    const SystemClock clock;
    const Milliseconds start = clock.steady();
    Mail mail = parse(raw);
    EXPECT_LT((clock.steady() - start).count(), kMailMsMax);
    expect_sound(mail);
    return mail;
}

std::string repeated(std::string_view piece, std::size_t bytes) {
    std::string out;
    out.reserve(bytes + piece.size());
    while (out.size() < bytes) {
        out += piece;
    }
    return out;
}

TEST(Limits, TheRichMailItself) {
    const Mail mail = parse(rich_mail());
    EXPECT_EQ(mail.subject, "Grüße");
    EXPECT_EQ(mail.from.name, "Ana Müller");
    EXPECT_EQ(mail.to.size(), 3U);
    EXPECT_EQ(mail.references, (std::vector<std::string>{"a@b", "c@d"}));
    EXPECT_EQ(mail.date, "2003-07-01T10:52:37+02:00");
    EXPECT_EQ(mail.calendar_method, "REQUEST");
    ASSERT_EQ(mail.attachments.size(), 5U);
    EXPECT_EQ(mail.attachments[0].filename, "x");
    EXPECT_EQ(mail.attachments[2].filename, "bé.png");
    EXPECT_TRUE(mail.attachments[2].is_inline);
}

TEST(Limits, IN4_CutAtEveryByte) {
    const std::string mail = rich_mail();
    for (std::size_t length = 0; length <= mail.size(); ++length) {
        expect_sound(parse(std::string_view(mail).substr(0, length)));
        expect_sound(parse(std::string_view(mail).substr(length)));
    }
}

TEST(Limits, IN4_RandomlyDamaged) {
    const std::string original = rich_mail();
    SeededRandom random(20261121);
    for (int round = 0; round < 5000; ++round) {
        std::string mail = original;
        for (auto flips = 1 + random.below(20); flips > 0; --flips) {
            mail[random.below(mail.size())] = static_cast<char>(random.below(256));
        }
        expect_sound(parse(mail));
    }
}

TEST(Limits, IN5_DepthAndParts) {
    std::string deep = "From: a@b.c\r\n";
    for (int level = 0; level < 5000; ++level) {
        const std::string b = "b" + std::to_string(level);
        deep += "Content-Type: multipart/mixed; boundary=" + b + "\r\n\r\n--" + b + "\r\n";
    }
    EXPECT_FALSE(parse_in_time(deep + "\r\nx").warnings.empty());
    const std::string head = "From: a@b.c\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n";
    const Mail parts = parse_in_time(
        head + repeated("--b\r\nContent-Type: a/b\r\n\r\nx\r\n", std::size_t{4} << 20));
    EXPECT_LE(parts.attachments.size(), limits::kMimePartsMax);
    EXPECT_FALSE(parts.warnings.empty());
    EXPECT_EQ(
        parse_in_time(repeated("Content-Type: message/rfc822\r\n\r\n", 1 << 20)).attachments.size(),
        1U);
}

TEST(Limits, IN5_HeaderLinesTextAndAddresses) {
    const Mail header =
        parse_in_time("Subject: s\n" + repeated("X: y\n", std::size_t{2} << 20) + "\nbody");
    EXPECT_LE(header.headers.size(), limits::kHeaderLinesMax);
    EXPECT_EQ(header.text, "body");
    const Mail folded =
        parse_in_time("Subject: s\n" + repeated(" more", std::size_t{2} << 20) + "\n\nbody");
    EXPECT_EQ(folded.text, "body");
    EXPECT_EQ(parse_in_time("To: " + repeated("a@b.c, ", 100'000) + "\n\n").to.size(),
              limits::kHeaderAddressesMax);
    EXPECT_LE(parse_in_time("Subject: s\n\n" + repeated("text ", std::size_t{3} << 20)).text.size(),
              limits::kBodyTextBytesMax);
    const Mail html =
        parse_in_time("Content-Type: text/html\n\n" + repeated("<b>", std::size_t{3} << 20));
    EXPECT_LE(html.html.size(), limits::kHtmlBytesMax);
}

/// Inputs that cost quadratic time in a careless parser; at the size limit of a whole mail.
TEST(Limits, IN5_NothingOverOneSecond) {
    const std::size_t big = limits::kMailBytesMax - 1000;
    const std::size_t small = big / 8;
    const std::size_t header = limits::kHeaderBytesMax - 100;
    const std::string mixed = "Content-Type: multipart/mixed; boundary=b\r\n\r\n";
    const std::string base64 = "Content-Type: a/b\r\nContent-Transfer-Encoding: base64\r\n\r\n";
    for (const std::string& mail :
         {mixed + repeated("--bb\r\n", big),
          mixed + repeated("--b\r\n", big),
          base64 + repeated("QQ==", big),
          base64 + repeated("QUJD", big),
          "\r\n" + repeated("begin 644 x\nMAAAA\n", big),
          "\r\n" + repeated("\x80\xc3\xff", big),
          repeated("\r", big),
          repeated("\n", big),
          repeated(" \n", big),
          "Subject: " + repeated("=?a?q?x ", header),
          "Subject: " + repeated("?=3D=?a?q?x ", header),
          "Subject: " + repeated("=?a?b?Q ?=", header),
          "To: " + repeated("<a,", header),
          "To: " + repeated("(", header),
          "To: " + repeated("a@b:", header),
          "To: " + repeated("\"", header),
          "References: " + repeated("<", header),
          "Content-Type: a/b; " + repeated("a*=b;", header),
          "Content-Type: a/b; " + repeated("a*0*=%41;", header),
          "Date: " + repeated("1 ", header),
          "Date: " + repeated("1 : ", header),
          "Content-Type: a/b; " + repeated("a*1*=''%41;", header),
          "\r\n" + repeated("begin-base64 644 x\nQUJD\n", small),
          "\r\n" + repeated("=ybegin line=1 size=1 name=a\n", small) + "\n=yend\n",
          "\r\n" + repeated("\x1b$B!!\x1b(I!", small),
          "\r\n" + repeated("\xc4\xe3", small),
          "Content-Type: text/rtf\r\n\r\n{" + repeated("{\\f1\\fcharset204\\u1?}", small),
          "Content-Type: text/html\r\n\r\n" + repeated("<meta charset ", small) + "\xe9",
          mixed + repeated("--b\r\nContent-Type: multipart/x; boundary=z\r\n\r\n--\r\n", small),
          mixed + repeated("--b\r\nContent-Type: multipart/x; boundary=b\r\n\r\n", small),
          "Content-Type: text/plain; format=flowed\n\n" + repeated("> a \n", big)}) {
        SCOPED_TRACE(mail.substr(0, 60));
        parse_in_time(mail);
    }
}

TEST(Limits, SeveralThreadsAtOnce) {
    const std::string mail = rich_mail();
    const std::string want = parse(mail).html;
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i) {
        threads.emplace_back([&] {
            for (int round = 0; round < 300; ++round) {
                ASSERT_EQ(parse(mail).html, want);
            }
        });
    }
    for (std::thread& thread : threads) {
        thread.join();
    }
}

}  // namespace
}  // namespace postroom::mime
