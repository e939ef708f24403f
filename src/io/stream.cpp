// See stream.hpp. One lazy timer guards a stream: moving a deadline further away costs nothing,
// which is the rule in a session of many short commands.
#include "io/stream.hpp"

#include <openssl/err.h>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/connect.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/ssl/host_name_verification.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <utility>

#include "core/check.hpp"
#include "core/text.hpp"
#include "io/host_address.hpp"
#include "io/stream_state.hpp"

namespace postroom::io {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;
constexpr auto kAwait = asio::as_tuple(asio::use_awaitable);

/// "192.0.2.7" or "2001:db8:1:2::/64"; a v4 address mapped into v6 counts as the v4 one.
std::string group_of(const asio::ip::address& address) {
    if (address.is_v4()) {
        return address.to_string();
    }
    auto bytes = address.to_v6().to_bytes();
    std::fill(bytes.begin() + 8, bytes.end(), 0);
    return asio::ip::address_v6(bytes).to_string() + "/64";
}

/// What is wrong with a certificate, for the administrator who reads it on the connector's page.
std::string certificate_sentence(long verified, const std::string& host) {
    // What OpenSSL says when all is well but the caller's own check, here that of the name.
    if (verified == X509_V_ERR_UNSPECIFIED || verified == X509_V_ERR_APPLICATION_VERIFICATION) {
        return "the certificate is not trusted: it was made out to another name than " + host;
    }
    return std::string("the certificate is not trusted: ") +
           X509_verify_cert_error_string(verified);
}

}  // namespace

void Stream::State::guard(Milliseconds new_deadline) {
    deadline = new_deadline;
    timed_out = interrupted = false;
    is_pending = true;
    if (!is_armed || new_deadline < armed_until) {
        arm(new_deadline);
    }
}

void Stream::State::arm(Milliseconds until) {
    is_armed = true;
    armed_until = until;
    timer.expires_after(std::max(Milliseconds{0}, until - clock.steady()));
    timer.async_wait([weak = weak_from_this()](const error_code& error) {
        const auto self = weak.lock();
        if (error || !self) {
            return;
        }
        self->is_armed = false;
        if (!self->is_pending) {
            return;
        }
        if (self->clock.steady() < self->deadline) {
            return self->arm(self->deadline);
        }
        self->timed_out = true;
        error_code ignored;
        self->socket.cancel(ignored);
    });
}

StreamFailure Stream::State::failure(const error_code& error) {
    if (timed_out) {
        return {StreamFailure::Kind::timeout, "no answer in time"};
    }
    if (interrupted) {
        return {StreamFailure::Kind::cancelled, "interrupted"};
    }
    if (error == asio::error::no_descriptors || error.value() == ENFILE ||
        error.value() == ENOMEM || error.value() == ENOBUFS) {
        return {StreamFailure::Kind::descriptors, error.message()};
    }
    if (error == asio::error::eof || error == asio::ssl::error::stream_truncated) {
        return {StreamFailure::Kind::closed, "the connection was closed"};
    }
    const bool is_tls_error = error.category() == asio::error::get_ssl_category();
    return {is_tls_error ? StreamFailure::Kind::tls : StreamFailure::Kind::closed, error.message()};
}

void Stream::State::name_peer() {
    error_code error;
    const auto remote = socket.remote_endpoint(error);
    const int family = error ? AF_UNSPEC : remote.protocol().family();
    if (family != AF_INET && family != AF_INET6) {
        return;
    }
    tcp::endpoint endpoint;
    endpoint.resize(remote.size());
    std::memcpy(endpoint.data(), remote.data(), remote.size());
    asio::ip::address address = endpoint.address();
    if (address.is_v6() && address.to_v6().is_v4_mapped()) {
        address = asio::ip::make_address_v4(asio::ip::v4_mapped, address.to_v6());
    }
    peer_address = address.to_string();
    peer_group = group_of(address);
}

Stream::Stream(std::shared_ptr<State> state) : state_(std::move(state)) {}
Stream::~Stream() {
    if (state_) {
        close();
    }
}
Stream::Stream(Stream&&) noexcept = default;
Stream& Stream::operator=(Stream&& other) noexcept {
    if (this != &other) {
        if (state_) {
            close();
        }
        state_ = std::move(other.state_);
    }
    return *this;
}

void Stream::close() {
    error_code ignored;
    state_->timer.cancel();
    state_->socket.close(ignored);
}

void Stream::interrupt() {
    if (state_->is_pending) {
        state_->interrupted = true;
        error_code ignored;
        state_->socket.cancel(ignored);
    }
}

bool Stream::has_input() const {
    error_code error;
    return state_->socket.available(error) > 0 && !error;
}
const std::string& Stream::peer_address() const { return state_->peer_address; }
const std::string& Stream::peer_group() const { return state_->peer_group; }

Async<StreamResult<std::size_t>> Stream::read_some(std::span<char> into, Milliseconds deadline) {
    const auto state = state_;
    state->guard(deadline);
    const auto buffer = asio::buffer(into.data(), into.size());
    const auto [error, length] = state->tls
                                     ? co_await state->tls->async_read_some(buffer, kAwait)
                                     : co_await state->socket.async_read_some(buffer, kAwait);
    state->is_pending = false;
    if (error) {
        co_return std::unexpected(state->failure(error));
    }
    co_return length;
}

