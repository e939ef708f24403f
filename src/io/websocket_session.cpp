// A WebSocket over Beast: bounded queue, pings, close with a deadline; see websocket.hpp.
#include "io/websocket_session.hpp"

#include <array>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/websocket/stream.hpp>
#include <utility>

#include "core/log.hpp"
#include "io/gathering_stream.hpp"

namespace postroom::io {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace websocket = beast::websocket;
using boost::system::error_code;
using Request = beast::http::request<beast::http::string_body>;

/// Before the text of a whole frame from a server: RFC 6455 section 5.2 (FIN, opcode 1, no mask).
/// The text is the same for a thousand readers, so it is not framed anew for each by the library.
class FrameHead {
   public:
    explicit FrameHead(std::size_t size) {
        put(0x81);
        const int width = size < 126 ? 0 : size < 65'536 ? 2 : 8;
        put(width == 0 ? size : width == 2 ? 126 : 127);
        for (int shift = 8 * (width - 1); shift >= 0; shift -= 8) {
            put(size >> shift);
        }
    }

    std::string_view bytes() const { return {bytes_.data(), size_}; }

   private:
    void put(std::size_t byte) { bytes_[size_++] = static_cast<char>(byte & 0xff); }

    std::array<char, GatheringStream::kHeadBytesMax> bytes_{};
    std::size_t size_ = 0;
};

class WebSocketSession final : public WebSocket,
                               public StoppableConnection,
                               public std::enable_shared_from_this<WebSocketSession> {
   public:
    WebSocketSession(std::shared_ptr<HttpServer::State> state, beast::tcp_stream stream,
                     WebSocketCallbacks callbacks)
        : state_(std::move(state)),
          stream_(GatheringStream(std::move(stream))),
          callbacks_(std::move(callbacks)),
          close_deadline_(state_->loop) {}

    ~WebSocketSession() override {
        if (listed_) {
            state_->remove(this);
        }
    }

    void start(const Request& request) {
        listed_ = true;
        state_->add(this, weak_from_this());
        beast::get_lowest_layer(stream_).expires_never();
        stream_.set_option(
            websocket::stream_base::timeout{.handshake_timeout = limits::kHttpHeaderTimeout,
                                            .idle_timeout = state_->limits.websocket_idle_timeout,
                                            .keep_alive_pings = true});
        stream_.read_message_max(state_->limits.websocket_frame_bytes);
        lower().on_sent([weak = weak_from_this()](error_code error) {
            if (const auto self = weak.lock()) {
                self->on_sent(error);
            }
        });
        stream_.async_accept(
            request, [self = shared_from_this()](error_code error) { self->on_accepted(error); });
    }

    void send(SharedBytes text) override {
        if (!is_open()) {
            return;
        }
        const std::size_t waiting = queued_bytes() + text->size();
        if (waiting > state_->limits.websocket_queue_bytes) {
            log_info("websocket: dropped a client that reads too slowly ({} bytes waiting)",
                     waiting);
            return close(CloseCode::too_slow, "too slow; resume with since");
        }
        const FrameHead head(text->size());
        lower().append(head.bytes(), std::move(text));
    }

    void close(CloseCode code, std::string_view reason) override {
        if (!is_open()) {
            return;
        }
        closing_ = true;
        // What has not left is dropped: the client resumes by number.
        lower().drop_gathered();
        close_deadline_.start(limits::kWebSocketCloseTimeout, [weak = weak_from_this()] {
            if (const auto self = weak.lock()) {
                self->cut();
            }
        });
        stream_.async_close(
            websocket::close_reason(static_cast<websocket::close_code>(code),
                                    beast::string_view(reason.data(), reason.size())),
            [self = shared_from_this()](error_code) { self->cut(); });
    }

    std::size_t queued_bytes() const override { return stream_.next_layer().waiting_bytes(); }
    bool is_open() const override { return open_ && !closing_; }

    void finish() override { open_ ? close(CloseCode::going_away, "the server stops") : cut(); }
    void cut() override {
        error_code ignored;
        beast::get_lowest_layer(stream_).socket().close(ignored);
    }

   private:
    void on_accepted(error_code error) {
        if (error) {
            return end();
        }
        open_ = true;
        if (callbacks_.on_open) {
            callbacks_.on_open(shared_from_this());
        }
        read_next();
    }

    void read_next() {
        stream_.async_read(buffer_, [self = shared_from_this()](error_code error, std::size_t) {
            self->on_read(error);
        });
    }

    void on_read(error_code error) {
        if (error) {
            return end();
        }
        if (!stream_.got_text()) {
            close(CloseCode::policy, "text frames only");
        } else if (is_open() && callbacks_.on_message) {
            const auto bytes = buffer_.cdata();
            callbacks_.on_message({static_cast<const char*>(bytes.data()), bytes.size()});
        }
        buffer_.consume(buffer_.size());
        read_next();
    }

    GatheringStream& lower() { return stream_.next_layer(); }

    void on_sent(error_code error) {
        if (error) {
            return cut();  // the pending read ends the session
        }
        if (is_open() && callbacks_.on_drained) {
            callbacks_.on_drained();
        }
    }

    void end() {
        cut();
        const bool was_open = std::exchange(open_, false);
        close_deadline_.cancel();
        auto callbacks = std::exchange(callbacks_, {});
        if (was_open && callbacks.on_close) {
            callbacks.on_close();
        }
    }

    std::shared_ptr<HttpServer::State> state_;
    websocket::stream<GatheringStream> stream_;
    WebSocketCallbacks callbacks_;
    Timer close_deadline_;
    beast::flat_buffer buffer_;
    bool listed_ = false;
    bool open_ = false;
    bool closing_ = false;
};

}  // namespace

void open_websocket(std::shared_ptr<HttpServer::State> state, beast::tcp_stream stream,
                    const Request& request, WebSocketCallbacks callbacks) {
    auto& loop = state->loop;
    make_bound<WebSocketSession>(loop, std::move(state), std::move(stream), std::move(callbacks))
        ->start(request);
}

}  // namespace postroom::io
