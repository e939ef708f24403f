// What the connections of one HttpServer share. Internal to src/io.
// Invariant: loop thread only, but for the counter of connections.
// Rule: http_server.hpp.
#pragma once

#include <atomic>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <functional>
#include <list>
#include <memory>
#include <string>
#include <unordered_map>

#include "io/http_server.hpp"
#include "io/timer.hpp"

namespace postroom::io {

/// A connection as the server sees it when it stops.
class StoppableConnection {
   public:
    virtual ~StoppableConnection() = default;
    /// Ends when the request under way is answered; at once when there is none.
    virtual void finish() = 0;
    /// Ends now.
    virtual void cut() = 0;
};

class HttpServer::State final : public std::enable_shared_from_this<HttpServer::State> {
   public:
    State(Loop& its_loop, const Clock& its_clock, HttpHandlers its_handlers, HttpLimits its_limits)
        : loop(its_loop),
          clock(its_clock),
          handlers(std::move(its_handlers)),
          limits(its_limits),
          patience(its_loop) {}

    /// Keeps a weak reference until remove().
    void add(StoppableConnection* connection, std::weak_ptr<StoppableConnection> weak);
    void remove(StoppableConnection* connection);
    void stop(Milliseconds stop_patience, Task stopped);
    /// "Sat, 21 Nov 2026 09:30:00 GMT", formatted once a second.
    const std::string& date();

    Loop& loop;
    const Clock& clock;
    HttpHandlers handlers;
    HttpLimits limits;
    bool stopping = false;
    std::list<boost::asio::ip::tcp::acceptor> acceptors;
    std::atomic<std::size_t> open{0};

   private:
    void accept_next(boost::asio::ip::tcp::acceptor& acceptor);
    void accepted(boost::asio::ip::tcp::acceptor& acceptor, boost::system::error_code error,
                  boost::asio::ip::tcp::socket socket);
    void finish_when_empty();

    std::unordered_map<StoppableConnection*, std::weak_ptr<StoppableConnection>> connections_;
    Timer patience;
    Task done_;
    std::string date_;
    std::int64_t date_second_ = -1;

    friend class HttpServer;
};

/// Starts serving `socket`; the connection keeps itself and `state` alive. (http_connection.cpp)
void serve_connection(std::shared_ptr<HttpServer::State> state,
                      boost::asio::ip::tcp::socket socket);

}  // namespace postroom::io
