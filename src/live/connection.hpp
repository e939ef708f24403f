// One live connection: greeting, catching up, live. Internal to src/live.
// Invariant: loop thread only; a frame is sent only when its number is above the last one sent.
// Rule: mail-correctness.md SEC-9, CHAT-2.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string_view>

#include "core/clock.hpp"
#include "io/timer.hpp"
#include "io/websocket.hpp"
#include "live/feed.hpp"
#include "live/hub.hpp"

namespace postroom::live {

/// What a client says after the greeting.
struct Command {
    enum class Kind { presence, typing, ping };
    Kind kind = Kind::ping;
    ConversationId conversation;
    bool focused = false;
    bool on = true;
};
/// Nothing when it is no command that we know.
std::optional<Command> parse_command(std::string_view text);
/// The CSRF token of {"kind": "hello", "csrf_token": "..."}; nothing when it is no greeting.
std::optional<std::string> parse_hello(std::string_view text);

class Connection final : public std::enable_shared_from_this<Connection> {
   public:
    enum class Phase { greeting, catching_up, live, ended };

    Connection(io::Loop& loop, const Clock& clock, OpenRequest request);

    /// The socket is open. Says `greeted` when the client has proved who it is.
    void begin(std::shared_ptr<io::WebSocket> socket, std::function<void()> greeted);
    /// A frame of the client: the greeting, or a command to be carried out.
    std::optional<Command> take(std::string_view text);
    /// Sends the frames meant for this reader and above the last number.
    void send_frames(const std::vector<Frame>& frames);
    void send(const io::SharedBytes& text);
    /// Sends a notice, unless its event rang here already or came before the greeting.
    void ring(const Notice& notice);
    void close(io::CloseCode code, std::string_view reason);
    /// Has proved who it is, and is still there: live, or about to be.
    bool is_greeted() const { return phase == Phase::catching_up || phase == Phase::live; }
    void end() { phase = Phase::ended; }

    const Reader& reader() const { return reader_; }
    model::Person person() const { return reader_.person; }
    bool is_drained() const { return !socket_ || socket_->queued_bytes() == 0; }

    OpenRequest request;
    Phase phase = Phase::greeting;
    std::int64_t seq = -1;    ///< of the last event that this connection has
    EventId rung_until;       ///< what is older does not ring (any more)
    bool is_reading = false;  ///< a page of what it missed is being read
    bool is_waiting = false;  ///< has caught up, but the batch under way was read without it

   private:
    bool is_too_fast();

    const Clock& clock_;
    io::Timer patience_;
    const Reader reader_;
    std::shared_ptr<io::WebSocket> socket_;
    std::function<void()> greeted_;
    Milliseconds window_begin_{0};
    int messages_in_window_ = 0;
};

}  // namespace postroom::live
