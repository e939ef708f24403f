// Listeners over real sockets on loopback, with a sink in memory that answers from another thread.
#include "receive/listener.hpp"

#include <gtest/gtest.h>
#include <stdlib.h>
#include <unistd.h>

#include <condition_variable>
#include <filesystem>
#include <fstream>
#include <mutex>

#include "receive/received_field.hpp"
#include "receive/reply_table.hpp"
#include "unit/receive/mail_peer.hpp"

namespace postroom::receive {
namespace {

using test::LoopThread;
using test::MailPeer;

/// Keeps mails; answers on a thread of its own, as the database does.
class MemorySink {
   public:
    Sink sink() {
        return {
            .judge_recipient =
                [this](RecipientQuestion question, std::function<void(Result<void>)> answer) {
                    pool_.submit_task([question = std::move(question), answer = std::move(answer)] {
                        answer(judge(question));
                    });
                },
            .accept =
                [this](ReceivedMail mail, std::function<void(Result<std::string>)> answer) {
                    pool_.submit_task(
                        [this, mail = std::move(mail), answer = std::move(answer)]() mutable {
                            answer_mail(std::move(mail), answer);
                        });
                },
            .refuse_new = [this] { return refusal; },
        };
    }

    std::vector<ReceivedMail> mails() {
        const std::lock_guard lock(mutex_);
        return mails_;
    }

    std::optional<Error> refusal;         ///< loop thread
    std::optional<Error> accept_failure;  ///< set before the mail is sent
    bool answers = true;

   private:
    struct Pool {
        io::WorkPool pool{{.name = "sink", .threads = 1}};
        void submit_task(std::move_only_function<void()> task) {
            ASSERT_TRUE(pool.submit(std::move(task)));
        }
    };

    static Result<void> judge(const RecipientQuestion& question) {
        if (question.address.starts_with("nobody@")) {
            return fail(ErrorKind::not_found, "unknown", "There is no address nobody@ here");
        }
        if (question.address.starts_with("later@")) {
            return fail(ErrorKind::transient, "busy", "");
        }
        return {};
    }

    void answer_mail(ReceivedMail mail, const std::function<void(Result<std::string>)>& answer) {
        if (!answers) {
            return;
        }
        if (accept_failure) {
            return answer(std::unexpected(*accept_failure));
        }
        {
            const std::lock_guard lock(mutex_);
            mails_.push_back(std::move(mail));
        }
        answer("receipt 1");
    }

    std::mutex mutex_;
    std::vector<ReceivedMail> mails_;
    Pool pool_;
};

class ListenerTest : public testing::Test {
   protected:
    void SetUp() override {
        char name[] = "/tmp/postroom-receive-XXXXXX";
        ASSERT_NE(::mkdtemp(name), nullptr);
        directory_ = name;
    }
    void TearDown() override {
        thread_.run([this] { listener_.reset(); });
        std::filesystem::remove_all(directory_);
    }

    std::string start(ListenerOptions options = {}) {
        options.server.host_name = "desk.example";
        return thread_.run([&] {
            auto started =
                Listener::start(thread_.loop, clock_, random_, std::move(options), memory_.sink());
            EXPECT_TRUE(started) << (started ? "" : started.error().reply);
            listener_ = std::move(*started);
            return listener_->address();
        });
    }

    std::string deliver(MailPeer& peer, std::string_view recipient = "support@desk.example") {
        peer.ask("MAIL FROM:<ana@example.org>\r\n");
        peer.ask("RCPT TO:<" + std::string(recipient) + ">\r\n");
        peer.ask("DATA\r\n");
        return peer.ask("Subject: x\r\n\r\nhello\r\n.\r\n");
    }

    /// A self-signed certificate made by the openssl tool.
    std::shared_ptr<io::TlsContext> certificate() {
        const std::string command =
            "openssl req -x509 -newkey rsa:2048 -nodes -days 1 -subj /CN=localhost -keyout " +
            directory_ + "/key.pem -out " + directory_ + "/cert.pem >/dev/null 2>&1";
        EXPECT_EQ(std::system(command.c_str()), 0);
        return io::TlsContext::server(directory_ + "/cert.pem", directory_ + "/key.pem").value();
    }