Async<StreamResult<void>> Stream::write(std::string_view bytes, Milliseconds deadline) {
    const auto state = state_;
    if (!state->tls) {
        // Replies fit the send buffer: no need to wait for what is done at once.
        error_code error;
        const std::size_t length = state->socket.write_some(asio::buffer(bytes), error);
        if (error && error != asio::error::would_block) {
            co_return std::unexpected(state->failure(error));
        }
        bytes.remove_prefix(length);
    }
    if (bytes.empty()) {
        co_return StreamResult<void>{};
    }
    state->guard(deadline);
    const auto [error, length] =
        state->tls ? co_await asio::async_write(*state->tls, asio::buffer(bytes), kAwait)
                   : co_await asio::async_write(state->socket, asio::buffer(bytes), kAwait);
    state->is_pending = false;
    if (error) {
        co_return std::unexpected(state->failure(error));
    }
    co_return StreamResult<void>{};
}

Async<StreamResult<void>> Stream::start_tls_server(std::shared_ptr<TlsContext> context,
                                                   Milliseconds deadline) {
    const auto state = state_;
    state->tls.emplace(state->socket, context->native());
    state->tls_context = std::move(context);
    state->guard(deadline);
    const auto [error] =
        co_await state->tls->async_handshake(asio::ssl::stream_base::server, kAwait);
    state->is_pending = false;
    if (error) {
        co_return std::unexpected(state->failure(error));
    }
    co_return StreamResult<void>{};
}

Async<StreamResult<void>> Stream::start_tls_client(std::shared_ptr<TlsContext> context,
                                                   std::string host, Milliseconds deadline) {
    const auto state = state_;
    state->tls.emplace(state->socket, context->native());
    state->tls_context = context;
    error_code is_name;
    asio::ip::make_address(host, is_name);
    if (is_name) {
        SSL_set_tlsext_host_name(state->tls->native_handle(), host.c_str());
    }
    if (context->verifies()) {
        state->tls->set_verify_callback(asio::ssl::host_name_verification(host));
    }
    state->guard(deadline);
    const auto [error] =
        co_await state->tls->async_handshake(asio::ssl::stream_base::client, kAwait);
    state->is_pending = false;
    if (error) {
        StreamFailure failure = state->failure(error);
        const long verified = SSL_get_verify_result(state->tls->native_handle());
        if (context->verifies() && verified != X509_V_OK) {
            failure = {StreamFailure::Kind::tls, certificate_sentence(verified, host)};
        }
        co_return std::unexpected(std::move(failure));
    }
    co_return StreamResult<void>{};
}

namespace {

using Candidates = std::vector<asio::generic::stream_protocol::endpoint>;

std::string forbidden(const std::string& host) {
    return "the host " + host + " has no address that a mail server can have";
}

/// Numbers are taken as they are; names are asked for, within the deadline that `timer` stands for.
Async<std::expected<Candidates, std::string>> resolve(asio::io_context& context, Endpoint to,
                                                      Milliseconds left) {
    if (!to.path.empty()) {
        co_return Candidates{asio::local::stream_protocol::endpoint(to.path)};
    }
    error_code error;
    const auto address = asio::ip::make_address(to.host, error);
    if (!error && is_forbidden_address(address)) {
        co_return std::unexpected(forbidden(to.host));
    }
    if (!error) {
        co_return Candidates{tcp::endpoint(address, static_cast<std::uint16_t>(to.port))};
    }
    const auto resolver = std::make_shared<tcp::resolver>(context);
    asio::steady_timer timer(context, left);
    timer.async_wait([resolver](const error_code& stopped) {
        if (!stopped) {
            resolver->cancel();
        }
    });
    const auto [failed, found] =
        co_await resolver->async_resolve(to.host, std::to_string(to.port), kAwait);
    timer.cancel();
    if (failed) {
        co_return std::unexpected("the host name " + to.host +
                                  " cannot be found: " + failed.message());
    }
    Candidates candidates;
    for (const auto& entry : found) {
        if (!is_forbidden_address(entry.endpoint().address())) {
            candidates.emplace_back(entry.endpoint());
        }
    }
    if (candidates.empty()) {
        co_return std::unexpected(forbidden(to.host));
    }
    co_return candidates;
}

}  // namespace

Async<StreamResult<Stream>> Stream::connect(Loop& loop, const Clock& clock, Endpoint to,
                                            Milliseconds deadline) {
    const auto candidates = co_await resolve(loop.context(), to, deadline - clock.steady());
    if (!candidates) {
        co_return std::unexpected(StreamFailure{StreamFailure::Kind::closed, candidates.error()});
    }
    StreamFailure last{StreamFailure::Kind::closed, "the host has no address"};
    for (const auto& candidate : *candidates) {
        const auto state = std::make_shared<State>(loop.context(), clock);
        error_code error;
        state->socket.open(candidate.protocol(), error);
        if (!error) {
            state->guard(deadline);
            std::tie(error) = co_await state->socket.async_connect(candidate, kAwait);
            state->is_pending = false;
        }
        if (!error) {
            error_code ignored;
            state->socket.non_blocking(true, ignored);
            state->socket.set_option(tcp::no_delay(true), ignored);
            state->name_peer();
            co_return Stream(state);
        }
        last = state->failure(error);
        if (last.kind == StreamFailure::Kind::timeout) {
            break;
        }
    }
    co_return std::unexpected(std::move(last));
}

}  // namespace postroom::io
