// The client machine against scripted servers and against our own server, all in memory.
#include "smtp/client.hpp"

#include <gtest/gtest.h>

#include "core/encoding.hpp"

namespace postroom::smtp {
namespace {

const std::string kMail = "Subject: x\r\n\r\n.hello\r\n";

ClientOptions in_clear() { return {.helo_name = "us.example", .starttls = StartTls::never}; }

OutgoingMail mail_to(std::vector<std::string> recipients) {
    return {"desk@us.example", std::move(recipients), kMail};
}

/// Feeds `replies` one after the other; answers what the client wrote in between.
struct Script {
    explicit Script(ClientOptions options = in_clear()) : client(std::move(options)) {}

    ClientEvent hear(std::string_view reply) {
        client.output().clear();
        client.receive(reply);
        return client.next();
    }
    void greet(std::string_view extensions =
                   "250-x\r\n250-PIPELINING\r\n250-SIZE 1000\r\n250 8BITMIME\r\n") {
        hear("220 x\r\n");
        ASSERT_EQ(hear(extensions), ClientEvent::ready);
    }
    std::string_view said() { return client.output(); }
    Failure only_failure() {
        MailOutcome outcome = client.take_outcome();
        EXPECT_EQ(outcome.size(), 1U);
        return outcome.at(0).failure.value();
    }

