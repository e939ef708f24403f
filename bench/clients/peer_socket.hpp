// One non-blocking loopback socket with its unsent bytes, shared by the load client and the sink.
// Invariant: what was given to send() leaves in order, whatever the kernel takes at once.
// Rule: performance.md "Client and servers share the machine": as few system calls as possible.
#pragma once

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

namespace postroom::bench {

inline sockaddr_in loopback(std::uint32_t address, int port) {
    sockaddr_in out{};
    out.sin_family = AF_INET;
    out.sin_addr.s_addr = htonl(address);
    out.sin_port = htons(static_cast<std::uint16_t>(port));
    return out;
}

[[noreturn]] inline void throw_errno(const char* what) {
    throw std::runtime_error(std::string(what) + ": " + std::strerror(errno));
}

/// Owned by one epoll set; the owner says which number comes back with its events.
class PeerSocket {
   public:
    PeerSocket() = default;
    ~PeerSocket() { close(); }
    PeerSocket(const PeerSocket&) = delete;
    PeerSocket& operator=(const PeerSocket&) = delete;

    /// From `source`, so that many sessions look like many hosts.
    void connect(int epoll, std::uint32_t tag, std::uint32_t source, int port) {
        close();
        fd_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        const sockaddr_in from = loopback(source, 0);
        const sockaddr_in to = loopback(INADDR_LOOPBACK, port);
        if (fd_ < 0 || ::bind(fd_, reinterpret_cast<const sockaddr*>(&from), sizeof from) != 0 ||
            ::connect(fd_, reinterpret_cast<const sockaddr*>(&to), sizeof to) != 0) {
            throw_errno("connect");
        }
        watch(epoll, tag);
    }
    void adopt(int epoll, std::uint32_t tag, int fd) {
        close();
        fd_ = fd;
        watch(epoll, tag);
    }
    void close() {
        if (fd_ >= 0) {
            ::close(fd_);
        }
        fd_ = -1;
        unsent_.clear();
    }

    void send(std::string_view bytes) {
        if (unsent_.empty()) {
            const ssize_t sent =
                ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
            bytes.remove_prefix(sent > 0 ? static_cast<std::size_t>(sent) : 0);
        }
        unsent_.append(bytes);
    }
    void send_rest() {
        if (!unsent_.empty()) {
            send(std::exchange(unsent_, {}));
        }
    }
    /// Appends all that has come; false when the peer is gone.
    bool receive_all(std::string& into) {
        for (;;) {
            const ssize_t got = ::recv(fd_, buffer_.data(), buffer_.size(), MSG_DONTWAIT);
            if (got <= 0) {
                return got < 0 && (errno == EAGAIN || errno == EINTR);
            }
            into.append(buffer_.data(), static_cast<std::size_t>(got));
            if (static_cast<std::size_t>(got) < buffer_.size()) {
                return true;  // an end that follows comes with an event of its own
            }
        }
    }
    bool is_open() const { return fd_ >= 0; }

   private:
    void watch(int epoll, std::uint32_t tag) {
        const int on = 1;
        ::setsockopt(fd_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        epoll_event event{};
        // Edges of writability are rare here and cost nothing: no second call to switch them on.
        event.events = EPOLLIN | EPOLLOUT | EPOLLET;
        event.data.u32 = tag;
        if (::epoll_ctl(epoll, EPOLL_CTL_ADD, fd_, &event) != 0) {
            throw_errno("epoll_ctl");
        }
    }

    int fd_ = -1;
    std::string unsent_;
    std::array<char, 16384> buffer_{};
};

}  // namespace postroom::bench
