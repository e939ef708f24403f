// Answers of many shapes, all invented: what stands around a quote, signatures, forwards, and what
// only looks like them (IN-15, IN-16).
#include <gtest/gtest.h>

#include "html/visible_reply.hpp"

namespace postroom::html {
namespace {

struct Case {
    const char* name;
    const char* mail;
    const char* reply;  ///< nullptr: the whole mail
};

class ReplyShape : public testing::TestWithParam<Case> {};

TEST_P(ReplyShape, ShowsWhatWasWritten) {
    const std::string_view mail = GetParam().mail;
    EXPECT_EQ(visible_reply(mail).text, GetParam().reply == nullptr ? mail : GetParam().reply);
}

std::string name_of(const testing::TestParamInfo<Case>& info) { return info.param.name; }

INSTANTIATE_TEST_SUITE_P(
    Inline, ReplyShape,
    testing::Values(
        Case{"AnswersAfterTheQuote",
             "Hi Ana,\n\nOn 3 May 2016 at 10:05, Ana wrote:\n> Is it?\n> And when?\n\n"
             "It is, and I would say in the second week of June, when all are back.",
             nullptr},
        Case{"AnswersBetween", "> First?\n\nYes.\n\n> Second?\n\nNo.", nullptr},
        Case{"FooterBelowTheQuoteIsNoAnswer",
             "Yes.\n\nOn 3 May 2016 at 10:05, Ana wrote:\n> Is it?\n\n--\nBob Baker\nExample Ltd\n"
             "1 Long Street, Long Town, with a very long line of address below it",
             "Yes."},
        Case{"NoticeBelowTheQuoteIsNoAnswer",
             "Yes.\n\nOn 3 May 2016 at 10:05, Ana wrote:\n> Is it?\n\n"
             "This email and any attachments are confidential and intended solely for the person "
             "to whom they are addressed.",
             "Yes."},
        Case{"QuoteWithoutDateOrIntroduction", "Yes.\n\nAna wrote:\n> Is it?\n", "Yes."},
        Case{"QuoteWithNestedIntroductions",
             "Yes.\n\nOn 3 May 2016 at 10:05, Ana wrote:\n\n> No.\n>\n> On 2 May 2016, Bob wrote:\n"
             ">> Is it?\n",
             "Yes."},
        Case{"QuotedIntroduction",
             "Yes.\n\n> On 3 May 2016, at 10:05, Ana <ana@example.org> wrote:\n> \n> Is it?\n",
             "Yes."},
        Case{"WideQuoteSigns", "はい。\n\n＞ 本当に\n＞ そうですか\n", "はい。"},
        Case{"WithoutColon",
             "Yes.\n\nOn 3 May 2016 at 10:05, Ana <ana@example.org> wrote\n\n> Is it?\n", "Yes."},
        Case{"AddressAndTime", "Yes.\n\nAna Lima <ana@example.org>, 3 May 2016 10:05:\n\nIs it?\n",
             "Yes."},
        Case{"HyphensOfProton",
             "Yes.\n\n‐‐‐‐‐‐‐ Original Message ‐‐‐‐‐‐‐\nOn Tuesday Ana wrote:\n\nIs it?", "Yes."},
        Case{"Underscores", "Yes.\n\n_____ Original message _____\nIs it?", "Yes."},
        Case{"TwoUnquotedLevels",
             "Yes.\n\nOn Mon, Feb 1, 2016 at 4:58 AM -0800, \"Ana\" <ana@example.org> wrote:\n\n\n"
             "No?\n\nOn Sun, Jan 31, 2016 at 9:58 PM -0800, \"Bob\" <bob@example.com> wrote:\n\n"
             "Is it?\n",
             "Yes."},
        Case{"PipeQuote",
             "Yes.\n\n2013/7/20 Ana <ana@example.org>\n\n| Is it?\n| --------\n|\n| Really?\n",
             "Yes."}),
    name_of);

INSTANTIATE_TEST_SUITE_P(
    OnlyLooksLikeIt, ReplyShape,
    testing::Values(
        Case{"OnMondayHeWrote", "On Monday he wrote:\nthat he would come.\n\nHe did not.", nullptr},
        Case{"OnYourHost",
             "On your remote host you can run:\n\n     telnet 127.0.0.1 52698\n\nThis should "
             "connect.",
             nullptr},
        Case{"Invitation",
             "You are invited:\n\nDate: Wednesday 3, October 2011\nTime: 7:00\nAddress: 130 Fox "
             "Street\n\nPlease bring a pen.",
             nullptr},
        Case{"Booking",
             "Please book\n\nFrom: Paris, 10:05\nTo: London\nDate: 3 May 2016\n\nThank you all",
             nullptr},
        Case{"BookingWithAddress",
             "Please book\n\nFrom: Paris\nTo: London\nDate: 3 May 2016\nEmail: ana@example.org\n\n"
             "Thank you all",
             nullptr},
        Case{"TheLogSaid", "On 3 May 2016 at 10:05 the server said:\n\nERROR 7\n\nWhat is it?",
             nullptr},
        Case{"TheServerSentDutch",
             "Op 3 mei 2016 om 10:05 heeft de server dit gemeld:\n\nERROR 7\n\nWat is dat?",
             nullptr},
        Case{"WebForm",
             "New request from the site\n\nName: Ana Lima\nEmail: ana@example.org\nSubject: "
             "Printer\nMessage: it burns",
             nullptr},
        Case{"ArrowsInText",
             "Visit us now for help.\n>>> >>>  http://example.org <<<\nVisit our site by the link "
             "above.",
             nullptr},
        Case{"DiffAndCode",
             "The patch is:\n\n--- a/x.c\n+++ b/x.c\n- int a;\n+ long a;\n\nPlease try it.",
             nullptr},
        Case{"ShellPrompt", "I typed\n\n> help\n\nand it said nothing at all.", nullptr},
        Case{"DashList", "We need\n\n- Apples\n- Pears\n- Plums", nullptr},
        Case{"OneItemList", "Please bring:\n\n- apples", nullptr},
        Case{"CapitalDashList", "We need:\n\n-Apples\n-Pears", nullptr},
        Case{"HeadingOfDashes", "One\n\n------ Mail settings ------\n\nTwo", nullptr},
        Case{"RegardsInSentence",
             "With regards to the payment we should talk.\n\nThanks to you it works.", nullptr},
        Case{"SentFromInSentence",
             "It is late.\n\nSent from the office in Paris by courier, it will take two more days "
             "until you have it.",
             nullptr},
        Case{"ThanksAtTheEnd", "Could you check?\n\nThanks!", nullptr},
        Case{"QuestionAfterThanks", "It works.\n\nThanks,\n\nCould you close it, please?", nullptr},
        Case{"TelephoneInText",
             "Please call\n\nBob Baker\nin the office, any day,\nhis number is 030 1234567",
             nullptr},
        Case{"ThanksGoesOn", "I did it.\n\nThanks,\nnow it works for all of us", nullptr},
        Case{"RuleBetweenParagraphs",
             "First part.\n\n-----\nThe second part says what we shall do next week.", nullptr},
        Case{"StarsBetweenParagraphs", "First.\n\n***\n\nSecond thing.\n\n***\n\nThird thing.",
             nullptr},
        Case{
            "ListThatNamesAnAddress",
            "The agenda is:\n\n1. Budget\n2. What Ana <ana@example.org> wrote\n\nOn Tuesday, 4 May "
            "2023 we send it to all:\n\n- Bob",
            nullptr},
        Case{"PostscriptIsText", "I did it.\n\nRegards,\nBob\n\nP.S. Could you close the other one",
             nullptr},
        Case{"MailboxEscape", "I moved.\n\n>From now on I am in Paris.", nullptr},
        Case{"ListOfCode", "Use it so:\n\n- <a href=x>\n- >> append\n\nand it is right.", nullptr},
        Case{"DeviceLineInAParagraph",
             "I do not want that\nSent from my iPhone\nis put under each mail. How do I stop it?",
             nullptr},
        Case{"LabelsInText", "From: where we stand\nTo: where we go\nit is a long way.", nullptr}),
    name_of);

INSTANTIATE_TEST_SUITE_P(
    Signatures, ReplyShape,
    testing::Values(
        Case{"DashName", "Yes.\n\n-Bob", "Yes."}, Case{"DashSmallName", "Yes!\n- bob", "Yes!"},
        Case{"RuleSmallName", "Yes! And you?\n---\nbob", "Yes! And you?"},
        Case{"DashNameAndDevice", "Yes.\n\n-Bob.\n\nSent from my HTC smartphone!", "Yes."},
        Case{"ArrowsAboveTheDelimiter", "Look:\n\n--> one\n--> two\n--\nBob",
             "Look:\n\n--> one\n--> two"},
        Case{"DashNameAndLines", "Yes.\n\n-- Bob Baker\nExample Ltd\n+1 555 0123", "Yes."},
        Case{"LongDashName", "Yes.\n\n— Bob", "Yes."},
        Case{"Underscores", "Yes.\n\n__\nBob Baker\nExample Ltd", "Yes."},
        Case{"DelimiterAfterQuote",
             "Yes.\n\nOn 3 May 2016 at 10:05, Ana wrote:\n\n> Is it?\n>\n\n-- \nBob", "Yes."},
        Case{"VisitingCard",
             "Please send it again.\n\nBob Baker\nSales Manager\nExample Ltd\nTel.: +49 30 "
             "1234567\nbob@example.com\nwww.example.com",
             "Please send it again."},
        Case{
            "VisitingCardWithLinks",
            "Please send it again.\n\nBob Baker\nCEO | Example Ltd\nPhone: (555) 123-4567 | Email: "
            "bob@example.com\nLinkedIn: linkedin.com/in/bob\nCreating tomorrow",
            "Please send it again."},
        Case{"ClosingCardAndNotice",
             "Confermo.\n\nCordiali saluti\nMario Rossi\n\nACME S.r.l.\nTel. +39 02 1234567\n\nAi "
             "sensi del Regolamento UE 2016/679 le informazioni contenute in questo messaggio sono "
             "riservate.",
             "Confermo."},
        Case{"LongCard",
             "Das passt so.\n\nMit freundlichen Grüßen\n\ni. A. Bob Baker\nEinkauf\n\nBeispiel "
             "GmbH\nMusterstraße 1\n12345 Berlin\nTelefon: +49 30 1234567\nE-Mail: "
             "bob@example.com\nGeschäftsführer: Eve Adams\nRegistergericht: Amtsgericht Berlin HRB "
             "12345",
             "Das passt so."},
        Case{"ClosingWithSmile", "Please send it again.\n\nThanks! 😊\nBob",
             "Please send it again."},
        Case{"Notice",
             "Please send it again.\n\nThis email and any attachments are confidential.\nIf you "
             "are not the intended recipient, delete it.",
             "Please send it again."},
        Case{"NoticeFrench",
             "Merci de le renvoyer.\n\nCe message et toutes les pièces jointes sont confidentiels.",
             "Merci de le renvoyer."},
        Case{"Unsubscribe",
             "Please send it again.\n\nYou received this message because you are subscribed to the "
             "group.\nTo unsubscribe, write to x@example.org.",
             "Please send it again."},
        Case{"ClosingAndCard",
             "Please send it again.\n\nKind regards,\n\nBob Baker\nSales Manager\n\nTel.: 030 "
             "1234567",
             "Please send it again."},
        Case{"BlackBerry",
             "Heyo.\nSent wirelessly from my BlackBerry device on the Bell network.\nEnvoyé sans "
             "fil par mon terminal mobile BlackBerry sur le réseau de Bell.",
             "Heyo."},
        Case{"OnlyASignatureShowsAll", "-- \nBob Baker", nullptr},
        Case{"FirstLineThanks", "Thanks,\n\nit works now.\n\nRegards\n\nBob",
             "Thanks,\n\nit works now."}),
    name_of);

INSTANTIATE_TEST_SUITE_P(
    Forwards, ReplyShape,
    testing::Values(
        Case{
            "NothingWritten",
            "---------- Forwarded message ----------\nFrom: ana@example.org\nSubject: Hi\n\nIs it?",
            nullptr},
        Case{"LittleWritten",
             "FYI\n\n---------- Forwarded message ----------\nFrom: ana@example.org\n\nIs it?",
             nullptr},
        Case{"LittleWrittenApple", "See below.\n\nBegin forwarded message:\n\nFrom: Ana\n\nIs it?",
             nullptr},
        Case{"MuchWritten",
             "This customer has a question about her bill.\n\n---------- Forwarded message "
             "----------\nFrom: ana@example.org\n\nIs it?",
             "This customer has a question about her bill."},
        Case{"WrappedRecipients",
             "Yes.\n\nFrom: Ana <ana@example.org>\nSent: 3 May 2016\nTo: Bob <bob@example.com>;\n"
             "   Eve <eve@example.com>; Tom\nCc: Sue\nSubject: Well\n\nIs it?",
             "Yes."},
        Case{"LabelsAndValuesApart",
             "Yes.\n\nFrom:\nAna <ana@example.org>\nSent:\n3 May 2016\nTo:\nBob\nSubject:\nWell\n\n"
             "Is it?",
             "Yes."}),
    name_of);

}  // namespace
}  // namespace postroom::html
