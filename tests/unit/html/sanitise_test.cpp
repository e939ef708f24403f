// Foreign HTML made safe (SEC-1, SEC-2, SEC-3).
#include "html/sanitise.hpp"

#include <gtest/gtest.h>

#include <array>
#include <string>

#include "core/limits.hpp"
#include "core/text.hpp"
#include "html/token.hpp"
#include "html/url.hpp"

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
    {"<svg><![CDATA[a<b>]]>c</svg><![CDATA[d]]>e", "a&lt;b&gt;ce"},
    {"<svg><p><![CDATA[a]]>b", "<p>b</p>"},  // the paragraph ended the drawing
    {"<svg><iframe/>a", "a"},
    {"<select><style>a</select><style>b</style>c", "ac"},
    {"<select><script>a</script>b<iframe>c", "bc"},
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
    {"background:#fff url('http://x/y.png?a;b') no-repeat", "background:#fff  no-repeat"},
    {"background:url(x);color:red", "color:red"},
    {"background:url(uurl(x)rl(javascript:1)) red", ""},
    {"background:red url(x", "background:red"},
    {"box-sizing:border-box;border-top-left-radius:4px",
     "box-sizing:border-box;border-top-left-radius:4px"},
    {"overflow:hidden;position:absolute", ""},
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

constexpr auto kMeasures = std::to_array<Case>({
    {"<img src=cid:x width=100 height=\"50%\" border=0>",
     "<img src=\"cid:x\" width=\"100\" height=\"50%\" border=\"0\">"},
    {"<table width=600 cellpadding=0 cellspacing=\" 2px \" align=center bgcolor=#fff></table>",
     "<table width=\"600\" cellpadding=\"0\" cellspacing=\"2px\" align=\"center\" "
     "bgcolor=\"#fff\"></table>"},
    {"<td rowspan=65534 colspan=1e9 width=99999999 height=\"expression(1)\">x</td>", "<td>x</td>"},
    {"<table border>x</table>", "<table border=\"\">x</table>"},
});

TEST(Sanitise, MeasuresAreKeptWithinBounds) {
    for (const Case& c : kMeasures) {
        EXPECT_EQ(sanitise(c.in).html, c.out) << c.in;
    }
}

/// What could act in a fragment: read again, each element and attribute must be one that cannot.
std::string active_part_of(std::string_view html) {
    Tokenizer tokens(html);
    for (Token token; tokens.next(token);) {
        const bool is_tag = token.kind == TokenKind::start_tag || token.kind == TokenKind::end_tag;
        if (is_tag && (token.element == nullptr || !token.element->is_kept)) {
            return "<" + std::string(token.text);
        }
        for (const Attribute& attribute : token.attributes) {
            const bool is_url = attribute.name == "href" || attribute.name == "src" ||
                                attribute.name == "data-remote-src";
            if (starts_with_ignoring_case(attribute.name, "on") || attribute.name.contains(':') ||
                (attribute.name == "style" && attribute.value.contains("url")) ||
                (is_url && judge_url(attribute.value).kind == UrlKind::refused)) {
                return std::string(attribute.name);
            }
        }
    }
    return {};
}

