// One HTTP/1.1 connection: reads a request, has it answered, writes the answer, and again.
// Invariant: one request at a time; nothing is read while an answer is due, so a peer that
// pipelines waits. Rule: RFC 9112; http_server.hpp.
#include <array>
#include <boost/asio/dispatch.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/websocket/rfc6455.hpp>
#include <optional>

#include "core/text.hpp"
#include "io/http_state.hpp"
#include "io/websocket_session.hpp"

namespace postroom::io {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using boost::system::error_code;

Method method_of(http::verb verb) {
    switch (verb) {
        case http::verb::get:
            return Method::get;
        case http::verb::head:
            return Method::head;
        case http::verb::post:
            return Method::post;
        case http::verb::put:
            return Method::put;
        case http::verb::patch:
            return Method::patch;
        case http::verb::delete_:
            return Method::delete_;
        case http::verb::options:
            return Method::options;
        default:
            return Method::other;
    }
}

/// The status with which to refuse what could not be read; 0 = just close.
int status_of_read_error(error_code error) {
    if (error == http::error::header_limit) {
        return 431;
    }
    if (error == http::error::body_limit) {
        return 413;
    }
    const bool broken_off =
        error == http::error::end_of_stream || error == http::error::partial_message;
    if (broken_off || error.category() != make_error_code(http::error::bad_method).category()) {
        return 0;
    }
    return 400;
}

class HttpConnection final : public StoppableConnection,
                             public std::enable_shared_from_this<HttpConnection> {
   public:
    HttpConnection(std::shared_ptr<HttpServer::State> state, asio::ip::tcp::socket socket)
        : state_(std::move(state)), stream_(std::move(socket)) {
        error_code ignored;
        remote_ = stream_.socket().remote_endpoint(ignored).address().to_string();
    }
    ~HttpConnection() override {
        if (listed_) {
            state_->remove(this);
        }
    }

    void start() {
        listed_ = true;
        state_->add(this, weak_from_this());
        read_head(state_->limits.header_timeout);
    }

    void finish() override {
        if (waiting_) {
            cut();
        }
    }
    void cut() override {
        error_code ignored;
        stream_.socket().close(ignored);
    }

   private:
    using Parser = http::request_parser<http::string_body>;

    void read_head(Milliseconds timeout) {
        waiting_ = true;
        parser_.emplace();
        parser_->header_limit(static_cast<std::uint32_t>(state_->limits.header_bytes));
        parser_->body_limit(state_->limits.body_bytes);
        stream_.expires_after(timeout);
        http::async_read_header(
            stream_, buffer_, *parser_,
            [self = shared_from_this()](error_code error, std::size_t) { self->on_head(error); });
    }

    void on_head(error_code error) {
        waiting_ = false;
        if (error) {
            return refuse(status_of_read_error(error));
        }
        take_head();
        if (beast::websocket::is_upgrade(parser_->get()) && state_->handlers.upgrade) {
            return upgrade();
        }
        if (state_->handlers.body_limit) {
            const auto limit =
                std::min(state_->handlers.body_limit(request_), state_->limits.body_bytes);
            if (parser_->content_length().value_or(0) > limit) {
                return refuse(413);
            }
            parser_->body_limit(limit);
        }
        if (!parser_->is_done() &&
            equals_ignoring_case(request_.header("Expect"), "100-continue")) {
            return invite_body();
        }
        read_body();
    }

    void take_head() {
        const auto& head = parser_->get();
        request_ = {};
        request_.method = method_of(head.method());
        request_.target = head.target();
        request_.remote_address = remote_;
        for (const auto& field : head) {
            request_.headers.push_back(
                {std::string(field.name_string()), std::string(field.value())});
        }
    }

    void invite_body() {
        stream_.expires_after(state_->limits.write_timeout);
        static constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";
        asio::async_write(stream_, asio::buffer(kContinue),
                          [self = shared_from_this()](error_code error, std::size_t) {
                              error ? self->close() : self->read_body();
                          });
    }

    void read_body() {
        if (parser_->is_done()) {
            return on_body({});
        }
        stream_.expires_after(state_->limits.body_timeout);
        http::async_read(
            stream_, buffer_, *parser_,
            [self = shared_from_this()](error_code error, std::size_t) { self->on_body(error); });
    }

    void on_body(error_code error) {
        if (error) {
            return refuse(status_of_read_error(error));
        }
        stream_.expires_never();
        request_.body = std::move(parser_->get().body());
        keep_alive_ = parser_->keep_alive();
        head_only_ = request_.method == Method::head;
        state_->handlers.request(
            std::move(request_), Responder([self = shared_from_this()](HttpResponse response) {
                asio::dispatch(self->state_->loop.context(),
                               [self, response = std::move(response)]() mutable {
                                   self->write(std::move(response));
                               });
            }));
    }

    void upgrade() {
        stream_.expires_never();
        state_->handlers.upgrade(request_, [self = shared_from_this()](UpgradeAnswer answer) {
            asio::dispatch(self->state_->loop.context(),
                           [self, answer = std::move(answer)]() mutable {
                               self->upgraded(std::move(answer));
                           });
        });
    }

    void upgraded(UpgradeAnswer answer) {
        if (!answer.accepted || state_->stopping) {
            keep_alive_ = false;
            return write(answer.accepted ? transport_problem(503) : std::move(answer.refused));
        }
        open_websocket(state_, std::move(stream_), parser_->release(), std::move(*answer.accepted));
    }

    void refuse(int status) {
        if (status == 0) {
            return close();
        }
        keep_alive_ = false;
        head_only_ = false;
        write(transport_problem(status));
    }

    void write(HttpResponse response) {
        keep_alive_ = keep_alive_ && !state_->stopping;
        response_ = std::move(response);
        head_ = format_head(response_, state_->date(), keep_alive_);
        const bool bare = head_only_ || response_.status == 204 || response_.status == 304;
        const auto content = bare ? std::string_view{} : response_.content();
        stream_.expires_after(state_->limits.write_timeout);
        asio::async_write(
            stream_, std::array<asio::const_buffer, 2>{asio::buffer(head_), asio::buffer(content)},
            [self = shared_from_this()](error_code error, std::size_t) {
                self->on_written(error);
            });
    }

    void on_written(error_code error) {
        response_ = {};
        if (error) {
            return close();
        }
        if (!keep_alive_) {
            return linger();
        }
        read_head(state_->limits.idle_timeout);
    }

    /// Reads what the peer still sends before closing: a reset would take the answer from it. (RFC
    /// 9112 section 9.6)
    void linger() {
        error_code ignored;
        stream_.socket().shutdown(asio::ip::tcp::socket::shutdown_send, ignored);
        stream_.expires_after(limits::kHttpLinger);
        discard();
    }
    void discard() {
        stream_.async_read_some(asio::buffer(scratch_),
                                [self = shared_from_this()](error_code error, std::size_t) {
                                    error ? self->close() : self->discard();
                                });
    }

    void close() {
        error_code ignored;
        stream_.socket().close(ignored);
    }

    std::shared_ptr<HttpServer::State> state_;
    beast::tcp_stream stream_;
    beast::flat_buffer buffer_;
    std::optional<Parser> parser_;
    std::string remote_;
    HttpRequest request_;
    HttpResponse response_;
    std::string head_;
    std::array<char, 4096> scratch_{};
    bool listed_ = false;
    bool waiting_ = false;  ///< between requests: may be closed without harm
    bool keep_alive_ = false;
    bool head_only_ = false;
};

}  // namespace

void serve_connection(std::shared_ptr<HttpServer::State> state, asio::ip::tcp::socket socket) {
    auto& loop = state->loop;
    make_bound<HttpConnection>(loop, std::move(state), std::move(socket))->start();
}

}  // namespace postroom::io