    Client client;
};

TEST(Client, OneMailWithPipelining) {
    Script script;
    EXPECT_EQ(script.client.next(), ClientEvent::need_input);
    EXPECT_EQ(script.client.waiting_for(), Stage::banner);
    EXPECT_EQ(script.hear("220 x ESMTP\r\n"), ClientEvent::need_input);
    EXPECT_EQ(script.said(), "EHLO us.example\r\n");
    EXPECT_EQ(script.hear("250-x\r\n250-PIPELINING\r\n250 SIZE 1000\r\n"), ClientEvent::ready);
    script.client.begin_mail(mail_to({"a@x.example", "b@x.example"}));
    EXPECT_EQ(script.said(),
              "MAIL FROM:<desk@us.example> SIZE=22\r\nRCPT TO:<a@x.example>\r\nRCPT "
              "TO:<b@x.example>\r\nDATA\r\n");
    EXPECT_EQ(script.hear("250 ok\r\n250 ok\r\n550 5.1.1 unknown\r\n354 go\r\n"),
              ClientEvent::ready_for_dot);
    EXPECT_EQ(script.said(), "Subject: x\r\n\r\n..hello\r\n");
    script.client.output().clear();
    script.client.send_dot();
    EXPECT_EQ(script.said(), ".\r\n");
    EXPECT_EQ(script.client.waiting_for(), Stage::dot);
    EXPECT_EQ(script.hear("250 2.0.0 queued as 17\r\n"), ClientEvent::mail_done);
    const MailOutcome outcome = script.client.take_outcome();
    ASSERT_EQ(outcome.size(), 2U);
    EXPECT_TRUE(outcome[0].is_sent());
    EXPECT_EQ(outcome[0].reply.text, "queued as 17");
    ASSERT_TRUE(outcome[1].failure);
    EXPECT_EQ(outcome[1].failure->stage, Stage::rcpt);
    EXPECT_EQ(outcome[1].failure->enhanced, "5.1.1");
    EXPECT_EQ(script.client.next(), ClientEvent::ready);
    script.client.output().clear();
    script.client.begin_mail(mail_to({"a@x.example"}));
    EXPECT_TRUE(script.said().starts_with("MAIL FROM")) << "no RSET after a finished transaction";
}

TEST(Client, WithoutPipeliningOneCommandAtATime) {
    Script script;
    script.greet("250 x\r\n");
    script.client.begin_mail(mail_to({"a@x.example"}));
    EXPECT_EQ(script.said(), "MAIL FROM:<desk@us.example>\r\n");
    script.hear("250 ok\r\n");
    EXPECT_EQ(script.said(), "RCPT TO:<a@x.example>\r\n");
    script.hear("250 ok\r\n");
    EXPECT_EQ(script.said(), "DATA\r\n");
    EXPECT_EQ(script.hear("354 go\r\n"), ClientEvent::ready_for_dot);
}

/// F7: each verb refused, with and without pipelining; the connection stays usable after RSET.
TEST(Client, RefusalsAtEachVerb) {
    struct Case {
        std::string_view extensions;
        std::vector<std::string_view> replies;
        Stage stage;
        int code;
    };
    const std::string_view piped = "250-x\r\n250 PIPELINING\r\n";
    const Case cases[] = {
        {piped, {"451 no\r\n503 x\r\n503 x\r\n"}, Stage::mail, 451},
        {piped, {"250 ok\r\n550 no\r\n503 x\r\n"}, Stage::rcpt, 550},
        {piped, {"250 ok\r\n250 ok\r\n554 no\r\n"}, Stage::data, 554},
        {"250 x\r\n", {"451 no\r\n"}, Stage::mail, 451},
        {"250 x\r\n", {"250 ok\r\n", "452 no\r\n"}, Stage::rcpt, 452},
        {"250 x\r\n", {"250 ok\r\n", "250 ok\r\n", "451 no\r\n"}, Stage::data, 451},
    };
    for (const Case& c : cases) {
        Script script;
        script.greet(c.extensions);
        script.client.begin_mail(mail_to({"a@x.example"}));
        ClientEvent event{};
        for (const auto reply : c.replies) {
            event = script.hear(reply);
        }
        ASSERT_EQ(event, ClientEvent::mail_done);
        const Failure failure = script.only_failure();
        EXPECT_EQ(failure.stage, c.stage);
        EXPECT_EQ(failure.code, c.code);
        EXPECT_FALSE(failure.after_dot);
        EXPECT_EQ(script.client.next(), ClientEvent::ready);
        script.client.output().clear();
        script.client.begin_mail(mail_to({"a@x.example"}));
        EXPECT_TRUE(script.said().starts_with("RSET\r\n"));
    }
}

TEST(Client, TextForNobodyIsEmpty) {
    Script script;
    script.greet();
    script.client.begin_mail(mail_to({"a@x.example"}));
    script.hear("250 ok\r\n550 no\r\n354 odd\r\n");
    EXPECT_EQ(script.said(), ".\r\n");
    EXPECT_EQ(script.hear("554 no recipients\r\n"), ClientEvent::mail_done);
    EXPECT_EQ(script.only_failure().stage, Stage::rcpt);
}

TEST(Client, OUT4_LostBeforeAndAfterTheDot) {
    for (const bool dot_sent : {false, true}) {
        Script script;
        script.greet();
        script.client.begin_mail(mail_to({"a@x.example"}));
        ASSERT_EQ(script.hear("250 ok\r\n250 ok\r\n354 go\r\n"), ClientEvent::ready_for_dot);
        if (dot_sent) {
            script.client.send_dot();
        }
        script.client.fail_connection(Cause::closed, "gone");
        ASSERT_EQ(script.client.next(), ClientEvent::mail_done);
        const Failure failure = script.only_failure();
        EXPECT_EQ(failure.after_dot, dot_sent);
        EXPECT_EQ(failure.stage, dot_sent ? Stage::dot : Stage::content);
        EXPECT_EQ(script.client.next(), ClientEvent::failed);
    }
}

TEST(Client, WithdrawnMailNeverGetsItsDot) {
    Script script;
    script.greet();
    script.client.begin_mail(mail_to({"a@x.example"}));
    script.hear("250 ok\r\n250 ok\r\n354 go\r\n");
    script.client.withdraw("cancelled");
    EXPECT_TRUE(script.said().empty());
    ASSERT_EQ(script.client.next(), ClientEvent::mail_done);
    const Failure failure = script.only_failure();
    EXPECT_EQ(failure.cause, Cause::withdrawn);
    EXPECT_FALSE(failure.after_dot);
    EXPECT_EQ(script.client.next(), ClientEvent::failed);
}

/// OUT-19: a kept connection that died meanwhile costs the mail nothing.
TEST(Client, OUT19_StaleConnectionIsTold) {
    for (const bool by_reply : {false, true}) {
        Script script;
        script.greet();
        script.client.begin_mail(mail_to({"a@x.example"}));
        script.hear("250 ok\r\n250 ok\r\n354 go\r\n");
        script.client.send_dot();
        script.hear("250 ok\r\n");
        script.client.take_outcome();
        script.client.begin_mail(mail_to({"b@x.example"}));
        if (by_reply) {
            script.hear("421 idle for too long\r\n");
        } else {
            script.client.fail_connection(Cause::closed, "gone");
        }
        EXPECT_EQ(script.client.next(), ClientEvent::mail_done);
        EXPECT_TRUE(script.client.is_stale());
    }
    Script fresh;
    fresh.greet();
    fresh.client.begin_mail(mail_to({"a@x.example"}));
    fresh.client.fail_connection(Cause::closed, "gone");
    EXPECT_FALSE(fresh.client.is_stale());
}

TEST(Client, FailuresBeforeTheFirstMail) {
    struct Case {
        std::vector<std::string_view> replies;
        Stage stage;
        Cause cause;
        int code;
    };
    const Case cases[] = {
        {{"554 go away\r\n"}, Stage::banner, Cause::reply, 554},
        {{"421 busy\r\n"}, Stage::banner, Cause::reply, 421},
        {{"hello\r\n"}, Stage::banner, Cause::protocol, 0},
        {{"220 x\r\n", "421 busy\r\n"}, Stage::ehlo, Cause::reply, 421},
        {{"220 x\r\n", "502 what\r\n", "502 what\r\n"}, Stage::ehlo, Cause::reply, 502},
    };
    for (const Case& c : cases) {
        Script script;
        for (const auto reply : c.replies) {
            script.hear(reply);
        }
        ASSERT_EQ(script.client.next(), ClientEvent::failed);
        EXPECT_EQ(script.client.failure().stage, c.stage);
        EXPECT_EQ(script.client.failure().cause, c.cause);
        EXPECT_EQ(script.client.failure().code, c.code);
    }
}

TEST(Client, OldServerGetsHelo) {
    Script script;
    script.hear("220 x\r\n");
    script.hear("500 what\r\n");
    EXPECT_EQ(script.said(), "HELO us.example\r\n");
    EXPECT_EQ(script.hear("250 x\r\n"), ClientEvent::ready);
}

TEST(Client, OUT21_TlsPolicy) {
    const std::string_view offers = "250-x\r\n250 STARTTLS\r\n";
    Script required(ClientOptions{.starttls = StartTls::required});
    required.hear("220 x\r\n");
    EXPECT_EQ(required.hear("250 x\r\n"), ClientEvent::failed);
    EXPECT_EQ(required.client.failure().cause, Cause::tls);

    Script upgraded(ClientOptions{.helo_name = "us.example", .starttls = StartTls::required});
    upgraded.hear("220 x\r\n");
    upgraded.hear(offers);
    EXPECT_EQ(upgraded.said(), "STARTTLS\r\n");
    ASSERT_EQ(upgraded.hear("220 go\r\n250 injected\r\n"), ClientEvent::start_tls);
    upgraded.client.output().clear();
    upgraded.client.tls_started();
    EXPECT_EQ(upgraded.said(), "EHLO us.example\r\n");
    EXPECT_EQ(upgraded.client.next(), ClientEvent::need_input) << "injected bytes are forgotten";
    EXPECT_EQ(upgraded.hear("250 x\r\n"), ClientEvent::ready);

    Script refused(ClientOptions{.starttls = StartTls::required});
    refused.hear("220 x\r\n");
    refused.hear(offers);
    EXPECT_EQ(refused.hear("454 not now\r\n"), ClientEvent::failed);
    EXPECT_EQ(refused.client.failure().stage, Stage::starttls);

    Script maybe(ClientOptions{.starttls = StartTls::opportunistic});
    maybe.hear("220 x\r\n");
    EXPECT_EQ(maybe.hear("250 x\r\n"), ClientEvent::ready);
}

TEST(Client, OUT22_SignsIn) {
    const Credentials password{"ana", "secret", ""};
    const Credentials token{"ana", "", "T"};
    const std::string plain = base64_encode(std::string_view("\0ana\0secret", 11));
    struct Case {
        Credentials credentials;
        std::string_view offered;
        std::vector<std::pair<std::string, std::string>> said_and_answer;
        ClientEvent end;
    };
    const Case cases[] = {
        {password, "LOGIN PLAIN", {{"AUTH PLAIN " + plain, "235 ok"}}, ClientEvent::ready},
        {password,
         "LOGIN",
         {{"AUTH LOGIN", "334 VXNlcm5hbWU6"},
          {base64_encode("ana"), "334 UGFzc3dvcmQ6"},
          {base64_encode("secret"), "235 ok"}},
         ClientEvent::ready},
        {password, "PLAIN", {{"AUTH PLAIN " + plain, "535 5.7.8 no"}}, ClientEvent::failed},
        {token,
         "PLAIN XOAUTH2",
         {{"AUTH XOAUTH2 " + base64_encode("user=ana\x01"
                                           "auth=Bearer T\x01\x01"),
           "334 eyJ9"},
          {"", "535 5.7.8 expired"}},
         ClientEvent::failed},
        {token, "PLAIN", {}, ClientEvent::failed},
        {password, "XOAUTH2", {}, ClientEvent::failed},
    };
    for (const Case& c : cases) {
        Script script(ClientOptions{
            .starttls = StartTls::never, .is_tls = true, .credentials = c.credentials});
        script.hear("220 x\r\n");
        script.hear("250-x\r\n250 AUTH " + std::string(c.offered) + "\r\n");
        for (const auto& [said, answer] : c.said_and_answer) {
            EXPECT_EQ(script.said(), said + "\r\n");
            script.hear(answer + "\r\n");
        }
        EXPECT_EQ(script.client.next(), c.end) << c.offered;
        if (c.end == ClientEvent::failed) {
            EXPECT_EQ(script.client.failure().stage, Stage::auth);
            EXPECT_TRUE(is_auth_permanent(script.client.failure()));
        }
    }
    Script clear(ClientOptions{.starttls = StartTls::never, .credentials = password});
    clear.hear("220 x\r\n");
    EXPECT_EQ(clear.hear("250-x\r\n250 AUTH PLAIN\r\n"), ClientEvent::failed);
    EXPECT_EQ(clear.client.failure().cause, Cause::tls) << "no password before TLS";
    EXPECT_TRUE(clear.said().empty());
}

TEST(Client, OUT23_OUT24_LocalRefusalsAskNobody) {
    struct Case {
        OutgoingMail mail;
        std::string_view enhanced;
    };
    const std::string big(2000, 'x');
    const std::string eight_bit = "\xc3\xa4\r\n";
    const Case cases[] = {
        {{"d@us.example", {"a@x.example>\r\nDATA"}, kMail}, "5.1.3"},
        {{"d@us.example>\r\nRSET", {"a@x.example"}, kMail}, "5.1.3"},
        {{"d@us.example", {"a b@x.example"}, kMail}, "5.1.3"},
        {{"d@us.example", {""}, kMail}, "5.1.3"},
        {{"d@us.example", {"\xc3\xa4@x.example"}, kMail}, "5.6.7"},
        {{"d@us.example", {"a@x.example"}, big}, "5.3.4"},
        {{"d@us.example", {"a@x.example"}, eight_bit}, "5.6.3"},
    };
    for (const Case& c : cases) {
        Script script;
        script.greet("250-x\r\n250-PIPELINING\r\n250 SIZE 1000\r\n");
        script.client.output().clear();
        script.client.begin_mail(c.mail);
        ASSERT_EQ(script.client.next(), ClientEvent::mail_done);
        const Failure failure = script.only_failure();
        EXPECT_EQ(failure.cause, Cause::local);
        EXPECT_EQ(failure.enhanced, c.enhanced);
        EXPECT_TRUE(script.said().empty());
        EXPECT_EQ(script.client.next(), ClientEvent::ready);
    }
    Script supported;
    supported.greet("250-x\r\n250-SMTPUTF8\r\n250 8BITMIME\r\n");
    supported.client.output().clear();
    supported.client.begin_mail({"d@us.example", {"\xc3\xa4@x.example"}, eight_bit});
    EXPECT_EQ(supported.said(), "MAIL FROM:<d@us.example> BODY=8BITMIME SMTPUTF8\r\n");
}

/// Only the header decides: text beyond ASCII needs 8BITMIME alone. (RFC 6531 section 3.4)
TEST(Client, OUT24_AWideHeaderNeedsTheExtension) {
    struct Case {
        std::string_view content, line;
    };
    constexpr Case kCases[] = {
        {"Cc: \xc3\xa4@x.example\r\n\r\nx\r\n",
         "MAIL FROM:<d@us.example> BODY=8BITMIME SMTPUTF8\r\n"},
        {"Cc: a@x.example\r\n\r\n\xc3\xa4\r\n", "MAIL FROM:<d@us.example> BODY=8BITMIME\r\n"},
        {"Cc: a@x.example\r\n\r\nx\r\n", "MAIL FROM:<d@us.example>\r\n"},
    };
    for (const Case& c : kCases) {
        Script script;
        script.greet("250-x\r\n250-SMTPUTF8\r\n250 8BITMIME\r\n");
        script.client.output().clear();
        script.client.begin_mail({"d@us.example", {"a@x.example"}, c.content});
        EXPECT_EQ(script.said(), c.line);
    }
}

/// Client and server of ours, joined in memory, cut into pieces of every size.
TEST(Client, TalksToOurServer) {
    for (const Protocol protocol : {Protocol::smtp, Protocol::lmtp}) {
        for (const std::size_t step : {std::size_t{1}, std::size_t{13}, std::size_t{1} << 16}) {
            Server server({.protocol = protocol});
            Client client({.protocol = protocol, .starttls = StartTls::never});
            std::vector<IncomingMail> mails;
            int sent = 0;
            server.greet();
            const auto carry = [step](std::string& from, auto& to) {
                to.receive(std::string_view(from).substr(0, step));
                from.erase(0, step);
            };
            for (int turn = 0; turn < 100'000 && sent < 3; ++turn) {
                switch (server.next()) {
                    case ServerEvent::recipient_asked:
                        server.answer_recipient({250, "2.1.5", "ok"});
                        break;
                    case ServerEvent::content_asked:
                        server.accept_content("");
                        break;
                    case ServerEvent::mail_complete:
                        mails.push_back(server.take_mail());
                        server.answer_mail(Reply{250, "2.0.0", "kept"});
                        break;
                    default:
                        carry(client.output(), server);
                        break;
                }
                switch (client.next()) {
                    case ClientEvent::ready:
                        client.begin_mail(mail_to({"a@x.example", "b@x.example"}));
                        break;
                    case ClientEvent::ready_for_dot:
                        client.send_dot();
                        break;
                    case ClientEvent::mail_done:
                        for (const RecipientOutcome& outcome : client.take_outcome()) {
                            EXPECT_TRUE(outcome.is_sent());
                        }
                        ++sent;
                        break;
                    default:
                        carry(server.output(), client);
                        break;
                }
            }
            ASSERT_EQ(sent, 3);
            ASSERT_EQ(mails.size(), 3U);
            EXPECT_EQ(mails[2].content, kMail);
            EXPECT_EQ(mails[2].envelope.recipients.size(), 2U);
        }
    }
}

}  // namespace
}  // namespace postroom::smtp
