// One kept SMTP or LMTP connection to a server that takes our mail.
// Invariant: the final dot leaves only after the caller's hook said yes; each failure says how far
// it had come. (P4) Rule: OUT-4, OUT-19 to OUT-22. Coroutines; loop thread only.
#pragma once

#include <array>
#include <functional>
#include <memory>
#include <optional>

#include "core/clock.hpp"
#include "io/deadline.hpp"
#include "io/stream.hpp"
#include "send/route.hpp"
#include "smtp/client.hpp"

namespace postroom::send {

/// Awaited when the mail stands at the server but for its dot. False: it must not be delivered.
using BeforeDot = std::function<io::Async<bool>()>;

class Connection {
   public:
    /// `loop`, `clock` and `route` outlive the connection.
    Connection(io::Loop& loop, const Clock& clock, const Route& route)
        : loop_(loop), clock_(clock), route_(route) {}

    /// Connects, greets, encrypts, signs in. Nothing when the connection is ready for mails.
    io::Async<std::optional<smtp::Failure>> open();

    /// One mail. Precondition: is_ready(). The outcome has one entry per recipient.
    io::Async<smtp::MailOutcome> deliver(const smtp::OutgoingMail& mail, BeforeDot before_dot);

    /// Says goodbye if there is somebody to say it to, and closes.
    io::Async<void> quit();
    void close();

    bool is_ready() const { return stream_ && client_ && is_ready_; }
    /// Signed in, with or without a mail under way.
    bool is_open() const { return stream_ && has_been_ready_; }
    bool is_encrypted() const { return client_ && client_->is_tls(); }
    /// The last mail failed because the kept connection had died before: try it again on a new one.
    /// (OUT-19)
    bool is_stale() const { return is_stale_; }
    std::size_t mails_done() const { return client_ ? client_->mails_done() : 0; }
    Milliseconds opened_at() const { return opened_at_; }

   private:
    io::Async<smtp::ClientEvent> advance(Milliseconds limit);
    io::Async<void> exchange(Milliseconds limit);
    io::Async<void> start_tls();
    io::Async<void> settle_dot(BeforeDot before_dot, Milliseconds limit);
    io::Async<bool> flush(smtp::Stage stage, Milliseconds limit);
    void fail(const io::StreamFailure& failure);

    io::Loop& loop_;
    const Clock& clock_;
    const Route& route_;
    std::optional<io::Stream> stream_;
    std::optional<smtp::Client> client_;
    std::array<char, 4096> buffer_{};
    Milliseconds opened_at_{0};
    bool is_ready_ = false, has_been_ready_ = false, is_stale_ = false;
};

}  // namespace postroom::send