    std::string directory_;
    SystemClock clock_;
    SystemRandom random_;
    MemorySink memory_;
    LoopThread thread_;
    std::unique_ptr<Listener> listener_;
};

TEST_F(ListenerTest, IN1_MailIsHandedOnWithOurReceivedField) {
    MailPeer peer(start());
    EXPECT_EQ(peer.hear(), "220 desk.example ESMTP Postroom");
    EXPECT_TRUE(
        peer.ask("EHLO client.example\r\n").starts_with("250-desk.example\n250-PIPELINING"));
    const std::string reply = deliver(peer);
    EXPECT_TRUE(reply.starts_with("250 2.0.0 Kept as ")) << reply;
    ASSERT_EQ(memory_.mails().size(), 1U);
    const ReceivedMail mail = memory_.mails()[0];
    EXPECT_EQ(mail.envelope.sender, "ana@example.org");
    EXPECT_EQ(mail.envelope.recipients, std::vector<std::string>{"support@desk.example"});
    EXPECT_EQ(mail.peer_address, "127.0.0.1");
    EXPECT_EQ(mail.bytes.substr(mail.prefix_bytes), "Subject: x\r\n\r\nhello\r\n");
    const std::string field = mail.bytes.substr(0, mail.prefix_bytes);
    EXPECT_TRUE(
        field.starts_with("Received: from client.example ([127.0.0.1])\r\n\tby desk.example "
                          "(Postroom) with ESMTP id " +
                          mail.transaction_id))
        << field;
    EXPECT_NE(reply.find(mail.transaction_id), std::string::npos);
    EXPECT_TRUE(peer.ask("QUIT\r\n").starts_with("221"));
    EXPECT_EQ(peer.hear(), "");
}

TEST_F(ListenerTest, ManyMailsPipelinedOnOneConnection) {
    MailPeer peer(start());
    peer.hear();
    peer.ask("EHLO c\r\n");
    const std::string envelope =
        "MAIL FROM:<ana@example.org>\r\nRCPT TO:<support@desk.example>\r\nRCPT "
        "TO:<nobody@desk.example>\r\nDATA\r\n";
    peer.say(envelope);
    for (int i = 0; i < 50; ++i) {
        EXPECT_TRUE(peer.hear().starts_with("250 2.1.0"));
        EXPECT_TRUE(peer.hear().starts_with("250 2.1.5"));
        EXPECT_EQ(peer.hear(), "550 5.1.1 There is no address nobody@ here");
        EXPECT_TRUE(peer.hear().starts_with("354"));
        if (i == 8) {
            peer.say("x\r\n.\r\n" + envelope);
            EXPECT_TRUE(peer.hear().starts_with("250 2.0.0"));
            EXPECT_TRUE(peer.hear().starts_with("250 2.1.0"));
            EXPECT_TRUE(peer.hear().starts_with("250 2.1.5"));
            EXPECT_TRUE(peer.hear().starts_with("550 5.1.1"));
            EXPECT_TRUE(peer.hear().starts_with("421 4.7.0"))
                << "SRV-4: ten unknown recipients are enough";
            break;
        }
        peer.say("Subject: x\r\n\r\n" + std::string(40'000, 'y') + "\r\n.\r\n" + envelope);
        EXPECT_TRUE(peer.hear().starts_with("250 2.0.0"));
    }
    EXPECT_EQ(memory_.mails().size(), 9U);
}

TEST_F(ListenerTest, AnswersFollowTheSink) {
    MailPeer peer(start());
    peer.hear();
    peer.ask("EHLO c\r\n");
    peer.ask("MAIL FROM:<>\r\n");
    EXPECT_TRUE(peer.ask("RCPT TO:<nobody@x.example>\r\n").starts_with("550 5.1.1"));
    EXPECT_TRUE(peer.ask("RCPT TO:<later@x.example>\r\n").starts_with("451 4.3.0"));
    peer.ask("RSET\r\n");
    memory_.accept_failure = Error{ErrorKind::transient, "disk_full", "", ""};
    EXPECT_TRUE(deliver(peer).starts_with("452 4.3.1"));
    memory_.accept_failure = Error{ErrorKind::internal, "boom", "", "secret detail"};
    EXPECT_EQ(deliver(peer), "451 4.3.0 An error on our side; please try again later");
    memory_.accept_failure = std::nullopt;
    EXPECT_TRUE(deliver(peer).starts_with("250")) << "recovers alone";
    EXPECT_EQ(thread_.run([this] { return listener_->counts().mails_refused; }), 2U);
}

TEST_F(ListenerTest, IN3_NoAnswerInTimeIs451) {
    MailPeer peer(start({.accept_timeout = Milliseconds{50}}));
    memory_.answers = false;
    peer.hear();
    peer.ask("EHLO c\r\n");
    EXPECT_TRUE(deliver(peer).starts_with("451 4.3.0"));
    memory_.answers = true;
    EXPECT_TRUE(deliver(peer).starts_with("250"));
}

TEST_F(ListenerTest, SRV8_LoadSheddingAtBannerAndAtDataNeverAfter) {
    const std::string address = start();
    MailPeer kept(address);
    kept.hear();
    kept.ask("EHLO c\r\n");
    thread_.run(
        [this] { memory_.refusal = Error{ErrorKind::transient, "disk_full", "No room", ""}; });
    EXPECT_EQ(MailPeer(address).hear(), "421 4.3.1 No room");
    kept.ask("MAIL FROM:<>\r\n");
    kept.ask("RCPT TO:<support@desk.example>\r\n");
    EXPECT_EQ(kept.ask("DATA\r\n"), "452 4.3.1 No room");
    thread_.run([this] { memory_.refusal = std::nullopt; });
    EXPECT_TRUE(deliver(kept).starts_with("250"));
}

TEST_F(ListenerTest, SRV5_ConnectionLimits) {
    const std::string address = start({.connections_max = 3, .connections_per_address_max = 2});
    MailPeer first(address);
    EXPECT_TRUE(first.hear().starts_with("220"));
    {
        MailPeer second(address);
        EXPECT_TRUE(second.hear().starts_with("220"));
        EXPECT_TRUE(MailPeer(address).hear().starts_with("421 4.7.0"));
        second.ask("QUIT\r\n");
        EXPECT_EQ(second.hear(), "");
    }
    MailPeer third(address);
    EXPECT_TRUE(third.hear().starts_with("220")) << "a place that became free is given again";
}

/// SRV-6: a byte now and then does not keep a session open.
TEST_F(ListenerTest, SRV6_ARequestHasItsTimeAsAWhole) {
    const std::string address =
        start({.command_timeout = Milliseconds{80}, .data_grace = Milliseconds{80}});
    MailPeer command(address);
    command.hear();
    command.say("NO");
    EXPECT_EQ(command.hear(), "421 4.4.2 Too slow; closing the connection");
    MailPeer data(address);
    data.hear();
    data.ask("EHLO c\r\n");
    data.ask("MAIL FROM:<>\r\n");
    data.ask("RCPT TO:<support@desk.example>\r\n");
    data.ask("DATA\r\n");
    data.say("Subject:");
    EXPECT_TRUE(data.hear().starts_with("421 4.4.2"));
    EXPECT_TRUE(memory_.mails().empty());
}

TEST_F(ListenerTest, StartTls) {
    ListenerOptions options;
    options.tls = certificate();
    const std::string address = start(options);
    MailPeer peer(address);
    peer.hear();
    EXPECT_NE(peer.ask("EHLO c\r\n").find("STARTTLS"), std::string::npos);
    EXPECT_TRUE(peer.ask("STARTTLS\r\n").starts_with("220"));
    peer.start_tls();
    EXPECT_EQ(peer.ask("EHLO c\r\n").find("STARTTLS"), std::string::npos);
    EXPECT_TRUE(deliver(peer).starts_with("250"));
    ASSERT_EQ(memory_.mails().size(), 1U);
    EXPECT_TRUE(memory_.mails()[0].is_tls);
    EXPECT_NE(memory_.mails()[0].bytes.find("with ESMTPS id"), std::string::npos);

    MailPeer injecting(address);
    injecting.hear();
    injecting.ask("EHLO c\r\n");
    EXPECT_TRUE(injecting.ask("STARTTLS\r\nMAIL FROM:<evil@x.example>\r\n").starts_with("554"));
}

TEST_F(ListenerTest, LmtpOnAUnixSocket) {
    ListenerOptions options;
    options.listen_on = "unix:" + directory_ + "/lmtp.sock";
    options.server.protocol = smtp::Protocol::lmtp;
    const std::string address = start(options);
    EXPECT_EQ(address, options.listen_on);
    MailPeer peer(address);
    EXPECT_EQ(peer.hear(), "220 desk.example LMTP Postroom");
    peer.ask("LHLO mta.example\r\n");
    peer.ask("MAIL FROM:<>\r\n");
    peer.ask("RCPT TO:<a@desk.example>\r\n");
    peer.ask("RCPT TO:<b@desk.example>\r\n");
    peer.ask("DATA\r\n");
    EXPECT_TRUE(peer.ask("x\r\n.\r\n").starts_with("250 2.0.0"));
    EXPECT_TRUE(peer.hear().starts_with("250 2.0.0"));
    EXPECT_TRUE(memory_.mails().at(0).bytes.starts_with(
        "Received: from mta.example\r\n\tby desk.example (Postroom) with LMTP"));
    thread_.run([this] { listener_.reset(); });
    EXPECT_FALSE(std::filesystem::exists(directory_ + "/lmtp.sock"));
}

TEST_F(ListenerTest, StaleUnixSocketIsReplacedALiveOneIsNot) {
    ListenerOptions options;
    options.listen_on = "unix:" + directory_ + "/lmtp.sock";
    start(options);
    const auto second = thread_.run([&] {
        return Listener::start(thread_.loop, clock_, random_, options, memory_.sink()).has_value();
    });
    EXPECT_FALSE(second);
    const std::string stale = directory_ + "/stale.sock";
    {
        boost::asio::io_context context;
        boost::asio::local::stream_protocol::acceptor gone(context, stale);
    }
    ASSERT_TRUE(std::filesystem::exists(stale));
    options.listen_on = "unix:" + stale;
    EXPECT_TRUE(thread_.run([&] {
        return Listener::start(thread_.loop, clock_, random_, options, memory_.sink()).has_value();
    }));
}

TEST_F(ListenerTest, StopLetsAMailFinishAndSaysGoodbye) {
    const std::string address = start();
    MailPeer idle(address);
    idle.hear();
    MailPeer busy(address);
    busy.hear();
    busy.ask("EHLO c\r\n");
    busy.ask("MAIL FROM:<>\r\n");
    busy.ask("RCPT TO:<support@desk.example>\r\n");
    EXPECT_TRUE(busy.ask("DATA\r\n").starts_with("354"));
    std::promise<void> drained;
    auto is_drained = drained.get_future();
    thread_.run([&] { listener_->stop(Milliseconds{10'000}, [&] { drained.set_value(); }); });
    EXPECT_TRUE(idle.hear().starts_with("421 4.3.2"));
    EXPECT_THROW(MailPeer{address}, boost::system::system_error);
    EXPECT_TRUE(busy.ask("x\r\n.\r\n").starts_with("250"));
    EXPECT_TRUE(busy.hear().starts_with("421 4.3.2"));
    EXPECT_EQ(is_drained.wait_for(std::chrono::seconds(10)), std::future_status::ready);
    EXPECT_EQ(memory_.mails().size(), 1U);
}

TEST_F(ListenerTest, StopWithoutPatienceCuts) {
    MailPeer busy(start());
    busy.hear();
    busy.ask("EHLO c\r\n");
    busy.ask("MAIL FROM:<>\r\n");
    std::promise<void> drained;
    thread_.run([&] { listener_->stop(Milliseconds{1}, [&] { drained.set_value(); }); });
    EXPECT_EQ(drained.get_future().wait_for(std::chrono::seconds(10)), std::future_status::ready);
    EXPECT_EQ(busy.hear(), "");
}

TEST(ListenOn, BadAddressesAreRefusedInOneSentence) {
    io::Loop loop;
    const SystemClock clock;
    SystemRandom random;
    for (const std::string at : {"", "25", "host:x", "127.0.0.1:99999", "unix:", "no.such.host:25",
                                 "192.0.2.1:25", "unix:/no/such/directory/s"}) {
        const auto started = Listener::start(loop, clock, random, {.listen_on = at}, {});
        ASSERT_FALSE(started) << at;
        EXPECT_EQ(started.error().kind, ErrorKind::invalid);
        EXPECT_FALSE(started.error().reply.empty());
    }
}

TEST(ReplyTable, WhatMayWorkLaterIs4xx) {
    for (const auto kind :
         {ErrorKind::invalid, ErrorKind::not_found, ErrorKind::conflict, ErrorKind::denied,
          ErrorKind::transient, ErrorKind::permanent, ErrorKind::internal}) {
        const bool later = kind == ErrorKind::conflict || kind == ErrorKind::transient ||
                           kind == ErrorKind::internal;
        for (const auto question : {Question::recipient, Question::mail}) {
            const smtp::Reply reply = reply_for(Error{kind, "x", "", "secret"}, question);
            EXPECT_EQ(reply.is_transient(), later);
            EXPECT_EQ(reply.is_permanent(), !later);
            EXPECT_EQ(reply.enhanced[0] - '0', reply.code / 100);
            EXPECT_EQ(reply.text.find("secret"), std::string::npos);
        }
        EXPECT_EQ(reply_for(Error{kind, "x", "", ""}, Question::connection).code, 421);
    }
}

TEST(ReceivedField, NothingFromThePeerBreaksIt) {
    smtp::Envelope envelope;
    envelope.client_name = "evil (\"x\");\r\nX-Injected: y";
    envelope.recipients = {"a@x.example", "b@x.example"};
    const std::string field = format_received(
        envelope,
        {"desk.example", "2001:db8::1", "id1", smtp::Protocol::smtp, false, from_unix_ms(0)});
    EXPECT_EQ(
        field,
        "Received: from evil???x?????X-Injected:?y ([IPv6:2001:db8::1])\r\n"
        "\tby desk.example (Postroom) with SMTP id id1;\r\n\tThu, 1 Jan 1970 00:00:00 +0000\r\n");
}

}  // namespace
}  // namespace postroom::receive
