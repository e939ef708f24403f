// Foreign HTML made safe (SEC-1, SEC-2, SEC-3).
#include "html/sanitise.hpp"

#include <gtest/gtest.h>

#include <array>
#include <string>

#include "core/limits.hpp"
#include "core/text.hpp"

namespace postroom::html {
namespace {

struct Case {
    const char* in;
    const char* out;
};

constexpr auto kExact = std::to_array<Case>({
    // harmless markup stays
    {"<p>Hello <b>world</b></p>", "<p>Hello <b>world</b></p>"},
    {"a &lt; b &amp; c &eacute; &#8364;", "a &lt; b &amp; c é €"},
    {"<table><tr><td colspan=2>x</table>", "<table><tr><td colspan=\"2\">x</td></tr></table>"},
    {"<ul><li>a<li>b</ul>", "<ul><li>a</li><li>b</li></ul>"},
    {"<font color=red>x</font>", "<font color=\"red\">x</font>"},
    {"<p style=\"color: red; margin:0\">x</p>", "<p style=\"color:red;margin:0\">x</p>"},
    // what is open is closed, what was never open is not
    {"<b><i>x", "<b><i>x</i></b>"},
    {"</div></td>x", "x"},
    // scripts, styles, forms, foreign content
    {"a<script>alert(1)</script>b", "ab"},
    {"a<style>b{}</style>c", "ac"},
    {"<form action=x><input value=y>text</form>", "text"},
    {"<svg><script>1</script><text>t</text></svg>", "t"},
    {"<object data=x>fallback</object><embed src=y>", "fallback"},
    {"<iframe src=x>y</iframe>z", "z"},
    {"<base href=//x><meta http-equiv=refresh content=0><link rel=stylesheet href=x>t", "t"},
    {"<!--[if mso]><p>x</p><![endif]-->y", "y"},
    {"<textarea><b>x</textarea>", "&lt;b&gt;x"},
    {"<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\"></noscript>",
     "<p title=\"&lt;/noscript&gt;&lt;img src=x onerror=alert(1)&gt;\"></p>"},
    // events, names, unknown attributes
    {"<b onclick=alert(1) data-x=1 class=y>x</b>", "<b>x</b>"},
    {"<a name=top id=t2>x</a>", "<a name=\"mail-top\" id=\"mail-t2\">x</a>"},
    {"<a href=#top>x</a>", "<a href=\"#mail-top\">x</a>"},
    // addresses
    {"<a href=javascript:alert(1)>x</a>", "<a>x</a>"},
    {"<a href=\"java&#10;script&colon;alert(1)\">x</a>", "<a>x</a>"},
    {"<a href=\" &#1; data:text/html,x\">x</a>", "<a>x</a>"},
    {"<a href=/relative>x</a>", "<a>x</a>"},
    {"<img src=cid:a@b alt=A>", "<img src=\"cid:a@b\" alt=\"A\">"},
    {"<img src=data:image/png;base64,AA== onerror=x>", "<img>"},
});

TEST(Sanitise, GivesExactlyThis) {
    for (const Case& c : kExact) {
        EXPECT_EQ(sanitise(c.in).html, c.out) << c.in;
    }
}

TEST(Sanitise, LinksOpenApartAndTellNothing) {
    EXPECT_EQ(sanitise("<a href=https://example.org/?a=1&amp;b=2>x</a>").html,
              "<a href=\"https://example.org/?a=1&amp;b=2\" rel=\"noopener noreferrer nofollow\" "
              "target=\"_blank\">x</a>");
}

TEST(Sanitise, RemoteImagesSendNoRequest) {
    const Sanitised result = sanitise("<img src=https://example.org/x.gif srcset='y 2x'>");
    EXPECT_EQ(result.html, "<img data-remote-src=\"https://example.org/x.gif\">");
    EXPECT_TRUE(result.has_remote_content);
    EXPECT_FALSE(sanitise("<img src=cid:x>").has_remote_content);
}

constexpr auto kStyles = std::to_array<Case>({
    {"background:url(http://x)", ""},
    {"background-image:url(x)", ""},
    {"position:fixed;color:red", "color:red"},
    {"width:expression(alert(1))", ""},
    {"color:r\\65 d", ""},
    {"color:red/**/;x:y", ""},
    {"content:'x'", ""},
    {"behavior:url(x);-moz-binding:url(y)", ""},
    {"color:rgb(1, 2, 3)", "color:rgb(1, 2, 3)"},
    {"margin-left:-9999px", ""},
    {"font-family:'Segoe UI',sans-serif", "font-family:'segoe ui',sans-serif"},
    {"color:var(--x)", ""},
    {"font-family:'a;b", ""},
});

TEST(Sanitise, StylesAreReduced) {
    for (const Case& c : kStyles) {
        const std::string html = sanitise(std::string("<p style=\"") + c.in + "\">x</p>").html;
        const std::string want =
            *c.out == '\0' ? "<p>x</p>"
                           : "<p style=\"" + replace_all(c.out, "'", "&#39;") + "\">x</p>";
        EXPECT_EQ(html, want) << c.in;
    }
}

TEST(Sanitise, HiddenTextIsRevealed) {
    for (const char* style :
         {"display:none", "DISPLAY: None !important", "visibility:hidden", "font-size:0",
          "font-size:1px", "opacity:0", "max-height:0px", "mso-hide:all", "font-size:0.1em",
          "color:transparent", "font:0/0 a", "font: italic 1px/20px Arial",
          "color:rgba(0, 0, 0, 0)", "color:rgb(1 2 3 / 0%)", "color:#1230", "color:#11223300"}) {
        const Sanitised result = sanitise(std::string("<div style='") + style + "'>x</div>");
        EXPECT_TRUE(result.has_hidden_text) << style;
        EXPECT_EQ(result.html, "<div class=\"postroom-hidden\">x</div>") << style;
    }
    EXPECT_TRUE(sanitise("<p hidden>x</p>").has_hidden_text);
    for (const char* style :
         {"font-size:12px", "font-size:80%", "font-size:1em", "font-size:small", "opacity:0.5",
          "display:block", "font:italic 900 12px/1.4 Arial", "color:#120", "color:#112200",
          "color:rgba(0,0,0,.5)", "color:rgb(0,0,0)"}) {
        EXPECT_FALSE(sanitise(std::string("<div style='") + style + "'>x</div>").has_hidden_text)
            << style;
    }
}

TEST(Sanitise, DeepNestingKeepsTheTextAndStaysFlat) {
    std::string html;
    for (int i = 0; i < 50000; ++i) {
        html += "<div>";
    }
    html += "the text";
    const Sanitised result = sanitise(html);
    EXPECT_TRUE(result.html.contains("the text"));
    EXPECT_LT(result.html.size(), limits::kHtmlDepthMax * 12);
    EXPECT_EQ(result.warnings, std::vector<std::string>{"html_too_deep"});
}

TEST(Sanitise, CutsWhatIsTooLarge) {
    const Sanitised result = sanitise(std::string(limits::kHtmlBytesMax + 10, 'x'));
    EXPECT_EQ(result.html.size(), limits::kHtmlBytesMax);
    EXPECT_EQ(result.warnings, std::vector<std::string>{"html_too_large"});
}

TEST(Sanitise, ItsOwnResultDoesNotChange) {
    for (const char* html : {"<p>a &amp;lt;b&gt; <i>c</i></p>", "<a href=https://x.example/>y</a>",
                             "<math><mi//xlink:href=\"data:x,<script>\">z"}) {
        const std::string once = sanitise(html).html;
        EXPECT_EQ(replace_all(sanitise(once).html, "mail-mail-", "mail-"), once) << html;
    }
}

}  // namespace
}  // namespace postroom::html
