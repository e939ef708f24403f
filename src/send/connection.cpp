// See connection.hpp.
#include "send/connection.hpp"

#include <utility>

#include "core/crash_point.hpp"

namespace postroom::send {
namespace {

using smtp::Cause;
using smtp::ClientEvent;
using smtp::Stage;

/// A mail up to this size leaves in one piece with its dot: one system call, one packet train. A
/// larger one goes first, so that the time between P4 and the dot stays short.
constexpr std::size_t kOnePieceBytesMax = std::size_t{64} << 10;
constexpr Milliseconds kGoodbyeTimeout{2000};

smtp::ClientOptions client_options(const Route& route) {
    smtp::StartTls starttls = smtp::StartTls::never;
    if (route.security == Security::starttls) {
        starttls = smtp::StartTls::required;
    } else if (route.security == Security::opportunistic) {
        starttls = smtp::StartTls::opportunistic;
    }
    return {
        .protocol = route.protocol,
        .helo_name = route.helo_name,
        .starttls = starttls,
        .is_tls = route.security == Security::implicit,
        .auth_in_clear_allowed = route.security == Security::off && is_private_host(route.server),
        .credentials = route.credentials};
}

Cause cause_of(io::StreamFailure::Kind kind) {
    switch (kind) {
        case io::StreamFailure::Kind::timeout:
            return Cause::timeout;
        case io::StreamFailure::Kind::tls:
            return Cause::tls;
        case io::StreamFailure::Kind::closed:
        case io::StreamFailure::Kind::cancelled:
        case io::StreamFailure::Kind::descriptors:
            return Cause::closed;
    }
    return Cause::closed;
}

/// "mail.example:587: no answer in time"
std::string sentence(const Route& route, const io::StreamFailure& failure) {
    return route.server.to_string() + ": " + failure.text;
}

}  // namespace

io::Async<std::optional<smtp::Failure>> Connection::open() {
    close();
    if (const auto checked = check_route(route_); !checked) {
        co_return smtp::Failure{Stage::connect, Cause::local, 0, "", checked.error().reply, false};
    }
    opened_at_ = clock_.steady();
    auto stream = co_await io::Stream::connect(loop_, clock_, route_.server,
                                               opened_at_ + route_.timeouts.connect);
    if (!stream) {
        co_return smtp::Failure{
            Stage::connect, cause_of(stream.error().kind), 0, "", sentence(route_, stream.error()),
            false};
    }
    stream_ = std::move(*stream);
    client_.emplace(client_options(route_));
    if (route_.security == Security::implicit) {
        const auto started = co_await stream_->start_tls_client(
            route_.tls, route_.server.host, opened_at_ + route_.timeouts.of(Stage::tls));
        if (!started) {
            close();
            co_return smtp::Failure{
                Stage::tls, Cause::tls, 0, "", sentence(route_, started.error()), false};
        }
    }
    const ClientEvent event = co_await advance(opened_at_ + route_.timeouts.attempt);
    is_ready_ = has_been_ready_ = event == ClientEvent::ready;
    if (is_ready_) {
        co_return std::nullopt;
    }
    smtp::Failure failure = client_->failure();
    close();
    co_return failure;
}

io::Async<smtp::MailOutcome> Connection::deliver(const smtp::OutgoingMail& mail,
                                                 BeforeDot before_dot) {
    const Milliseconds limit = clock_.steady() + route_.timeouts.attempt;
    is_ready_ = false;
    client_->begin_mail(mail);
    ClientEvent event = co_await advance(limit);
    if (event == ClientEvent::ready_for_dot) {
        co_await settle_dot(std::move(before_dot), limit);
        // From the dot on only its own, long timeout counts: giving up early makes duplicates.
        // (OUT-20)
        event = co_await advance(clock_.steady() + route_.timeouts.dot);
    }
    is_stale_ = client_->is_stale();
    smtp::MailOutcome outcome = client_->take_outcome();
    is_ready_ = client_->next() == ClientEvent::ready;
    if (!is_ready_) {
        stream_.reset();
    }
    co_return outcome;
}

/// P4: asks whether the dot may go, then lets it go.
io::Async<void> Connection::settle_dot(BeforeDot before_dot, Milliseconds limit) {
    if (client_->output().size() > kOnePieceBytesMax && !co_await flush(Stage::content, limit)) {
        co_return;
    }
    CRASH_POINT("send.before_dot_recorded");
    if (!co_await before_dot()) {
        client_->withdraw("Not sent: cancelled or taken over before its last line");
        co_return;
    }
    CRASH_POINT("send.before_dot");
    client_->send_dot();
}

/// Runs the conversation until the owner of the connection is asked.
io::Async<ClientEvent> Connection::advance(Milliseconds limit) {
    for (;;) {
        const ClientEvent event = client_->next();
        if (event == ClientEvent::need_input) {
            co_await exchange(limit);
        } else if (event == ClientEvent::start_tls) {
            co_await start_tls();
        } else {
            co_return event;
        }
    }
}

io::Async<void> Connection::exchange(Milliseconds limit) {
    const Stage stage = client_->waiting_for();
    if (!co_await flush(stage, limit)) {
        co_return;
    }
    if (stage == Stage::dot) {
        CRASH_POINT("send.after_dot");
    }
    const Milliseconds deadline = std::min(limit, clock_.steady() + route_.timeouts.of(stage));
    const auto read = co_await stream_->read_some(buffer_, deadline);
    if (!read) {
        co_return fail(read.error());
    }
    client_->receive(std::string_view(buffer_.data(), *read));
}

io::Async<void> Connection::start_tls() {
    const Milliseconds deadline = clock_.steady() + route_.timeouts.of(Stage::tls);
    const auto started =
        co_await stream_->start_tls_client(route_.tls, route_.server.host, deadline);
    if (!started) {
        co_return client_->fail_connection(Cause::tls, sentence(route_, started.error()));
    }
    client_->tls_started();
}

io::Async<bool> Connection::flush(Stage stage, Milliseconds limit) {
    if (client_->output().empty()) {
        co_return true;
    }
    // A large mail may take as long as its size needs at the lowest rate worth waiting for.
    const auto bytes = static_cast<std::int64_t>(client_->output().size());
    const Milliseconds transfer{bytes * 1000 /
                                static_cast<std::int64_t>(limits::kSmtpDataBytesPerSecondMin)};
    const Milliseconds deadline =
        std::min(limit, clock_.steady() + route_.timeouts.of(stage) + transfer);
    const auto written = co_await stream_->write(client_->output(), deadline);
    client_->output().clear();
    if (!written) {
        fail(written.error());
    }
    co_return written.has_value();
}

void Connection::fail(const io::StreamFailure& failure) {
    client_->fail_connection(cause_of(failure.kind), sentence(route_, failure));
}

io::Async<void> Connection::quit() {
    if (is_ready()) {
        client_->quit();
        const Milliseconds deadline = clock_.steady() + kGoodbyeTimeout;
        if (co_await stream_->write(client_->output(), deadline)) {
            co_await stream_->read_some(buffer_, deadline);
        }
    }
    close();
}

void Connection::close() {
    is_ready_ = has_been_ready_ = false;
    stream_.reset();
    client_.reset();
}

}  // namespace postroom::send
