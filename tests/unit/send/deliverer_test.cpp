// Sending over real sockets on loopback: kept connections, every fault at every verb, drains, TLS.
// (F4 to F10)
#include "send/deliverer.hpp"

#include <gtest/gtest.h>
#include <stdlib.h>

#include <filesystem>

#include "send/breaker.hpp"
#include "unit/receive/mail_peer.hpp"
#include "unit/send/fake_outbox.hpp"
#include "unit/send/scripted_server.hpp"

namespace postroom::send {
namespace {

using smtp::Cause;
using smtp::Failure;
using smtp::Stage;
using test::FakeOutbox;
using test::Fault;
using test::LoopThread;
using test::ScriptedServer;

constexpr ConnectorId kOne{1};
constexpr ConnectorId kTwo{2};

class DelivererTest : public testing::Test {
   protected:
    DelivererTest() { make({}); }
    void TearDown() override {
        stop();
        thread_.run([this] {
            deliverer_.reset();
            for (const auto& server : servers_) {
                server->stop();
            }
        });
        EXPECT_EQ(outbox_.leased(), 0U) << "a mail was claimed and forgotten";
        if (!directory_.empty()) {
            std::filesystem::remove_all(directory_);
        }
    }

    void make(DelivererOptions options) {
        thread_.run([&] {
            deliverer_ =
                std::make_unique<Deliverer>(thread_.loop, clock_, random_, outbox_, options);
        });
    }
    void stop() {
        std::promise<void> drained;
        auto is_drained = drained.get_future();
        thread_.run([&] { deliverer_->stop([&] { drained.set_value(); }); });
        EXPECT_EQ(is_drained.wait_for(std::chrono::seconds(10)), std::future_status::ready);
    }

    ScriptedServer& serve(ScriptedServer::Options options = {},
                          std::map<std::string, Fault> faults = {}) {
        return *thread_.run([&] {
            servers_.push_back(ScriptedServer::start(thread_.loop, clock_, std::move(options)));
            servers_.back()->faults = std::move(faults);
            return servers_.back().get();
        });
    }

    static ConnectorSetup setup_for(const ScriptedServer& server, ConnectorId id = kOne) {
        ConnectorSetup setup;
        setup.id = id;
        setup.route.server = server.endpoint();
        setup.route.security = Security::off;
        setup.route.helo_name = "desk.example";
        setup.route.protocol = server.options.is_lmtp ? smtp::Protocol::lmtp : smtp::Protocol::smtp;
        return setup;
    }
    void configure(std::vector<ConnectorSetup> setups) {
        thread_.run([&] { deliverer_->configure(std::move(setups)); });
    }

    /// The failure of the only mail, sent with `setup`.
    std::optional<Failure> failure_of_one(ConnectorSetup setup) {
        outbox_.add(setup.id.value);
        configure({std::move(setup)});
        const auto done = outbox_.wait_for(1);
        return done.empty() ? std::nullopt : done[0].outcome.failure;
    }

    /// Server certificate for `name`, trusted by a client context that reads its file.
    void make_certificate(const std::string& name) {
        char directory[] = "/tmp/postroom-send-XXXXXX";
        ASSERT_NE(::mkdtemp(directory), nullptr);
        directory_ = directory;
        const std::string command =
            "openssl req -x509 -newkey rsa:2048 -nodes -days 1 -subj /CN=" + name +
            " -addext subjectAltName=DNS:" + name + " -keyout " + directory_ + "/key.pem -out " +
            directory_ + "/cert.pem >/dev/null 2>&1";
        ASSERT_EQ(std::system(command.c_str()), 0);
        server_tls_ =
            io::TlsContext::server(directory_ + "/cert.pem", directory_ + "/key.pem").value();
        trusting_ =
            io::TlsContext::client({.verify = true, .ca_file = directory_ + "/cert.pem"}).value();
        system_only_ = io::TlsContext::client({.verify = true, .ca_file = ""}).value();
        careless_ = io::TlsContext::client({.verify = false, .ca_file = ""}).value();
    }

