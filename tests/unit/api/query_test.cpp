// Query strings, cookies, multipart bodies: what is read, what is refused.
#include "api/query.hpp"

#include <gtest/gtest.h>

#include "api/cookie.hpp"
#include "api/multipart.hpp"

namespace postroom::api {
namespace {

TEST(Query, DecodesOrRefuses) {
    EXPECT_EQ(percent_decode("a%20b+c"), "a b+c");
    EXPECT_EQ(percent_decode("a%20b+c", true), "a b c");
    EXPECT_EQ(percent_decode("%C3%A9"), "é");
    for (const auto* wrong : {"%", "%4", "%zz", "%00", "%ff", "%C3"}) {
        EXPECT_EQ(percent_decode(wrong), std::nullopt) << wrong;
    }
}

TEST(Query, ReadsMembersAndNumbers) {
    const auto query = Query::parse("q=two+words&limit=50&empty=&flag&q=second");
    ASSERT_TRUE(query.has_value());
    EXPECT_EQ(query->text("q"), "two words") << "the first counts";
    EXPECT_TRUE(query->has("flag"));
    EXPECT_EQ(query->text("missing"), "");
    EXPECT_EQ(query->number("limit", 10, 1, 200), 50);
    EXPECT_EQ(query->number("missing", 10, 1, 200), 10);
    EXPECT_EQ(query->number("limit", 10, 1, 49).error().code, "bad_query");
    EXPECT_EQ(query->number("q", 10, 1, 200).error().code, "bad_query");
    EXPECT_EQ(Query::parse("a=%zz").error().code, "bad_query");
}

TEST(Cookie, FindsItsOwnAmongOthers) {
    EXPECT_EQ(find_cookie("a=1; postroom_session=abc; b=2", kSessionCookie), "abc");
    EXPECT_EQ(find_cookie("postroom_session=abc", kSessionCookie), "abc");
    EXPECT_EQ(find_cookie("xpostroom_session=abc", kSessionCookie), "");
    EXPECT_EQ(find_cookie("", kSessionCookie), "");
    const auto set = format_cookie(kSessionCookie, "t", Milliseconds{60'000}, true);
    EXPECT_EQ(set, "postroom_session=t; Path=/; Max-Age=60; HttpOnly; SameSite=Lax; Secure");
    EXPECT_EQ(format_cleared_cookie(kSessionCookie, false),
              "postroom_session=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax");
}

TEST(Multipart, GivesThePartsByteForByte) {
    const std::string content("bytes\r\n--not the boundary\0\xff", 27);
    const auto body =
        "--b1\r\nContent-Disposition: form-data; name=\"note\"\r\n\r\nhello\r\n"
        "--b1\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a \\\"q\\\".bin\"\r\n"
        "Content-Type: application/x\r\n\r\n" +
        content + "\r\n--b1--\r\n";
    EXPECT_EQ(multipart_boundary("multipart/form-data; boundary=b1"), "b1");
    EXPECT_EQ(multipart_boundary("multipart/form-data; charset=x; boundary=\"b 1\""), "b 1");
    EXPECT_EQ(multipart_boundary("text/plain; boundary=b1"), "");
    const auto parts = parse_multipart("b1", body);
    ASSERT_TRUE(parts.has_value()) << parts.error().reply;
    ASSERT_EQ(parts->size(), 2U);
    EXPECT_EQ((*parts)[0].name, "note");
    EXPECT_EQ((*parts)[0].content, "hello");
    EXPECT_EQ((*parts)[1].filename, "a \"q\".bin");
    EXPECT_EQ((*parts)[1].content_type, "application/x");
    EXPECT_EQ((*parts)[1].content, content);
}

TEST(Multipart, RefusesWhatIsBroken) {
    for (const auto* body :
         {"", "--b", "--b\r\n", "--b\r\nContent-Disposition: form-data; name=x\r\n\r\ny",
          "--b\r\nContent-Type: a/b\r\n\r\ny\r\n--b--", "--b\r\nno end\r\n--b--", "--other--"}) {
        EXPECT_FALSE(parse_multipart("b", body).has_value()) << body;
    }
    EXPECT_FALSE(parse_multipart("", "----").has_value());
    EXPECT_TRUE(
        parse_multipart("b", "--b\r\nContent-Disposition: form-data; name=x\r\n\r\n\r\n--b--")
            .has_value())
        << "an empty part is a part";
}

}  // namespace
}  // namespace postroom::api
