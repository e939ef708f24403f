// Delivery reports as the world's mail servers write them, all invented: one table row a dialect,
// negatives beside them (BNC-2, BNC-4).
#include <fmt/format.h>
#include <gtest/gtest.h>

#include "guard/bounce.hpp"
#include "guard/feedback.hpp"
#include "mime/parse.hpp"

namespace postroom::guard {
namespace {

struct Case {
    const char* name;
    const char* head;  ///< header fields, each with its line feed
    const char* body;
    const char* told;  ///< "address status code class" of each recipient; "" for no bounce
};

/// What was understood, in the form of Case::told; "-" stands for an empty value.
std::string told_by(const Bounce& bounce) {
    std::string told;
    const auto dash = [](const std::string& value) { return value.empty() ? "-" : value.c_str(); };
    for (const BouncedRecipient& r : bounce.recipients) {
        told += fmt::format("{}{} {} {} {}{}", told.empty() ? "" : "; ", dash(r.address),
                            dash(r.status), dash(r.reply_code), to_string(r.bounce_class),
                            r.is_delayed ? " delayed" : "");
    }
    return told;
}

class BounceDialect : public testing::TestWithParam<Case> {};

TEST_P(BounceDialect, IsUnderstood) {
    const std::string raw =
        std::string(GetParam().head) + "To: us@example.net\n\n" + GetParam().body;
    const Bounce bounce = judge_bounce(mime::parse(raw));
    EXPECT_EQ(told_by(bounce), GetParam().told);
    EXPECT_EQ(bounce.is_bounce, *GetParam().told != '\0');
}

std::string name_of(const testing::TestParamInfo<Case>& info) { return info.param.name; }

constexpr const char* kDaemon =
    "From: Mail Delivery Subsystem <MAILER-DAEMON@mx.example.net>\nReturn-Path: <>\n"
    "Subject: Undelivered mail\n";
constexpr const char* kPostmaster =
    "From: postmaster@mx.example.net\nReturn-Path: <>\nSubject: Undeliverable mail\n";

INSTANTIATE_TEST_SUITE_P(
    Unix, BounceDialect,
    testing::Values(
        Case{"SendmailTranscript", kDaemon,
             "   ----- The following addresses had permanent fatal errors -----\n"
             "<ana@example.org>\n    (reason: 550 5.1.1 <ana@example.org>... User unknown)\n"
             "    (expanded from: <list@example.com>)\n\n"
             "   ----- Transcript of session follows -----\n... while talking to mx.example.org.:\n"
             ">>> RCPT To:<ana@example.org>\n<<< 550 5.1.1 <ana@example.org>... User unknown\n"
             "550 5.1.1 <list@example.com>... User unknown\n\n"
             "   ----- Original message follows -----\n\nReceived: from x\n",
             "ana@example.org 5.1.1 550 hard"},
        Case{"SendmailOld", kDaemon,
             "   ----- Transcript of session follows -----\n"
             "While talking to mx.example.org:\n>>> RCPT To:<ana@example.org>\n"
             "<<< 550 <ana@example.org>... User unknown\n550 <ana@example.org>... User unknown\n\n"
             "   ----- Unsent message follows -----\nReceived: by x\n",
             "ana@example.org - 550 hard"},
        Case{"SendmailOldHost", kDaemon,
             "   ----- Transcript of session follows -----\n"
             "550 <ana@gone.example.org>... Host unknown (Name server: host not found)\n"
             "   ----- Unsent message follows -----\nReceived: by x\n",
             "ana@gone.example.org - 550 hard"},
        Case{"SendmailDeferred", kDaemon,
             "    **********************************************\n"
             "    **      THIS IS A WARNING MESSAGE ONLY      **\n"
             "    **  YOU DO NOT NEED TO RESEND YOUR MESSAGE  **\n"
             "    **********************************************\n\n"
             "The original message was received at Mon, 1 Apr 2019 10:00:00 +0200\n"
             "from host.example.net [192.0.2.7]\n\n"
             "   ----- Transcript of session follows -----\n"
             "<ana@example.org>... Deferred: Connection timed out with mx.example.org.\n"
             "Warning: message still undelivered after 4 hours\n"
             "Will keep trying until message is 5 days old\n",
             "- - - soft delayed"},
        Case{"PostfixPlain", kDaemon,
             "This is the Postfix program at host mx.example.net.\n\n"
             "<ana@example.org>: host mx.example.org[192.0.2.5] said: 550 5.1.1\n"
             "    <ana@example.org>: Recipient address rejected: User unknown in\n"
             "    virtual mailbox table (in reply to RCPT TO command)\n\n"
             "<bob@example.org>: host mx.example.org[192.0.2.5] said: 552 5.2.2\n"
             "    <bob@example.org>: Mailbox full (in reply to RCPT TO command)\n",
             "ana@example.org 5.1.1 550 hard; bob@example.org 5.2.2 552 soft"},
        Case{"PostfixAliasInAnswer", kDaemon,
             "<ana@example.org>: host mx.example.org[192.0.2.5] said: 550 5.1.1\n"
             "    <other@example.com>: user unknown (in reply to RCPT TO command)\n",
             "ana@example.org 5.1.1 550 hard"},
        Case{"PostfixAfterData", kDaemon,
             "<ana@example.org>: host mx.example.org[192.0.2.5] said: 550 User unknown\n"
             "    (in reply to end of DATA command)\n",
             "ana@example.org - 550 soft"},
        Case{"EximHosts",
             "From: Mail Delivery System <Mailer-Daemon@example.net>\n"
             "Subject: Mail delivery failed: returning message to sender\n"
             "X-Failed-Recipients: ana@example.org, bob@example.com\n",
             "A message that you sent could not be delivered to one or more of its\n"
             "recipients. This is a permanent error. The following address(es) failed:\n\n"
             "  ana@example.org\n    Unrouteable address\n  bob@example.com\n"
             "    an MX or SRV record indicated no SMTP service\n\n"
             "------ This is a copy of your message, including all the headers. ------\n",
             "ana@example.org - - hard; bob@example.com - - hard"},
        Case{"EximPipe",
             "From: Mail Delivery System <Mailer-Daemon@example.net>\n"
             "Subject: Mail delivery failed: returning message to sender\n",
             "The following address(es) failed:\n\n  pipe to |/usr/bin/filter x\n"
             "    generated by ana@example.org\n    Child process of address_pipe transport "
             "returned 127\n\n------ This is a copy of the message ------\n",
             "ana@example.org - - soft"},
        Case{"EximAlias",
             "From: Mail Delivery System <Mailer-Daemon@example.net>\n"
             "Subject: Mail delivery failed: returning message to sender\n",
             "The following address(es) failed:\n\n  ana@example.org\n"
             "    (generated from sales@example.com)\n"
             "    mailbox is full: retry timeout exceeded\n",
             "ana@example.org - - soft"},
        Case{"EximNamesTheSender",
             "From: Mail Delivery System <Mailer-Daemon@example.net>\n"
             "Subject: Mail delivery failed\n",
             "A message sent by\n\n  <us@example.net>\n\ncould not be delivered to one or more "
             "of its recipients. The following\naddress(es) failed:\n\n  ana@example.org\n"
             "    SMTP error from remote mail server after RCPT TO:<ana@example.org>:\n"
             "    550 no such user\n",
             "ana@example.org - 550 hard"},
        Case{"EximDelay",
             "From: Mail Delivery System <Mailer-Daemon@example.net>\n"
             "Subject: Warning: message 1abcde-0001-AB delayed 24 hours\n",
             "A message that you sent has not yet been delivered to one or more of its\n"
             "recipients after more than 24 hours on the queue on mx.example.net.\n\n"
             "The address to which the message has not yet been delivered is:\n\n"
             "  ana@example.org\n    Delay reason: connection timed out\n\n"
             "No action is required on your part. Delivery attempts will continue.\n",
             "ana@example.org - - soft delayed"},
        Case{"Qmail", kDaemon,
             "Hi. This is the qmail-send program at mx.example.net.\n\n"
             "<ana@example.org>:\nSorry, no mailbox here by that name. (#5.1.1)\n\n"
             "<bob@example.org>:\n192.0.2.5 does not like recipient.\n"
             "Remote host said: 550 mailbox not found\nGiving up on 192.0.2.5.\n\n"
             "<eva@example.org>:\nCNAME lookup failed temporarily. (#4.4.3)\n\n"
             "--- Below this line is a copy of the message.\n\nReturn-Path: <us@example.net>\n",
             "ana@example.org 5.1.1 - hard; bob@example.org - 550 hard; "
             "eva@example.org 4.4.3 - soft"},
        Case{"Courier", kDaemon,
             "This is a delivery status notification from mx.example.net,\n"
             "running the Courier mail server, version 0.65.2.\n\n"
             "                           UNDELIVERABLE MAIL\n\n"
             "Your message to the following recipients cannot be delivered:\n\n"
             "<ana@example.org>:\n    mx.example.org [192.0.2.5]:\n>>> RCPT TO:<ana@example.org>\n"
             "<<< 550 5.1.1 <ana@example.org>... User Unknown\n",
             "ana@example.org 5.1.1 550 hard"},
        Case{"OpenSmtpd", kDaemon,
             "    Hi!\n\n    This is the MAILER-DAEMON, please DO NOT REPLY to this e-mail.\n\n"
             "    An error has occurred while attempting to deliver a message for\n"
             "    the following list of recipients:\n\n"
             "ana@example.org: 550 5.1.1 <ana@example.org>: no such user\n\n"
             "    Below is a copy of the original message:\n",
             "ana@example.org 5.1.1 550 hard"},
        Case{"DragonFly", kDaemon,
             "This is the DragonFly Mail Agent v0.13 at df.example.net.\n\n"
             "There was an error delivering your mail to <ana@example.org>.\n\n"
             "mx.example.org [192.0.2.5] did not like our RCPT TO:\n"
             "550 5.1.1 <ana@example.org>... User Unknown\n\nMessage headers follow.\n",
             "ana@example.org 5.1.1 550 hard"}),
    name_of);

INSTANTIATE_TEST_SUITE_P(
    Gateways, BounceDialect,
    testing::Values(
        Case{"Domino", kPostmaster,
             "Your message\n\n  Subject: Hello\n\nwas not delivered to:\n\n  ana@example.org\n\n"
             "because:\n\n  Cannot route mail to user (ana@example.org).\n",
             "ana@example.org - - soft"},
        Case{"Notes", kPostmaster,
             "------- Failure Reasons  --------\n\n"
             "User not listed in public Name & Address Book\nana@example.org\n\n"
             "------- Returned Message --------\n",
             "ana@example.org - - hard"},
        Case{"GroupWise",
             "From: Mailer-Daemon <postmaster@gw.example.net>\n"
             "Subject: Message status - undeliverable\n",
             "The message that you sent was undeliverable to the following:\n\n"
             "\tana@example.org (user not found)\n",
             "ana@example.org - - hard"},
        Case{"Exchange2003",
             "From: System Administrator <postmaster@example.net>\n"
             "Subject: Undeliverable: Hello\n",
             "Your message\n\n  To:      ana@example.org\n  Subject: Hello\n\n"
             "did not reach the following recipient(s):\n\n"
             "ana@example.org on Thu, 29 Apr 2010 10:00:00 +0200\n"
             "    The recipient name is not recognized\n"
             "        The MTS-ID of the original message is: c=us;a= ;p=x;l=Y0000\n"
             "    MSEXCH:IMS:X:Y:Z 0 (000C05A6) Unknown Recipient\n",
             "ana@example.org - - hard"},
        Case{"MailMarshal",
             "From: MailMarshal <MailMarshal@mx.example.net>\n"
             "Subject: Undeliverable Mail: \"Hello\"\n",
             "Your message:\n   From:    us@example.net\n   Subject: Hello\n\n"
             "Could not be delivered because of\n\n550 5.1.1 User unknown\n\n"
             "The following recipients were affected:\n    ana@example.org\n",
             "ana@example.org 5.1.1 550 hard"},
        Case{"InterScan",
             "From: \"InterScan MSS\" <admin@mx.example.net>\n"
             "Subject: Mail delivery failed\nReturn-Path: <>\n",
             "Sent <<< RCPT TO:<ana@example.org>\n"
             "Received >>> 550 5.1.1 <ana@example.org>... user unknown\n"
             "Unable to deliver message to <ana@example.org>\n",
             "ana@example.org 5.1.1 550 hard"},
        Case{"SurfControl", kPostmaster,
             "Your message could not be sent.\n"
             "A transcript of the attempts to send the message follows.\n"
             "The number of attempts made: 1\nAddressed To: ana@example.org\n\n"
             "Thu 29 Apr 2010 23:34:45 +0900\nFailed to send to identified host,\n"
             "ana@example.org: [192.0.2.5], 550 ana@example.org... No such user\n"
             "--- Message non-deliverable.\n",
             "ana@example.org - 550 soft"},
        Case{"IMailUnknown", kPostmaster,
             "Unknown user: ana@example.org\n\nOriginal message follows.\n\nReceived: from x\n",
             "ana@example.org - - hard"},
        Case{"IMailFull", kPostmaster,
             "User mailbox exceeds allowed size: ana@example.org\n\nOriginal message follows.\n",
             "ana@example.org - - soft"},
        Case{"IMailHost", kPostmaster, "Unknown host: ana@gone.example.org\n\n",
             "ana@gone.example.org - - hard"},
        Case{"Activehunter", "From: MAILER-DAEMON\nSubject: FAILURE NOTICE :\n",
             "  ----- The following addresses had delivery problems -----\n\n"
             "  >>>> ana@example.org <ana@example.org>\n\n"
             "  550 sorry, no mailbox here by that name (#5.1.1 - chkusr)\n",
             "ana@example.org 5.1.1 550 hard"},
        Case{"ErrorFollowingRcpt",
             "From: Mail Delivery System <mailer@example.net>\n"
             "Subject: There was an error sending your mail\n",
             "We had trouble delivering your message. Full details follow:\n\n"
             "Subject: 'Hello'\n\n1 error(s):\n\n"
             "SMTP Server <mx.example.org> rejected recipient <ana@example.org>\n"
             "  (Error following RCPT command). It responded as follows: "
             "[550 5.1.1 unknown user <ana@example.org>]\n",
             "ana@example.org 5.1.1 550 hard"},
        Case{"MessagingServer", kPostmaster,
             "This report relates to a message you sent\n\n"
             "Your message cannot be delivered to the following recipients:\n\n"
             "  Recipient address: ana@example.org\n"
             "  Reason: Remote SMTP server has rejected address\n"
             "  Diagnostic code: smtp;550 5.1.1 <ana@example.org>... User Unknown\n"
             "  Remote system: dns;mx.example.org (TCP|192.0.2.1|2|192.0.2.5|25)\n",
             "ana@example.org 5.1.1 550 hard"},
        Case{"FmlNotMember",
             "From: list-admin@example.net\nX-MLServer: fml [fml 4.0.3]\n"
             "Subject: You us@example.net are not member (list ML)\n",
             "Hi, you are not a member of the mailing list <list@example.net>.\n",
             "list@example.net - - soft"}),
    name_of);

INSTANTIATE_TEST_SUITE_P(
    Providers, BounceDialect,
    testing::Values(
        Case{"GmailState14",
             "From: Mail Delivery Subsystem <mailer-daemon@googlemail.com>\n"
             "Subject: Delivery Status Notification (Failure)\n",
             "Delivery to the following recipient failed permanently:\n\n     ana@example.org\n\n"
             "Technical details of permanent failure:\nGoogle tried to deliver your message, but "
             "it was rejected by the recipient domain. The error that the other server returned "
             "was: 550 550 unknown user (state 14).\n\n   ----- Original message -----\n",
             "ana@example.org - 550 hard"},
        Case{"GmailState18",
             "From: Mail Delivery Subsystem <mailer-daemon@googlemail.com>\n"
             "Subject: Delivery Status Notification (Failure)\n",
             "Delivery to the following recipient failed permanently:\n\n     ana@example.org\n\n"
             "The error that the other server returned was: 550 550 unknown user (state 18).\n",
             "ana@example.org - 550 soft"},
        Case{"GoogleDisabled", kDaemon,
             "<ana@gmail.example>: host mx said: 550 5.2.1 The email account that you tried\n"
             "    to reach is disabled. (in reply to RCPT TO command)\n",
             "ana@gmail.example 5.2.1 550 soft"},
        Case{"YahooDisabled", kDaemon,
             "Sorry, we were unable to deliver your message to the following address.\n\n"
             "<ana@yahoo.example>:\nRemote host said: 554 delivery error: dd Sorry your message "
             "cannot be delivered. This account has been disabled or discontinued [#102]. - "
             "mta1.example [BODY]\n",
             "ana@yahoo.example - 554 soft"},
        Case{"KddiHost",
             "From: no-reply@app.kddi.example\nSubject: Mail\nReturn-Path: <>\n"
             "Content-Type: multipart/mixed; boundary=b\n",
             "--b\nContent-Type: text/plain\n\nYour mail sent on: Mon, 1 Apr 2019 10:00:00 +0900\n"
             "     Could not be delivered to: <ana@example.org>\n"
             "     As the remote domain doesnt exist.\n\n--b\nContent-Type: message/rfc822\n\n"
             "From: us@example.net\n\nHi\n--b--\n",
             "ana@example.org - - hard"},
        Case{"Orange", kDaemon,
             "<ana@orange.example>: host smtp-in.orange.example said: 550 5.1.1 Adresse d au\n"
             "    moins un destinataire invalide. Invalid recipient. OFR204_416 [416] (in reply\n"
             "    to RCPT TO command)\n",
             "ana@orange.example 5.1.1 550 hard"},
        Case{"EzwebLimited",
             "From: Postmaster@ezweb.example\nSubject: Mail System Error - Returned Mail\n"
             "Content-Type: multipart/mixed; boundary=b\n",
             "--b\nContent-Type: text/plain\n\nThe user(s) account is temporarily limited.\n\n"
             "<ana@ezweb.example>\n\n--b\nContent-Type: message/rfc822\n\nTo: "
             "ana@ezweb.example\n\nHi\n--b--\n",
             "ana@ezweb.example - - soft"},
        Case{"ReasonAboveTheAddress",
             "From: Postmaster@ezweb.example\nSubject: Mail System Error - Returned Mail\n",
             "The user(s) account is disabled.\n\n<ana@ezweb.example>: 550 user unknown (in reply "
             "to "
             "RCPT TO command)",
             "ana@ezweb.example - 550 soft"},
        Case{"SenderDomainUnknown", kDaemon,
             "<ana@example.org>: host mx.example.org said: 550 5.1.8 <us@example.net>: Sender\n"
             "    address rejected: Domain not found (in reply to RCPT TO command)\n",
             "ana@example.org 5.1.8 550 soft"},
        Case{"HeloHostUnknown", kDaemon,
             "<ana@example.org>: host mx.example.org said: 550 5.7.1 <x>: Helo command\n"
             "    rejected: Host not found (in reply to RCPT TO command)\n",
             "ana@example.org 5.7.1 550 soft"},
        Case{"NoMailFromThere", kDaemon,
             "<ana@example.org>: host mx.example.org said: 550 mx.example.org does not accept\n"
             "    mail from 192.0.2.7 (in reply to MAIL FROM command)\n",
             "ana@example.org - 550 soft"},
        Case{"NullMx", kDaemon,
             "<ana@example.org>: Domain example.org does not accept mail (nullMX)\n",
             "ana@example.org - - hard"},
        Case{"StatusAgainstWords", kDaemon,
             "<ana@example.org>: host mx said: 550 5.1.1 Blocked by our spam policy\n",
             "ana@example.org 5.1.1 550 soft"},
        Case{"SesBounce", "From: no-reply@sns.amazonaws.com\nSubject: AWS Notification Message\n",
             "{\"notificationType\":\"Bounce\",\"bounce\":{\"bounceType\":\"Permanent\","
             "\"bounceSubType\":\"General\",\"bouncedRecipients\":[{\"emailAddress\":"
             "\"ana@example.org\",\"action\":\"failed\",\"status\":\"5.1.1\",\"diagnosticCode\":"
             "\"smtp; 550 5.1.1 user unknown\"},{\"emailAddress\":\"bob@example.org\","
             "\"status\":\"5.0.0\",\"diagnosticCode\":\"smtp; 552 5.2.2 mailbox full\"}]},"
             "\"mail\":{\"messageId\":\"0101-ses\"}}\n\n--\nIf you wish to stop receiving\n",
             "ana@example.org 5.1.1 550 hard; bob@example.org 5.2.2 552 soft"},
        Case{"SesNoCode", "From: no-reply@sns.amazonaws.com\nSubject: AWS Notification Message\n",
             "{\"notificationType\":\"Bounce\",\"bounce\":{\"bounceSubType\":\"NoEmail\",\n"
             "\"bounceType\":\"Permanent\",\"bouncedRecipients\":[{\"emailAddress\":"
             "\"ana@example.org\"}]}}\n",
             "ana@example.org - - hard"},
        Case{"SesDelivery", "From: no-reply@sns.amazonaws.com\nSubject: AWS Notification Message\n",
             "{\"notificationType\":\"Delivery\",\"delivery\":{\"recipients\":"
             "[\"ana@example.org\"],\"smtpResponse\":\"250 ok\"}}\n",
             ""},
        Case{"SesComplaint", "From: no-reply@sns.amazonaws.com\nSubject: AWS Notification\n",
             "{\"notificationType\":\"Complaint\",\"complaint\":{\"complainedRecipients\":"
             "[{\"emailAddress\":\"ana@example.org\"}]}}\n",
             ""}),
    name_of);

INSTANTIATE_TEST_SUITE_P(
    Languages, BounceDialect,
    testing::Values(
        Case{"German", kPostmaster,
             "Ihre Nachricht konnte nicht zugestellt werden:\n\nana@example.org\n"
             "Benutzer unbekannt\n",
             "ana@example.org - - hard"},
        Case{"French", kPostmaster,
             "Votre message n'a pas pu être remis.\n\nDestinataire : ana@example.org\n"
             "Utilisateur inconnu\n",
             "ana@example.org - - hard"},
        Case{"Italian", "From: postmaster@example.it\nSubject: Recapito non riuscito\n",
             "Impossibile recapitare il messaggio a:\n\nana@example.org\nCasella piena\n",
             "ana@example.org - - soft"},
        Case{"Japanese", kDaemon,
             "次のあて先へのメッセージはエラーのため送信できませんでした。\n\n"
             "<ana@example.org>\nホスト mx.example.org: 550 5.1.1 User unknown\n",
             "ana@example.org 5.1.1 550 hard"},
        Case{"AnyLanguageWithTheMail", kDaemon,
             "Ní féidir an teachtaireacht a sheachadadh:\n\nana@example.org\n\n"
             "----- Original message -----\n\nTo: ana@example.org\nSubject: Hello\n",
             "ana@example.org - - soft"}),
    name_of);

constexpr const char* kDsnHead =
    "From: MAILER-DAEMON@mx.example.net\nSubject: Report\nContent-Type: multipart/report; "
    "report-type=delivery-status; boundary=b\n";

INSTANTIATE_TEST_SUITE_P(
    Standard, BounceDialect,
    testing::Values(
        Case{"ScatteredFields", kDsnHead,
             "--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns;mx\n\n"
             "Final-Recipient: rfc822;ana@example.org\n\nAction: failed\n\nStatus: 5.1.1\n\n--b--",
             "ana@example.org 5.1.1 - hard"},
        Case{"OddAction", kDsnHead,
             "--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns;mx\n\n"
             "Final-Recipient: rfc822;ana@example.org\nAction: expired\nStatus: 4.4.7\n\n--b--",
             "ana@example.org 4.4.7 - soft"},
        Case{"ExpandedOnly", kDsnHead,
             "--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns;mx\n\n"
             "Final-Recipient: rfc822;list@example.org\nAction: expanded (to multi-recipient "
             "alias)\nStatus: 2.0.0\n\n--b--",
             ""},
        Case{"BehindExpiry", kDsnHead,
             "--b\nContent-Type: text/plain\n\nDelivery has failed to these recipients:\n\n"
             "ana@example.org\nRemote Server returned '550 4.4.7 QUEUE.Expired; message expired'\n"
             "Remote Server returned '441 4.4.1 Failed to connect.'\n\n"
             "--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns;mx\n\n"
             "Final-Recipient: rfc822;ana@example.org\nAction: failed\nStatus: 4.4.7\n"
             "Diagnostic-Code: smtp;550 4.4.7 QUEUE.Expired; message expired\n\n--b--",
             "ana@example.org 4.4.1 550 soft"},
        Case{"WeakStatusGivesWay", kDsnHead,
             "--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns;mx\n\n"
             "Final-Recipient: rfc822;ana@example.org\nAction: failed\nStatus: 5.3.0\n"
             "Diagnostic-Code: smtp;553 5.1.1 <ana@example.org> no such user\n\n--b--",
             "ana@example.org 5.1.1 553 hard"},
        Case{"PowerMtaCategories", kDsnHead,
             "--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns;mx\n\n"
             "Final-Recipient: rfc822;ana@example.org\nAction: failed\nStatus: 5.0.0\n"
             "Diagnostic-Code: smtp;550 no such user\nX-PowerMTA-BounceCategory: bad-mailbox\n\n"
             "Final-Recipient: rfc822;bob@example.org\nAction: failed\nStatus: 5.1.1\n"
             "X-PowerMTA-BounceCategory: quota-issues\n\n--b--",
             "ana@example.org 5.0.0 550 hard; bob@example.org 5.1.1 - soft"},
        Case{"PipeAsRecipient", kDsnHead,
             "--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns;mx\n\n"
             "Final-Recipient: rfc822;|/usr/bin/filter ana@example.org /srv/x\n"
             "Action: failed\nStatus: 5.0.0\n\n--b--",
             "ana@example.org 5.0.0 - soft"},
        Case{"DnsName", kDsnHead,
             "--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns;mx\n\n"
             "Original-Recipient: rfc822;ana@example.org\nFinal-Recipient: rfc822;ana\n"
             "Action: failed\nStatus: 5.1.1\n\n--b--",
             "ana@example.org 5.1.1 - hard"}),
    name_of);

INSTANTIATE_TEST_SUITE_P(
    NotABounce, BounceDialect,
    testing::Values(
        Case{"PersonQuotes", "From: Bob <bob@example.com>\nSubject: Undelivered mail?\n",
             "Look what I got:\n\n> <ana@example.org>: 550 5.1.1 User unknown\n", ""},
        Case{"PostmasterAnswers", "From: postmaster@example.com\nSubject: Re: Undelivered mail\n",
             "Please try again, it was our fault.\n\n> could not be delivered\n"
             "> <ana@example.org>: 550 5.1.1 User unknown\n",
             ""},
        Case{"VacationAboutABounce",
             "From: Bob <bob@example.com>\nReturn-Path: <>\n"
             "Subject: Automatic reply: Undelivered mail\nAuto-Submitted: auto-replied\n",
             "I am away. Your message could not be delivered to me.\n", ""},
        Case{"Challenge",
             "From: noreply@filter.example\nReturn-Path: <>\n"
             "Subject: Please confirm your message\n",
             "Your message to ana@example.org has not been delivered yet. Click to confirm.\n", ""},
        Case{"Moderation",
             "From: list-bounces@example.org\nReturn-Path: <>\n"
             "Subject: Your message to list awaits moderator approval\n",
             "Your mail to 'list@example.org' is being held: not a member.\n", ""},
        Case{"Newsletter", "From: noreply@shop.example\nSubject: Your parcel\n",
             "Your parcel could not be delivered to your address.\n", ""},
        Case{"PostmasterNews", "From: postmaster@example.net\nSubject: Maintenance\n",
             "Mail was rejected for an hour on Sunday. Sorry. Questions: help@example.net\n", ""},
        Case{"Receipt",
             "From: ana@example.org\nSubject: Read: Hello\nContent-Type: "
             "multipart/report; report-type=disposition-notification; boundary=b\n",
             "--b\nContent-Type: message/disposition-notification\n\n"
             "Final-Recipient: rfc822;ana@example.org\n"
             "Disposition: manual-action/MDN-sent-manually; displayed\n\n--b--",
             ""}),
    name_of);

struct FeedbackCase {
    const char* name;
    const char* raw;
    FeedbackKind kind;
    const char* recipient;
};

TEST(Feedback, Bnc7WithoutTheStandardForm) {
    for (const FeedbackCase& c : std::to_array<FeedbackCase>({
             {"Junk mail reporting",
              "From: staff@hotmail.com\nSubject: complaint about message from 192.0.2.7\n"
              "Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: message/rfc822\n\n"
              "X-HmXmrOriginalRecipient: ana@example.org\nTo: x@example.org\n\nHi\n--b--\n",
              FeedbackKind::abuse, "ana@example.org"},
             {"Unlabelled fields",
              "From: fbl@example.org\nContent-Type: multipart/report; report-type=feedback-report; "
              "boundary=b\n\n--b\nContent-Type: text/plain\n\nA complaint.\n--b\n"
              "Content-Type: text/plain\n\nFeedback-Type: abuse\nVersion: 1\n"
              "Original-Rcpt-To: ana@example.org\n--b--\n",
              FeedbackKind::abuse, "ana@example.org"},
             {"Notification",
              "From: no-reply@sns.amazonaws.com\n\n{\"notificationType\": \"Complaint\","
              "\"complaint\":{\"complainedRecipients\":[{\"emailAddress\":\"ana@example.org\"}]}}",
              FeedbackKind::abuse, "ana@example.org"},
             {"A person complains",
              "From: ana@example.org\nSubject: complaint\n\nFeedback-Type: abuse\n",
              FeedbackKind::none, ""},
         })) {
        const Feedback feedback = judge_feedback(mime::parse(c.raw));
        EXPECT_EQ(feedback.kind, c.kind) << c.name;
        EXPECT_EQ(feedback.recipient, c.recipient) << c.name;
    }
}

}  // namespace
}  // namespace postroom::guard
