// The body and the attachments of a mail.
// Invariant: every leaf is shown, another form of what is shown, or an attachment; bytes exactly as
// sent. Rule: IN-4, IN-8, IN-12 to IN-14; RFC 2046, 2387, 3462, 3676.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "mime/flowed.hpp"
#include "mime/parse.hpp"

namespace postroom::mime {
namespace {

/// A multipart with boundary "b" of the given parts (each with its own header block).
std::string multipart(std::string_view kind, const std::vector<std::string>& parts,
                      std::string_view extra = {}) {
    std::string mail = "From: ana@example.org\r\nContent-Type: multipart/" + std::string(kind) +
                       "; boundary=b" + std::string(extra) + "\r\n\r\npreamble\r\n";
    for (const std::string& part : parts) {
        mail += "--b\r\n" + part + "\r\n";
    }
    return mail + "--b--\r\nepilogue\r\n";
}

std::string part(std::string_view type, std::string_view body) {
    return "Content-Type: " + std::string(type) + "\r\n\r\n" + std::string(body);
}

std::vector<std::string> names(const Mail& mail) {
    std::vector<std::string> out;
    for (const Attachment& file : mail.attachments) {
        out.push_back(file.filename);
    }
    return out;
}

using Names = std::vector<std::string>;

TEST(Body, PlainMailWithEachLineEnd) {
    for (const std::string_view end : {"\r\n", "\n", "\r"}) {
        const std::string e(end);
        const Mail mail = parse("Subject: s" + e + "From: a@b.c" + e + e + "one" + e + "two" + e);
        EXPECT_EQ(mail.subject, "s");
        EXPECT_EQ(mail.text, "one\ntwo\n");
        EXPECT_TRUE(mail.warnings.empty());
    }
}

TEST(Body, IN8_AlternativeGivesBothForms) {
    const Mail mail = parse(
        multipart("alternative", {part("text/plain", "plain"), part("text/html", "<b>rich</b>")}));
    EXPECT_EQ(mail.text, "plain");
    EXPECT_EQ(mail.html, "<b>rich</b>");
    EXPECT_TRUE(mail.attachments.empty());
    EXPECT_EQ(mail.content_type, "multipart/alternative");
}

TEST(Body, IN8_TheRichestFormWinsAndOthersAreNoAttachments) {
    const Mail mail =
        parse(multipart("alternative", {part("text/plain", "plain"), part("text/html", "one"),
                                        part("text/x-amp-html", "amp"), part("text/html", "two")}));
    EXPECT_EQ(mail.html, "two");
    EXPECT_TRUE(mail.attachments.empty());
}

TEST(Body, IN8_HtmlAloneLeavesTheTextToTheCaller) {
    const Mail mail = parse("Content-Type: text/html\n\n<p>x</p>");
    EXPECT_EQ(mail.text, "");
    EXPECT_EQ(mail.html, "<p>x</p>");
    const Mail blank = parse(
        multipart("alternative", {part("text/plain", " \r\n"), part("text/html", "<p>x</p>")}));
    EXPECT_EQ(blank.text, "");
    EXPECT_EQ(blank.html, "<p>x</p>");
}

TEST(Body, IN8_MixedPartsFollowOneAnother) {
    const Mail mail =
        parse(multipart("mixed", {part("text/plain", "one"), part("text/plain", "two <3")}));
    EXPECT_EQ(mail.text, "one\ntwo <3");
    EXPECT_EQ(mail.html, "");
    const Mail rich =
        parse(multipart("mixed", {part("text/html", "<p>one</p>"), part("text/plain", "two <3")}));
    EXPECT_EQ(rich.text, "");  // made from the HTML, which holds both
    EXPECT_NE(rich.html.find("<p>one</p>"), std::string::npos);
    EXPECT_NE(rich.html.find("two &lt;3"), std::string::npos);
    const Mail trailer =
        parse(multipart("mixed", {part("text/plain", "one"), part("text/html", "<br>&nbsp;<br>")}));
    EXPECT_EQ(trailer.text, "one");
}

TEST(Body, IN8_RelatedImagesAreInlineWhenReferred) {
    const Mail mail = parse(multipart(
        "related", {part("text/html", "<img src=\"cid:one@x\">"),
                    "Content-Type: image/png\r\nContent-ID: <one@x>\r\nContent-Transfer-Encoding: "
                    "base64\r\n\r\naGk=",
                    "Content-Type: image/png; name=two.png\r\nContent-ID: <two@x>\r\n\r\nraw"}));
    ASSERT_EQ(mail.attachments.size(), 2U);
    EXPECT_TRUE(mail.attachments[0].is_inline);
    EXPECT_EQ(mail.attachments[0].content_id, "one@x");
    EXPECT_EQ(mail.attachments[0].content, "hi");
    EXPECT_FALSE(mail.attachments[1].is_inline);
    EXPECT_EQ(mail.attachments[1].filename, "two.png");
}

TEST(Body, IN8_AMailInsideIsAnAttachmentWithItsExactBytes) {
    const std::string inner =
        "Subject: =?utf-8?q?in/n=C3=A9r?=\r\nContent-Type: multipart/mixed; "
        "boundary=c\r\n\r\n--c\r\n\r\ndeep\r\n--c--\r\n";
    const Mail mail =
        parse(multipart("mixed", {part("text/plain", "outer"), part("message/rfc822", inner)}));
    EXPECT_EQ(mail.text, "outer");
    ASSERT_EQ(names(mail), Names{"in-nér.eml"});
    EXPECT_EQ(mail.attachments[0].content, inner);
    const Mail nameless =
        parse(multipart("mixed", {part("message/rfc822", "To: x@y.z\r\n\r\nhi")}));
    EXPECT_EQ(names(nameless), Names{"message.eml"});
}

TEST(Body, AttachmentBytesExactlyAsSent) {
    std::string bytes;
    for (int c = 0; c < 256; ++c) {
        bytes += static_cast<char>(c);
    }
    const Mail mail =
        parse(multipart("mixed", {part("text/plain", ""),
                                  "Content-Type: application/x\r\n"
                                  "Content-Transfer-Encoding: binary\r\nContent-Disposition: "
                                  "attachment; filename=all\r\n\r\n" +
                                      bytes}));
    ASSERT_EQ(mail.attachments.size(), 1U);
    EXPECT_EQ(mail.attachments[0].content, bytes);
}

TEST(Body, NamedTextIsAFileAndShownWhenThereIsNothingElse) {
    const std::string note = "Content-Type: text/plain; name=note.txt\r\n\r\nnoted";
    const Mail with_body = parse(multipart("mixed", {part("text/plain", "body"), note}));
    EXPECT_EQ(with_body.text, "body");
    EXPECT_EQ(names(with_body), Names{"note.txt"});
    const Mail alone = parse(multipart("mixed", {note}));
    EXPECT_EQ(alone.text, "noted");
    EXPECT_EQ(names(alone), Names{"note.txt"});
    const Mail file =
        parse("Content-Type: text/plain\nContent-Disposition: attachment; filename=a.txt\n\nx");
    EXPECT_EQ(file.text, "");
    EXPECT_EQ(names(file), Names{"a.txt"});
}

TEST(Body, IN4_NoBodyButAFile) {
    const Mail mail = parse(
        "Content-Type: application/pdf; name=a.pdf\nContent-Transfer-Encoding: base64\n\naGk=");
    EXPECT_EQ(mail.text, "");
    ASSERT_EQ(names(mail), Names{"a.pdf"});
    EXPECT_EQ(mail.attachments[0].content, "hi");
    EXPECT_EQ(mail.attachments[0].content_type, "application/pdf");
}

TEST(Body, IN8_FlowedTextIsUnwrapped) {
    EXPECT_EQ(unflow("one \ntwo\nthree\n", false), "one two\nthree\n");
    EXPECT_EQ(unflow("one \ntwo\n", true), "onetwo\n");
    EXPECT_EQ(unflow("> one \n> two\nnot \nquoted\n", false), "> one two\nnot quoted\n");
    EXPECT_EQ(unflow(">> deep \n> less\n", false), ">> deep \n> less\n");
    EXPECT_EQ(unflow("text \n-- \nname\n", false), "text \n-- \nname\n");
    EXPECT_EQ(unflow(" stuffed\n", false), "stuffed\n");
    EXPECT_EQ(unflow("no end", false), "no end");
    EXPECT_EQ(unflow("", false), "");
    const Mail mail = parse("Content-Type: text/plain; format=flowed; delsp=yes\n\nab \nc");
    EXPECT_EQ(mail.text, "abc");
}

TEST(Body, EnrichedTextLosesItsCommands) {
    EXPECT_EQ(enriched_to_text(
                  "<bold>Now</bold> is\nthe <color><param>red</param>time</color>\n\nfor <<3"),
              "Now is the time\nfor <3");
}

TEST(Body, UuencodedFilesInTheText) {
    const Mail mail = parse("Subject: x\n\nbefore\nbegin 644 cat.txt\n#0V%T\n`\nend\nafter\n");
    EXPECT_EQ(mail.text, "before\nafter\n");
    ASSERT_EQ(names(mail), Names{"cat.txt"});
    EXPECT_EQ(mail.attachments[0].content, "Cat");
    for (const std::string_view body :
         {"begin 644 x\nnot data at all, a sentence\nend\n", "begin 644 x\n#0V%T\n",
          "begin with this\nend\n", "begin 9 x\nend\n"}) {
        const Mail kept = parse("Subject: x\n\n" + std::string(body));
        EXPECT_EQ(kept.text, body);
        EXPECT_TRUE(kept.attachments.empty());
    }
}

TEST(Body, OtherFilesInTheText) {
    const Mail base64 = parse("Subject: x\n\nbegin-base64 644 cat.txt\nQ2F0\n====\nafter\n");
    ASSERT_EQ(names(base64), Names{"cat.txt"});
    EXPECT_EQ(base64.attachments[0].content, "Cat");
    EXPECT_EQ(base64.text, "after\n");
    const Mail yenc = parse(
        "Subject: x\n\nbefore\n=ybegin line=128 size=4 name=a b.bin\n\x6d\x8b=}\x9e\n=yend "
        "size=4\nafter\n");
    ASSERT_EQ(names(yenc), Names{"a b.bin"});
    EXPECT_EQ(yenc.attachments[0].content, "Ca\x13t");
    EXPECT_EQ(yenc.text, "before\nafter\n");
    const Mail open = parse("Subject: x\n\n=ybegin line=128 size=4 name=a\nabc\n");
    EXPECT_TRUE(open.attachments.empty());
    std::string cut = "Subject: x\n\nbegin 644 big.bin\nM" + std::string(60, '!') + "\n";
    EXPECT_EQ(names(parse(cut)), Names{"big.bin"});
}

TEST(Body, IN7_HtmlNamesItsCharsetItself) {
    for (const std::string_view meta :
         {"<meta charset=koi8-r>", "<META Content='text/html; charset=\"koi8-r\"' http-equiv=x>",
          "<meta name=a><meta charset = 'koi8-r'/>"}) {
        EXPECT_EQ(parse("Content-Type: text/html\n\n" + std::string(meta) + "\xd6\xd5\xcb").html,
                  std::string(meta) + "жук");
    }
    EXPECT_EQ(parse("Content-Type: text/html; charset=utf-8\n\n<meta charset=koi8-r>é").html,
              "<meta charset=koi8-r>é");
}

TEST(Body, IN8_ANamedTextOnTopIsShownAndKept) {
    const Mail mail = parse(multipart(
        "mixed", {part("text/plain; name=mail.txt", "first"), part("text/plain", "second")}));
    EXPECT_EQ(mail.text, "first\nsecond");
    EXPECT_EQ(names(mail), Names{"mail.txt"});
}

TEST(Body, IN4_AMultipartEncodedAsAWhole) {
    const Mail mail = parse(
        "Content-Type: multipart/mixed; boundary=b\nContent-Transfer-Encoding: base64\n\n"
        "LS1iCgpvbmUKLS1iCkNvbnRlbnQtVHlwZTogYXBwbGljYXRpb24veDsgbmFtZT1mCgp0d28KLS1iLS0K");
    EXPECT_EQ(mail.text, "one");
    EXPECT_EQ(names(mail), Names{"f"});
}

TEST(Body, IN4_AnInnerMultipartThatMisnamesItsBoundary) {
    const std::string inner =
        "\r\n--c\r\nContent-Type: text/plain\r\n\r\nplain\r\n--c\r\nContent-Type: "
        "text/html\r\n\r\nrich\r\n--c--";
    for (const std::string_view type : {"Content-Type: multipart/alternative; boundary=z\r\n",
                                        "Content-Type: multipart/alternative\r\n"}) {
        const Mail mail = parse(
            multipart("mixed", {std::string(type) + inner, part("application/x; name=f", "x")}));
        EXPECT_EQ(mail.text, "plain");
        EXPECT_EQ(mail.html, "rich");
        EXPECT_EQ(names(mail), Names{"f"});
    }
    const Mail empty = parse(multipart(
        "mixed", {part("multipart/alternative; boundary=z", ""), part("text/plain", "after")}));
    EXPECT_EQ(empty.text, "after");
}

TEST(Body, IN8_RelatedBeginsWhereItSays) {
    const Mail mail =
        parse(multipart("related",
                        {"Content-Type: text/html\r\nContent-ID: <a@b>\r\n\r\naside",
                         "Content-Type: text/html\r\nContent-ID: <root@b>\r\n\r\nroot"},
                        "; start=\"<root@b>\""));
    EXPECT_EQ(mail.html, "root");
}

TEST(Body, IN4_OneBoundaryForOuterAndInner) {
    const Mail mail = parse(multipart(
        "mixed", {"Content-Type: multipart/alternative; boundary=b\r\n\r\n--b\r\n\r\nplain\r\n"
                  "--b\r\nContent-Type: text/html\r\n\r\nrich\r\n--b--\r\n",
                  "Content-Type: application/x; name=f\r\n\r\nx"}));
    EXPECT_EQ(mail.text, "plain");
    EXPECT_EQ(mail.html, "rich");
    EXPECT_EQ(names(mail), Names{"f"});
}

TEST(Body, RtfAsTextIsReadable) {
    EXPECT_EQ(parse("Content-Type: text/rtf\n\n{\\rtf1 Hello \\b world}").text, "Hello world");
}

TEST(Body, IN8_InlineImagesByAnEncodedReference) {
    const Mail mail =
        parse(multipart("related", {part("text/html", "<img src=\"CID:a%40b\">"),
                                    "Content-Type: image/png\r\nContent-ID: <a@b>\r\n\r\nx"}));
    ASSERT_EQ(mail.attachments.size(), 1U);
    EXPECT_TRUE(mail.attachments[0].is_inline);
}

TEST(Body, IN4_BrokenMultiparts) {
    const std::string parts = "--b\n\none\n--b\nContent-Type: text/plain; name=f\n\ntwo\n";
    const Mail open = parse("Content-Type: multipart/mixed; boundary=b\n\n" + parts);
    EXPECT_EQ(open.text, "one");
    EXPECT_EQ(names(open), Names{"f"});
    const Mail guessed = parse(
        "Content-Type: multipart/mixed\n\n--found\nContent-Type: text/plain\n\none\n--found--\n");
    EXPECT_EQ(guessed.text, "one");
    EXPECT_FALSE(guessed.warnings.empty());
    const Mail misnamed =
        parse("Content-Type: multipart/mixed; boundary=other\n\n--found\n\none\n--found--\n");
    EXPECT_EQ(misnamed.text, "one");
    const Mail none = parse("Content-Type: multipart/mixed; boundary=b\n\njust text\n");
    EXPECT_EQ(none.text, "just text\n");
    const Mail blanks =
        parse("Content-Type: multipart/mixed; boundary=\"b \"\n\n--b \t\n\none\n--b--  \n");
    EXPECT_EQ(blanks.text, "one");
    const Mail dashes = parse(
        "Content-Type: multipart/mixed; boundary=\"\"\n\n--\nContent-Type: "
        "text/plain\n\none\n----\n");
    EXPECT_EQ(dashes.text, "one");
    const Mail prefix =
        parse("Content-Type: multipart/mixed; boundary=b\n\n--b\n\n--bb\n--b-\n--b--\n");
    EXPECT_EQ(prefix.text, "--bb\n--b-");
}

TEST(Body, IN4_AnInnerMultipartLeftOpenEndsWithItsParent) {
    const Mail mail = parse(multipart(
        "mixed",
        {"Content-Type: multipart/alternative; "
         "boundary=c\r\n\r\n--c\r\n\r\nplain\r\n--c\r\nContent-Type: text/html\r\n\r\nrich",
         "Content-Type: text/plain; name=after.txt\r\n\r\nx"}));
    EXPECT_EQ(mail.text, "plain");
    EXPECT_EQ(mail.html, "rich");
    EXPECT_EQ(names(mail), Names{"after.txt"});
}

TEST(Body, DigestPartsAreMails) {
    const Mail mail =
        parse(multipart("digest", {"\r\nSubject: one\r\n\r\n1", "\r\nSubject: two\r\n\r\n2"}));
    EXPECT_EQ(names(mail), (Names{"one.eml", "two.eml"}));
}

TEST(Body, ReportsGiveTheirLeaves) {
    const Mail mail =
        parse(multipart("report",
                        {part("text/plain", "sorry"),
                         part("message/delivery-status",
                              "Reporting-MTA: dns; x\r\n\r\nFinal-Recipient: rfc822; a@b.c\r\n"),
                         part("message/rfc822", "Subject: lost\r\n\r\nhi")},
                        "; report-type=Delivery-Status"));
    EXPECT_EQ(mail.report_type, "delivery-status");
    EXPECT_EQ(mail.text, "sorry");
    ASSERT_EQ(mail.report_leaves.size(), 3U);
    EXPECT_EQ(mail.report_leaves[1].content_type, "message/delivery-status");
    EXPECT_NE(mail.report_leaves[1].content.find("Final-Recipient"), std::string::npos);
    EXPECT_EQ(names(mail), Names{"lost.eml"});
    EXPECT_TRUE(parse("Subject: x\n\nhi").report_leaves.empty());
}

TEST(Body, AReportWithoutWordsShowsItsStatus) {
    const Mail mail =
        parse(multipart("report", {part("message/delivery-status", "Action: failed\r\n")}));
    EXPECT_EQ(mail.text, "Action: failed\n");
    EXPECT_TRUE(mail.attachments.empty());
}

TEST(Body, UnknownTextIsReadAndDataIsAFile) {
    const Mail mail =
        parse(multipart("mixed", {part("text/x-own", "words"), part("text/csv", "1,2")}));
    EXPECT_EQ(mail.text, "words");
    ASSERT_EQ(mail.attachments.size(), 1U);
    EXPECT_EQ(mail.attachments[0].content_type, "text/csv");
}

TEST(Body, IN13_InvitationsAreRecognised) {
    const std::string calendar = "BEGIN:VCALENDAR\r\nMETHOD:request\r\nEND:VCALENDAR\r\n";
    const Mail by_line = parse(
        multipart("alternative", {part("text/plain", "come"), part("text/calendar", calendar)}));
    EXPECT_EQ(by_line.calendar_method, "REQUEST");
    EXPECT_EQ(names(by_line), Names{"invite.ics"});
    EXPECT_EQ(parse("Content-Type: text/calendar; method=cancel\n\nx").calendar_method, "CANCEL");
    EXPECT_EQ(parse("Content-Type: text/plain\n\nMETHOD:REQUEST").calendar_method, "");
}

TEST(Body, IN14_SignaturesAndEncryptionAreRecognisedAndKept) {
    const Mail is_signed =
        parse(multipart("signed", {part("text/plain", "hi"),
                                   "Content-Type: application/pgp-signature; "
                                   "name=signature.asc\r\n\r\n-----BEGIN PGP SIGNATURE-----"}));
    EXPECT_TRUE(is_signed.is_signed);
    EXPECT_FALSE(is_signed.is_encrypted);
    EXPECT_EQ(is_signed.text, "hi");
    EXPECT_EQ(names(is_signed), Names{"signature.asc"});
    const Mail opaque = parse(
        "Content-Type: application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m\n"
        "Content-Transfer-Encoding: base64\n\naGk=");
    EXPECT_TRUE(opaque.is_encrypted);
    ASSERT_EQ(names(opaque), Names{"smime.p7m"});
    EXPECT_EQ(opaque.attachments[0].content, "hi");
    EXPECT_TRUE(
        parse("Content-Type: application/pkcs7-mime; smime-type=signed-data\n\nx").is_signed);
    EXPECT_TRUE(parse("Subject: x\n\n-----BEGIN PGP MESSAGE-----\nx").is_encrypted);
    EXPECT_TRUE(parse("Subject: x\n\n-----BEGIN PGP SIGNED MESSAGE-----\nx").is_signed);
    const Mail neither = parse("Subject: x\n\nPGP MESSAGE");
    EXPECT_FALSE(neither.is_signed || neither.is_encrypted);
}

TEST(Body, IN7_CharsetsOfBodies) {
    const Mail wrong = parse("Content-Type: text/plain; charset=utf-8\n\ncaf\xe9");
    EXPECT_EQ(wrong.text, "café");
    EXPECT_EQ(wrong.warnings.size(), 2U);  // from is missing, charset does not fit
    std::string wide("Content-Type: text/plain; charset=utf-16le\n\n");
    for (const char c : std::string_view("wide text")) {
        wide += c;
        wide += '\0';
    }
    EXPECT_EQ(parse(wide).text, "wide text");
    EXPECT_EQ(parse(std::string("Subject: x\n\na\0b", 15)).text, "ab");
}

}  // namespace
}  // namespace postroom::mime
