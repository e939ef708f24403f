// A blocking mail client on loopback that speaks line by line, and a loop on its own thread, for
// tests.
#pragma once

#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/asio/write.hpp>
#include <future>
#include <memory>
#include <string>
#include <thread>

#include "io/executor.hpp"
#include "io/stream.hpp"

namespace postroom::test {

/// Runs a loop until it is destroyed.
class LoopThread {
   public:
    LoopThread() : thread_([this] { loop.run(); }) {}
    ~LoopThread() {
        loop.stop();
        thread_.join();
    }

    /// Runs `task` on the loop's thread and waits for its result.
    template <class F>
    auto run(F task) {
        std::packaged_task<decltype(task())()> packaged(std::move(task));
        auto result = packaged.get_future();
        loop.post([&packaged] { packaged(); });
        return result.get();
    }

    io::Loop loop;

   private:
    std::thread thread_;
};

/// Says and hears; every read gives up after ten seconds, so that a fault fails a test instead of
/// hanging it.
class MailPeer {
   public:
    explicit MailPeer(const std::string& address) : socket_(context_) {
        const auto endpoint = io::Endpoint::parse(address).value();
        if (endpoint.path.empty()) {
            socket_.connect(
                boost::asio::ip::tcp::endpoint(boost::asio::ip::make_address(endpoint.host),
                                               static_cast<std::uint16_t>(endpoint.port)));
        } else {
            socket_.connect(boost::asio::local::stream_protocol::endpoint(endpoint.path));
        }
        const timeval patience{10, 0};
        ::setsockopt(socket_.native_handle(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    }

    /// One whole reply, several lines joined, without CR; empty when the connection has ended.
    std::string hear() {
        std::string reply;
        for (;;) {
            const std::string line = hear_line();
            if (line.empty()) {
                return reply;
            }
            reply += line + "\n";
            if (line.size() < 4 || line[3] != '-') {
                reply.pop_back();
                return reply;
            }
        }
    }

    void say(std::string_view bytes) {
        boost::system::error_code ignored;
        if (tls_) {
            boost::asio::write(*tls_, boost::asio::buffer(bytes), ignored);
        } else {
            boost::asio::write(socket_, boost::asio::buffer(bytes), ignored);
        }
    }

    std::string ask(std::string_view bytes) {
        say(bytes);
        return hear();
    }

    void start_tls() {
        tls_context_.set_verify_mode(boost::asio::ssl::verify_none);
        tls_ = std::make_unique<Tls>(socket_, tls_context_);
        tls_->handshake(boost::asio::ssl::stream_base::client);
    }

   private:
    using Socket = boost::asio::generic::stream_protocol::socket;
    using Tls = boost::asio::ssl::stream<Socket&>;

    std::string hear_line() {
        boost::system::error_code error;
        const std::size_t length =
            tls_
                ? boost::asio::read_until(*tls_, boost::asio::dynamic_buffer(input_), "\r\n", error)
                : boost::asio::read_until(socket_, boost::asio::dynamic_buffer(input_), "\r\n",
                                          error);
        if (error) {
            return "";
        }
        const std::string line = input_.substr(0, length - 2);
        input_.erase(0, length);
        return line;
    }

    boost::asio::io_context context_;
    Socket socket_;
    boost::asio::ssl::context tls_context_{boost::asio::ssl::context::tls_client};
    std::unique_ptr<Tls> tls_;
    std::string input_;
};

}  // namespace postroom::test
