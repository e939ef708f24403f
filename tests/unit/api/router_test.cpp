// The router and the web files: what is found, what is refused.
#include "api/router.hpp"

#include <gtest/gtest.h>

#include <array>
#include <set>

#include "api/web_files.hpp"

namespace postroom::api {
namespace {

TEST(Router, FindsRoutesAndCaptures) {
    const Router router(all_routes());
    const auto item = router.match(io::Method::get, "/api/v1/items/12");
    ASSERT_NE(item.route, nullptr);
    EXPECT_EQ(item.captures, std::vector<std::string>{"12"});
    EXPECT_EQ(router.match(io::Method::head, "/api/v1/items/12").route, item.route);
    const auto follower = router.match(io::Method::put, "/api/v1/items/12/followers/user/3");
    EXPECT_EQ(follower.captures, (std::vector<std::string>{"12", "user", "3"}));
}

TEST(Router, SaysWhichMethodsAPathHas) {
    const Router router(all_routes());
    const auto match = router.match(io::Method::delete_, "/api/v1/items/12");
    EXPECT_EQ(match.route, nullptr);
    EXPECT_EQ(match.allowed, "GET, HEAD, PATCH");
}

TEST(Router, NothingElseMatches) {
    const Router router(all_routes());
    for (const auto* path : {"/api/v1/items/", "/api/v1/items/x", "/api/v1/items/0",
                             "/api/v1/items/-1", "/api/v1/items/1/x", "/api/v1", "", "/",
                             "/api/v1/items/99999999999999999999", "/api/v1/%zz"}) {
        const auto match = router.match(io::Method::get, path);
        EXPECT_EQ(match.route, nullptr) << path;
        EXPECT_TRUE(match.allowed.empty()) << path;
    }
}

TEST(Router, NoRouteStandsTwice) {
    std::set<std::pair<int, std::string_view>> seen;
    for (const auto table : all_routes()) {
        for (const auto& route : table) {
            EXPECT_TRUE(seen.emplace(static_cast<int>(route.method), route.pattern).second)
                << route.pattern;
        }
    }
    EXPECT_GT(seen.size(), 75U);
}

constexpr std::array kFiles{
    WebFile{"/assets/index-1.js", "text/javascript", "\"e1\"", "plain script", "zipped"},
    WebFile{"/index.html", "text/html; charset=utf-8", "\"e2\"", "<html>", ""},
    WebFile{"/portal/index.html", "text/html; charset=utf-8", "\"e3\"", "<portal>", ""},
};

io::HttpResponse get(std::string target, std::vector<io::HttpHeader> headers = {}) {
    return answer_web_file({.target = std::move(target), .headers = std::move(headers)}, kFiles);
}

std::string header(const io::HttpResponse& response, std::string_view name) {
    for (const auto& header : response.headers) {
        if (header.name == name) {
            return header.value;
        }
    }
    return {};
}

TEST(WebFiles, ClientRoutesGetTheirIndex) {
    EXPECT_EQ(get("/").content(), "<html>");
    EXPECT_EQ(get("/items/12?x=1").content(), "<html>");
    EXPECT_EQ(get("/portal/requests").content(), "<portal>");
    EXPECT_EQ(get("/portal").content(), "<portal>");
    EXPECT_EQ(get("/portals").content(), "<html>");
    EXPECT_EQ(get("/assets/missing.js").status, 404)
        << "a file that is not there is no client route";
    EXPECT_EQ(get("/%zz").status, 404);
    EXPECT_EQ(get("/../etc/passwd").content(), "<html>") << "never the disk";
}

TEST(WebFiles, AreCachedAndCompressed) {
    const auto script = get("/assets/index-1.js", {{"Accept-Encoding", "br, gzip"}});
    EXPECT_EQ(script.content(), "zipped");
    EXPECT_EQ(header(script, "Content-Encoding"), "gzip");
    EXPECT_NE(header(script, "Cache-Control").find("immutable"), std::string::npos);
    EXPECT_EQ(get("/assets/index-1.js").content(), "plain script");
    EXPECT_EQ(get("/assets/index-1.js", {{"If-None-Match", "\"e1\""}}).status, 304);
    EXPECT_EQ(header(get("/"), "Cache-Control"), "no-cache")
        << "the page itself is asked for each time";
}

TEST(WebFiles, CarryTheirPolicy) {
    const auto page = get("/");
    EXPECT_NE(header(page, "Content-Security-Policy").find("frame-ancestors 'none'"),
              std::string::npos);
    EXPECT_EQ(header(page, "X-Content-Type-Options"), "nosniff");
    const auto portal = header(get("/portal/sign-in?token=1"), "Content-Security-Policy");
    EXPECT_NE(portal.find("default-src 'none'"), std::string::npos);
    EXPECT_EQ(portal.find("frame-src"), std::string::npos) << "the portal frames nothing";
    EXPECT_EQ(answer_web_file({.method = io::Method::post, .target = "/"}, kFiles).status, 405);
    EXPECT_NE(answer_web_file({.target = "/"}, {}).content().find("not built"),
              std::string_view::npos);
}

}  // namespace
}  // namespace postroom::api
