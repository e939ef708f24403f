// The server machine: verbs, limits, pipelining, LMTP; the same result however the bytes are cut.
#include "smtp/server.hpp"

#include <gtest/gtest.h>

#include <functional>

namespace postroom::smtp {
namespace {

/// Owner of a session in memory: takes every mail, knows every address but "nobody@".
struct Desk {
    explicit Desk(ServerOptions options = {}) : server(std::move(options)) {
        server.greet();
        pump();
    }

    void pump() {
        for (;;) {
            switch (server.next()) {
                case ServerEvent::recipient_asked:
                    server.answer_recipient(server.asked_recipient().starts_with("nobody@")
                                                ? Reply{550, "5.1.1", "unknown"}
                                                : Reply{250, "2.1.5", "ok"});
                    break;
                case ServerEvent::content_asked:
                    server.accept_content(prefix);
                    break;
                case ServerEvent::mail_complete:
                    mails.push_back(server.take_mail());
                    server.answer_mail(final_reply);
                    break;
                case ServerEvent::start_tls:
                    server.tls_started();
                    break;
                case ServerEvent::delay:
                    ++delays;
                    break;
                case ServerEvent::closed:
                    closed = true;
                    return;
                case ServerEvent::need_input:
                    return;
            }
        }
    }

    /// The codes of the replies to `bytes`, such as "250 354".
    std::string say(std::string_view bytes, std::size_t step = 1 << 20) {
        server.output().clear();
        for (std::size_t at = 0; at < bytes.size() && !closed; at += step) {
            server.receive(bytes.substr(at, step));
            pump();
        }
        return codes();
    }

    std::string codes() const {
        std::string out;
        std::string_view rest = const_cast<Server&>(server).output();
        while (!rest.empty()) {
            if (rest[3] == ' ') {
                out += (out.empty() ? "" : " ") + std::string(rest.substr(0, 3));
            }
            rest.remove_prefix(rest.find("\r\n") + 2);
        }
        return out;
    }

