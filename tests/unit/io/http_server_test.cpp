// The HTTP server over real loopback sockets: keep-alive, limits, deadlines, stop, WebSocket.
// (SEC-9)
#include "io/http_server.hpp"

#include <gtest/gtest.h>

#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/buffers_to_string.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/websocket/stream.hpp>
#include <future>
#include <latch>
#include <thread>

namespace postroom::io {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
using asio::ip::tcp;

/// A server on a free port whose handlers a test chooses; stopped at the end.
class Serving {
   public:
    explicit Serving(HttpHandlers handlers, HttpLimits limits = {})
        : server_(loop_, clock_, std::move(handlers), limits) {
        const auto bound = server_.listen("127.0.0.1:0");
        port_ = static_cast<std::uint16_t>(std::stoi(bound->substr(bound->rfind(':') + 1)));
        thread_ = std::thread([this] { loop_.run(); });
    }
    ~Serving() { stop(); }

    void stop() {
        if (thread_.joinable()) {
            server_.stop(Milliseconds{2000}, [this] { loop_.stop(); });
            thread_.join();
        }
    }
    tcp::socket connect() {
        tcp::socket socket(client_);
        socket.connect({asio::ip::make_address("127.0.0.1"), port_});
        return socket;
    }
    /// Sends `bytes` and reads until the server closes.
    std::string exchange(const std::string& bytes) {
        auto socket = connect();
        asio::write(socket, asio::buffer(bytes));
        return read_all(socket);
    }
    static std::string read_all(tcp::socket& socket) {
        std::string answer;
        boost::system::error_code error;
        asio::read(socket, asio::dynamic_buffer(answer), error);
        return answer;
    }
    HttpServer& server() { return server_; }

   private:
    ManualClock clock_;
    Loop loop_;
    HttpServer server_;
    asio::io_context client_;
    std::uint16_t port_ = 0;
    std::thread thread_;
};

HttpHandlers echo() {
    return {.request = [](HttpRequest request, Responder respond) {
        HttpResponse response;
        response.body = request.target + " " + request.body;
        respond(std::move(response));
    }};
}

std::size_t count(const std::string& text, std::string_view part) {
    std::size_t found = 0;
    for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) {
        ++found;
    }
    return found;
}

TEST(HttpServer, AnswersPipelinedRequestsInOrderOnOneConnection) {
    Serving serving(echo());
    const auto answer = serving.exchange(
        "GET /1 HTTP/1.1\r\nHost: a\r\n\r\n"
        "POST /2 HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nConnection: close\r\n\r\nabc");
    EXPECT_EQ(count(answer, "HTTP/1.1 200 OK"), 2U) << answer;
    EXPECT_LT(answer.find("/1 "), answer.find("/2 abc"));
    EXPECT_NE(answer.find(" GMT\r\n"), std::string::npos);
}

