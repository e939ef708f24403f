// What a person wrote now, apart from what was quoted and signed (IN-15, IN-16).
#include "html/visible_reply.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <array>

#include "html/to_text.hpp"

namespace postroom::html {
namespace {

struct Case {
    const char* name;
    const char* mail;
    const char* reply;
};

class VisibleReplyOf : public testing::TestWithParam<Case> {};

TEST_P(VisibleReplyOf, TextMail) {
    EXPECT_EQ(visible_reply(GetParam().mail).text, GetParam().reply);
}

std::string name_of(const testing::TestParamInfo<Case>& info) { return info.param.name; }

INSTANTIATE_TEST_SUITE_P(
    Introductions, VisibleReplyOf,
    testing::Values(
        Case{"English",
             "Yes.\n\nOn Tue, 3 May 2016 at 10:05, Ana Lima <ana@example.org> wrote:\n\n> Is it?\n",
             "Yes."},
        Case{"EnglishWithoutQuoteSigns", "Yes.\n\nOn 3 May 2016, Ana wrote:\n\nIs it?\n", "Yes."},
        Case{"EnglishOverThreeLines",
             "Yes.\n\nOn Tue, 3 May 2016 at 10:05, Ana Lima of the Sales "
             "Department\n<\nana@example.org> wrote:\n> Is it?\n",
             "Yes."},
        Case{"French",
             "Oui.\n\nLe mar. 3 mai 2016 à 10:05, Ana Lima <ana@example.org> a écrit :\n> Vraiment "
             "?\n",
             "Oui."},
        Case{"Italian",
             "Sì.\n\nIl giorno mar 3 mag 2016 alle ore 10:05 Ana Lima <ana@example.org> ha "
             "scritto:\n> Vero?\n",
             "Sì."},
        Case{"Russian",
             "Да.\n\nвт, 3 мая 2016 г. в 10:05, Ana Lima <ana@example.org>:\n\n> Правда?\n", "Да."},
        Case{"RussianWithVerb",
             "Да.\n\n3 мая 2016 г., в 10:05, Ana Lima написал(а):\n\n> Правда?\n", "Да."},
        Case{"German",
             "Ja.\n\nAm Di., 3. Mai 2016 um 10:05 Uhr schrieb Ana Lima <ana@example.org>:\n\n> "
             "Echt?\n",
             "Ja."},
        Case{"GermanWrapped",
             "Ja.\n\nAna Lima <ana@example.org> schrieb am Di., 3. Mai 2016\num 10:05 Uhr:\n\n> "
             "Echt?\n",
             "Ja."},
        Case{"Spanish",
             "Sí.\n\nEl mar, 3 may 2016 a las 10:05, Ana Lima (<ana@example.org>) escribió:\n\n> "
             "¿De veras?\n",
             "Sí."},
        Case{"Portuguese",
             "Sim.\n\nEm ter., 3 de mai. de 2016 às 10:05, Ana Lima <ana@example.org> "
             "escreveu:\n\n> Mesmo?\n",
             "Sim."},
        Case{"Dutch",
             "Ja.\n\nOp di 3 mei 2016 om 10:05 schreef Ana Lima <ana@example.org>:\n\n> Echt?\n",
             "Ja."},
        Case{"Danish",
             "Ja.\n\nDen 3. maj 2016 kl. 10.05 skrev Ana Lima <ana@example.org>:\n\n> Virkelig?\n",
             "Ja."},
        Case{"Swedish",
             "Ja.\n\nDen tis 3 maj 2016 kl 10:05 skrev Ana Lima <ana@example.org>:\n\n> "
             "Verkligen?\n",
             "Ja."},
        Case{"Polish",
             "Tak.\n\nW dniu 3 maja 2016 10:05 użytkownik Ana Lima "
             "<ana@example.org>\nnapisał:\n\n> Naprawdę?\n",
             "Tak."},
        Case{"Chinese",
             "是。\n\nAna Lima <ana@example.org> 于2016年5月3日周二 10:05写道：\n\n> 真的吗\n",
             "是。"},
        Case{"Japanese",
             "はい。\n\n2016年5月3日(火) 10:05 Ana Lima <ana@example.org>:\n\n> 本当に\n",
             "はい。"},
        Case{"Finnish",
             "Kyllä.\n\nti 3. toukok. 2016 klo 10.05 Ana Lima (ana@example.org) kirjoitti:\n\n> "
             "Niinkö?\n",
             "Kyllä."},
        Case{"OldGmail", "Yes.\n2011/4/7 Ana <ana@example.org>\n\n> Is it?\n", "Yes."},
        Case{"OnTheLineOfTheAnswer",
             "Yes--- On Wed, Apr 4, 2012 at 3:59 PM, ana@example.org wrote:\n> Is it?\n", "Yes"},
        Case{"Android", "Yes.\n\n---- Ana Lima wrote ----\n\n> Is it?\n", "Yes."}),
    name_of);

INSTANTIATE_TEST_SUITE_P(
    HeaderBlocks, VisibleReplyOf,
    testing::Values(
        Case{"OutlookEnglish",
             "Yes.\n\n________________________________\nFrom: Ana <ana@example.org>\nSent: "
             "Tuesday, May 3, 2016 10:05 AM\nTo: Bob\nSubject: Well\n\nIs it?\n",
             "Yes."},
        Case{"OutlookFrench",
             "Oui.\n\nDe : Ana <ana@example.org>\nEnvoyé : mardi 3 mai 2016 10:05\nÀ : Bob\nObjet "
             ": Alors\n\nVraiment ?\n",
             "Oui."},
        Case{"OutlookItalian",
             "Sì.\n\nDa: Ana <ana@example.org>\nInviato: martedì 3 maggio 2016 10:05\nA: "
             "Bob\nOggetto: Allora\n\nVero?\n",
             "Sì."},
        Case{"OutlookRussian",
             "Да.\n\nОт: Ana <ana@example.org>\nОтправлено: 3 мая 2016 г. 10:05\nКому: Bob\nТема: "
             "Ну\n\nПравда?\n",
             "Да."},
        Case{"OutlookGerman",
             "Ja.\n\nVon: Ana <ana@example.org>\nGesendet: Dienstag, 3. Mai 2016 10:05\nAn: "
             "Bob\nBetreff: Na\n\nEcht?\n",
             "Ja."},
        Case{"OutlookSpanish",
             "Sí.\n\nDe: Ana <ana@example.org>\nEnviado: martes, 3 de mayo de 2016 10:05\nPara: "
             "Bob\nAsunto: Bueno\n\n¿?\n",
             "Sí."},
        Case{"OutlookDutch",
             "Ja.\n\nVan: Ana <ana@example.org>\nVerzonden: dinsdag 3 mei 2016 10:05\nAan: "
             "Bob\nOnderwerp: Nou\n\nEcht?\n",
             "Ja."},
        Case{"OutlookSwedish",
             "Ja.\n\nFrån: Ana [mailto:ana@example.org]\nSkickat: den 3 maj 2016 10:05\nTill: "
             "Bob\nÄmne: Jo\n\nVerkligen?\n",
             "Ja."},
        Case{"OutlookPolish",
             "Tak.\n\nOd: Ana <ana@example.org>\nWysłano: 3 maja 2016 10:05\nDo: Bob\nTemat: "
             "No\n\nNaprawdę?\n",
             "Tak."},
        Case{"OutlookChinese",
             "是。\n\n发件人: Ana <ana@example.org>\n发送时间: 2016年5月3日 10:05\n收件人: "
             "Bob\n主题: 好\n\n真的吗\n",
             "是。"},
        Case{"Bold",
             "Yes.\n\n*From:* Ana <ana@example.org>\n*Sent:* Tuesday, May 3, 2016\n*To:* "
             "Bob\n*Subject:* Well\n\nIs it?\n",
             "Yes."},
        Case{"DateFirst",
             "Yes.\n\nDate: Wed, 16 May 2012 00:15:02 -0600\nTo: bob@example.org\n\nIs it?\n",
             "Yes."},
        Case{"ABookingIsNoMail",
             "My trip:\n\nFrom: Paris\nTo: London\nDate: 5 May\n\nPlease book.\n",
             "My trip:\n\nFrom: Paris\nTo: London\nDate: 5 May\n\nPlease book."}),
    name_of);

INSTANTIATE_TEST_SUITE_P(
    Separators, VisibleReplyOf,
    testing::Values(
        Case{"Original", "Yes.\n\n-----Original Message-----\nIs it?\n", "Yes."},
        Case{"OriginalBold", "Yes.\n\n*-------- Original Message --------*\n\nIs it?\n", "Yes."},
        Case{"French", "Oui.\n\n-------- Message d'origine --------\nVraiment ?\n", "Oui."},
        Case{"German", "Ja.\n\n-----Ursprüngliche Nachricht-----\nEcht?\n", "Ja."},
        Case{"Forwarded",
             "Could you look at what she says?\n\n---------- Forwarded message ---------\nFrom: "
             "Ana <ana@example.org>\n\nIs it?\n",
             "Could you look at what she says?"},
        Case{"Apple", "Could you look at what she says?\n\nBegin forwarded message:\n\nIs it?\n",
             "Could you look at what she says?"},
        Case{"ForwardedWithFewWordsIsContent",
             "FYI\n\n---------- Forwarded message ---------\nFrom: Ana\n\nIs it?",
             "FYI\n\n---------- Forwarded message ---------\nFrom: Ana\n\nIs it?"},
        Case{"OnlyForwardedShowsAll", "---------- Forwarded message ---------\nFrom: Ana\n\nIs it?",
             "---------- Forwarded message ---------\nFrom: Ana\n\nIs it?"},
        Case{"OurMarker",
             "Yes.\n\n> -- Please type your reply above this line --\n> Ticket 7\nfooter", "Yes."},
        Case{"OurMarkerRussian", "Да.\n\n-- Пожалуйста, пишите ответ выше этой строки --\nЗаявка 7",
             "Да."},
        Case{"MarkerOfAnother", "Yes.\n\n##- Please type your reply above this line -##\nTicket 7",
             "Yes."},
        Case{"DashedHeadingIsText", "One\n\n----- Part 2 -----\n\nTwo",
             "One\n\n----- Part 2 -----\n\nTwo"}),
    name_of);

INSTANTIATE_TEST_SUITE_P(
    Quotes, VisibleReplyOf,
    testing::Values(
        Case{"TrailingQuoteWithoutIntroduction", "Yes.\n\n> Is it?\n> Really?\n", "Yes."},
        Case{"AnswerBelow", "On 3 May 2016 at 10:05, Ana wrote:\n> Is it?\n\nYes.\n", "Yes."},
        Case{"AnswerAboveAndBelow",
             "Yes.\n\nOn 3 May 2016 at 10:05, Ana wrote:\n\n> Is it?\n\nRegards, Bob",
             "Yes.\n\nRegards, Bob"},
        Case{"InlineAnswersSurvive",
             "Hi,\n\nOn 3 May 2016 at 10:05, Ana wrote:\n> One?\n\nYes.\n\n> Two?\n\nNo.",
             "Hi,\n\nOn 3 May 2016 at 10:05, Ana wrote:\n> One?\n\nYes.\n\n> Two?\n\nNo."},
        Case{"QuoteFollowedByTextStays", "> Is it?\n\nYes.", "> Is it?\n\nYes."},
        Case{"OnlyQuotedShowsAll", "> Is it?\n> Really?", "> Is it?\n> Really?"},
        Case{"WrappedAddressInQuote",
             "Ok\n\nOn 3 May 2016 at 10:05, bob wrote:\n\n> See "
             "(http://example.com/action\n_nonce=3dd518)\n>\n",
             "Ok"},
        Case{"SentenceWithDateAndColonIsText",
             "On Monday 5/6 at 10:30 we need the following:\n\nTea\n",
             "On Monday 5/6 at 10:30 we need the following:\n\nTea"},
        Case{"Empty", "", ""}, Case{"OnlySpaces", " \n \n", ""},
        Case{"FormattingStays", "A\n\n    - one\n    - two\n\n\nB",
             "A\n\n    - one\n    - two\n\n\nB"}),
    name_of);

INSTANTIATE_TEST_SUITE_P(
    Signatures, VisibleReplyOf,
    testing::Values(
        Case{"Delimiter", "Yes.\n\n-- \nBob\nExample Ltd", "Yes."},
        Case{"Phone", "Yes.\n\nSent from my iPhone", "Yes."},
        Case{"PhoneFrench", "Oui.\n\nEnvoyé de mon iPhone", "Oui."},
        Case{"PhoneGerman", "Ja.\n\nVon meinem iPhone gesendet", "Ja."},
        Case{"PhoneRussian", "Да.\n\nОтправлено с iPhone", "Да."},
        Case{"PhoneChinese", "是。\n\n发自我的 iPhone", "是。"},
        Case{"OutlookApp", "Yes.\n\nGet Outlook for iOS<https://aka.ms/o0ukef>\n", "Yes."},
        Case{"Closing", "Please send it.\n\nBest regards,\nBob Baker\nExample Ltd",
             "Please send it."},
        Case{"RuleAndCard", "Thanks for it all!\n\n—————\nBob Baker\n+49 30 123",
             "Thanks for it all!"},
        Case{"ClosingWithoutNameStays", "Please send it.\n\nThanks!", "Please send it.\n\nThanks!"},
        Case{"FirstLineIsNoSignature", "Thanks,\nit works", "Thanks,\nit works"},
        Case{"SentenceIsNoDevice",
             "Here it is.\n\nSent from my desk, is much easier then my mobile phone.",
             "Here it is.\n\nSent from my desk, is much easier then my mobile phone."},
        Case{"DashedPointsAreText",
             "Because of:\n-- first point needs work\n-- second point too\n\nBye",
             "Because of:\n-- first point needs work\n-- second point too\n\nBye"}),
    name_of);

TEST(VisibleReply, KeepsTheSignatureApart) {
    const Reply reply = visible_reply("Yes.\n\n-- \nBob\n\nOn 3 May 2016, Ana wrote:\n> Is it?\n");
    EXPECT_EQ(reply.text, "Yes.");
    EXPECT_EQ(reply.signature, "-- \nBob");
}

TEST(VisibleReply, SpansCoverTheWholeTextInOrder) {
    const std::string_view mail = "Yes.\n\n-- \nBob\n\nOn 3 May 2016, Ana wrote:\n> Is it?\n";
    const Reply reply = visible_reply(mail);
    std::size_t at = 0;
    for (const Span& span : reply.spans) {
        EXPECT_EQ(span.begin, at);
        at = span.end;
    }
    EXPECT_EQ(at, mail.size());
    ASSERT_EQ(reply.spans.size(), 3U);
    EXPECT_EQ(reply.spans[1].kind, SpanKind::signature);
    EXPECT_EQ(reply.spans[2].kind, SpanKind::quoted);
}

TEST(VisibleReply, OurMarkersAreFoundInEachLanguage) {
    for (const char* language : {"en", "fr", "it", "ru", "xx"}) {
        const std::string mail = fmt::format("Mine.\n\n{}\nYours.", reply_marker(language));
        EXPECT_EQ(visible_reply(mail).text, "Mine.") << language;
    }
}

constexpr auto kHtmlCases = std::to_array<Case>({
    {"Gmail",
     "Yes.<div class=\"gmail_quote\"><div class=\"gmail_attr\">On 3 May, Ana "
     "wrote:</div><blockquote>Is it?</blockquote></div>",
     "Yes."},
    {"GmailInline",
     "<div>Hi</div><div class=\"gmail_quote\"><div>On 3 May 2016, Ana "
     "wrote:</div><blockquote>One?</blockquote><div>Yes.</div><blockquote>Two?</"
     "blockquote><div>No.</div></div>",
     "Hi\nOn 3 May 2016, Ana wrote:\n\n> One?\n\nYes.\n\n> Two?\n\nNo."},
    {"OutlookWeb",
     "<div>Yes.</div><hr><div id=\"divRplyFwdMsg\"><b>From:</b> Ana<br></div><div>Is it?</div>",
     "Yes."},
    {"OutlookDesktop",
     "<div><p class=MsoNormal>Yes.</p><div style='border:none;border-top:solid #E1E1E1 "
     "1.0pt;padding:3.0pt'><p class=MsoNormal><b>From:</b> Ana</p></div><p>Is it?</p></div>",
     "Yes."},
    {"Thunderbird",
     "<p>Yes.</p><div class=\"moz-cite-prefix\">Am 3.5. schrieb Ana:</div><blockquote "
     "type=\"cite\">Is it?</blockquote>",
     "Yes."},
    {"Apple",
     "<div>Yes.</div><blockquote type=\"cite\"><div>On 3 May 2016, at 10:05, Ana "
     "wrote:</div><div>Is it?</div></blockquote>",
     "Yes."},
    {"Proton",
     "Yes.<div class=\"protonmail_quote\">On Monday Ana wrote: <blockquote>Is "
     "it?</blockquote></div>",
     "Yes."},
    {"Zimbra", "Yes.<hr id=\"zwchr\"><b>From: </b>ana@example.org<br>Is it?", "Yes."},
    {"Signature",
     "<div>Yes.</div><div class=\"gmail_signature\">Bob Baker, Example Ltd, where every day is a "
     "good day to write</div>",
     "Yes."},
});

TEST(VisibleReply, LandmarksOfMailPrograms) {
    for (const Case& c : kHtmlCases) {
        EXPECT_EQ(visible_reply("", c.mail).text, c.reply) << c.name;
    }
}

TEST(VisibleReply, LandmarksServeTheTextPartToo) {
    const Reply reply =
        visible_reply("Yes.\n\nAna, some day:\nIs it?",
                      "Yes.<div class=\"gmail_quote\">Ana, some day:<br>Is it?</div>");
    EXPECT_EQ(reply.text, "Yes.");
}

TEST(VisibleReply, VisibleHtmlEndsWhereTheQuoteBegins) {
    EXPECT_EQ(
        visible_html(
            "<p>Yes.</p><div class=\"gmail_quote\">On X:<blockquote>Is it?</blockquote></div>"),
        "<p>Yes.</p>");
}

TEST(VisibleReply, VisibleHtmlIsWholeWithoutCertainMark) {
    for (const std::string_view html :
         {"<p>Yes.</p><blockquote>Wise words</blockquote>",
          "<div class=\"gmail_quote\">Only this</div>",
          "<p>Yes.</p><div class=\"gmail_quote\">Is it?</div><p>And more</p>"}) {
        EXPECT_EQ(visible_html(html), html);
    }
}

}  // namespace
}  // namespace postroom::html
