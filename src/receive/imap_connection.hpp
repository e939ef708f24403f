// One connection to a mailbox's server: the IMAP machine in front of a socket.
// Invariant: every wait ends by a deadline; nothing secret leaves in the clear for a host outside
// private networks. Rule: IMAP-8, IMAP-9, IMAP-11, OUT-21. Coroutines; loop thread only.
#pragma once

#include <array>
#include <expected>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "core/clock.hpp"
#include "core/limits.hpp"
#include "imap/client.hpp"
#include "io/deadline.hpp"
#include "io/stream.hpp"
#include "io/tls.hpp"

namespace postroom::receive {

/// How to reach one mailbox's server.
struct MailboxRoute {
    io::Endpoint server;
    bool is_implicit_tls = true;  ///< port 993
    bool starttls = false;        ///< port 143; with neither, nothing is encrypted
    std::shared_ptr<io::TlsContext> tls;
    imap::Credentials credentials;
    Milliseconds connect_timeout = limits::kConnectTimeout;
    Milliseconds reply_timeout = limits::kImapReplyTimeout;
};

/// Error `invalid` when the route must not be used as it is.
Result<void> check_route(const MailboxRoute& route);

template <class T>
using ImapResult = std::expected<T, imap::Failure>;

class ImapConnection {
   public:
    /// `loop` and `clock` outlive the connection.
    ImapConnection(io::Loop& loop, const Clock& clock, MailboxRoute route)
        : loop_(loop), clock_(clock), route_(std::move(route)) {}

    /// Connects, encrypts, signs in.
    io::Async<ImapResult<void>> open();
    /// One command: `begin` gives it to the machine. An answer may still say NO.
    /// Precondition: open() succeeded and nothing failed since.
    io::Async<ImapResult<imap::Answer>> run(std::function<void(imap::Client&)> begin);
    /// Waits until the server tells of a change, `until` passes or interrupt() is called; true when
    /// the mailbox changed. (IMAP-8)
    io::Async<ImapResult<bool>> idle(Milliseconds until);
    io::Async<void> log_out();
    /// Ends idle() early.
    void interrupt();
    void close() { stream_.reset(); }

    /// Precondition: open() got as far as a greeting.
    const imap::Client& client() const { return *client_; }
    bool has_greeted() const { return client_ && client_->has_greeted(); }

   private:
    io::Async<imap::ClientEvent> advance(Milliseconds deadline);
    io::Async<void> exchange(Milliseconds deadline);
    io::Async<void> start_tls(Milliseconds deadline);
    void fail(const io::StreamFailure& failure);

    io::Loop& loop_;
    const Clock& clock_;
    MailboxRoute route_;
    std::optional<io::Stream> stream_;
    std::optional<imap::Client> client_;
    std::array<char, 16384> buffer_{};
    bool may_interrupt_ = false;  ///< while idle() reads
    bool was_interrupted_ = false;
};

}  // namespace postroom::receive
