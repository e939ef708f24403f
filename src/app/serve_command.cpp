// See serve_command.hpp.
#include "app/serve_command.hpp"

#include <fmt/format.h>

#include <atomic>
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/json.hpp>
#include <cstdio>

#include "api/server.hpp"
#include "app/connector_test.hpp"
#include "app/connector_watch.hpp"
#include "app/key_resolver.hpp"
#include "app/loop_question.hpp"
#include "app/mail_door.hpp"
#include "app/mailbox_advice.hpp"
#include "app/mailbox_test.hpp"
#include "app/mailbox_watch.hpp"
#include "app/metrics.hpp"
#include "app/opened.hpp"
#include "app/outbox_adapter.hpp"
#include "app/sent_look.hpp"
#include "app/stages.hpp"
#include "app/token_source.hpp"
#include "core/log.hpp"
#include "core/text.hpp"
#include "desk/own_addresses.hpp"
#include "io/http_fetch.hpp"
#include "io/timer.hpp"
#include "live/hub.hpp"
#include "store/incoming_mail.hpp"

namespace postroom::app {
namespace {

constexpr Milliseconds kPatience = std::chrono::seconds{10};
constexpr Milliseconds kMetricsPatience = std::chrono::seconds{2};
constexpr std::size_t kHttpThreads = 6;
constexpr std::size_t kSlowThreads = 4;

/// Everything that runs between ready and drained. Members are destroyed in the reverse order.
class Program {
   public:
    explicit Program(std::unique_ptr<Opened> opened);
    Result<void> start();
    void print_ready_line() const;
    void run();
    void wake();
    /// Answers of one commit reach the loop together.
    void note_commit();
    void note_answered();

   private:
    api::Ports make_ports();
    std::string measure();
    void start_mailboxes();
    receive::ImapResult<receive::MailboxRoute> make_route(model::Mailbox mailbox);
    void wait_for_signal(boost::asio::signal_set& signals);
    void stop();
    void stop_when_drained();

