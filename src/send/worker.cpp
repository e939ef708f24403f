// See worker.hpp.
#include "send/worker.hpp"

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <exception>
#include <utility>

#include "core/limits.hpp"
#include "core/log.hpp"
#include "core/text.hpp"
#include "mime/encode.hpp"
#include "smtp/command.hpp"

namespace postroom::send {

using smtp::Failure;
using smtp::RecipientOutcome;

namespace {

/// The address as every server takes it: a domain beyond ASCII as A-labels. What no DNS name can be
/// stays, and is refused before anything is sent. (OUT-24)
std::string wire_address(const std::string& address) {
    const std::size_t at = address.rfind('@');
    if (smtp::is_ascii(address) || at == std::string::npos) {
        return address;
    }
    const std::string domain = mime::domain_to_ascii(std::string_view(address).substr(at + 1));
    return domain.empty() ? address : address.substr(0, at + 1) + domain;
}

}  // namespace

Worker::Worker(std::shared_ptr<WorkerContext> context, ConnectorSetup setup)
    : shared_(std::move(context)),
      context_(*shared_),
      setup_(std::move(setup)),
      breaker_(setup_.connections_max),
      allowance_(setup_.mails_per_minute, limits::kConnectorBurst),
      timer_(context_.loop) {}

bool Worker::may_work() const { return !draining_ && breaker_.allows(context_.clock.steady()); }

void Worker::wake() {
    is_exhausted_ = false;
    claim_again_ = is_claiming_;
    claim();
}

/// Asks for more when fewer mails are at hand than could go at once.
void Worker::claim() {
    const bool has_enough = queue_.size() >= setup_.connections_max * 2 ||
                            calls_open_ >= context_.options.records_open_max;
    if (is_claiming_ || is_exhausted_ || has_enough || !may_work()) {
        return;
    }
    const Milliseconds now = context_.clock.steady();
    asked_for_ = std::min(context_.options.claim_mails_max, allowance_.available(now));
    if (asked_for_ == 0) {
        look_again_in(allowance_.wait(now));  // OUT-17: the minute's share has left
        return;
    }
    allowance_.spend(asked_for_);
    is_claiming_ = true;
    const auto self = shared_from_this();
    context_.port.claim(
        {setup_.id, asked_for_, context_.options.claim_bytes_max}, [self](ClaimedBatch batch) {
            self->context_.loop.post(
                [self, batch = std::move(batch)]() mutable { self->take_batch(std::move(batch)); });
        });
}

void Worker::take_batch(ClaimedBatch batch) {
    is_claiming_ = false;
    const bool is_empty = batch.mails.empty();
    allowance_.give_back(asked_for_ - std::min(asked_for_, batch.mails.size()));
    in_flight_ += batch.mails.size();
    for (ClaimedMail& mail : batch.mails) {
        queue_.push_back(std::move(mail));
    }
    if (!may_work()) {
        release_queue();
        finish_call();
        return;
    }
    is_exhausted_ = is_empty && !std::exchange(claim_again_, false);
    start_connections();
    if (is_exhausted_) {
        look_again_in(
            std::min(context_.options.poll, batch.next_due_in.value_or(context_.options.poll)));
    }
    claim();
}

void Worker::look_again_in(Milliseconds delay) {
    timer_.start(std::max(Milliseconds{1}, delay), [weak = weak_from_this()] {
        if (const auto self = weak.lock()) {
            self->wake();
        }
    });
}

/// Wakes idle connections first; opens more only for mails that none of them will take.
void Worker::start_connections() {
    std::size_t unserved = queue_.size();
    while (unserved > 0 && !waiting_.empty()) {
        auto wake_up = std::move(waiting_.back().second);
        waiting_.pop_back();
        wake_up(true);
        --unserved;
    }
    while (unserved > 0 && connections_.size() < breaker_.connections_allowed()) {
        --unserved;
        auto connection = std::make_unique<Connection>(context_.loop, context_.clock, setup_.route);
        connections_.push_back(connection.get());
        boost::asio::co_spawn(context_.loop.context(), run_connection(std::move(connection)),
                              boost::asio::detached);
    }
}

io::Async<void> Worker::run_connection(std::unique_ptr<Connection> connection) {
    const auto self = shared_from_this();
    try {
        co_await run_mails(*connection);
        co_await connection->quit();
    } catch (const std::exception& error) {
        log_error("send: a connection ended by an exception: {}", for_log(error.what()));
    }
    std::erase(connections_, connection.get());
    finish_call();
}

io::Async<void> Worker::run_mails(Connection& connection) {
    while (may_work() && connections_.size() <= breaker_.connections_allowed()) {
        if (queue_.empty()) {
            claim();
            if (!co_await wait_for_mail(connection)) {
                co_return;
            }
            continue;
        }
        ClaimedMail mail = std::move(queue_.front());
        queue_.pop_front();
        if (queue_.size() < setup_.connections_max) {
            claim();
        }
        if (setup_.captures) {
            co_await capture_one(std::move(mail));
        } else if (co_await make_ready(connection, mail)) {
            co_await send_one(connection, std::move(mail));
        } else {
            co_return;
        }
    }
}

/// False when nothing came while the connection may idle.
io::Async<bool> Worker::wait_for_mail(const Connection& connection) {
    io::Answer<bool> signal(context_.loop);
    waiting_.emplace_back(&connection, signal.callback());
    const auto got =
        co_await signal.wait(context_.clock, context_.clock.steady() + context_.options.idle_max);
    if (!got) {
        std::erase_if(waiting_, [&](const auto& entry) { return entry.first == &connection; });
    }
    co_return got.value_or(false);
}

std::size_t Worker::working_beside(const Connection& connection) const {
    return static_cast<std::size_t>(std::ranges::count_if(
        connections_,
        [&](const Connection* other) { return other != &connection && other->is_open(); }));
}

bool Worker::is_worn(const Connection& connection) const {
    return connection.mails_done() >= setup_.mails_per_connection_max ||
           context_.clock.steady() - connection.opened_at() > context_.options.connection_age_max;
}

/// A token that the server does not take is renewed once, before anybody is troubled with it.
/// (OUT-22, OAU-4)
io::Async<std::optional<Failure>> Worker::open(Connection& connection) {
    auto& credentials = setup_.route.credentials;
    const std::string used = credentials ? credentials->oauth_token : std::string();
    auto failure = co_await connection.open();
    if (!failure || used.empty() || !smtp::is_auth_permanent(*failure)) {
        co_return failure;
    }
    io::Answer<std::optional<std::string>> answer(context_.loop);
    context_.port.renew_token(setup_.id, used, answer.callback());
    const auto renewed = co_await answer.wait(
        context_.clock, context_.clock.steady() + context_.options.token_timeout);
    if (!renewed || !*renewed || **renewed == used) {
        co_return failure;
    }
    credentials->oauth_token = **renewed;
    co_return co_await connection.open();
}

/// A signed-in connection; else the mail got its outcome and the breaker was told. (OUT-7)
io::Async<bool> Worker::make_ready(Connection& connection, ClaimedMail& mail) {
    if (connection.is_ready() && is_worn(connection)) {
        co_await connection.quit();
    }
    if (connection.is_ready()) {
        co_return true;
    }
    const auto failure = co_await open(connection);
    if (!failure) {
        co_return true;
    }
    // A server that turns one of several away at once is there: those still greeting count as
    // working.
    const bool is_turned_away = failure->stage == smtp::Stage::banner && failure->code == 421;
    const std::size_t others =
        is_turned_away ? connections_.size() - 1 : working_beside(connection);
    if (others > 0 && !smtp::is_auth_permanent(*failure)) {
        // One connection too many for this server: the others will take the mail.
        note_trouble(*failure, others);
        queue_.push_front(std::move(mail));
        co_return false;
    }
    record(mail, {*failure, {}});
    note_trouble(*failure, 0);
    co_return false;
}

io::Async<void> Worker::send_one(Connection& connection, ClaimedMail mail) {
    const smtp::OutgoingMail outgoing{
        wire_address(mail.sender), {wire_address(mail.recipient)}, mail.bytes};
    const auto before_dot = [this, id = mail.mail_id, fence = mail.fence] {
        return ask_before_dot(id, fence);
    };
    smtp::MailOutcome outcome = co_await connection.deliver(outgoing, before_dot);
    if (connection.is_stale()) {
        // The kept connection had died while it was idle; that is nobody's failure. (OUT-19)
        if (!co_await make_ready(connection, mail)) {
            co_return;
        }
        outcome = co_await connection.deliver(outgoing, before_dot);
    }
    RecipientOutcome& result = outcome.front();
    if (result.failure && smtp::is_connector_level(*result.failure)) {
        record(mail, result);
        note_trouble(*result.failure, 0);
    } else {
        note_outcome(result);
        record(mail, std::move(result));
    }
}

/// The capture connector: the states of a mail that is sent, without anybody to send it to.
io::Async<void> Worker::capture_one(ClaimedMail mail) {
    RecipientOutcome outcome;
    outcome.reply = {250, "2.0.0", "captured"};
    if (!co_await ask_before_dot(mail.mail_id, mail.fence)) {
        outcome.failure = Failure{smtp::Stage::content,
                                  smtp::Cause::withdrawn,
                                  0,
                                  "",
                                  "Not sent: cancelled or taken over before its last line",
                                  false};
    }
    note_outcome(outcome);
    record(mail, std::move(outcome));
}

io::Async<bool> Worker::ask_before_dot(MailId mail, std::int64_t fence) {
    io::Answer<bool> answer(context_.loop);
    context_.port.before_dot(mail, fence, answer.callback());
    const auto allowed = co_await answer.wait(
        context_.clock, context_.clock.steady() + context_.options.before_dot_timeout);
    co_return allowed.value_or(false);
}

/// The server dealt with a mail: whatever it said, the connector works.
void Worker::note_outcome(const RecipientOutcome& outcome) {
    if (outcome.failure && outcome.failure->cause != smtp::Cause::reply) {
        return;
    }
    breaker_.note_success();
    if (trouble_noted_) {
        trouble_noted_ = false;
        last_failure_.clear();
        context_.port.note_connector(setup_.id, std::nullopt);
    }
}

/// @param others  connections that work meanwhile; with any, the connector as a whole is not in
/// trouble
void Worker::note_trouble(const Failure& failure, std::size_t others) {
    const Milliseconds now = context_.clock.steady();
    const bool needs_attention = smtp::is_auth_permanent(failure);
    last_failure_ = failure.text;
    if (others == 0 && !breaker_.allows(now)) {
        return;  // several connections see the same trouble: it counts once
    }
    if (needs_attention) {
        breaker_.note_refusal(now);
    } else {
        breaker_.note_failure(now, others, context_.random);
    }
    if (others > 0 && !needs_attention) {
        return;
    }
    trouble_noted_ = true;
    const Milliseconds retry_in = breaker_.wait(now);
    log_warning("send: connector {} fails at {}: {}", setup_.id.value, smtp::name_of(failure.stage),
                for_log(failure.text));
    context_.port.note_connector(setup_.id, ConnectorTrouble{failure, needs_attention, retry_in});
    release_queue();
    look_again_in(retry_in);
}

void Worker::record(const ClaimedMail& mail, RecipientOutcome outcome) {
    ++(outcome.is_sent() ? sent_ : failed_);
    --in_flight_;
    ++calls_open_;
    const auto self = shared_from_this();
    context_.port.record(mail.mail_id, mail.fence, std::move(outcome),
                         [self] { self->context_.loop.post([self] { self->count_down_call(); }); });
}

/// A mail that had to leave after the one that is recorded now may go. (OUT-17)
void Worker::count_down_call() {
    --calls_open_;
    is_exhausted_ = false;
    finish_call();
}

void Worker::release_queue() {
    const auto self = shared_from_this();
    while (!queue_.empty()) {
        const ClaimedMail mail = std::move(queue_.front());
        queue_.pop_front();
        allowance_.give_back(1);
        --in_flight_;
        ++calls_open_;
        context_.port.release(mail.mail_id, mail.fence, [self] {
            self->context_.loop.post([self] { self->count_down_call(); });
        });
    }
}

void Worker::drain(std::function<void()> drained) {
    draining_ = true;
    drained_ = std::move(drained);
    timer_.cancel();
    release_queue();
    for (const auto& entry : std::exchange(waiting_, {})) {
        entry.second(false);
    }
    context_.loop.post([self = shared_from_this()] { self->finish_call(); });
}

/// After anything that was under way has ended: says so when it was the last, else looks for more.
void Worker::finish_call() {
    if (!draining_) {
        if (may_work()) {
            start_connections();
            claim();
        }
        return;
    }
    if (connections_.empty() && calls_open_ == 0 && !is_claiming_ && drained_) {
        std::exchange(drained_, nullptr)();
    }
}

ConnectorStatus Worker::status() const {
    ConnectorStatus status{.id = setup_.id,
                           .connections = connections_.size(),
                           .mails_claimed = in_flight_,
                           .mails_sent = sent_,
                           .mails_failed = failed_,
                           .needs_attention = breaker_.is_refused(),
                           .retry_in = std::nullopt,
                           .last_failure = last_failure_};
    const Milliseconds now = context_.clock.steady();
    if (!breaker_.allows(now)) {
        status.retry_in = breaker_.wait(now);
    }
    return status;
}

}  // namespace postroom::send