    std::string directory_;
    std::shared_ptr<io::TlsContext> server_tls_, trusting_, system_only_, careless_;
    SystemClock clock_;
    SeededRandom random_{1};
    FakeOutbox outbox_;
    LoopThread thread_;
    std::vector<std::shared_ptr<ScriptedServer>> servers_;
    std::unique_ptr<Deliverer> deliverer_;
};

TEST_F(DelivererTest, EmptiesTheOutboxOverKeptConnections) {
    ScriptedServer& server = serve();
    for (int i = 0; i < 500; ++i) {
        outbox_.add(1);
    }
    configure({setup_for(server)});
    for (const auto& done : outbox_.wait_for(500)) {
        EXPECT_TRUE(done.outcome.is_sent());
        EXPECT_EQ(done.outcome.reply.text, "queued as Q1");
    }
    EXPECT_EQ(server.mails().size(), 500U);
    EXPECT_EQ(server.mails()[0], "Subject: x\r\n\r\nhello\r\n");
    EXPECT_GE(server.connections_total(), 5) << "100 mails a connection (OUT-19)";
    EXPECT_LE(server.connections_total(), 12);
    outbox_.add(1);
    deliverer_->wake(kOne);
    outbox_.wait_for(501);
}

TEST_F(DelivererTest, Lmtp) {
    ScriptedServer& server = serve({.is_lmtp = true});
    EXPECT_FALSE(failure_of_one(setup_for(server)));
    EXPECT_EQ(server.mails().size(), 1U);
}

TEST_F(DelivererTest, LargeMailsArriveWhole) {
    ScriptedServer& server = serve();
    std::string bytes;
    while (bytes.size() < 800'000) {
        bytes += std::string(70, 'x') + "\r\n.\r\n";
    }
    outbox_.add(1, "ana@example.org", bytes);
    configure({setup_for(server)});
    ASSERT_TRUE(outbox_.wait_for(1).at(0).outcome.is_sent());
    EXPECT_EQ(server.mails().at(0), bytes);
}

struct FaultCase {
    std::string step;
    Fault fault;
    Stage stage;
    Cause cause;
    int code;
    bool after_dot;
    bool is_connectors;
};

std::string name_of_case(const testing::TestParamInfo<FaultCase>& info) {
    const Fault& fault = info.param.fault;
    return info.param.step + "_" +
           (fault.is_silent ? "silent"
            : fault.drops   ? "drops"
                            : fault.reply.substr(0, 3));
}

class FaultTest : public DelivererTest, public testing::WithParamInterface<FaultCase> {};

/// F5 to F7: each verb answers 421, 4xx or 5xx, drops or is silent.
TEST_P(FaultTest, SaysHowFarTheMailHadCome) {
    const FaultCase& c = GetParam();
    ScriptedServer& server = serve({}, {{c.step, c.fault}});
    ConnectorSetup setup = setup_for(server);
    setup.route.timeouts.reply = setup.route.timeouts.data = setup.route.timeouts.dot =
        Milliseconds{60};
    const auto failure = failure_of_one(setup);
    ASSERT_TRUE(failure);
    EXPECT_EQ(smtp::name_of(failure->stage), smtp::name_of(c.stage));
    EXPECT_EQ(failure->cause, c.cause);
    EXPECT_EQ(failure->code, c.code);
    EXPECT_EQ(failure->after_dot, c.after_dot);
    EXPECT_EQ(smtp::is_connector_level(*failure), c.is_connectors);
    EXPECT_FALSE(failure->text.empty());
    const bool is_troubled =
        thread_.run([&] { return deliverer_->status().at(0).retry_in.has_value(); });
    EXPECT_EQ(is_troubled, c.is_connectors) << "only the connector's own failures stop it";
    if (!c.is_connectors) {
        thread_.run([&] { server.faults.clear(); });
        outbox_.add(1);
        deliverer_->wake(kOne);
        EXPECT_TRUE(outbox_.wait_for(2).at(1).outcome.is_sent()) << "the next mail is unaffected";
    }
}

const Fault kDrop{.drops = true};
const Fault kSilent{.is_silent = true};
Fault says(std::string reply) { return {.reply = std::move(reply)}; }

INSTANTIATE_TEST_SUITE_P(
    Verbs, FaultTest,
    testing::Values(
        FaultCase{"banner", says("421 busy"), Stage::banner, Cause::reply, 421, false, true},
        FaultCase{"banner", says("554 no"), Stage::banner, Cause::reply, 554, false, true},
        FaultCase{"banner", kDrop, Stage::banner, Cause::closed, 0, false, true},
        FaultCase{"banner", kSilent, Stage::banner, Cause::timeout, 0, false, true},
        FaultCase{"EHLO", says("421 busy"), Stage::ehlo, Cause::reply, 421, false, true},
        FaultCase{"EHLO", kDrop, Stage::ehlo, Cause::closed, 0, false, true},
        FaultCase{"MAIL", says("421 busy"), Stage::mail, Cause::reply, 421, false, true},
        FaultCase{"MAIL", says("451 no"), Stage::mail, Cause::reply, 451, false, false},
        FaultCase{"MAIL", says("550 no"), Stage::mail, Cause::reply, 550, false, false},
        FaultCase{"MAIL", kDrop, Stage::mail, Cause::closed, 0, false, true},
        FaultCase{"MAIL", kSilent, Stage::mail, Cause::timeout, 0, false, true},
        FaultCase{"RCPT", says("421 busy"), Stage::rcpt, Cause::reply, 421, false, true},
        FaultCase{"RCPT", says("452 4.5.3 enough"), Stage::rcpt, Cause::reply, 452, false, false},
        FaultCase{"RCPT", says("550 5.1.1 who"), Stage::rcpt, Cause::reply, 550, false, false},
        FaultCase{"RCPT", kDrop, Stage::rcpt, Cause::closed, 0, false, true},
        FaultCase{"DATA", says("451 no"), Stage::data, Cause::reply, 451, false, false},
        FaultCase{"DATA", says("554 no"), Stage::data, Cause::reply, 554, false, false},
        FaultCase{"DATA", kDrop, Stage::data, Cause::closed, 0, false, false},
        FaultCase{"dot", says("421 busy"), Stage::dot, Cause::reply, 421, false, false},
        FaultCase{"dot", says("451 no"), Stage::dot, Cause::reply, 451, false, false},
        FaultCase{"dot", says("554 spam"), Stage::dot, Cause::reply, 554, false, false},
        FaultCase{"dot", kDrop, Stage::dot, Cause::closed, 0, true, false},
        FaultCase{"dot", kSilent, Stage::dot, Cause::timeout, 0, true, false}),
    name_of_case);

TEST_F(DelivererTest, RefusedByTheHookNothingArrives) {
    ScriptedServer& server = serve();
    outbox_.refused = {1};
    outbox_.add(1);
    outbox_.add(1);
    ConnectorSetup setup = setup_for(server);
    setup.connections_max = 1;
    configure({setup});
    const auto done = outbox_.wait_for(2);
    ASSERT_TRUE(done[0].outcome.failure);
    EXPECT_EQ(done[0].outcome.failure->cause, Cause::withdrawn);
    EXPECT_FALSE(done[0].outcome.failure->after_dot);
    EXPECT_TRUE(done[1].outcome.is_sent());
    EXPECT_EQ(server.mails().size(), 1U);
}

TEST_F(DelivererTest, OUT19_AKeptConnectionThatDiedCostsNothing) {
    ScriptedServer& server = serve({.mails_per_connection_max = 1});
    for (int i = 0; i < 10; ++i) {
        outbox_.add(1);
    }
    configure({setup_for(server)});
    for (const auto& done : outbox_.wait_for(10)) {
        EXPECT_TRUE(done.outcome.is_sent());
    }
    EXPECT_EQ(server.mails().size(), 10U);
    EXPECT_TRUE(outbox_.wait_until([](FakeOutbox& outbox) { return outbox.troubles().empty(); }));
}

TEST_F(DelivererTest, FewerConnectionsWhenTheServerWantsFewer) {
    ScriptedServer& server = serve({.connections_max = 2});
    for (int i = 0; i < 100; ++i) {
        outbox_.add(1);
    }
    ConnectorSetup setup = setup_for(server);
    setup.connections_max = 8;
    configure({setup});
    for (const auto& done : outbox_.wait_for(100)) {
        EXPECT_TRUE(done.outcome.is_sent()) << "the connections that were let in take every mail";
    }
    EXPECT_TRUE(outbox_.wait_until([](FakeOutbox& outbox) { return outbox.troubles().empty(); }));
}

TEST_F(DelivererTest, OUT7_AConnectorThatFailsRestsAndGivesItsMailsBack) {
    ScriptedServer& gone = serve();
    const ConnectorSetup setup = setup_for(gone);
    thread_.run([&] { gone.stop(); });
    for (int i = 0; i < 50; ++i) {
        outbox_.add(1);
    }
    configure({setup});
    EXPECT_TRUE(outbox_.wait_until(
        [](FakeOutbox& outbox) { return !outbox.troubles().empty() && outbox.released() > 0; }));
    const auto status = thread_.run([&] { return deliverer_->status().at(0); });
    EXPECT_TRUE(status.retry_in);
    EXPECT_FALSE(status.needs_attention);
    EXPECT_FALSE(status.last_failure.empty());

    // The administrator corrects the connector: it starts afresh, nothing is lost.
    ScriptedServer& good = serve();
    ConnectorSetup corrected = setup_for(good);
    corrected.version = 1;
    configure({corrected});
    EXPECT_TRUE(outbox_.wait_until([&](FakeOutbox&) { return good.mails().size() >= 46; }));
}

TEST_F(DelivererTest, OUT7_RefusedCredentialsNeedAttention) {
    ScriptedServer& server = serve({.extensions = "250-test\r\n250 AUTH PLAIN LOGIN\r\n"},
                                   {{"AUTH", says("535 5.7.8 no")}});
    ConnectorSetup setup = setup_for(server);
    setup.route.credentials = smtp::Credentials{"ana", "wrong", ""};
    const auto failure = failure_of_one(setup);
    ASSERT_TRUE(failure);
    EXPECT_TRUE(smtp::is_auth_permanent(*failure));
    EXPECT_TRUE(thread_.run([&] { return deliverer_->status().at(0).needs_attention; }));
    EXPECT_TRUE(outbox_.wait_until([](FakeOutbox& outbox) {
        return !outbox.troubles().empty() && outbox.troubles().back()->needs_attention;
    }));
}

TEST_F(DelivererTest, OUT22_ARefusedTokenIsRenewedOnceBeforeAnybodyIsTroubled) {
    outbox_.next_token = "the next one";
    ScriptedServer& server = serve({.extensions = "250-test\r\n250 AUTH XOAUTH2\r\n"},
                                   {{"AUTH", {.reply = "535 5.7.8 no", .times = 1}}});
    ConnectorSetup setup = setup_for(server);
    setup.route.credentials = smtp::Credentials{"ana", "", "run out"};
    EXPECT_FALSE(failure_of_one(std::move(setup)));
    outbox_.wait_until([](FakeOutbox& outbox) {
        EXPECT_EQ(outbox.refused_tokens(), std::vector<std::string>{"run out"});
        EXPECT_TRUE(outbox.troubles().empty()) << "nobody is told of what mended itself";
        return true;
    });
}

TEST_F(DelivererTest, OUT22_WhenTheNewTokenIsRefusedAsWellTheConnectorIsHeld) {
    outbox_.next_token = "the next one";
    ScriptedServer& server =
        serve({.extensions = "250-test\r\n250 AUTH XOAUTH2\r\n"}, {{"AUTH", says("535 5.7.8 no")}});
    ConnectorSetup setup = setup_for(server);
    setup.route.credentials = smtp::Credentials{"ana", "", "run out"};
    const auto failure = failure_of_one(std::move(setup));
    ASSERT_TRUE(failure);
    EXPECT_TRUE(smtp::is_auth_permanent(*failure));
    EXPECT_TRUE(outbox_.wait_until([](FakeOutbox& outbox) {
        return !outbox.troubles().empty() && outbox.troubles().back()->needs_attention;
    }));
    outbox_.wait_until([](FakeOutbox& outbox) {
        EXPECT_EQ(outbox.refused_tokens().size(), 1U) << "one new token, not one after another";
        return true;
    });
}

TEST_F(DelivererTest, CaptureSendsNothingAnywhere) {
    ConnectorSetup setup;
    setup.id = kOne;
    setup.captures = true;
    for (int i = 0; i < 30; ++i) {
        outbox_.add(1);
    }
    configure({setup});
    for (const auto& done : outbox_.wait_for(30)) {
        EXPECT_TRUE(done.outcome.is_sent());
        EXPECT_EQ(done.outcome.reply.text, "captured");
    }
}

/// I8: a connector whose server never answers does not delay the other.
TEST_F(DelivererTest, OneSickConnectorDelaysNoOther) {
    ScriptedServer& sick = serve({}, {{"dot", kSilent}});
    ScriptedServer& well = serve();
    for (int i = 0; i < 20; ++i) {
        outbox_.add(1);
        outbox_.add(2);
    }
    ConnectorSetup slow = setup_for(sick);
    slow.route.timeouts.dot = Milliseconds{400};
    configure({slow, setup_for(well, kTwo)});
    const auto done = outbox_.wait_for(20);
    EXPECT_GE(std::ranges::count_if(done, [](const auto& d) { return d.outcome.is_sent(); }), 16);
}

/// OUT-15: what is under way ends, the rest goes back.
TEST_F(DelivererTest, OUT15_DisablingDrains) {
    ScriptedServer& server = serve({}, {{"dot", kSilent}});
    for (int i = 0; i < 50; ++i) {
        outbox_.add(1);
    }
    ConnectorSetup setup = setup_for(server);
    setup.connections_max = 1;
    setup.route.timeouts.dot = Milliseconds{100};
    configure({setup});
    EXPECT_TRUE(outbox_.wait_until([&](FakeOutbox&) { return true; }));
    while (server.mails().empty()) {
        std::this_thread::yield();
    }
    setup.enabled = false;
    configure({setup});
    const auto done = outbox_.wait_for(1);
    EXPECT_TRUE(outbox_.wait_until([](FakeOutbox& outbox) { return outbox.released() == 49; }));
    EXPECT_EQ(done.size(), 1U);
    EXPECT_TRUE(done[0].outcome.is_uncertain());
    EXPECT_EQ(outbox_.waiting(1), 49U);
}

TEST_F(DelivererTest, LooksAgainWhenTheNextMailIsDue) {
    ScriptedServer& server = serve();
    outbox_.next_due_in = Milliseconds{20};
    configure({setup_for(server)});
    outbox_.add(1);
    EXPECT_TRUE(outbox_.wait_for(1).at(0).outcome.is_sent());
}

TEST_F(DelivererTest, IdleConnectionsAreClosed) {
    make({.idle_max = Milliseconds{20}});
    ScriptedServer& server = serve();
    EXPECT_FALSE(failure_of_one(setup_for(server)));
    while (thread_.run([&] { return deliverer_->status().at(0).connections; }) != 0) {
        std::this_thread::yield();
    }
    outbox_.add(1);
    deliverer_->wake();
    outbox_.wait_for(2);
    EXPECT_EQ(server.connections_total(), 2);
}

TEST_F(DelivererTest, OUT21_TlsPolicies) {
    make_certificate("localhost");
    const std::string offers = "250-test\r\n250 STARTTLS\r\n";
    struct Case {
        std::string name;
        bool is_implicit;
        std::string extensions;
        Security security;
        std::shared_ptr<io::TlsContext> client;
        std::string host;
        bool is_sent;
    };
    const std::string plain = "250 test\r\n";
    const Case cases[] = {
        {"verified STARTTLS", false, offers, Security::starttls, trusting_, "localhost", true},
        {"verified implicit", true, plain, Security::implicit, trusting_, "localhost", true},
        {"unknown issuer", false, offers, Security::starttls, system_only_, "localhost", false},
        {"unknown issuer, implicit", true, plain, Security::implicit, system_only_, "localhost",
         false},
        {"wrong name", false, offers, Security::starttls, trusting_, "127.0.0.1", false},
        {"not offered", false, plain, Security::starttls, trusting_, "localhost", false},
        {"opportunistic, any certificate", false, offers, Security::opportunistic, careless_,
         "127.0.0.1", true},
        {"opportunistic, not offered", false, plain, Security::opportunistic, careless_,
         "127.0.0.1", true},
    };
    std::size_t count = 0;
    for (const Case& c : cases) {
        ScriptedServer& server = serve(
            {.extensions = c.extensions, .tls = server_tls_, .is_implicit_tls = c.is_implicit});
        ConnectorSetup setup = setup_for(server, ConnectorId{static_cast<std::int64_t>(++count)});
        setup.route.security = c.security;
        setup.route.tls = c.client;
        setup.route.server.host = c.host;
        outbox_.add(setup.id.value);
        configure({setup});
        const auto done = outbox_.wait_for(count);
        ASSERT_EQ(done.size(), count) << c.name;
        const auto& failure = done.back().outcome.failure;
        EXPECT_EQ(!failure.has_value(), c.is_sent) << c.name << (failure ? failure->text : "");
        if (failure) {
            EXPECT_EQ(failure->cause, Cause::tls) << c.name;
            EXPECT_TRUE(server.mails().empty()) << "nothing in the clear";
        }
    }
}

TEST(Route, ClearTextStaysPrivate) {
    for (const char* host : {"127.0.0.1", "::1", "localhost", "10.1.2.3", "172.16.0.1",
                             "172.31.255.255", "192.168.1.1", "fd00::1", "fe80::1"}) {
        EXPECT_TRUE(is_private_host({host, 25, ""})) << host;
        EXPECT_TRUE(check_route({.server = {host, 25, ""}, .security = Security::off})) << host;
    }
    for (const char* host :
         {"192.0.2.1", "172.32.0.1", "11.0.0.1", "mail.example.org", "2001:db8::1"}) {
        EXPECT_FALSE(is_private_host({host, 25, ""})) << host;
        EXPECT_FALSE(check_route({.server = {host, 25, ""}, .security = Security::off})) << host;
    }
    EXPECT_TRUE(is_private_host({"", 0, "/run/x"}));
}

TEST(Breaker, RestsLongerEachTimeAndComesBackSlowly) {
    SeededRandom random(1);
    Breaker breaker(8);
    Milliseconds now{1000};
    EXPECT_TRUE(breaker.allows(now));
    Milliseconds last{0};
    for (int i = 0; i < 10; ++i) {
        breaker.note_failure(now, 0, random);
        EXPECT_FALSE(breaker.allows(now));
        const Milliseconds wait = breaker.wait(now);
        EXPECT_GE(wait, Milliseconds{5000});
        EXPECT_LE(wait, Milliseconds{330'000});
        EXPECT_GE(wait * 11, last * 10);
        last = wait;
        now += wait;
        EXPECT_TRUE(breaker.allows(now));
        EXPECT_EQ(breaker.connections_allowed(), 1U);
    }
    breaker.note_success();
    EXPECT_EQ(breaker.connections_allowed(), 2U);
    breaker.note_success();
    breaker.note_success();
    EXPECT_EQ(breaker.connections_allowed(), 4U);
    breaker.note_success();
    breaker.note_success();
    breaker.note_success();
    breaker.note_success();
    EXPECT_EQ(breaker.connections_allowed(), 8U);
    breaker.note_failure(now, 3, random);
    EXPECT_TRUE(breaker.allows(now)) << "others work: only fewer connections";
    EXPECT_EQ(breaker.connections_allowed(), 3U);
    breaker.note_success();
    EXPECT_EQ(breaker.connections_allowed(), 3U) << "not again at once";
}

TEST(Breaker, OUT17_ManyConnectionsComeOneStepAfterAnother) {
    Breaker breaker(100);
    EXPECT_EQ(breaker.connections_allowed(), 20U);
    for (const std::size_t allowed : {40U, 80U, 100U}) {
        for (std::size_t before = breaker.connections_allowed(); before > 0; --before) {
            breaker.note_success();
        }
        EXPECT_EQ(breaker.connections_allowed(), allowed);
    }
}

TEST(Breaker, OUT7_RefusedCredentialsAreAskedAgainEverMoreSeldom) {
    Breaker breaker(8);
    Milliseconds now{1000};
    for (const Milliseconds pause : limits::kSignInPauses) {
        breaker.note_refusal(now);
        EXPECT_TRUE(breaker.is_refused());
        EXPECT_EQ(breaker.wait(now), pause);
        EXPECT_FALSE(breaker.allows(now + pause - Milliseconds{1}));
        now += pause;
        EXPECT_TRUE(breaker.allows(now));
        EXPECT_EQ(breaker.connections_allowed(), 1U) << "one knock, not four";
    }
    breaker.note_success();
    EXPECT_FALSE(breaker.is_refused());
}

}  // namespace
}  // namespace postroom::send
