// Listening, accepting and stopping; see http_server.hpp.
#include "io/http_server.hpp"

#include <boost/asio/ip/address.hpp>
#include <boost/asio/socket_base.hpp>
#include <utility>
#include <vector>

#include "core/log.hpp"
#include "core/text.hpp"
#include "io/http_state.hpp"

namespace postroom::io {

namespace asio = boost::asio;
using asio::ip::tcp;

namespace {

constexpr Milliseconds kAcceptRetry{100};

/// "127.0.0.1:8080" or "[::1]:8080".
Result<tcp::endpoint> parse_endpoint(std::string_view text) {
    const auto wrong = [&] {
        return fail(ErrorKind::invalid, "bad_listen_address",
                    "'" + std::string(text) + "' is not ADDRESS:PORT, such as 127.0.0.1:8080.");
    };
    const auto colon = text.rfind(':');
    if (colon == std::string_view::npos) {
        return wrong();
    }
    auto host = text.substr(0, colon);
    if (host.size() >= 2 && host.front() == '[' && host.back() == ']') {
        host = host.substr(1, host.size() - 2);
    }
    const auto port = parse_int(text.substr(colon + 1));
    boost::system::error_code error;
    const auto address =
        asio::ip::make_address(host == "localhost" ? "127.0.0.1" : std::string(host), error);
    if (error || !port || *port < 0 || *port > 65535) {
        return wrong();
    }
    return tcp::endpoint{address, static_cast<std::uint16_t>(*port)};
}

std::string to_text(const tcp::endpoint& endpoint) {
    const auto host = endpoint.address().to_string();
    return (endpoint.address().is_v6() ? "[" + host + "]" : host) + ":" +
           std::to_string(endpoint.port());
}

}  // namespace

Responder::~Responder() {
    if (send_) {
        send_(transport_problem(500));
    }
}

void Responder::operator()(HttpResponse response) {
    if (auto send = std::exchange(send_, nullptr)) {
        send(std::move(response));
    }
}

void HttpServer::State::add(StoppableConnection* connection,
                            std::weak_ptr<StoppableConnection> weak) {
    connections_.emplace(connection, std::move(weak));
    open = connections_.size();
}

void HttpServer::State::remove(StoppableConnection* connection) {
    connections_.erase(connection);
    open = connections_.size();
    finish_when_empty();
}

const std::string& HttpServer::State::date() {
    const auto now = clock.now();
    const auto second = to_unix_ms(now) / 1000;
    if (second != date_second_) {
        date_second_ = second;
        date_ = format_rfc5322(now);
        if (date_[6] == ' ') {
            date_.insert(5,
                         "0");  // IMF-fixdate wants two digits for the day (RFC 9110 section 5.6.7)
        }
        date_.replace(date_.rfind(' ') + 1, std::string::npos, "GMT");
    }
    return date_;
}

void HttpServer::State::accept_next(tcp::acceptor& acceptor) {
    acceptor.async_accept(loop.context(), [self = shared_from_this(), &acceptor](
                                              boost::system::error_code error, tcp::socket socket) {
        self->accepted(acceptor, error, std::move(socket));
    });
}

void HttpServer::State::accepted(tcp::acceptor& acceptor, boost::system::error_code error,
                                 tcp::socket socket) {
    if (stopping) {
        return;
    }
    if (!error && connections_.size() < limits.connections) {
        socket.set_option(tcp::no_delay(true), error);
        serve_connection(shared_from_this(), std::move(socket));
        accept_next(acceptor);
        return;
    }
    if (error) {
        log_warning("http: cannot accept: {}", error.message());
    }
    // Out of descriptors or at the limit: look again in a moment rather than spin.
    socket.close(error);
    auto timer = std::make_shared<Timer>(loop);
    timer->start(kAcceptRetry, [self = shared_from_this(), &acceptor, timer] {
        if (!self->stopping) {
            self->accept_next(acceptor);
        }
    });
}

void HttpServer::State::stop(Milliseconds stop_patience, Task stopped) {
    if (stopping) {
        return;
    }
    stopping = true;
    done_ = std::move(stopped);
    for (auto& acceptor : acceptors) {
        boost::system::error_code ignored;
        acceptor.close(ignored);
    }
    std::vector<std::shared_ptr<StoppableConnection>> now;
    for (const auto& [_, weak] : connections_) {
        if (auto connection = weak.lock()) {
            now.push_back(std::move(connection));
        }
    }
    for (const auto& connection : now) {
        connection->finish();
    }
    patience.start(stop_patience, [self = shared_from_this()] {
        auto left = self->connections_;
        for (const auto& [_, weak] : left) {
            if (const auto connection = weak.lock()) {
                connection->cut();
            }
        }
    });
    finish_when_empty();
}

void HttpServer::State::finish_when_empty() {
    if (stopping && connections_.empty() && done_) {
        patience.cancel();
        loop.post(std::exchange(done_, nullptr));
    }
}

HttpServer::HttpServer(Loop& loop, const Clock& clock, HttpHandlers handlers, HttpLimits limits)
    : state_(std::make_shared<State>(loop, clock, std::move(handlers), limits)) {}

HttpServer::~HttpServer() {
    state_->stopping = true;
    for (auto& acceptor : state_->acceptors) {
        boost::system::error_code ignored;
        acceptor.close(ignored);
    }
}

Result<std::string> HttpServer::listen(const std::string& address) {
    const auto endpoint = TRY(parse_endpoint(address));
    boost::system::error_code error;
    tcp::acceptor acceptor(state_->loop.context());
    acceptor.open(endpoint.protocol(), error);
    if (!error) {
        acceptor.set_option(asio::socket_base::reuse_address(true), error);
    }
    if (!error) {
        acceptor.bind(endpoint, error);
    }
    if (!error) {
        acceptor.listen(asio::socket_base::max_listen_connections, error);
    }
    if (error) {
        return fail(ErrorKind::permanent, "cannot_listen",
                    "Cannot listen on " + address + ": " + error.message() + ".", error.message());
    }
    auto& kept = state_->acceptors.emplace_back(std::move(acceptor));
    state_->accept_next(kept);
    return to_text(kept.local_endpoint());
}

void HttpServer::stop(Milliseconds patience, Task done) {
    state_->loop.post([state = state_, patience, done = std::move(done)]() mutable {
        state->stop(patience, std::move(done));
    });
}

std::size_t HttpServer::connections() const { return state_->open; }

}  // namespace postroom::io
