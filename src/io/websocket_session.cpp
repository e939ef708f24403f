// A WebSocket over Beast: bounded queue, pings, close with a deadline; see websocket.hpp.
#include "io/websocket_session.hpp"

#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/websocket/stream.hpp>
#include <deque>
#include <utility>

#include "core/log.hpp"

namespace postroom::io {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace websocket = beast::websocket;
using boost::system::error_code;
using Request = beast::http::request<beast::http::string_body>;

class WebSocketSession final : public WebSocket,
                               public StoppableConnection,
                               public std::enable_shared_from_this<WebSocketSession> {
   public:
    WebSocketSession(std::shared_ptr<HttpServer::State> state, beast::tcp_stream stream,
                     WebSocketCallbacks callbacks)
        : state_(std::move(state)),
          stream_(std::move(stream)),
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
        stream_.auto_fragment(false);
        stream_.text(true);
        stream_.async_accept(
            request, [self = shared_from_this()](error_code error) { self->on_accepted(error); });
    }

    void send(SharedBytes text) override {
        if (!is_open()) {
            return;
        }
        queued_bytes_ += text->size();
        if (queued_bytes_ > state_->limits.websocket_queue_bytes) {
            log_info("websocket: dropped a client that reads too slowly ({} bytes waiting)",
                     queued_bytes_);
            return close(CloseCode::too_slow, "too slow; resume with since");
        }
        queue_.push_back(std::move(text));
        if (!writing_) {
            write_next();
        }
    }

    void close(CloseCode code, std::string_view reason) override {
        if (!is_open()) {
            return;
        }
        closing_ = true;
        reason_ = websocket::close_reason(static_cast<websocket::close_code>(code),
                                          beast::string_view(reason.data(), reason.size()));
        // The frame being written must end; the others are dropped: the client resumes by number.
        queue_.erase(queue_.begin() + (writing_ ? 1 : 0), queue_.end());
        close_deadline_.start(limits::kWebSocketCloseTimeout, [weak = weak_from_this()] {
            if (const auto self = weak.lock()) {
                self->cut();
            }
        });
        if (!writing_) {
            say_goodbye();
        }
    }

    std::size_t queued_bytes() const override { return queued_bytes_; }
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

    void write_next() {
        writing_ = true;
        stream_.async_write(asio::buffer(*queue_.front()),
                            [self = shared_from_this()](error_code error, std::size_t) {
                                self->on_written(error);
                            });
    }

    void on_written(error_code error) {
        writing_ = false;
        if (error) {
            return cut();  // the pending read ends the session
        }
        queued_bytes_ -= std::min(queued_bytes_, queue_.front()->size());
        queue_.pop_front();
        if (closing_) {
            return say_goodbye();
        }
        if (!queue_.empty()) {
            return write_next();
        }
        if (callbacks_.on_drained) {
            callbacks_.on_drained();
        }
    }

    void say_goodbye() {
        stream_.async_close(reason_, [self = shared_from_this()](error_code) { self->cut(); });
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
    websocket::stream<beast::tcp_stream> stream_;
    WebSocketCallbacks callbacks_;
    Timer close_deadline_;
    beast::flat_buffer buffer_;
    std::deque<SharedBytes> queue_;
    std::size_t queued_bytes_ = 0;
    websocket::close_reason reason_;
    bool listed_ = false;
    bool open_ = false;
    bool closing_ = false;
    bool writing_ = false;
};

}  // namespace

void open_websocket(std::shared_ptr<HttpServer::State> state, beast::tcp_stream stream,
                    const Request& request, WebSocketCallbacks callbacks) {
    std::make_shared<WebSocketSession>(std::move(state), std::move(stream), std::move(callbacks))
        ->start(request);
}

}  // namespace postroom::io
