// One WebSocket connection of a client, server side.
// Invariant: a queue of outgoing frames is bounded: who reads too slowly is dropped and resumes by
// sequence number (SEC-9). One buffer may stand in many queues without being copied. Rule: RFC
// 6455; mail-correctness.md SEC-9.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace postroom::io {

using SharedBytes = std::shared_ptr<const std::string>;

/// Close codes used here: RFC 6455 section 7.4 and ours (4000-4999).
enum class CloseCode : std::uint16_t {
    normal = 1000,
    going_away = 1001,
    policy = 1008,
    too_slow = 1013,
    signed_out = 4401,
    refused = 4403,
};

/// Loop thread only. Lives as long as somebody holds it; after the connection has ended every call
/// does nothing.
class WebSocket {
   public:
    virtual ~WebSocket() = default;
    /// Queues one text frame. When the queue would exceed its limit the connection is dropped with
    /// `too_slow`.
    virtual void send(SharedBytes text) = 0;
    virtual void close(CloseCode code, std::string_view reason) = 0;
    /// Bytes that wait to be written.
    virtual std::size_t queued_bytes() const = 0;
    virtual bool is_open() const = 0;
};

/// What happens on a connection; all on the loop's thread.
struct WebSocketCallbacks {
    /// The handshake is done.
    std::function<void(std::shared_ptr<WebSocket>)> on_open;
    /// One whole text frame from the client, valid UTF-8; binary frames end the connection.
    std::function<void(std::string_view)> on_message;
    /// Everything queued has been written.
    std::function<void()> on_drained;
    /// The connection has ended, however; the last callback, called once after on_open.
    std::function<void()> on_close;
};

}  // namespace postroom::io