TEST(HttpServer, HeadGetsTheLengthWithoutTheBody) {
    Serving serving(echo());
    const auto answer =
        serving.exchange("HEAD /x HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
    EXPECT_NE(answer.find("Content-Length: 3\r\n"), std::string::npos) << answer;
    EXPECT_TRUE(answer.ends_with("\r\n\r\n")) << answer;
}

TEST(HttpServer, RefusesWhatIsNoHttpOrTooLarge) {
    HttpHandlers handlers = echo();
    handlers.body_limit = [](const HttpRequest&) { return std::size_t{10}; };
    Serving serving(std::move(handlers));
    const struct {
        std::string request;
        std::string status;
    } cases[] = {
        {"\x16\x03\x01 not http\r\n\r\n", "400"},
        {"GET / HTTP/1.1\r\nHost: a\r\nX: " + std::string(17 << 10, 'x') + "\r\n\r\n", "431"},
        {"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 11\r\n\r\nhello world", "413"},
        {"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nb\r\nhello "
         "world\r\n0\r\n\r\n",
         "413"},
        {"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: x\r\n\r\n", "400"},
    };
    for (const auto& test : cases) {
        const auto answer = serving.exchange(test.request);
        EXPECT_TRUE(answer.starts_with("HTTP/1.1 " + test.status)) << test.status << ": " << answer;
        EXPECT_NE(answer.find("application/problem+json"), std::string::npos);
    }
    EXPECT_TRUE(
        serving
            .exchange(
                "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\nConnection: close\r\n\r\n"
                "0123456789")
            .starts_with("HTTP/1.1 200"));
}

TEST(HttpServer, InvitesABodyThatWaitsForIt) {
    Serving serving(echo());
    auto socket = serving.connect();
    asio::write(socket, asio::buffer(
                            std::string_view("POST /c HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n"
                                             "Expect: 100-continue\r\nConnection: close\r\n\r\n")));
    std::string invited(25, '\0');
    asio::read(socket, asio::buffer(invited));
    EXPECT_EQ(invited, "HTTP/1.1 100 Continue\r\n\r\n");
    asio::write(socket, asio::buffer(std::string_view("ok")));
    EXPECT_NE(Serving::read_all(socket).find("/c ok"), std::string::npos);
}

TEST(HttpServer, AnswersEvenWhenItsHandlerForgets) {
    Serving serving({.request = [](HttpRequest, Responder) {}});
    EXPECT_TRUE(serving.exchange("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
                    .starts_with("HTTP/1.1 500"));
}

TEST(HttpServer, CutsAPeerThatNeverFinishesItsHeaders) {
    HttpLimits limits;
    limits.header_timeout = Milliseconds{30};
    Serving serving(echo(), limits);
    EXPECT_EQ(serving.exchange("GET / HTTP/1.1\r\nHos"), "");
}

TEST(HttpServer, StopAnswersWhatIsUnderWayAndRefusesTheRest) {
    std::promise<Responder> taken;
    auto future = taken.get_future();
    Serving serving(
        {.request = [&](HttpRequest, Responder respond) { taken.set_value(std::move(respond)); }});
    auto idle = serving.connect();
    auto busy = serving.connect();
    asio::write(busy, asio::buffer(std::string_view("GET / HTTP/1.1\r\nHost: a\r\n\r\n")));
    Responder respond = future.get();
    std::thread stopping([&] { serving.stop(); });
    EXPECT_EQ(Serving::read_all(idle), "") << "an idle connection is closed at once";
    respond(HttpResponse{.body = "done"});
    const auto answer = Serving::read_all(busy);
    EXPECT_NE(answer.find("Connection: close"), std::string::npos) << answer;
    EXPECT_TRUE(answer.ends_with("done"));
    busy.close();
    stopping.join();
}

TEST(HttpServer, SaysWhyItCannotListen) {
    ManualClock clock;
    Loop loop;
    HttpServer server(loop, clock, echo());
    EXPECT_EQ(server.listen("nonsense").error().code, "bad_listen_address");
    EXPECT_EQ(server.listen("127.0.0.1:99999").error().code, "bad_listen_address");
    const auto taken = server.listen("127.0.0.1:0");
    ASSERT_TRUE(taken.has_value());
    HttpServer second(loop, clock, echo());
    EXPECT_EQ(second.listen(*taken).error().code, "cannot_listen");
}

// ---- WebSocket

using ClientSocket = beast::websocket::stream<tcp::socket>;

std::string read_text(ClientSocket& client) {
    beast::flat_buffer buffer;
    client.read(buffer);
    return beast::buffers_to_string(buffer.data());
}

HttpHandlers echo_socket() {
    auto handlers = echo();
    handlers.upgrade = [](HttpRequest request, UpgradeResponder respond) {
        if (request.path() != "/live") {
            return respond({.refused = {.status = 403}});
        }
        auto socket = std::make_shared<std::shared_ptr<WebSocket>>();
        respond(
            {.accepted = WebSocketCallbacks{
                 .on_open =
                     [socket](std::shared_ptr<WebSocket> opened) { *socket = std::move(opened); },
                 .on_message =
                     [socket](std::string_view text) {
                         (*socket)->send(
                             std::make_shared<const std::string>("echo " + std::string(text)));
                     },
                 .on_close = [socket] { socket->reset(); }}});
    };
    return handlers;
}

TEST(WebSocket, SpeaksAndClosesOnStop) {
    Serving serving(echo_socket());
    ClientSocket client(serving.connect());
    client.handshake("a", "/live?since=1");
    client.write(asio::buffer(std::string_view("hello")));
    EXPECT_EQ(read_text(client), "echo hello");
    std::thread stopping([&] { serving.stop(); });
    boost::system::error_code error;
    beast::flat_buffer buffer;
    client.read(buffer, error);
    EXPECT_EQ(error, beast::websocket::error::closed);
    EXPECT_EQ(client.reason().code, 1001);
    client.next_layer().close();
    stopping.join();
}

TEST(WebSocket, ARefusedUpgradeGetsItsAnswer) {
    Serving serving(echo_socket());
    ClientSocket client(serving.connect());
    boost::system::error_code error;
    client.handshake("a", "/elsewhere", error);
    EXPECT_EQ(error, beast::websocket::error::upgrade_declined);
}

TEST(WebSocket, AFrameOverTheLimitEndsTheConnection) {
    HttpLimits limits;
    limits.websocket_frame_bytes = 100;
    Serving serving(echo_socket(), limits);
    ClientSocket client(serving.connect());
    client.handshake("a", "/live");
    client.write(asio::buffer(std::string(101, 'x')));
    boost::system::error_code error;
    beast::flat_buffer buffer;
    client.read(buffer, error);
    EXPECT_EQ(client.reason().code, 1009) << error.message();
}

TEST(WebSocket, WhoReadsTooSlowlyIsDropped) {
    std::latch closed(1);
    auto handlers = echo();
    handlers.upgrade = [&](HttpRequest, UpgradeResponder respond) {
        respond({.accepted = WebSocketCallbacks{
                     .on_open =
                         [](std::shared_ptr<WebSocket> socket) {
                             const auto shared =
                                 std::make_shared<const std::string>(std::size_t{1} << 20, 'x');
                             for (int i = 0; i < 64 && socket->is_open(); ++i) {
                                 socket->send(shared);
                             }
                             EXPECT_FALSE(socket->is_open());
                         },
                     .on_close = [&] { closed.count_down(); }}});
    };
    Serving serving(std::move(handlers));
    ClientSocket client(serving.connect());
    client.handshake("a", "/live");
    boost::system::error_code error;
    beast::flat_buffer buffer;
    while (!error) {
        buffer.clear();
        client.read(buffer, error);
    }
    EXPECT_EQ(client.reason().code, 1013) << error.message();
    client.next_layer().close();
    closed.wait();
}

}  // namespace
}  // namespace postroom::io
