// The listening side of streams and the text form of endpoints; see stream.hpp.
#include <sys/stat.h>
#include <unistd.h>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/basic_socket_acceptor.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ip/v6_only.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <utility>

#include "core/text.hpp"
#include "io/stream_state.hpp"

namespace postroom::io {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;
using GenericAcceptor = asio::basic_socket_acceptor<asio::generic::stream_protocol>;

constexpr mode_t kUnixSocketMode = 0660;  // the mail server's group may write (SRV-10)

bool is_unix_socket(const std::string& path) {
    struct stat status{};
    return ::lstat(path.c_str(), &status) == 0 && S_ISSOCK(status.st_mode);
}

/// A socket file that nobody listens on any more stands in the way after a crash.
void remove_stale_socket(asio::io_context& context, const std::string& path) {
    if (!is_unix_socket(path)) {
        return;
    }
    asio::local::stream_protocol::socket probe(context);
    error_code error;
    probe.connect(asio::local::stream_protocol::endpoint(path), error);
    if (error == asio::error::connection_refused) {
        ::unlink(path.c_str());
    }
}

std::unexpected<Error> cannot_listen(const Endpoint& at, const std::string& why) {
    return fail(ErrorKind::invalid, "cannot_listen",
                "Cannot listen on " + at.to_string() + ": " + why);
}

}  // namespace

Result<Endpoint> Endpoint::parse(std::string_view text) {
    if (text.starts_with("unix:")) {
        // sun_path holds 107 bytes and the terminating NUL.
        if (text.size() > 5 && text.size() <= 5 + 107) {
            return Endpoint{"", 0, std::string(text.substr(5))};
        }
        return fail(ErrorKind::invalid, "bad_endpoint",
                    "A Unix socket is written unix:/path, at most 107 bytes");
    }
    const std::size_t colon = text.rfind(':');
    const auto port =
        colon == std::string_view::npos ? std::nullopt : parse_int(text.substr(colon + 1));
    std::string_view host = text.substr(0, colon);
    if (host.starts_with('[') && host.ends_with(']')) {
        host = host.substr(1, host.size() - 2);
    }
    if (!port || *port < 0 || *port > 65535 || host.empty()) {
        return fail(ErrorKind::invalid, "bad_endpoint",
                    "\"" + one_line(text) + "\" is not an address with a port, as in 127.0.0.1:25");
    }
    return Endpoint{std::string(host), static_cast<int>(*port), ""};
}

std::string Endpoint::to_string() const {
    if (!path.empty()) {
        return "unix:" + path;
    }
    const bool is_v6 = host.find(':') != std::string::npos;
    return (is_v6 ? "[" + host + "]" : host) + ":" + std::to_string(port);
}

struct StreamAcceptor::State {
    State(asio::io_context& given, const Clock& given_clock)
        : context(given), clock(given_clock), acceptor(given) {}
    asio::io_context& context;
    const Clock& clock;
    GenericAcceptor acceptor;
    Endpoint endpoint;
};

StreamAcceptor::StreamAcceptor(std::unique_ptr<State> state) : state_(std::move(state)) {}
StreamAcceptor::~StreamAcceptor() { close(); }
const Endpoint& StreamAcceptor::endpoint() const { return state_->endpoint; }

Result<std::unique_ptr<StreamAcceptor>> StreamAcceptor::listen(Loop& loop, const Clock& clock,
                                                               const Endpoint& at) {
    auto state = std::make_unique<State>(loop.context(), clock);
    state->endpoint = at;
    error_code error;
    asio::generic::stream_protocol::endpoint local;
    if (!at.path.empty()) {
        remove_stale_socket(state->context, at.path);
        local = asio::local::stream_protocol::endpoint(at.path);
    } else {
        const auto address =
            asio::ip::make_address(at.host == "localhost" ? "127.0.0.1" : at.host, error);
        if (error) {
            return cannot_listen(at, "\"" + at.host + "\" is not an address");
        }
        local = tcp::endpoint(address, static_cast<std::uint16_t>(at.port));
    }
    GenericAcceptor& acceptor = state->acceptor;
    acceptor.open(local.protocol(), error);
    if (!error && at.path.empty()) {
        acceptor.set_option(asio::socket_base::reuse_address(true), error);
    }
    if (!error) {
        acceptor.bind(local, error);
    }
    if (!error) {
        acceptor.listen(asio::socket_base::max_listen_connections, error);
    }
    if (error) {
        acceptor.close();
        return cannot_listen(at, error.message());
    }
    if (!at.path.empty()) {
        ::chmod(at.path.c_str(), kUnixSocketMode);
    } else {
        tcp::endpoint bound;
        const auto generic = acceptor.local_endpoint();
        bound.resize(generic.size());
        std::memcpy(bound.data(), generic.data(), generic.size());
        state->endpoint.port = bound.port();
    }
    return std::make_unique<StreamAcceptor>(std::move(state));
}

Async<StreamResult<Stream>> StreamAcceptor::accept() {
    const auto stream = std::make_shared<Stream::State>(state_->context, state_->clock);
    const auto [error] =
        co_await state_->acceptor.async_accept(stream->socket, asio::as_tuple(asio::use_awaitable));
    if (error == asio::error::operation_aborted) {
        co_return std::unexpected(
            StreamFailure{StreamFailure::Kind::cancelled, "no longer listening"});
    }
    if (error) {
        co_return std::unexpected(stream->failure(error));
    }
    error_code ignored;
    stream->socket.non_blocking(true, ignored);
    stream->socket.set_option(tcp::no_delay(true), ignored);
    stream->name_peer();
    co_return Stream(stream);
}

void StreamAcceptor::close() {
    if (!state_->acceptor.is_open()) {
        return;
    }
    error_code ignored;
    state_->acceptor.close(ignored);
    if (!state_->endpoint.path.empty()) {
        ::unlink(state_->endpoint.path.c_str());
    }
}

}  // namespace postroom::io