    std::unique_ptr<Opened> opened_;
    db::Database& database_;
    const desk::Environment& env_;
    io::Loop loop_;
    io::WorkPool pool_{{.name = "http", .threads = kHttpThreads, .queued_max = 1024}};
    io::WorkPool slow_pool_{{.name = "slow", .threads = kSlowThreads, .queued_max = 256}};
    io::WorkPool mail_pool_{{.name = "mail", .threads = 2, .queued_max = 4096}};
    pipeline::Dispatch dispatch_;
    pipeline::Fetch fetch_;
    TokenSource tokens_;
    OutboxAdapter outbox_;
    live::Hub hub_;
    api::Server api_;
    std::unique_ptr<io::HttpServer> http_;
    std::unique_ptr<send::Deliverer> deliverer_;
    std::unique_ptr<Stages> stages_;
    std::unique_ptr<ConnectorWatch> connectors_;
    std::unique_ptr<receive::Fetcher> fetcher_;
    std::unique_ptr<MailboxWatch> mailboxes_;
    std::string http_address_;
    const Milliseconds started_at_ = opened_->clock.steady();
    std::atomic<bool> is_stopping_{false};
    MailDoor door_{{.loop = loop_,
                    .pool = mail_pool_,
                    .database = database_,
                    .env = env_,
                    .clock = opened_->clock,
                    .random = opened_->random,
                    .config = opened_->config,
                    .is_stopping = is_stopping_}};
    int undrained_ = 0;
};

Program::Program(std::unique_ptr<Opened> opened)
    : opened_(std::move(opened)),
      database_(*opened_->database),
      env_(*opened_->env),
      dispatch_(database_, env_, opened_->lease_owner),
      fetch_(database_, env_),
      tokens_(database_, env_),
      outbox_(dispatch_, env_, tokens_, mail_pool_, slow_pool_),
      hub_(loop_, pool_, database_, env_),
      api_({.database = database_, .env = env_, .ports = make_ports()}, {pool_, slow_pool_}) {}

api::Ports Program::make_ports() {
    return {
        .is_present = [this](UserId user) { return hub_.is_present(user); },
        .present_customers = [this] { return hub_.present_customers(); },
        .announce_typing =
            [this](model::Person person, std::string name, ConversationId conversation, bool on) {
                hub_.announce_typing(person, std::move(name), conversation, on);
            },
        .tell_user = [this](UserId user,
                            std::string frame) { hub_.tell_user(user, std::move(frame)); },
        .open_live =
            [this](api::LiveRequest request) {
                return hub_.open({.viewer = std::visit(
                                      [](auto& caller) { return live::Viewer(std::move(caller)); },
                                      request.caller),
                                  .since = request.since,
                                  .needs_hello = request.needs_hello});
            },
        .wake = [this] { wake(); },
        .test_connector =
            [this](const model::Connector& connector) {
                const auto token = tokens_.connector_token(connector.id);
                return test_connector(loop_, opened_->clock, opened_->config, connector,
                                      token && *token ? **token : std::string());
            },
        .test_mailbox =
            [this](const model::Mailbox& mailbox) {
                return test_mailbox(loop_, opened_->clock, mailbox, make_route(mailbox));
            },
        .test_connector_with_token =
            [this](const model::Connector& connector, const std::string& token) {
                return test_connector(loop_, opened_->clock, opened_->config, connector, token);
            },
        .exchange_code = TokenSource::exchange,
        .give_back = TokenSource::give_back,
        .mailboxes_changed = [this] { mailboxes_->look_soon(); },
        .connectors_changed = [this] { connectors_->look_soon(); },
        .fetch =
            [this](const std::string& url) {
                return io::fetch_public(url, {.allowed = opened_->config.picture_networks});
            },
        .metrics = [this] { return measure(); },
        .is_ready = [this] { return !is_stopping_.load(); }};
}

/// What /metrics says of the program itself. On the pool's threads.
std::string Program::measure() {
    Gauges gauges{.uptime = opened_->clock.steady() - started_at_,
                  .http_requests = api_.requests(),
                  .http_connections = http_->connections(),
                  .live_connections = hub_.connections(),
                  .http_queued = pool_.queued(),
                  .mail_queued = mail_pool_.queued(),
                  .mails_accepted = door_.accepted(),
                  .mails_not_accepted = door_.not_accepted()};
    gauges.connectors = ask_loop(loop_, kMetricsPatience, [this] {
                            return deliverer_->status();
                        }).value_or(std::vector<send::ConnectorStatus>{});
    measure_process(opened_->config.data_dir, gauges);
    return format_metrics(gauges);
}

Result<void> Program::start() {
    const Config& config = opened_->config;
    http_ = std::make_unique<io::HttpServer>(loop_, opened_->clock, api_.handlers());
    if (!config.http.empty()) {
        http_address_ = TRY(http_->listen(config.http));
    }
    TRY_VOID(door_.start());
    dispatch_.recover();
    database_.write([this](db::Session& session) { desk::protect_own_addresses(session, env_); });
    deliverer_ = std::make_unique<send::Deliverer>(loop_, opened_->clock, opened_->random, outbox_);
    connectors_ = std::make_unique<ConnectorWatch>(ConnectorWatch::Surroundings{
        loop_, slow_pool_, dispatch_, opened_->config, *deliverer_,
        [this](ConnectorId id) { return tokens_.connector_token(id); }});
    connectors_->start();
    start_mailboxes();
    stages_ = std::make_unique<Stages>(
        database_, env_, dispatch_, [this] { return hub_.present_customers(); },
        pipeline::IntakeOptions{.key_resolver = make_key_resolver(config, opened_->clock)},
        [this](const pipeline::SignedCall& call) {
            return io::post_public(call.url,
                                   {.body = call.body,
                                    .headers = {"X-Postroom-Signature: " + call.signature,
                                                "X-Postroom-Call: " + call.id}},
                                   {.allowed = opened_->config.webhook_networks});
        },
        [this](const model::Mailbox& mailbox, const std::vector<pipeline::Unconfirmed>& mails) {
            return look_into_sent(loop_, opened_->clock, make_route(mailbox), mails);
        });
    return {};
}

/// With a token where the mailbox was connected by consent. On the pool's threads.
receive::ImapResult<receive::MailboxRoute> Program::make_route(model::Mailbox mailbox) {
    if (mailbox.oauth_token.empty() && mailbox.channel_id) {
        auto token = tokens_.access_token(mailbox);
        if (!token) {
            return std::unexpected(std::move(token.error()));
        }
        mailbox.oauth_token = std::move(*token).value_or("");
    }
    auto route = mailbox_route(mailbox);
    if (route) {
        route->reply_timeout = opened_->config.mailbox_reply;
    }
    return route;
}

void Program::start_mailboxes() {
    fetcher_ = std::make_unique<receive::Fetcher>(receive::MailboxContext{
        .loop = loop_,
        .pool = mail_pool_,
        .slow_pool = slow_pool_,
        .clock = opened_->clock,
        .random = opened_->random,
        .fetch = fetch_,
        .say =
            [this](const model::Mailbox& mailbox, const imap::Failure& failure) {
                auto trouble = trouble_of(mailbox, failure, mailbox.secret.empty());
                const bool is_token_refused =
                    imap::is_auth_refused(failure) && mailbox.secret.empty() &&
                    failure.code != "CONSENT_NEEDED" && failure.code != "CLIENT_REFUSED";
                if (is_token_refused && !tokens_.distrust(mailbox.channel_id)) {
                    trouble.needs_attention = false;  // a new token may help
                }
                return trouble;
            },
        .mail_bytes_max = opened_->config.listener.mail_bytes_max,
        .look_every = opened_->config.mailbox_look});
    mailboxes_ = std::make_unique<MailboxWatch>(MailboxWatch::Surroundings{
        .loop = loop_,
        .pool = mail_pool_,
        .fetch = fetch_,
        .fetcher = *fetcher_,
        .make_route = [this](const model::Mailbox& mailbox) { return make_route(mailbox); }});
    mailboxes_->start();
}

void Program::print_ready_line() const {
    boost::json::object ready{{"ready", true}};
    if (!http_address_.empty()) {
        ready["http"] = http_address_;
    }
    if (const auto address = door_.smtp_address(); !address.empty()) {
        ready["smtp"] = address;
    }
    if (const auto address = door_.lmtp_address(); !address.empty()) {
        ready["lmtp"] = address;
    }
    std::printf("%s\n", boost::json::serialize(ready).c_str());
    std::fflush(stdout);
}

void Program::wake() {
    if (stages_) {
        stages_->wake();
    }
    if (deliverer_) {
        deliverer_->wake();
    }
    hub_.wake();
}

void Program::stop_when_drained() {
    if (--undrained_ == 0) {
        loop_.stop();
    }
}

void Program::note_commit() {
    loop_.cork();
    wake();
}

void Program::note_answered() { loop_.uncork(); }

/// Takes nothing new, finishes what is under way, then ends the loop.
void Program::stop() {
    if (is_stopping_.exchange(true)) {
        return;
    }
    log_info("stopping: finishing what is under way");
    connectors_->stop();
    mailboxes_->stop();
    const auto drained = [this] { stop_when_drained(); };
    undrained_ = 2 + door_.listeners();
    http_->stop(kPatience, drained);
    deliverer_->stop(drained);
    door_.stop(kPatience, drained);
}

void Program::wait_for_signal(boost::asio::signal_set& signals) {
    signals.async_wait([this, &signals](boost::system::error_code error, int signal) {
        if (error) {
            return;
        }
        if (signal == SIGHUP) {
            door_.reload_certificate();
        } else {
            stop();
        }
        wait_for_signal(signals);
    });
}

void Program::run() {
    boost::asio::signal_set signals(loop_.context(), SIGTERM, SIGINT, SIGHUP);
    wait_for_signal(signals);
    loop_.run();
    stages_->stop();  // and stays: a commit under way still wakes it
    mail_pool_.stop();
    slow_pool_.stop();
    pool_.stop();
    opened_->database.reset();  // its thread answers through the loop, which is still there
}

}  // namespace

int serve(Config config) {
    set_log_level(config.log_level);
    // The database wakes the program at each commit; it is opened before the program exists.
    auto woken = std::make_shared<std::atomic<Program*>>(nullptr);
    auto opened = open_all(
        std::move(config), DataUse::server,
        [woken] {
            if (Program* program = woken->load()) {
                program->note_commit();
            }
        },
        [woken] {
            if (Program* program = woken->load()) {
                program->note_answered();
            }
        });
    if (!opened) {
        std::fprintf(stderr, "postroom: %s\n", opened.error().reply.c_str());
        return 2;
    }
    log_info("database: {}", (*opened)->database->description());
    Program program(std::move(*opened));
    if (const auto started = program.start(); !started) {
        std::fprintf(stderr, "postroom: %s\n", started.error().reply.c_str());
        return 2;
    }
    woken->store(&program);
    program.print_ready_line();
    program.run();
    woken->store(nullptr);
    log_info("stopped");
    return 0;
}

}  // namespace postroom::app
