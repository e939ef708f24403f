// One byte stream to a peer: TCP or Unix socket, in the clear or upgraded to TLS in place.
// Invariant: no operation outlasts its deadline; the socket is closed when the Stream goes. (SRV-6,
// OUT-20) Rule: architecture.md "Toolchain and libraries"; a deadline is a point on
// Clock::steady().
#pragma once

#include <boost/asio/awaitable.hpp>
#include <expected>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "core/clock.hpp"
#include "core/result.hpp"
#include "io/executor.hpp"
#include "io/tls.hpp"

namespace postroom::io {

template <class T>
using Async = boost::asio::awaitable<T>;

struct StreamFailure {
    enum class Kind {
        closed,       ///< ended, reset, refused, unreachable
        timeout,      ///< the deadline passed
        cancelled,    ///< interrupt() was called
        tls,          ///< handshake or certificate
        descriptors,  ///< this process or machine has no sockets left
    };
    Kind kind = Kind::closed;
    std::string text;  ///< the system's words, for people
};

template <class T>
using StreamResult = std::expected<T, StreamFailure>;

/// Where to listen or to connect to.
struct Endpoint {
    std::string host;  ///< name or address; empty with a Unix socket
    int port = 0;
    std::string path;  ///< of a Unix socket; empty with TCP

    /// "127.0.0.1:25", "[::1]:25", "host:25" or "unix:/run/x".
    static Result<Endpoint> parse(std::string_view text);
    std::string to_string() const;
};

/// Loop thread only. One reader and one writer at a time.
class Stream {
   public:
    struct State;
    explicit Stream(std::shared_ptr<State> state);
    ~Stream();
    Stream(Stream&&) noexcept;
    Stream& operator=(Stream&&) noexcept;

    /// Tries each address of the host until one answers.
    static Async<StreamResult<Stream>> connect(Loop& loop, const Clock& clock, Endpoint to,
                                               Milliseconds deadline);

    /// At least one byte, or a failure; `closed` at the end of the stream.
    Async<StreamResult<std::size_t>> read_some(std::span<char> into, Milliseconds deadline);
    Async<StreamResult<void>> write(std::string_view bytes, Milliseconds deadline);

    /// Encrypts from here on. What the peer sent before belongs to the handshake: nothing is kept.
    /// (OUT-21)
    Async<StreamResult<void>> start_tls_server(std::shared_ptr<TlsContext> context,
                                               Milliseconds deadline);
    /// @param host  the name that the certificate must bear, and that SNI names
    Async<StreamResult<void>> start_tls_client(std::shared_ptr<TlsContext> context,
                                               std::string host, Milliseconds deadline);

    /// Ends the pending operation with `cancelled`; later ones run.
    void interrupt();
    void close();

    /// Bytes lie in the receive buffer now.
    bool has_input() const;
    /// "192.0.2.7", "2001:db8::1"; empty for a Unix socket.
    const std::string& peer_address() const;
    /// What counts as one client: the address, or the /64 of an IPv6 one. (SRV-5)
    const std::string& peer_group() const;

   private:
    std::shared_ptr<State> state_;
};

/// A listening socket. Loop thread only.
class StreamAcceptor {
   public:
    /// Port 0: any free one. A stale Unix socket at the path is replaced, a live one is not.
    static Result<std::unique_ptr<StreamAcceptor>> listen(Loop& loop, const Clock& clock,
                                                          const Endpoint& at);
    ~StreamAcceptor();

    Async<StreamResult<Stream>> accept();
    /// The endpoint in use, with the real port.
    const Endpoint& endpoint() const;
    /// Ends accept() with `cancelled` and removes the Unix socket.
    void close();

    struct State;
    explicit StreamAcceptor(std::unique_ptr<State> state);

   private:
    std::unique_ptr<State> state_;
};

}  // namespace postroom::io
