// HTML as readable text, and the character references in it.
#include "html/to_text.hpp"

#include <gtest/gtest.h>

#include <array>

#include "html/entity.hpp"

namespace postroom::html {
namespace {

struct Case {
    const char* html;
    const char* text;
};

constexpr auto kCases = std::to_array<Case>({
    {"<p>One</p><p>Two</p>", "One\n\nTwo"},
    {"One<br>Two<br><br>Three", "One\nTwo\n\nThree"},
    {"<div>One</div><div>Two</div>", "One\nTwo"},
    {"<p class=MsoNormal>One</p><p class=MsoNormal>Two</p>", "One\nTwo"},
    {"  a \n  b\t<b> c</b>d ", "a b cd"},
    {"<ul><li>a</li><li>b</li></ul>x", "- a\n- b\n\nx"},
    {"<ol><li>a<li>b<ul><li>c</ul></ol>", "1. a\n2. b\n  - c"},
    {"<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>", "a b\nc"},
    {"<pre>a\n  b\n\nc</pre>", "a\n  b\n\nc"},
    {"<blockquote>a<br>b</blockquote>c", "> a\n> b\n\nc"},
    {"<a href=https://example.org/x>here</a>", "here (https://example.org/x)"},
    {"<a href=https://example.org/>example.org</a>", "example.org"},
    {"<a href=mailto:ana@example.org>ana@example.org</a>", "ana@example.org"},
    {"<a href=javascript:x>here</a>", "here"},
    {"<head><title>no</title><style>no</style></head>yes<script>no</script>", "yes"},
    {"<img alt='Our logo' src=x>", "[Our logo]"},
    {"a &lt;b&gt; &amp;amp; &nbsp;c",
     "a <b> &amp; \xc2\xa0"
     "c"},
    {"", ""},
    {"<p></p><div></div>", ""},
    {"1 < 2 and <3", "1 < 2 and <3"},
    {"<img alt='&nbsp;' src=x><img alt='a&nbsp;b' src=x>", "[a b]"},
    {"<ol start=3><li>c<li value=7>g<li>h</ol>", "3. c\n7. g\n8. h"},
    {"<ol start=-5><li value=99999999999>a</ol>", "1. a"},
    {"a</br>b<image alt=logo></", "a\nb[logo]</"},
    {"<listing>a\n  b</listing>", "a\n  b"},
});

TEST(ToText, ReadsLikeTheMail) {
    for (const Case& c : kCases) {
        EXPECT_EQ(to_text(c.html), c.text) << c.html;
    }
}

constexpr auto kReferences = std::to_array<Case>({
    {"&amp;&lt;&gt;&quot;", "&<>\""},
    {"&eacute", "é"},
    {"&#233;&#xE9;", "éé"},
    {"&#x80;", "€"},
    {"&#0;", "\xef\xbf\xbd"},
    {"&#xD800;&#x110000;", "\xef\xbf\xbd\xef\xbf\xbd"},
    {"&#99999999999999999999;", "\xef\xbf\xbd"},
    {"&unknown; & &; &#; &#x;", "&unknown; & &; &#; &#x;"},
    {"&notit; &copy2026 &ampx", "¬it; ©2026 &x"},
    {"&NotEqualTilde;&Zopf;&CounterClockwiseContourIntegral;", "≂\xcc\xb8ℤ∳"},
    {"&NewLine;&Tab;&lbbrk;", "\n\t❲"},
});

TEST(Entities, AreDecoded) {
    for (const Case& c : kReferences) {
        std::string text;
        append_decoded(text, c.html);
        EXPECT_EQ(text, c.text) << c.html;
    }
}

TEST(Entities, ALostSemicolonCountsInTextAndNotInAnAddress) {
    constexpr auto kAttributes = std::to_array<Case>({
        {"?a=1&copy=2&lt;", "?a=1&copy=2<"},
        {"?a=1&copy2", "?a=1&copy2"},
        {"?a=1&copy", "?a=1©"},
        {"&amp;lt", "&lt"},
        {"java&Tab;script&colon;", "java\tscript:"},
    });
    for (const Case& c : kAttributes) {
        EXPECT_EQ(decode_attribute(c.html), c.text) << c.html;
    }
}

}  // namespace
}  // namespace postroom::html