    Server server;
    std::vector<IncomingMail> mails;
    Reply final_reply{250, "2.0.0", "kept"};
    std::string prefix;
    int delays = 0;
    bool closed = false;
};

TEST(Server, OneReplyForEachCommand) {
    struct Case {
        std::string_view before, command, codes;
    };
    const Case cases[] = {
        {"", "EHLO client.example\r\n", "250"},
        {"", "HELO client.example\r\n", "250"},
        {"", "EHLO\r\n", "501"},
        {"", "LHLO client.example\r\n", "500"},
        {"", "MAIL FROM:<a@example.org>\r\n", "503"},
        {"", "NOOP\r\n", "250"},
        {"", "noop x\r\n", "250"},
        {"", "HELP\r\n", "214"},
        {"", "VRFY ana\r\n", "252"},
        {"", "EXPN list\r\n", "502"},
        {"", "ETRN x\r\n", "500"},
        {"", "\r\n", "500"},
        {"", "QUIT\r\n", "221"},
        {"", "RSET\r\n", "250"},
        {"", "STARTTLS\r\n", "502"},
        {"", "NO\rOP\r\n", "500"},
        {"", "NOOP\n", "250"},
        {"EHLO c\r\n", "MAIL FROM:<a@example.org>\r\n", "250"},
        {"EHLO c\r\n", "mail from: <a@example.org>\r\n", "250"},
        {"EHLO c\r\n", "MAIL FROM:a@example.org\r\n", "250"},
        {"EHLO c\r\n", "MAIL FROM:<>\r\n", "250"},
        {"EHLO c\r\n", "MAIL FROM:<@relay.example:a@example.org>\r\n", "250"},
        {"EHLO c\r\n", "MAIL FROM:<\"a b>c\"@example.org>\r\n", "250"},
        {"EHLO c\r\n", "MAIL FROM:<a@example.org> SIZE=1000 BODY=8BITMIME SMTPUTF8\r\n", "250"},
        {"EHLO c\r\n", "MAIL FROM:<\xc3\xa4@example.org> SMTPUTF8\r\n", "250"},
        {"EHLO c\r\n", "MAIL FROM:<\xc3\xa4@example.org>\r\n", "553"},
        {"EHLO c\r\n", "MAIL FROM:<\xff@example.org> SMTPUTF8\r\n", "501"},
        {"EHLO c\r\n", "MAIL FROM:<a@example.org> SIZE=99999999999\r\n", "552"},
        {"EHLO c\r\n", "MAIL FROM:<a@example.org> SIZE=x\r\n", "501"},
        {"EHLO c\r\n", "MAIL FROM:<a@example.org> BODY=BINARYMIME\r\n", "501"},
        {"EHLO c\r\n", "MAIL FROM:<a@example.org> RET=FULL\r\n", "555"},
        {"HELO c\r\n", "MAIL FROM:<a@example.org> SIZE=10\r\n", "555"},
        {"EHLO c\r\n", "MAIL FROM:<a@example.org\r\n", "501"},
        {"EHLO c\r\n", "MAIL FROM:<a>\r\n", "501"},
        {"EHLO c\r\n", "MAIL FROM:<a@>\r\n", "501"},
        {"EHLO c\r\n", "MAIL FROM:<a b@example.org>\r\n", "501"},
        {"EHLO c\r\n", "MAIL\r\n", "501"},
        {"EHLO c\r\n", "RCPT TO:<a@example.org>\r\n", "503"},
        {"EHLO c\r\n", "DATA\r\n", "503"},
        {"EHLO c\r\nMAIL FROM:<>\r\n", "MAIL FROM:<>\r\n", "503"},
        {"EHLO c\r\nMAIL FROM:<>\r\n", "RCPT TO:<a@example.org>\r\n", "250"},
        {"EHLO c\r\nMAIL FROM:<>\r\n", "RCPT TO:<Postmaster>\r\n", "250"},
        {"EHLO c\r\nMAIL FROM:<>\r\n", "RCPT TO:<nobody@example.org>\r\n", "550"},
        {"EHLO c\r\nMAIL FROM:<>\r\n", "RCPT TO:<>\r\n", "501"},
        {"EHLO c\r\nMAIL FROM:<>\r\n", "RCPT TO:<a@example.org> NOTIFY=NEVER\r\n", "555"},
        {"EHLO c\r\nMAIL FROM:<>\r\n", "DATA\r\n", "503"},
        {"EHLO c\r\nMAIL FROM:<>\r\nRCPT TO:<a@example.org>\r\n", "DATA\r\n", "354"},
        {"EHLO c\r\nMAIL FROM:<>\r\nRCPT TO:<a@example.org>\r\nRSET\r\n", "DATA\r\n", "503"},
        {"EHLO c\r\nMAIL FROM:<>\r\nEHLO c\r\n", "RCPT TO:<a@example.org>\r\n", "503"},
    };
    for (const Case& c : cases) {
        for (const std::size_t step : {std::size_t{1}, std::size_t{1} << 20}) {
            Desk desk;
            desk.say(c.before);
            EXPECT_EQ(desk.say(c.command, step), c.codes) << c.before << c.command;
        }
    }
}

TEST(Server, OffersWhatItSupports) {
    Desk desk({.host_name = "desk.example", .offer_starttls = true});
    desk.say("EHLO c\r\n");
    EXPECT_EQ(desk.server.output(),
              "250-desk.example\r\n250-PIPELINING\r\n250-SIZE "
              "36700160\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n"
              "250-STARTTLS\r\n250 ENHANCEDSTATUSCODES\r\n");
    EXPECT_EQ(desk.say("STARTTLS\r\n"), "220");
    EXPECT_TRUE(desk.server.is_tls());
    EXPECT_EQ(desk.say("MAIL FROM:<>\r\n"), "503") << "EHLO must be repeated";
    desk.say("EHLO c\r\n");
    EXPECT_EQ(desk.server.output().find("STARTTLS"), std::string::npos);
}

TEST(Server, PipelinedMailsArriveWholeHoweverTheBytesAreCut) {
    const std::string envelope =
        "MAIL FROM:<a@example.org>\r\nRCPT TO:<b@desk.example>\r\nRCPT "
        "TO:<nobody@x.example>\r\nDATA\r\n";
    const std::string text = "Subject: x\r\n\r\n..one\r\n.\r\n";
    for (const std::size_t step : {std::size_t{1}, std::size_t{7}, std::size_t{1} << 20}) {
        Desk desk;
        desk.prefix = "Received: by us\r\n";
        EXPECT_EQ(desk.say("EHLO client.example\r\n", step), "250");
        EXPECT_EQ(desk.say(envelope, step), "250 250 550 354");
        // The next mail's envelope may follow the final dot at once. (RFC 2920)
        EXPECT_EQ(desk.say(text + envelope, step), "250 250 250 550 354");
        EXPECT_EQ(desk.say(text + "QUIT\r\n", step), "250 221");
        ASSERT_EQ(desk.mails.size(), 2U);
        for (const IncomingMail& mail : desk.mails) {
            EXPECT_EQ(mail.content, "Received: by us\r\nSubject: x\r\n\r\n.one\r\n");
            EXPECT_EQ(mail.envelope.sender, "a@example.org");
            EXPECT_EQ(mail.envelope.recipients, std::vector<std::string>{"b@desk.example"});
            EXPECT_EQ(mail.envelope.client_name, "client.example");
            EXPECT_FALSE(mail.has_bare_newline);
        }
        EXPECT_TRUE(desk.closed);
        EXPECT_EQ(desk.server.mails_accepted(), 2U);
    }
}

TEST(Server, KeepsPipelinedInputWhileTheOwnerThinks) {
    Server server({});
    server.greet();
    server.receive("EHLO c\r\nMAIL FROM:<>\r\nRCPT TO:<a@x.example>\r\nRCPT TO:<b@x.example>\r\n");
    ASSERT_EQ(server.next(), ServerEvent::recipient_asked);
    EXPECT_EQ(server.asked_recipient(), "a@x.example");
    server.receive("NOOP\r\n");
    ASSERT_EQ(server.next(), ServerEvent::recipient_asked);
    EXPECT_EQ(server.asked_recipient(), "a@x.example") << "the same question until it is answered";
    server.answer_recipient({451, "4.3.0", "later"});
    ASSERT_EQ(server.next(), ServerEvent::recipient_asked);
    EXPECT_EQ(server.asked_recipient(), "b@x.example");
    server.answer_recipient({250, "2.1.5", "ok"});
    server.output().clear();
    EXPECT_EQ(server.next(), ServerEvent::need_input);
    EXPECT_EQ(server.output(), "250 2.0.0 OK\r\n");
}

/// SRV-2: what comes before its answer could be known never runs as commands.
TEST(Server, SRV2_EarlyInputEndsTheSession) {
    Desk data;
    data.say("EHLO c\r\nMAIL FROM:<>\r\nRCPT TO:<a@x.example>\r\n");
    EXPECT_EQ(data.say("DATA\r\nSubject: early\r\n.\r\n"), "554");
    EXPECT_TRUE(data.closed && data.mails.empty());

    Desk tls({.offer_starttls = true});
    tls.say("EHLO c\r\n");
    EXPECT_EQ(tls.say("STARTTLS\r\nMAIL FROM:<evil@x.example>\r\n"), "554");
    EXPECT_TRUE(tls.closed);

    Server talker({});
    talker.receive("EHLO c\r\n");
    talker.greet();
    EXPECT_EQ(talker.next(), ServerEvent::closed);
    EXPECT_TRUE(talker.output().starts_with("554 "));
}

TEST(Server, SRV5_LimitsOfASession) {
    const auto repeat = [](std::string_view text, int times) {
        std::string out;
        for (int i = 0; i < times; ++i) {
            out += text;
        }
        return out;
    };
    {
        Desk desk;
        desk.say("EHLO c\r\nMAIL FROM:<>\r\n" + repeat("RCPT TO:<a@x.example>\r\n", 50));
        EXPECT_EQ(desk.say("RCPT TO:<a@x.example>\r\nDATA\r\n"), "452 354");
        EXPECT_NE(desk.server.output().find("452 4.5.3"), std::string::npos);
    }
    {
        Desk desk;
        desk.say("EHLO c\r\nMAIL FROM:<>\r\n" + repeat("RCPT TO:<nobody@x.example>\r\n", 9));
        EXPECT_FALSE(desk.closed);
        EXPECT_EQ(desk.say("RCPT TO:<nobody@x.example>\r\n"), "550 421");
        EXPECT_TRUE(desk.closed);
    }
    {
        Desk desk;
        desk.say(repeat("BAD\r\n", 9));
        EXPECT_EQ(desk.delays, 0);
        desk.say(repeat("BAD\r\n", 10));
        EXPECT_EQ(desk.delays, 10);
        EXPECT_EQ(desk.say("BAD\r\n"), "500 421");
        EXPECT_TRUE(desk.closed);
    }
    {
        Desk desk;
        desk.say(repeat("NOOP\r\n", 100));
        EXPECT_FALSE(desk.closed);
        EXPECT_EQ(desk.say("NOOP\r\n"), "250 421");
    }
    {
        Desk desk({.mails_max = 2});
        desk.say("EHLO c\r\n");
        for (int i = 0; i < 2; ++i) {
            desk.say("MAIL FROM:<>\r\nRCPT TO:<a@x.example>\r\nDATA\r\n");
            EXPECT_EQ(desk.say("x\r\n.\r\n"), "250");
        }
        EXPECT_EQ(desk.say("MAIL FROM:<>\r\n"), "421");
    }
}

TEST(Server, LongCommandLinesAreSwallowed) {
    for (const std::size_t step : {std::size_t{1}, std::size_t{100}, std::size_t{1} << 20}) {
        Desk desk;
        EXPECT_EQ(desk.say("NOOP " + std::string(1018, 'x') + "\r\n", step), "250");
        EXPECT_EQ(desk.say("NOOP " + std::string(2000, 'x') + "\r\nNOOP\r\n", step), "500 250");
        desk.say(std::string(70'000, 'x'), step);
        EXPECT_TRUE(desk.closed) << "a line without end is not listened to for ever";
    }
}

TEST(Server, OversizedMailIsRefusedAndTheSessionGoesOn) {
    Desk desk({.mail_bytes_max = 100});
    desk.say("EHLO c\r\nMAIL FROM:<> SIZE=100\r\nRCPT TO:<a@x.example>\r\nDATA\r\n");
    EXPECT_EQ(desk.say(std::string(99, 'x') + "\r\n.\r\n"), "552");
    EXPECT_TRUE(desk.mails.empty());
    EXPECT_EQ(desk.say("MAIL FROM:<> SIZE=101\r\n"), "552");
    EXPECT_EQ(desk.say("MAIL FROM:<> SIZE=100\r\nRCPT TO:<a@x.example>\r\nDATA\r\n"),
              "250 250 354");
    EXPECT_EQ(desk.say(std::string(98, 'x') + "\r\n.\r\n"), "250");
    EXPECT_EQ(desk.mails.size(), 1U);
}

TEST(Server, SRV1_BareNewlinesAreFlaggedOrRejected) {
    const std::string_view text = "a\n.\nMAIL FROM:<evil@x.example>\r\n.\r\n";
    Desk lenient;
    lenient.say("EHLO c\r\nMAIL FROM:<>\r\nRCPT TO:<a@x.example>\r\nDATA\r\n");
    EXPECT_EQ(lenient.say(text), "250");
    ASSERT_EQ(lenient.mails.size(), 1U);
    EXPECT_TRUE(lenient.mails[0].has_bare_newline);
    EXPECT_EQ(lenient.mails[0].content, "a\n.\nMAIL FROM:<evil@x.example>\r\n");

    Desk strict({.bare_newlines = BareNewlines::reject});
    strict.say("EHLO c\r\nMAIL FROM:<>\r\nRCPT TO:<a@x.example>\r\nDATA\r\n");
    EXPECT_EQ(strict.say(text), "550");
    EXPECT_TRUE(strict.mails.empty());
    EXPECT_EQ(strict.say("NOOP\n"), "500");
}

TEST(Server, LMTP_OneReplyForEachRecipient) {
    Server server({.protocol = Protocol::lmtp});
    server.greet();
    server.receive(
        "EHLO c\r\nLHLO c\r\nMAIL FROM:<>\r\nRCPT TO:<a@x.example>\r\nRCPT "
        "TO:<b@x.example>\r\nDATA\r\n");
    for (int i = 0; i < 2; ++i) {
        ASSERT_EQ(server.next(), ServerEvent::recipient_asked);
        server.answer_recipient({250, "2.1.5", "ok"});
    }
    ASSERT_EQ(server.next(), ServerEvent::content_asked);
    EXPECT_TRUE(server.output().find("500 5.5.1") != std::string::npos) << "EHLO is not LMTP";
    server.accept_content("");
    ASSERT_EQ(server.next(), ServerEvent::need_input);
    server.receive("x\r\n.\r\n");
    ASSERT_EQ(server.next(), ServerEvent::mail_complete);
    EXPECT_EQ(server.take_mail().envelope.recipients.size(), 2U);
    server.output().clear();
    server.answer_mail(std::vector<Reply>{{250, "2.0.0", "kept"}, {451, "4.3.0", "later"}});
    EXPECT_EQ(server.output(), "250 2.0.0 kept\r\n451 4.3.0 later\r\n");
    EXPECT_TRUE(server.is_idle());
}

TEST(Server, RefusalAtDataKeepsTheSession) {
    Server server({});
    server.greet();
    server.receive("EHLO c\r\nMAIL FROM:<>\r\nRCPT TO:<a@x.example>\r\nDATA\r\n");
    ASSERT_EQ(server.next(), ServerEvent::recipient_asked);
    server.answer_recipient({250, "2.1.5", "ok"});
    ASSERT_EQ(server.next(), ServerEvent::content_asked);
    server.refuse_content({452, "4.3.1", "full"});
    EXPECT_EQ(server.next(), ServerEvent::need_input);
    EXPECT_TRUE(server.is_idle());
    server.close_with({421, "4.3.2", "stopping"});
    EXPECT_EQ(server.next(), ServerEvent::closed);
}

}  // namespace
}  // namespace postroom::smtp
