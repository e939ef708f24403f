// HTTP messages as text: heads, problems, and that no value breaks a header line. (RFC 9112)
#include "io/http_message.hpp"

#include <gtest/gtest.h>

namespace postroom::io {
namespace {

TEST(HttpMessage, TargetSplitsAtTheFirstQuestionMark) {
    HttpRequest request;
    request.target = "/api/v1/items?q=a?b";
    EXPECT_EQ(request.path(), "/api/v1/items");
    EXPECT_EQ(request.query(), "q=a?b");
    request.target = "/healthz";
    EXPECT_EQ(request.path(), "/healthz");
    EXPECT_EQ(request.query(), "");
}

TEST(HttpMessage, HeaderNamesDoNotCareForCase) {
    HttpRequest request;
    request.headers = {{"content-type", "text/plain"}};
    EXPECT_EQ(request.header("Content-Type"), "text/plain");
    EXPECT_EQ(request.header("Accept"), "");
}

TEST(HttpMessage, LineBreaksInValuesDoNotSplitTheResponse) {
    HttpResponse response;
    response.set("Content-Disposition", "attachment; filename=\"a\r\nSet-Cookie: x=1\"");
    const auto head = format_head(response, "Sat, 21 Nov 2026 09:30:00 GMT", true);
    EXPECT_EQ(head.find("\nSet-Cookie"), std::string::npos) << head;
    EXPECT_NE(head.find("Connection: keep-alive"), std::string::npos);
}

TEST(HttpMessage, NoContentHasNoLength) {
    EXPECT_EQ(format_head({.status = 204}, "", false).find("Content-Length"), std::string::npos);
    EXPECT_NE(format_head({.status = 200}, "", false).find("Content-Length: 0"), std::string::npos);
}

TEST(HttpMessage, TransportProblemsAreProblemDocuments) {
    for (const int status : {400, 413, 431, 500, 501, 503}) {
        const auto problem = transport_problem(status);
        EXPECT_EQ(problem.status, status);
        EXPECT_NE(problem.body.find("\"code\":\""), std::string::npos);
    }
    EXPECT_EQ(transport_problem(299).status, 500) << "an unknown status is our own fault";
}

}  // namespace
}  // namespace postroom::io