/// Attacks of every kind that sanitisers have fallen for.
constexpr auto kAttacks = std::to_array<std::string_view>({
    // a second reading that differs from the first
    "<svg></p><style><a id=\"</style><img src=1 onerror=alert(1)>\">",
    "<math><mtext><table><mglyph><style><!--</style><img title=\"--&gt;&lt;img src=1 "
    "onerror=alert(1)&gt;\">",
    "<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
    "<math><annotation-xml encoding=\"text/html\"><style><img src=x "
    "onerror=alert(1)></style></annotation-xml></math>",
    "<svg><desc><noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">",
    "<svg><title><![CDATA[</title><img src=x onerror=alert(1)>]]></title></svg>",
    "<svg><foreignObject><p><style><p title=\"</style><iframe onload=alert(1)>\">",
    "<template><style></template><img src=x onerror=alert(1)></style>",
    "<select><template><img src=x onerror=alert(1)></template></select>",
    "<xmp><p title=\"</xmp><img src=x onerror=alert(1)>\">",
    "<noembed><p title=\"</noembed><img src=x onerror=alert(1)>\"></noembed>",
    "<noframes><p title=\"</noframes><svg/onload=alert(1)>\"></noframes>",
    "<textarea></textarea/ ><img src=x onerror=alert(1)>",
    "<title></title ><script>alert(1)</script>",
    "<iframe srcdoc=\"&lt;script&gt;alert(1)&lt;/script&gt;\"></iframe>",
    "<!--><img src=x onerror=alert(1)>-->",
    "<!--- --!><svg onload=alert(1)>",
    "<![CDATA[<img src=x onerror=alert(1)>]]>",
    "<? ><img src=x onerror=alert(1)> ?>",
    "<listing>&lt;img src=x onerror=alert(1)&gt;</listing>",
    "<p title=`<img src=x onerror=alert(1)>`>",
    "<img src=\"`\" alt=\"` onerror=alert(1)\">",
    "<<script>alert(1)//<</script>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<img src=x:x onerror\n=\nalert(1)>",
    "<svg/onload=alert(1)",
    "<img/src=x/onerror=alert(1)>",
    "<body/onload=alert(1)>",
    "<a\x0bhref=javascript:alert(1)>x",
    "<plaintext><script>",
    // addresses
    "<a href=\"java\tscript:alert(1)\">x",
    "<a href=\"\x01javascript:alert(1)\">x",
    "<a href=\"JaVaScRiPt&colon;alert&lpar;1)\">x",
    "<a href=\"&#x6A&#x61&#x76&#x61&#x73&#x63&#x72&#x69&#x70&#x74:1\">x",
    "<a href=\"vbscript:msgbox(1)\">x",
    "<a href=\"data:text/html;base64,PHNjcmlwdD4=\">x",
    "<a href=\"feed:javascript:alert(1)\">x",
    "<a href=\"view-source:javascript:1\">x",
    "<a href=\"\u3000javascript:alert(1)\">x",
    "<a href=\"file:///etc/passwd\">x",
    "<a href=\"blob:https://x/1\">x",
    "<a href=\"jar:http://x!/y\">x",
    "<a href=\"cid:x\" ping=//y>x",
    "<a xlink:href=\"javascript:alert(1)\">x",
    "<img src=\"javascript:alert(1)\">",
    "<img srcset=\"javascript:alert(1) 1x\">",
    "<img dynsrc=javascript:1 lowsrc=javascript:1 longdesc=javascript:1>",
    "<table background=javascript:alert(1)><td background=javascript:1>",
    "<q cite=javascript:alert(1)>x</q>",
    "<area href=javascript:alert(1)>",
    "<video poster=javascript:1 src=javascript:1><source src=javascript:1></video>",
    "<form action=javascript:1><button formaction=javascript:1>x</button><input type=image "
    "src=javascript:1></form>",
    "<isindex action=javascript:1 type=image>",
    "<object data=javascript:1><param name=src value=javascript:1></object>",
    "<applet code=x codebase=javascript:1>",
    "<embed src=javascript:1 allowscriptaccess=always>",
    "<base href=javascript:/a/><a href=/x>y</a>",
    "<meta http-equiv=refresh content=\"0;url=javascript:alert(1)\">",
    "<link rel=stylesheet href=javascript:1><link rel=import href=data:,x>",
    "<?xml-stylesheet href=\"javascript:1\"?>",
    "<bgsound src=javascript:1>",
    "<layer src=javascript:1></layer>",
    "<frameset><frame src=javascript:1></frameset>",
    // animation and reuse in SVG
    "<svg><a><animate attributeName=href values=javascript:alert(1) /><text>x</text></a></svg>",
    "<svg><set attributeName=onmouseover to=alert(1)>",
    "<svg><use href=\"data:image/svg+xml,<svg id=x onload=alert(1)>#x\"/></svg>",
    "<svg><handler type=text/javascript ev:event=load>alert(1)</handler></svg>",
    "<svg><image xlink:href=javascript:1></svg>",
    "<svg><script href=data:,alert(1) /></svg>",
    // styles
    "<p style=\"background:url(javascript:alert(1))\">x",
    "<p style=\"width:expression(alert(1))\">x",
    "<p style=\"w\\69 dth:e\\78 pression(1)\">x",
    "<p style=\"@import 'http://x'\">x",
    "<p style=\"background:u/**/rl(x)\">x",
    "<p style=\"-moz-binding:url(x)\">x",
    "<p style=\"behavior:url(x)\">x",
    "<p style=\"list-style:url(x)\">x",
    "<p style=\"background:image-set('x' 1x)\">x",
    "<p style=\"font-family:x}*{color:red\">x",
    "<p style=\"color:red;}</style><img src=x onerror=alert(1)>\">x",
    "<style>@import url(x);</style>",
    // names that shadow a document's own, and elements that make themselves
    "<form id=x><input name=attributes></form>",
    "<img name=getElementById>",
    "<a id=defaultView>x",
    "<div is=x-y>x</div>",
    "<x-foo onclick=alert(1)>x</x-foo>",
    "<div data-toggle=x data-remote-src=javascript:1 aria-label=x>y</div>",
    "<div contenteditable onfocus=alert(1) autofocus tabindex=1>x",
    "<details open ontoggle=alert(1)>x",
    "<marquee onstart=alert(1)>x",
});

TEST(Sanitise, SEC1_NothingActsAnyMore) {
    for (const std::string_view attack : kAttacks) {
        const std::string html = sanitise(attack).html;
        EXPECT_EQ(active_part_of(html), "") << attack << "\n" << html;
        EXPECT_EQ(replace_all(sanitise(html).html, "mail-mail-", "mail-"), html) << attack;
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
