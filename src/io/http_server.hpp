// The HTTP/1.1 server: connections kept alive, limits, deadlines, upgrade to WebSocket, graceful
// stop. Invariant: every request is answered exactly once, whatever its handler does; no peer can
// hold a connection longer than the deadlines of HttpLimits. Rule: RFC 9112; mail-correctness.md
// SEC-9; core/limits.hpp.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "core/clock.hpp"
#include "core/limits.hpp"
#include "core/result.hpp"
#include "io/executor.hpp"
#include "io/http_message.hpp"
#include "io/websocket.hpp"

namespace postroom::io {

struct HttpLimits {
    std::size_t header_bytes = limits::kHttpHeaderBytesMax;
    std::size_t body_bytes = limits::kHttpBodyBytesMax;
    std::size_t connections = limits::kHttpConnectionsMax;
    Milliseconds header_timeout = limits::kHttpHeaderTimeout;
    Milliseconds body_timeout = limits::kHttpBodyTimeout;
    Milliseconds write_timeout = limits::kHttpWriteTimeout;
    Milliseconds idle_timeout = limits::kHttpIdleTimeout;
    std::size_t websocket_frame_bytes = limits::kWebSocketFrameBytesMax;
    std::size_t websocket_queue_bytes = limits::kWebSocketQueueBytesMax;
    Milliseconds websocket_idle_timeout = limits::kWebSocketIdleTimeout;
};

/// The one answer to a request. Any thread may call it, once; dropped without a call it answers
/// 500.
class Responder {
   public:
    using Send = std::move_only_function<void(HttpResponse)>;
    explicit Responder(Send send) : send_(std::move(send)) {}
    Responder(Responder&& other) noexcept : send_(std::exchange(other.send_, nullptr)) {}
    Responder& operator=(Responder&&) = delete;
    ~Responder();
    void operator()(HttpResponse response);

   private:
    Send send_;
};

/// What becomes of a request to upgrade: callbacks for the connection, or an answer that refuses
/// it.
struct UpgradeAnswer {
    std::optional<WebSocketCallbacks> accepted;
    HttpResponse refused;
};
using UpgradeResponder = std::move_only_function<void(UpgradeAnswer)>;

struct HttpHandlers {
    /// Called on the loop's thread; hand real work to a WorkPool.
    std::function<void(HttpRequest, Responder)> request;
    /// Called on the loop's thread for a WebSocket handshake; the responder may be called on any
    /// thread, once.
    std::function<void(HttpRequest, UpgradeResponder)> upgrade;
    /// Most bytes of a body that this request (whose body has not been read) may have. Optional.
    std::function<std::size_t(const HttpRequest&)> body_limit;
};

class HttpServer {
   public:
    HttpServer(Loop& loop, const Clock& clock, HttpHandlers handlers, HttpLimits limits = {});
    /// Loop stopped, or stop() done.
    ~HttpServer();
    HttpServer(const HttpServer&) = delete;
    HttpServer& operator=(const HttpServer&) = delete;

    /// Binds "127.0.0.1:8080", "[::1]:0"...; may be called several times, before the loop runs or
    /// on its thread. Returns the address with the real port.
    Result<std::string> listen(const std::string& address);
    /// Any thread: no new connections; requests under way are answered; sockets get 1001; then
    /// `done` on the loop's thread. After `patience` whatever is left is cut.
    void stop(Milliseconds patience, Task done);
    std::size_t connections() const;

    class State;

   private:
    std::shared_ptr<State> state_;
};

}  // namespace postroom::io
