// See imap_connection.hpp.
#include "receive/imap_connection.hpp"

#include <utility>

#include "io/host_address.hpp"

namespace postroom::receive {
namespace {

using imap::Cause;
using imap::ClientEvent;
using imap::Stage;

constexpr Milliseconds kGoodbyeTimeout{2000};

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

imap::Failure failure_at(Stage stage, Cause cause, std::string text) {
    return {.stage = stage, .cause = cause, .code = {}, .text = std::move(text)};
}

bool is_encrypted(const MailboxRoute& route) { return route.is_implicit_tls || route.starttls; }

}  // namespace

Result<void> check_route(const MailboxRoute& route) {
    if (!is_encrypted(route) && !io::is_private_host(route.server.host)) {
        return postroom::fail(ErrorKind::invalid, "clear_text_refused",
                              "A mailbox outside this machine and private networks is read with "
                              "encryption only; choose TLS or STARTTLS for " +
                                  route.server.to_string());
    }
    if (is_encrypted(route) && !route.tls) {
        return postroom::fail(ErrorKind::invalid, "tls_context_missing",
                              "Encryption is asked for but not set up");
    }
    return {};
}

io::Async<ImapResult<void>> ImapConnection::open() {
    if (const auto checked = check_route(route_); !checked) {
        co_return std::unexpected(failure_at(Stage::connect, Cause::local, checked.error().reply));
    }
    auto stream = co_await io::Stream::connect(loop_, clock_, route_.server,
                                               clock_.steady() + route_.connect_timeout);
    if (!stream) {
        co_return std::unexpected(
            failure_at(Stage::connect, cause_of(stream.error().kind), stream.error().text));
    }
    stream_ = std::move(*stream);
    client_.emplace(imap::ClientOptions{
        .starttls = route_.starttls,
        .is_tls = route_.is_implicit_tls,
        .auth_in_clear_allowed = !is_encrypted(route_) && io::is_private_host(route_.server.host),
        .credentials = route_.credentials,
        .literal_bytes_max = limits::kImapLiteralBytesMax});
    if (route_.is_implicit_tls) {
        const auto started = co_await stream_->start_tls_client(
            route_.tls, route_.server.host, clock_.steady() + route_.reply_timeout);
        if (!started) {
            close();
            co_return std::unexpected(failure_at(Stage::tls, Cause::tls, started.error().text));
        }
    }
    if (co_await advance(clock_.steady() + route_.reply_timeout) != ClientEvent::ready) {
        close();
        co_return std::unexpected(client_->failure());
    }
    co_return ImapResult<void>{};
}

io::Async<ImapResult<imap::Answer>> ImapConnection::run(std::function<void(imap::Client&)> begin) {
    begin(*client_);
    if (co_await advance(clock_.steady() + route_.reply_timeout) != ClientEvent::answer) {
        close();
        co_return std::unexpected(client_->failure());
    }
    imap::Answer answer = client_->take_answer();
    co_return answer;
}

io::Async<ImapResult<bool>> ImapConnection::idle(Milliseconds until) {
    client_->idle();
    was_interrupted_ = false;
    ClientEvent event = client_->next();
    while (event == ClientEvent::need_input && !was_interrupted_ && clock_.steady() < until) {
        const auto written =
            co_await stream_->write(client_->output(), clock_.steady() + route_.reply_timeout);
        client_->output().clear();
        if (!written) {
            fail(written.error());
            break;
        }
        if (was_interrupted_) {
            break;
        }
        may_interrupt_ = true;
        const auto read = co_await stream_->read_some(buffer_, until);
        may_interrupt_ = false;
        if (read) {
            client_->receive(std::string_view(buffer_.data(), *read));
        } else if (read.error().kind != io::StreamFailure::Kind::timeout &&
                   read.error().kind != io::StreamFailure::Kind::cancelled) {
            fail(read.error());
        } else {
            break;
        }
        event = client_->next();
    }
    const bool has_changed = event == ClientEvent::news;
    if (client_->next() != ClientEvent::failed) {
        client_->end_idle();
        event = co_await advance(clock_.steady() +
                                 std::min(route_.reply_timeout, limits::kImapIdleDoneTimeout));
    }
    if (client_->next() == ClientEvent::failed) {
        close();
        co_return std::unexpected(client_->failure());
    }
    client_->take_answer();
    co_return has_changed;
}

void ImapConnection::interrupt() {
    was_interrupted_ = true;
    if (may_interrupt_ && stream_) {
        stream_->interrupt();
    }
}

io::Async<void> ImapConnection::log_out() {
    if (stream_ && client_ && client_->next() == ClientEvent::ready) {
        client_->log_out();
        co_await advance(clock_.steady() + kGoodbyeTimeout);
    }
    close();
}

/// Runs the conversation until the owner of the connection is asked.
io::Async<ClientEvent> ImapConnection::advance(Milliseconds deadline) {
    for (;;) {
        const ClientEvent event = client_->next();
        if (event == ClientEvent::need_input) {
            co_await exchange(deadline);
        } else if (event == ClientEvent::start_tls) {
            co_await start_tls(deadline);
        } else if (event == ClientEvent::news) {
            client_->end_idle();
        } else {
            co_return event;
        }
    }
}

io::Async<void> ImapConnection::exchange(Milliseconds deadline) {
    if (!client_->output().empty()) {
        const auto written = co_await stream_->write(client_->output(), deadline);
        client_->output().clear();
        if (!written) {
            co_return fail(written.error());
        }
    }
    const auto read = co_await stream_->read_some(buffer_, deadline);
    if (!read) {
        co_return fail(read.error());
    }
    client_->receive(std::string_view(buffer_.data(), *read));
}

io::Async<void> ImapConnection::start_tls(Milliseconds deadline) {
    if (!client_->output().empty()) {
        const auto written = co_await stream_->write(client_->output(), deadline);
        client_->output().clear();
        if (!written) {
            co_return fail(written.error());
        }
    }
    const auto started =
        co_await stream_->start_tls_client(route_.tls, route_.server.host, deadline);
    if (!started) {
        co_return client_->fail_connection(Cause::tls, started.error().text);
    }
    client_->tls_started();
}

void ImapConnection::fail(const io::StreamFailure& failure) {
    client_->fail_connection(cause_of(failure.kind), failure.text);
}

}  // namespace postroom::receive
