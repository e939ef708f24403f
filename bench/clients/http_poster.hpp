// A kept HTTP connection over which one publisher posts messages, one at a time.
// Invariant: a message is on its way until its answer is there; nothing is sent twice.
// Rule: RFC 9112 section 9.3; api/openapi.yaml, post_message.
#pragma once

#include <fmt/format.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "peer_socket.hpp"

namespace postroom::bench {

/// A kept HTTP connection over which messages are posted, one at a time.
class Poster {
   public:
    Poster(int port, std::string target, std::string token)
        : port_(port), target_(std::move(target)), token_(std::move(token)) {}
    void open(int epoll, std::uint32_t tag) { socket_.connect(epoll, tag, INADDR_LOOPBACK, port_); }
    bool is_free() const { return is_free_; }
    /// Answers that were not "201 Created".
    std::uint64_t refused() const { return refused_; }
    void post(std::string_view text) {
        const auto body = fmt::format(R"({{"text":"{}"}})", text);
        socket_.send(
            fmt::format("POST {} HTTP/1.1\r\n"
                        "Host: 127.0.0.1:{}\r\nAuthorization: Bearer {}\r\n"
                        "Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{}",
                        target_, port_, token_, body.size(), body));
        is_free_ = false;
    }
    /// True when the answer is there.
    bool run() {
        socket_.send_rest();
        if (!socket_.receive_all(in_)) {
            throw std::runtime_error("the server ended a publisher's connection");
        }
        const auto head = in_.find("\r\n\r\n");
        const auto field = in_.find("Content-Length: ");
        if (head == std::string::npos || field == std::string::npos) {
            return false;
        }
        const auto length = std::stoul(in_.substr(field + 16, 12));
        if (in_.size() < head + 4 + length) {
            return false;
        }
        refused_ += in_.starts_with("HTTP/1.1 201") ? 0 : 1;
        in_.erase(0, head + 4 + length);
        is_free_ = true;
        return true;
    }

   private:
    int port_;
    std::string target_, token_;
    PeerSocket socket_;
    std::string in_;
    bool is_free_ = true;
    std::uint64_t refused_ = 0;
};

}  // namespace postroom::bench
