// The frame around every mail: readable in light and dark, and as text. Rule: F125.
#include "desk/mail_dress.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace postroom::desk {
namespace {

using testing::HasSubstr;
using testing::Not;

const MailBodies kWords{.text = "Hello\n", .html = "<p>Hello</p>"};

TEST(MailDress, F125_WithoutColoursTheReaderChoosesLightOrDark) {
    const auto mail = dress({.look = {}}, kWords);
    EXPECT_EQ(mail.text, "Hello\n");
    EXPECT_THAT(mail.html, HasSubstr("<meta name=\"color-scheme\" content=\"light dark\">"));
    EXPECT_THAT(mail.html, HasSubstr("<p>Hello</p>"));
    EXPECT_THAT(mail.html, Not(HasSubstr("background-color:")));
    EXPECT_THAT(mail.html, Not(HasSubstr("bgcolor")));
}

TEST(MailDress, F125_ColoursAndTheirDarkTwins) {
    const EmailAppearance look{.background = "#eef6f1", .paper = "#ffffff", .accent = "#0f766e"};
    const auto html = dress({.look = look}, kWords).html;
    EXPECT_THAT(html, HasSubstr("bgcolor=\"#eef6f1\""));
    EXPECT_THAT(html, HasSubstr("border-top:4px solid #0f766e"));
    EXPECT_THAT(html, HasSubstr("bgcolor=\"#fdfdfe\""));  // pure white is turned round in the dark
    EXPECT_THAT(html, Not(HasSubstr("#ffffff")));
    EXPECT_THAT(html, HasSubstr("@media (prefers-color-scheme:dark)"));
    EXPECT_THAT(html, HasSubstr(".pr-paper{background-color:#2b2b2b !important}"));
    EXPECT_THAT(html, HasSubstr("color:#1f2328"));
}

TEST(MailDress, F125_OnADarkGroundTheWordsAreLight) {
    const auto html = dress({.look = {.background = "#000000"}}, kWords).html;
    EXPECT_THAT(html, HasSubstr("background-color:#111214;color:#e7e9ee"));
    EXPECT_THAT(html, Not(HasSubstr("#000000")));
}

TEST(MailDress, F125_HeaderSignatureFooterAndMarkerInBothBodies) {
    const EmailAppearance look{.header = "Acme & Sons", .footer = "Line 1\nLine <2>"};
    const auto mail = dress(
        {.look = look, .closing = {.signature = "Your desk", .marker = "[#x]", .language = "fr"}},
        kWords);
    EXPECT_EQ(mail.text, "Acme & Sons\n\nHello\n\nYour desk\n\nLine 1\nLine <2>\n\n[#x]\n");
    const auto place = [&](std::string_view what) { return mail.html.find(what); };
    EXPECT_LT(place("Acme &amp; Sons"), place("<p>Hello</p>"));
    EXPECT_LT(place("<p>Hello</p>"), place("Your desk"));
    EXPECT_LT(place("Your desk"), place("Line 1<br>"));
    EXPECT_LT(place("Line &lt;2&gt;"), place("[#x]"));
    EXPECT_LT(place("[#x]"), place("</body>"));
    EXPECT_THAT(mail.html, HasSubstr("<html lang=\"fr\">"));
}

TEST(MailDress, F125_ALogoIsShownNoLargerThanItsPlace) {
    const EmailAppearance look{.logo_type = "image/png", .logo_width = 960, .logo_height = 96};
    const auto html = dress({.look = look, .logo_url = "cid:logo@x"}, kWords).html;
    EXPECT_THAT(html, HasSubstr(R"(<img src="cid:logo@x" alt="" width="240" height="24")"));
    EXPECT_THAT(dress({.look = look}, kWords).html, Not(HasSubstr("<img")));
}

TEST(MailDress, F125_APreviewIsAskedForInOneOfTheTwo) {
    const EmailAppearance look{.background = "#eef6f1"};
    EXPECT_THAT(dress({.look = look, .scheme = MailScheme::dark}, kWords).html,
                HasSubstr(":root{color-scheme:dark}\n.pr-around{"));
    EXPECT_THAT(dress({.look = look, .scheme = MailScheme::light}, kWords).html,
                Not(HasSubstr(".pr-around{")));
}

}  // namespace
}  // namespace postroom::desk
