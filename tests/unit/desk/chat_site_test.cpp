// Which sites may show a chat widget, and which pages are theirs. (SEC-10)
#include "desk/chat_site.hpp"

#include <gtest/gtest.h>

#include <array>

namespace postroom::desk {
namespace {

TEST(ChatSite, IsAnOriginWhateverElseWasPasted) {
    struct Case {
        std::string_view text, expected;
    };
    constexpr std::array kCases{
        Case{"https://shop.example", "https://shop.example"},
        Case{" HTTPS://Shop.Example/cart?x=1#y ", "https://shop.example"},
        Case{"https://shop.example:443", "https://shop.example"},
        Case{"http://shop.example:80/", "http://shop.example"},
        Case{"http://127.0.0.1:8080", "http://127.0.0.1:8080"},
        Case{"https://*.shop.example", "https://*.shop.example"},
        Case{"https://xn--bcher-kva.example", "https://xn--bcher-kva.example"},
    };
    for (const auto& [text, expected] : kCases) {
        EXPECT_EQ(parse_site(text), std::string(expected)) << text;
    }
}

TEST(ChatSite, NothingElseGetsIntoAPolicy) {
    for (const auto* text :
         {"", "shop.example", "*", "https://", "https://*", "https://a;b", "https://a b",
          "https://a'b", "ftp://shop.example", "javascript:alert(1)", "https://shop..example",
          "https://shop.example:0", "https://shop.example:99999", "https://shop.example:x",
          "https://user@shop.example", "https://*.*.example", "https://a*.example"}) {
        EXPECT_FALSE(parse_site(text)) << text;
    }
}

TEST(ChatSite, APageIsOfASiteOnlyWholly) {
    const model::ChatWidget widget{.sites = {"https://shop.example", "https://*.blog.example"}};
    for (const auto* page : {"https://shop.example", "https://shop.example/cart",
                             "https://www.blog.example", "https://a.b.blog.example/x"}) {
        EXPECT_TRUE(is_site_allowed(widget, page)) << page;
    }
    for (const auto* page :
         {"", "http://shop.example", "https://www.shop.example", "https://shop.example.evil.test",
          "https://evilshop.example", "https://blog.example", "https://evilblog.example",
          "https://shop.example:8443", "https://*.blog.example", "null"}) {
        EXPECT_FALSE(is_site_allowed(widget, page)) << page;
    }
    EXPECT_FALSE(is_site_allowed({}, "https://shop.example"));
}

}  // namespace
}  // namespace postroom::desk
