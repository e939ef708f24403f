// The content of opaque S/MIME signatures, built here element by element.
// Rule: IN-14; RFC 5652, X.690.
#include "mime/cms.hpp"

#include <gtest/gtest.h>

#include <string>

#include "core/encoding.hpp"
#include "mime/parse.hpp"

namespace postroom::mime {
namespace {

std::string element(char tag, const std::string& content) {
    std::string out(1, tag);
    if (content.size() < 0x80) {
        out += static_cast<char>(content.size());
    } else {
        out += "\x82";
        out += static_cast<char>(content.size() >> 8);
        out += static_cast<char>(content.size() & 0xff);
    }
    return out + content;
}

std::string indefinite(char tag, const std::string& content) {
    return std::string(1, tag) + "\x80" + content + std::string(2, '\0');
}

const std::string kSignedDataId = element(0x06, "\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02");
const std::string kEnvelopedId = element(0x06, "\x2a\x86\x48\x86\xf7\x0d\x01\x07\x03");
const std::string kDataId = element(0x06, "\x2a\x86\x48\x86\xf7\x0d\x01\x07\x01");
constexpr char kExplicit = static_cast<char>(0xa0);

/// ContentInfo with SignedData: version, digest algorithms, content.
std::string signed_with(const std::string& encapsulated) {
    const std::string data =
        element(0x02, "\x01") + element(0x31, element(0x30, "")) + encapsulated + element(0x31, "");
    return element(0x30, kSignedDataId + element(kExplicit, element(0x30, data)));
}

std::string definite(const std::string& content) {
    return signed_with(element(0x30, kDataId + element(kExplicit, element(0x04, content))));
}

TEST(Cms, IN14_GivesTheSignedContent) {
    EXPECT_EQ(signed_content(definite("hello")), "hello");
    const std::string large(5000, 'x');
    EXPECT_EQ(signed_content(definite(large)), large);
    // As streams are written: lengths open, the octets in pieces.
    const std::string pieces =
        indefinite(0x24, element(0x04, "hel") + element(0x04, "lo") + element(0x04, ""));
    const std::string streamed = indefinite(
        0x30,
        kSignedDataId +
            indefinite(
                kExplicit,
                indefinite(0x30, element(0x02, "\x01") + element(0x31, "") +
                                     indefinite(0x30, kDataId + indefinite(kExplicit, pieces)) +
                                     element(0x31, ""))));
    EXPECT_EQ(signed_content(streamed), "hello");
}

TEST(Cms, IN14_GivesNothingElse) {
    EXPECT_FALSE(signed_content(""));
    EXPECT_FALSE(signed_content("no CMS"));
    EXPECT_FALSE(signed_content(signed_with(element(0x30, kDataId))));  // detached
    EXPECT_FALSE(signed_content(
        element(0x30, kEnvelopedId + element(kExplicit, element(0x30, element(0x04, "x"))))));
    const std::string whole = definite("hello");
    for (std::size_t length = 0; length < whole.size(); ++length) {
        EXPECT_NE(signed_content(whole.substr(0, length)), "hello") << length;
    }
    EXPECT_FALSE(signed_content(std::string("\x30\x84\xff\xff\xff\xff", 6)));
    EXPECT_FALSE(signed_content(std::string(100'000, '\x30') + std::string(100'000, '\x80')));
}

TEST(Cms, IN14_AMailInsideItsSignatureIsReadable) {
    const std::string inner =
        "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nsigned words\r\n--b\r\n"
        "Content-Type: text/csv; name=a.csv\r\n\r\n1,2\r\n--b--\r\n";
    const Mail mail = parse(
        "From: ana@example.org\r\nSubject: outer\r\nContent-Type: application/pkcs7-mime; "
        "name=smime.p7m\r\nContent-Transfer-Encoding: base64\r\n\r\n" +
        base64_encode(definite(inner)));
    EXPECT_EQ(mail.subject, "outer");
    EXPECT_EQ(mail.text, "signed words");
    EXPECT_TRUE(mail.is_signed);
    EXPECT_FALSE(mail.is_encrypted);
    ASSERT_EQ(mail.attachments.size(), 2U);
    EXPECT_EQ(mail.attachments[0].filename, "smime.p7m");
    EXPECT_EQ(mail.attachments[1].filename, "a.csv");
    EXPECT_EQ(mail.attachments[1].content, "1,2");
}

TEST(Cms, IN14_SignaturesAroundSignaturesEnd) {
    std::string mail = "Content-Type: text/plain\r\n\r\ninnermost";
    for (int i = 0; i < 4; ++i) {
        mail = "Content-Type: application/pkcs7-mime\r\nContent-Transfer-Encoding: base64\r\n\r\n" +
               base64_encode(definite(mail));
    }
    EXPECT_EQ(parse(mail).text, "");
}

}  // namespace
}  // namespace postroom::mime
