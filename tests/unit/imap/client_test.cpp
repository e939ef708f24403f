// The client machine against scripted servers, all in memory.
#include "imap/client.hpp"

#include <gtest/gtest.h>

#include "core/encoding.hpp"

namespace postroom::imap {
namespace {

ClientOptions in_clear(Credentials credentials = {"ana", "se\"cret", ""}) {
    return {
        .starttls = false, .auth_in_clear_allowed = true, .credentials = std::move(credentials)};
}

/// Feeds what a server says; answers what the client wrote in between.
struct Script {
    explicit Script(ClientOptions options = in_clear()) : client(std::move(options)) {}

    ClientEvent hear(std::string_view bytes) {
        client.output().clear();
        client.receive(bytes);
        return client.next();
    }
    void sign_in() {
        hear("* OK hello\r\n");
        hear("* CAPABILITY IMAP4rev1 IDLE UIDPLUS MOVE\r\nP1 OK done\r\n");
        ASSERT_EQ(hear("P2 OK [CAPABILITY IMAP4rev1 IDLE UIDPLUS] in\r\n"), ClientEvent::ready);
        client.output().clear();
    }
    std::string_view said() { return client.output(); }

    Client client;
};

TEST(Client, SignsInWithLoginWhenNothingBetterIsOffered) {
    Script script;
    EXPECT_EQ(script.client.next(), ClientEvent::need_input);
    EXPECT_EQ(script.hear("* OK hello\r\n"), ClientEvent::need_input);
    EXPECT_EQ(script.said(), "P1 CAPABILITY\r\n");
    script.hear("* CAPABILITY IMAP4rev1\r\nP1 OK done\r\n");
    EXPECT_EQ(script.said(), "P2 LOGIN \"ana\" \"se\\\"cret\"\r\n");
    script.hear("P2 OK in\r\n");
    EXPECT_EQ(script.said(), "P3 CAPABILITY\r\n");
    EXPECT_EQ(script.hear("* CAPABILITY IMAP4rev1 idle\r\nP3 OK done\r\n"), ClientEvent::ready);
    EXPECT_TRUE(script.client.has("IDLE")) << "capabilities after signing in count";
}

TEST(Client, PlainWithAndWithoutInitialResponse) {
    Script at_once;
    at_once.hear("* OK hello\r\n");
    at_once.hear("* CAPABILITY IMAP4rev1 AUTH=PLAIN SASL-IR\r\nP1 OK done\r\n");
    const std::string secret = base64_encode(std::string("\0ana\0se\"cret", 12));
    EXPECT_EQ(at_once.said(), "P2 AUTHENTICATE PLAIN " + secret + "\r\n");

    Script asked;
    asked.hear("* OK hello\r\n");
    asked.hear("* CAPABILITY IMAP4rev1 AUTH=PLAIN\r\nP1 OK done\r\n");
    EXPECT_EQ(asked.said(), "P2 AUTHENTICATE PLAIN\r\n");
    asked.hear("+ \r\n");
    EXPECT_EQ(asked.said(), secret + "\r\n");
}

TEST(Client, TokenRefusedNeedsAnEmptyLineBeforeTheAnswer) {
    Script script(in_clear({"ana@example.org", "", "t0ken"}));
    script.hear("* OK hello\r\n");
    script.hear("* CAPABILITY IMAP4rev1 AUTH=PLAIN AUTH=XOAUTH2 SASL-IR\r\nP1 OK done\r\n");
    EXPECT_EQ(script.said(), "P2 AUTHENTICATE XOAUTH2 " +
                                 base64_encode("user=ana@example.org\x01"
                                               "auth=Bearer t0ken\x01\x01") +
                                 "\r\n");
    EXPECT_EQ(script.hear("+ eyJzdGF0dXMiOiI0MDEifQ==\r\n"), ClientEvent::need_input);
    EXPECT_EQ(script.said(), "\r\n");
    EXPECT_EQ(script.hear("P2 NO [AUTHENTICATIONFAILED] no\r\n"), ClientEvent::failed);
    EXPECT_TRUE(is_auth_refused(script.client.failure()));
    EXPECT_EQ(script.client.failure().code, "AUTHENTICATIONFAILED");
}

TEST(Client, AServerThatIsBusyDoesNotRefuseThePassword) {
    Script script;
    script.hear("* OK hello\r\n");
    script.hear("* CAPABILITY IMAP4rev1\r\nP1 OK done\r\n");
    EXPECT_EQ(script.hear("P2 NO [UNAVAILABLE] try later\r\n"), ClientEvent::failed);
    EXPECT_FALSE(is_auth_refused(script.client.failure()));
    EXPECT_TRUE(script.client.failure().is_temporary);
}

TEST(Client, NoSecretLeavesInTheClear) {
    Script script({.starttls = false, .credentials = {"ana", "secret", ""}});
    script.hear("* OK hello\r\n");
    EXPECT_EQ(script.hear("* CAPABILITY IMAP4rev1 AUTH=PLAIN\r\nP1 OK done\r\n"),
              ClientEvent::failed);
    EXPECT_EQ(script.client.failure().cause, Cause::tls);
    EXPECT_EQ(script.said(), "");
}

TEST(Client, WhatCameBeforeTheHandshakeIsForgotten) {
    Script script({.starttls = true, .credentials = {"ana", "secret", ""}});
    script.hear("* OK hello\r\n");
    script.hear("* CAPABILITY IMAP4rev1 STARTTLS AUTH=PLAIN\r\nP1 OK done\r\n");
    EXPECT_EQ(script.said(), "P2 STARTTLS\r\n");
    EXPECT_EQ(script.hear("P2 OK go\r\n* CAPABILITY IMAP4rev1 LOGINDISABLED\r\nP3 OK injected\r\n"),
              ClientEvent::start_tls);
    script.client.output().clear();
    script.client.tls_started();
    EXPECT_EQ(script.client.next(), ClientEvent::need_input);
    EXPECT_EQ(script.said(), "P3 CAPABILITY\r\n");
    script.hear("* CAPABILITY IMAP4rev1\r\nP3 OK done\r\n");
    EXPECT_EQ(script.said(), "P4 LOGIN \"ana\" \"secret\"\r\n");
}

TEST(Client, StartTlsIsRequiredAndPreauthRefused) {
    Script without({.starttls = true, .credentials = {"ana", "secret", ""}});
    without.hear("* OK hello\r\n");
    EXPECT_EQ(without.hear("* CAPABILITY IMAP4rev1 AUTH=PLAIN\r\nP1 OK done\r\n"),
              ClientEvent::failed);
    EXPECT_EQ(without.client.failure().stage, Stage::starttls);
    EXPECT_EQ(without.client.failure().cause, Cause::tls);

    Script preauth({.starttls = true, .credentials = {"ana", "secret", ""}});
    EXPECT_EQ(preauth.hear("* PREAUTH welcome\r\n"), ClientEvent::failed);
    EXPECT_EQ(preauth.client.failure().cause, Cause::protocol);
}

TEST(Client, SelectTellsWhereTheMailboxStands) {
    Script script;
    script.sign_in();
    script.client.select("INBOX");
    EXPECT_EQ(script.said(), "P3 SELECT \"INBOX\"\r\n");
    EXPECT_EQ(script.hear("* FLAGS (\\Seen)\r\n* 3 EXISTS\r\n* 0 RECENT\r\n"
                          "* OK [UIDVALIDITY 3857529045] ok\r\n* OK [UIDNEXT 8] ok\r\n"
                          "P3 OK [READ-WRITE] done\r\n"),
              ClientEvent::answer);
    EXPECT_TRUE(script.client.take_answer().is_ok);
    EXPECT_EQ(script.client.selected().uid_validity, 3857529045U);
    EXPECT_EQ(script.client.selected().uid_next, 8U);
    EXPECT_EQ(script.client.selected().exists, 3U);
    EXPECT_EQ(script.client.next(), ClientEvent::ready);
}

TEST(Client, SelectRefusedThoughSignedIn) {
    Script script;
    script.sign_in();
    script.client.select("INBOX");
    EXPECT_EQ(script.hear("P3 BAD User is authenticated but not connected.\r\n"),
              ClientEvent::answer);
    const Answer answer = script.client.take_answer();
    EXPECT_FALSE(answer.is_ok);
    EXPECT_EQ(answer.status.text, "User is authenticated but not connected.");
}

TEST(Client, MailsComeAsLiteralsQuotedStringsOrNothing) {
    Script script;
    script.sign_in();
    script.client.fetch_mails({4, 5, 6, 9});
    EXPECT_EQ(script.said(), "P3 UID FETCH 4:6,9 (UID INTERNALDATE BODY.PEEK[]<0.1048576>)\r\n");
    EXPECT_EQ(script.hear("* 1 FETCH (UID 4 INTERNALDATE \"17-Jul-1996 02:44:25 -0700\" BODY[] "
                          "{11}\r\nP3 OK a\r\n\r\n FLAGS (\\Seen))\r\n"
                          "* 2 FETCH (BODY[] \"a \\\"b\\\"\" UID 5)\r\n"
                          "* 3 FETCH (UID 6 BODY[] NIL)\r\n"
                          "* 4 FETCH (FLAGS (\\Seen))\r\n"
                          "P3 OK done\r\n"),
              ClientEvent::answer);
    const Answer answer = script.client.take_answer();
    ASSERT_EQ(answer.fetched.size(), 3U);
    EXPECT_EQ(answer.fetched[0].uid, 4U);
    EXPECT_EQ(answer.fetched[0].body, "P3 OK a\r\n\r\n") << "a literal is no command's answer";
    EXPECT_EQ(format_rfc3339(*answer.fetched[0].arrived_at), "1996-07-17T09:44:25.000Z");
    EXPECT_EQ(answer.fetched[1].body, "a \"b\"");
    EXPECT_EQ(answer.fetched[2].body, "");
}

TEST(Client, CommandsOfAllKinds) {
    Script script;
    script.sign_in();
    const auto answered = [&](auto begin) {
        begin(script.client);
        const std::string said(script.said());
        const std::string tag = said.substr(0, said.find(' '));
        EXPECT_EQ(script.hear(tag + " OK done\r\n"), ClientEvent::answer);
        EXPECT_TRUE(script.client.take_answer().is_ok);
        return said.substr(said.find(' ') + 1);
    };
    EXPECT_EQ(answered([](Client& c) { c.search({1, 5000}, from_unix_ms(1'795'000'000'000)); }),
              "UID SEARCH UID 1:5000 SINCE 18-Nov-2026\r\n");
    EXPECT_EQ(answered([](Client& c) { c.list_mails({9, 0}); }),
              "UID FETCH 9:* (UID RFC822.SIZE INTERNALDATE)\r\n");
    EXPECT_EQ(answered([](Client& c) { c.fetch_chunk(9, 10, 20); }),
              "UID FETCH 9 (UID INTERNALDATE BODY.PEEK[]<10.20>)\r\n");
    EXPECT_EQ(answered([](Client& c) { c.store_flags({9}, "\\Seen"); }),
              "UID STORE 9 +FLAGS.SILENT (\\Seen)\r\n");
    EXPECT_EQ(answered([](Client& c) { c.move({9, 10}, "Erledigt & weg"); }),
              "UID MOVE 9:10 \"Erledigt &- weg\"\r\n");
    EXPECT_EQ(answered([](Client& c) { c.copy({9}, "Обработано"); }),
              "UID COPY 9 \"&BB4EMQRABDAEMQQ+BEIEMAQ9BD4-\"\r\n");
    EXPECT_EQ(answered([](Client& c) { c.expunge({9}); }), "UID EXPUNGE 9\r\n");
    EXPECT_EQ(answered([](Client& c) { c.noop(); }), "NOOP\r\n");
}

TEST(Client, IdleTellsOfNewMailAndEnds) {
    Script script;
    script.sign_in();
    script.client.idle();
    EXPECT_EQ(script.said(), "P3 IDLE\r\n");
    EXPECT_EQ(script.hear("+ idling\r\n"), ClientEvent::need_input);
    EXPECT_EQ(script.hear("* OK still here\r\n"), ClientEvent::need_input);
    EXPECT_EQ(script.hear("* 4 EXISTS\r\n"), ClientEvent::news);
    script.client.end_idle();
    EXPECT_EQ(script.said(), "DONE\r\n");
    EXPECT_EQ(script.hear("P3 OK idle over\r\n"), ClientEvent::answer);
    EXPECT_TRUE(script.client.take_answer().is_ok);
}

TEST(Client, ServersThatSayTooMuchOrNonsenseEndTheConnection) {
    const auto failure_after = [](std::string_view bytes) {
        Script script;
        script.sign_in();
        script.client.noop();
        EXPECT_EQ(script.hear(bytes), ClientEvent::failed) << bytes.substr(0, 40);
        return script.client.failure();
    };
    EXPECT_EQ(failure_after("* " + std::string(70'000, 'x')).cause, Cause::protocol);
    EXPECT_EQ(failure_after("* 1 FETCH (BODY[] {99999999999}\r\n").cause, Cause::protocol);
    EXPECT_EQ(failure_after("* 1 FETCH " + std::string(100, '(') + "\r\n").cause, Cause::protocol);
    EXPECT_EQ(failure_after("HTTP/1.1 400 Bad Request\r\n").cause, Cause::protocol);
    EXPECT_EQ(failure_after("+ more?\r\n").cause, Cause::protocol);
    std::string flood;
    for (int i = 0; i < 10'001; ++i) {
        flood += "* 1 RECENT\r\n";
    }
    EXPECT_EQ(failure_after(flood).cause, Cause::protocol);
    const Failure bye = failure_after("* BYE Idle\ttoo \x01long\r\n");
    EXPECT_EQ(bye.cause, Cause::closed);
    EXPECT_EQ(bye.text, "Idle too long");
}

/// What a whole session ends in, fed in pieces of `step` bytes.
std::string session_in_steps(std::size_t step) {
    Client client(in_clear());
    std::string said;
    const auto run = [&](std::string_view bytes) {
        ClientEvent event = client.next();
        while (event == ClientEvent::need_input && !bytes.empty()) {
            client.receive(bytes.substr(0, step));
            bytes.remove_prefix(std::min(step, bytes.size()));
            event = client.next();
        }
        said += client.output();
        client.output().clear();
        return event;
    };
    run("* OK [CAPABILITY IMAP4rev1 AUTH=PLAIN] hello\r\n");
    run("* CAPABILITY IMAP4rev1\r\nP1 OK done\r\n");
    EXPECT_EQ(run("P2 OK [CAPABILITY IMAP4rev1 IDLE] in\r\n"), ClientEvent::ready);
    client.select("INBOX");
    EXPECT_EQ(run("* 3 EXISTS\r\n* OK [UIDVALIDITY 7] x\r\n* OK [UIDNEXT 4] x\r\nP3 OK done\r\n"),
              ClientEvent::answer);
    client.take_answer();
    client.fetch_mails({3});
    EXPECT_EQ(run("* 3 FETCH (UID 3 BODY[] {12}\r\n{3}\r\nP4 OK\r\n)\r\nP4 OK done\r\n"),
              ClientEvent::answer);
    const Answer answer = client.take_answer();
    EXPECT_EQ(answer.fetched.size(), 1U);
    for (const auto& mail : answer.fetched) {
        said += std::to_string(mail.uid) + mail.body.value_or("none");
    }
    return said + std::to_string(client.selected().uid_validity);
}

TEST(Client, HoweverTheBytesAreCutTheOutcomeIsTheSame) {
    const std::string whole = session_in_steps(1000);
    for (std::size_t step = 1; step < 60; ++step) {
        EXPECT_EQ(session_in_steps(step), whole) << step;
    }
}

}  // namespace
}  // namespace postroom::imap
