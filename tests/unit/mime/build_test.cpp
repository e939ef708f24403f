// Outgoing mail: its bytes, its refusals, and that it reads back as it was meant.
// Rule: OUT-2, OUT-23, OUT-24, THR-11; F33, F37.
#include "mime/build.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <functional>
#include <string>

#include "core/random.hpp"
#include "core/text.hpp"
#include "mime/encode.hpp"
#include "mime/parse.hpp"
#include "mime/transfer.hpp"

namespace postroom::mime {
namespace {

Outgoing a_mail() {
    Outgoing mail;
    mail.from = {"support@example.org", "Support"};
    mail.to = {{"ana@example.com", "Ana Müller"}};
    mail.subject = "Your question";
    mail.text = "Hello,\n\nall is well.\n";
    mail.message_id = "c1.m2.abcdef@mail.example.org";
    mail.date = from_unix_ms(1'795'000'000'000);
    return mail;
}

/// The rules that hold for the bytes of every mail we send. (OUT-2)
void expect_wire_form(const std::string& raw) {
    std::size_t start = 0;
    while (start < raw.size()) {
        const std::size_t end = raw.find("\r\n", start);
        ASSERT_NE(end, std::string::npos) << "the last line has no end";
        ASSERT_LE(end - start, 998U);
        for (std::size_t at = start; at < end; ++at) {
            ASSERT_TRUE(raw[at] != '\r' && raw[at] != '\n' && raw[at] != '\0' &&
                        static_cast<unsigned char>(raw[at]) < 0x80)
                << raw.substr(start, end - start);
        }
        start = end + 2;
    }
}

Mail round_trip(const Outgoing& mail) {
    const auto raw = build(mail);
    EXPECT_TRUE(raw.has_value()) << raw.error().code;
    expect_wire_form(*raw);
    Mail back = parse(*raw);
    EXPECT_TRUE(back.warnings.empty()) << back.warnings.front();
    EXPECT_EQ(back.from, mail.from);
    EXPECT_EQ(back.to, mail.to);
    EXPECT_EQ(back.cc, mail.cc);
    EXPECT_EQ(back.subject, mail.subject);
    EXPECT_EQ(back.text, mail.text);
    EXPECT_EQ(back.html, mail.html);
    EXPECT_EQ(back.message_id, mail.message_id);
    EXPECT_EQ(back.in_reply_to, mail.in_reply_to);
    EXPECT_EQ(back.sent_at, mail.date);
    EXPECT_EQ(back.attachments.size(), mail.attachments.size());
    for (std::size_t i = 0; i < std::min(back.attachments.size(), mail.attachments.size()); ++i) {
        EXPECT_EQ(back.attachments[i].filename, mail.attachments[i].filename);
        EXPECT_EQ(back.attachments[i].content, mail.attachments[i].content);
        EXPECT_EQ(back.attachments[i].content_id, mail.attachments[i].content_id);
    }
    return back;
}

TEST(Build, OUT2_APlainMailByteForByte) {
    EXPECT_EQ(build(a_mail()).value(),
              "Date: Wed, 18 Nov 2026 11:06:40 +0000\r\n"
              "From: Support <support@example.org>\r\n"
              "To: =?utf-8?q?Ana_M=C3=BCller?= <ana@example.com>\r\n"
              "Subject: Your question\r\n"
              "Message-ID: <c1.m2.abcdef@mail.example.org>\r\n"
              "MIME-Version: 1.0\r\n"
              "Content-Type: text/plain; charset=utf-8\r\n"
              "Content-Transfer-Encoding: 7bit\r\n"
              "\r\n"
              "Hello,\r\n\r\nall is well.\r\n");
}

TEST(Build, OUT2_TheSameInputGivesTheSameBytes) {
    Outgoing mail = a_mail();
    mail.html = "<p>Hello</p>\n";
    mail.attachments = {{"a.txt", "text/plain", {}, false, "x"}};
    const std::string once = build(mail).value();
    EXPECT_EQ(build(mail).value(), once);
    mail.message_id = "other@example.org";
    const std::string other = build(mail).value();
    const std::size_t at = once.find("boundary=");
    EXPECT_EQ(other.find(once.substr(at, 40)), std::string::npos)
        << "the boundary derives from the Message-ID";
}

TEST(Build, OUT2_TextsRoundTrip) {
    for (const std::string_view text :
         {"", "\n", "one line\n", "Grüße aus Köln\n", "Пожалуйста, ответьте на это письмо\n",
          "trailing space \n", "From here on\nFrom there\n", ".\n..\n.dot\n", "=3D =\n",
          "-- \nsignature\n", "tab\there\n", "日本語\n😀\n", "a\n\n\n\nb\n"}) {
        Outgoing mail = a_mail();
        mail.text = text;
        const auto raw = build(mail);
        ASSERT_TRUE(raw) << text;
        expect_wire_form(*raw);
        EXPECT_EQ(trim(parse(*raw).text), trim(mail.text)) << text;
    }
    Outgoing mail = a_mail();
    mail.text = std::string(5000, 'x') + "\n" + std::string(5000, ' ') + "\n";
    round_trip(mail);
    mail.text = "crlf\r\nlines\r\n";
    EXPECT_EQ(parse(build(mail).value()).text, "crlf\nlines\n");
}

TEST(Build, HtmlInlineImagesAndFiles) {
    Outgoing mail = a_mail();
    mail.cc = {{"b@example.com", ""}, {"c@example.com", "Doe, \"Joe\" C."}};
    mail.html = "<p>Grüße <img src=\"cid:logo@x\"></p>\n";
    std::string bytes;
    for (int c = 0; c < 1000; ++c) {
        bytes += static_cast<char>(c * 7);
    }
    mail.attachments = {
        {"logo.png", "image/png", "logo@x", true, bytes},
        {"Grüße und ein sehr langer Name, der nicht in eine Zeile passt.pdf",
         "application/pdf",
         {},
         false,
         bytes},
        {"quote\" and space.txt", "text/plain", {}, false, ""},
        {"mail.eml", "message/rfc822", {}, false, "Subject: x\n\nbare line ends\n"}};
    const Mail back = round_trip(mail);
    EXPECT_TRUE(back.attachments[0].is_inline);
    EXPECT_EQ(back.attachments[1].content_type, "application/pdf");
    EXPECT_EQ(back.content_type, "multipart/mixed");
}

TEST(Build, SubjectsAndNamesRoundTrip) {
    for (const std::string_view subject :
         {"", "a", "two  spaces", "=?utf-8?q?not a word?=", "Ünï",
          "日本語の件名はとても長いので何行にもわたって折り返されます、本当に長いのです",
          "A subject in plain English that is so long that it has to be folded more than once to "
          "fit, really, at spaces",
          "Averyverylongwordwithoutanyspacesthatcannotbefoldedanywhereandislongerthanthelimitofseve"
          "ntyeight",
          "\"quoted\" (comment) <a@b>", "mostly ascii but for one é",
          "😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀"}) {
        Outgoing mail = a_mail();
        mail.subject = subject;
        mail.from.name = one_line(subject);
        const auto raw = build(mail);
        ASSERT_TRUE(raw) << subject;
        expect_wire_form(*raw);
        EXPECT_EQ(parse(*raw).subject, subject);
        for (const std::string_view line :
             split(std::string_view(*raw).substr(0, raw->find("\r\n\r\n")), '\n')) {
            EXPECT_LE(line.size(), kLineCharactersMax + 1) << line;
        }
    }
}

TEST(Build, THR11_ReferencesFirstAndLastTwenty) {
    Outgoing mail = a_mail();
    for (int i = 0; i < 60; ++i) {
        mail.references.push_back(std::to_string(i) + "@example.org");
    }
    mail.in_reply_to = "59@example.org";
    const Mail back = round_trip(mail);
    ASSERT_EQ(back.references.size(), 21U);
    EXPECT_EQ(back.references.front(), "0@example.org");
    EXPECT_EQ(back.references[1], "40@example.org");
    EXPECT_EQ(back.references.back(), "59@example.org");
}

TEST(Build, ExtraFieldsAndReplyTo) {
    Outgoing mail = a_mail();
    mail.reply_to = {"reply+abc@example.org", "Support"};
    mail.extra = {{"Auto-Submitted", "auto-generated"},
                  {"X-Auto-Response-Suppress", "All"},
                  {"Importance", "high"},
                  {"List-Unsubscribe", "<https://example.org/" + std::string(300, 'u') + ">"},
                  {"X-Note", "é"}};
    const Mail back = round_trip(mail);
    ASSERT_EQ(back.reply_to.size(), 1U);
    EXPECT_EQ(back.reply_to[0], mail.reply_to);
    for (const HeaderField& field : mail.extra) {
        EXPECT_EQ(back.header(field.name), field.value);
    }
}

TEST(Build, WithoutRecipients) {
    Outgoing mail = a_mail();
    mail.to.clear();
    EXPECT_NE(build(mail).value().find("To: undisclosed-recipients:;\r\n"), std::string::npos);
}

TEST(Build, OUT24_DomainsBecomeALabelsAndWideLocalPartsAreKnown) {
    Outgoing mail = a_mail();
    mail.to = {{"ana@bücher.example", ""}};
    EXPECT_NE(build(mail).value().find("To: ana@xn--bcher-kva.example\r\n"), std::string::npos);
    EXPECT_FALSE(needs_smtputf8(mail));
    mail.cc = {{"jürgen@example.org", ""}};
    EXPECT_TRUE(needs_smtputf8(mail));
    EXPECT_TRUE(build(mail).has_value());
}

TEST(Build, OUT23_InjectionIsRefused) {
    using Change = std::function<void(Outgoing&, const std::string&)>;
    const std::vector<std::pair<const char*, Change>> fields{
        {"from", [](Outgoing& m, const std::string& s) { m.from.address = "a" + s + "@b.c"; }},
        {"from name", [](Outgoing& m, const std::string& s) { m.from.name = "a" + s; }},
        {"to", [](Outgoing& m, const std::string& s) { m.to[0].address = "a@b.c" + s; }},
        {"cc", [](Outgoing& m, const std::string& s) { m.cc = {{"a@b.c", "n" + s}}; }},
        {"reply to", [](Outgoing& m, const std::string& s) { m.reply_to = {"a@b.c", s + "n"}; }},
        {"subject", [](Outgoing& m, const std::string& s) { m.subject = "a" + s + "Bcc: x@y.z"; }},
        {"message id", [](Outgoing& m, const std::string& s) { m.message_id += s; }},
        {"in reply to", [](Outgoing& m, const std::string& s) { m.in_reply_to = "a@b" + s; }},
        {"references", [](Outgoing& m, const std::string& s) { m.references = {"a@b", "c" + s}; }},
        {"extra name", [](Outgoing& m, const std::string& s) { m.extra = {{"X-A" + s, "b"}}; }},
        {"extra value", [](Outgoing& m, const std::string& s) { m.extra = {{"X-A", "b" + s}}; }},
        {"file name",
         [](Outgoing& m, const std::string& s) {
             m.attachments = {{"a" + s, "a/b", {}, false, ""}};
         }},
        {"file type",
         [](Outgoing& m, const std::string& s) {
             m.attachments = {{"a", "a/b" + s, {}, false, ""}};
         }},
        {"file id",
         [](Outgoing& m, const std::string& s) {
             m.attachments = {{"a", "a/b", "i" + s, false, ""}};
         }},
    };
    for (const auto& [name, change] : fields) {
        for (const std::string& bad : {std::string("\r\n"), std::string("\n"), std::string("\r"),
                                       std::string(1, '\0'), std::string("\r\n X: y")}) {
            Outgoing mail = a_mail();
            change(mail, bad);
            const auto built = build(mail);
            ASSERT_FALSE(built.has_value()) << name;
            EXPECT_EQ(built.error().kind, ErrorKind::invalid) << name;
        }
    }
}

TEST(Build, OUT23_NonsenseIsRefused) {
    const std::vector<std::function<void(Outgoing&)>> changes{
        [](Outgoing& m) { m.from.address = ""; },
        [](Outgoing& m) { m.from.address = "ana"; },
        [](Outgoing& m) { m.to[0].address = "a@b.c, d@e.f"; },
        [](Outgoing& m) { m.to[0].address = "<a@b.c>"; },
        [](Outgoing& m) { m.to[0].address = "a b@c.d"; },
        [](Outgoing& m) { m.to[0].address = "group:@c.d"; },
        [](Outgoing& m) { m.to[0].address = "a@b@c.d"; },
        [](Outgoing& m) { m.to[0].address = "a@c.d;e"; },
        [](Outgoing& m) { m.to[0].address = "\"a\"b\"@c.d"; },
        [](Outgoing& m) { m.to[0].address = std::string(400, 'a') + "@b.c"; },
        [](Outgoing& m) { m.message_id = ""; },
        [](Outgoing& m) { m.message_id = "<a@b>"; },
        [](Outgoing& m) { m.subject = "\xff"; },
        [](Outgoing& m) { m.text = std::string("a\0b", 3); },
        [](Outgoing& m) { m.html = "\xc3"; },
        [](Outgoing& m) { m.extra = {{"Bcc", "a@b.c"}}; },
        [](Outgoing& m) { m.extra = {{"Content-Type", "text/html"}}; },
        [](Outgoing& m) { m.extra = {{"", "x"}}; },
        [](Outgoing& m) { m.extra = {{"X:Y", "x"}}; },
    };
    for (std::size_t i = 0; i < changes.size(); ++i) {
        Outgoing mail = a_mail();
        changes[i](mail);
        EXPECT_FALSE(build(mail).has_value()) << i;
    }
}

/// A text that knows our boundary (it quotes an earlier try, say) must not end its own part.
TEST(Build, ATextThatHoldsTheBoundary) {
    Outgoing mail = a_mail();
    mail.html = "<p>x</p>\n";
    const std::string first = build(mail).value();
    const std::size_t at = first.find("\r\n--=_");
    mail.text = first.substr(at + 2, first.find("\r\n", at + 2) - at - 2) + "\nnot the end\n";
    EXPECT_EQ(round_trip(mail).text, mail.text);
}

TEST(Build, RandomTextRoundTrips) {
    SeededRandom random(7);
    const std::array<std::string_view, 12> pieces{"a", " ",     "\n", "é",    "日", "=",
                                                  ".", "From ", "-",  "word", "\t", "😀"};
    for (int round = 0; round < 500; ++round) {
        Outgoing mail = a_mail();
        mail.text.clear();
        for (auto left = random.below(200); left > 0; --left) {
            mail.text += pieces[random.below(pieces.size())];
        }
        mail.text += "end\n";
        mail.html = "<p>" + mail.text;
        round_trip(mail);
    }
}

/// A second opinion: Python's parser finds no defect and reads the same. (F33)
TEST(Build, PythonReadsItWithoutDefects) {
    Outgoing mail = a_mail();
    mail.subject =
        "Größe: eine Frage, die so lang ist, dass der Betreff auf mehrere Zeilen verteilt werden "
        "muss";
    mail.html = "<p>Grüße</p>\n";
    mail.attachments = {{"Grüße.pdf", "application/pdf", {}, false, "bytes"}};
    const auto file = std::filesystem::temp_directory_path() /
                      ("postroom_build_test." + std::to_string(::getpid()) + ".eml");
    std::ofstream(file, std::ios::binary) << build(mail).value();
    const std::string command =
        "python3 -c 'import email,email.policy,sys\n"
        "m=email.message_from_binary_file(open(sys.argv[1],\"rb\"),policy=email.policy.default)\n"
        "bad=[d for p in m.walk() for d in list(p.defects)+[x for h in p.values() for x in "
        "h.defects]]\n"
        "f=list(m.iter_attachments())[0]\n"
        "print(len(bad),m[\"subject\"],m[\"to\"].addresses[0].display_name,f.get_filename(),f.get_"
        "content().decode(),sep=\"|\")' " +
        file.string();
    FILE* const pipe = ::popen(command.c_str(), "r");
    ASSERT_NE(pipe, nullptr);
    std::array<char, 1024> line{};
    const char* const got = std::fgets(line.data(), line.size(), pipe);
    ::pclose(pipe);
    std::filesystem::remove(file);
    ASSERT_NE(got, nullptr);
    EXPECT_EQ(trim(got), "0|" + mail.subject + "|Ana Müller|Grüße.pdf|bytes");
}

}  // namespace
}  // namespace postroom::mime
