// How mail programs mark what they quote and sign: one row a program, all invented (IN-15).
#include <gtest/gtest.h>

#include <array>

#include "html/visible_reply.hpp"

namespace postroom::html {
namespace {

struct Case {
    const char* program;
    const char* tail;  ///< what the program puts below the answer
};

/// The words of the tails have no introduction that the text alone would tell.
constexpr auto kTails = std::to_array<Case>({
    {"Gmail",
     "<div class=\"gmail_quote\"><div class=\"gmail_attr\">Ana, some day:</div>"
     "<blockquote class=\"gmail_quote\">Is it?</blockquote></div>"},
    {"Gmail container", "<br><div class=\"gmail_quote gmail_quote_container\">Is it?</div>"},
    {"old Gmail",
     "<div class=\"gmail_extra\">Ana, some day:<div class=\"gmail_quote\">Is "
     "it?</div></div>"},
    {"Gmail seen by Outlook", "<div class=\"x_gmail_quote\">Is it?</div>"},
    {"Gmail seen by AOL", "<div class=\"aolmail_gmail_quote\">Is it?</div>"},
    {"Outlook on the web",
     "<div id=\"appendonsend\"></div><hr tabindex=\"-1\"><div "
     "id=\"divRplyFwdMsg\"><b>From:</b> Ana</div><div>Is it?</div>"},
    {"Outlook seen by itself", "<div id=\"x_divRplyFwdMsg\">Ana</div><div>Is it?</div>"},
    {"Outlook 2013",
     "<div style='border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm "
     "0cm'><p class=MsoNormal>Ana</p></div><p>Is it?</p>"},
    {"Outlook 2007",
     "<div style='border:none;border-top:solid #B5C4DF 1.0pt;padding:3.0pt 0in 0in "
     "0in'><p>Ana</p></div><p>Is it?</p>"},
    {"Outlook seen by the web",
     "<div style=\"border:none; border-top:1pt solid #E1E1E1; "
     "padding:3pt 0in 0in\"><p>Ana</p></div><p>Is it?</p>"},
    {"Outlook for Mac", "<span id=\"OLK_SRC_BODY_SECTION\"><div>Ana</div><p>Is it?</p></span>"},
    {"Outlook mobile",
     "<div class=\"ms-outlook-mobile-reference-message skipProofing\">Is "
     "it?</div>"},
    {"new Outlook mobile", "<div id=\"mail-editor-reference-message-container\">Is it?</div>"},
    {"Hotmail", "<hr id=\"stopSpelling\">Ana<br>Is it?"},
    {"Windows Mail",
     "<div style=\"padding-top: 5px; border-top-color: rgb(229, 229, 229); "
     "border-top-width: 1px; border-top-style: solid;\">Ana</div><div>Is "
     "it?</div>"},
    {"Thunderbird",
     "<div class=\"moz-cite-prefix\">Ana, some day:</div><blockquote "
     "type=\"cite\">Is it?</blockquote>"},
    {"Apple Mail",
     "<blockquote type=\"cite\"><div>Ana, some day:</div><div>Is "
     "it?</div></blockquote>"},
    {"Yahoo",
     "<div id=\"yahoo_quoted_0123456789\" class=\"yahoo_quoted\">Ana<div>Is "
     "it?</div></div>"},
    {"Yahoo with prefix", "<div class=\"ydp1a2b3cyahoo_quoted\">Is it?</div>"},
    {"AOL", "<div class=\"aolmail_replyDivider\"></div><div>Is it?</div>"},
    {"Proton",
     "<div class=\"protonmail_quote\">Ana, some day:<blockquote>Is "
     "it?</blockquote></div>"},
    {"Tutanota", "<blockquote class=\"tutanota_quote\">Is it?</blockquote>"},
    {"Zimbra", "<hr id=\"zwchr\" data-marker=\"__DIVIDER__\"><div><b>Ana</b></div>Is it?"},
    {"new Zimbra", "<div data-marker=\"__QUOTED_TEXT__\">Is it?</div>"},
    {"Zoho", "<div class=\"zmail_extra\">Ana<br><blockquote>Is it?</blockquote></div>"},
    {"Roundcube",
     "<p id=\"reply-intro\">Ana, some day:</p><blockquote type=\"cite\">Is "
     "it?</blockquote>"},
    {"GMX", "<div name=\"quote\"><div>Ana</div><div name=\"quoted-content\">Is it?</div></div>"},
    {"Front", "<blockquote class=\"front-blockquote\">Is it?</blockquote>"},
    {"Missive", "<div class=\"missive_quote\">Is it?</div>"},
    {"Superhuman", "<div class=\"gmail_quote sh-quoted-content\">Is it?</div>"},
    {"Spark", "<div name=\"messageReplySection\">Is it?</div>"},
    {"Mailbird", "<blockquote class=\"history_container\" type=\"cite\">Is it?</blockquote>"},
    {"Airmail",
     "<p class=\"airmail_on\">Ana, some day:</p><blockquote class=\"clean_bq\" "
     "type=\"cite\">Is it?</blockquote>"},
    {"Mailspring", "<div class=\"gmail_quote nylas-quote\">Is it?</div>"},
    {"Newton", "<div class=\"cm_quote\">Is it?</div>"},
    {"BlackBerry 10", "<div id=\"_originalContent\">Is it?</div>"},
    {"mail.ru for Android", "<blockquote id=\"mail-app-auto-quote\">Is it?</blockquote>"},
    {"NetEase", "<blockquote id=\"isReplyContent\">Is it?</blockquote>"},
    {"Gmail's signature",
     "<div class=\"gmail_signature\">Bob, who works at Example Ltd and is "
     "proud of it</div>"},
    {"Outlook's signature", "<div id=\"Signature\">Bob, who works at Example Ltd every day</div>"},
    {"iOS signature", "<div id=\"AppleMailSignature\">Bob, who works at Example Ltd</div>"},
    {"Proton's signature", "<div class=\"protonmail_signature_block\">Bob of Example</div>"},
    {"Thunderbird's signature", "<pre class=\"moz-signature\">-- \nBob, who works</pre>"},
});

TEST(ReplyLandmark, EachProgramsOwnMark) {
    for (const Case& c : kTails) {
        const std::string html = std::string("<div>That works.</div>") + c.tail;
        EXPECT_EQ(visible_reply("", html).text, "That works.") << c.program;
    }
}

TEST(ReplyLandmark, AForwardWithFewWordsIsContent) {
    const std::string forward =
        "<div class=\"gmail_quote\">---------- Forwarded message ---------<br>From: Ana<br><br>Is "
        "it?</div>";
    EXPECT_TRUE(visible_reply("", "<div>FYI</div>" + forward).text.contains("Is it?"));
    EXPECT_EQ(visible_html("<div>FYI</div>" + forward), "<div>FYI</div>" + forward);
    EXPECT_EQ(visible_reply("", "<div>Could you look into it please?</div>" + forward).text,
              "Could you look into it please?");
}

TEST(ReplyLandmark, AnswerBelowTheQuote) {
    for (const std::string_view quote :
         {"<div class=\"moz-cite-prefix\">On 03/05/2023 10:05, Ana wrote:<br></div><blockquote "
          "type=\"cite\"><p>One?</p><p>Two?</p></blockquote>",
          "<blockquote type=\"cite\"><div>On 3 May 2023, at 10:05, Ana wrote:</div><div>One?</div>"
          "</blockquote>"}) {
        EXPECT_EQ(
            visible_reply("", std::string(quote) + "<p>Yes to both.&nbsp;</p><p>&nbsp;</p>").text,
            "Yes to both.");
    }
}

TEST(ReplyLandmark, AnswersBetweenMarkedQuotesStay) {
    const std::string text =
        visible_reply("",
                      "<blockquote type=\"cite\"><div>On 3 May 2023, at 10:05, Ana wrote:</div>"
                      "<div>First?</div></blockquote><div>Yes.</div><blockquote type=\"cite\">"
                      "<div>Second?</div></blockquote><div>No.</div>")
            .text;
    for (const std::string_view words : {"First?", "Yes.", "Second?", "No."}) {
        EXPECT_TRUE(text.contains(words)) << words;
    }
}

TEST(ReplyLandmark, OwnFormattingIsNoMark) {
    for (const std::string_view html :
         {"<p>One</p><blockquote>Wise words</blockquote><p>Two</p>",
          "<p>One</p><div style=\"border-top:1px solid red\">Two</div>",
          "<p>One</p><div class=\"my-quote\">Two</div>",
          "<p>One</p><table name=\"quotes\"><tr><td>Two</td></tr></table>"}) {
        const std::string text = visible_reply("", html).text;
        EXPECT_TRUE(text.contains("One")) << html;
        EXPECT_TRUE(text.contains("Two") || text.contains("Wise")) << html;
    }
}

}  // namespace
}  // namespace postroom::html
