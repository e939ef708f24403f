// SMTP and LMTP listeners: sockets in front of the protocol machine.
// Invariant: 250 after the final dot is said only when Sink::accept answered with success;
// connections, memory and time of every peer are bounded. (IN-1, SRV-5 to SRV-8) Rule:
// mail-correctness.md 2.9; this folder knows nothing of the database: everything is asked through
// Sink.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "core/clock.hpp"
#include "core/limits.hpp"
#include "core/random.hpp"
#include "core/result.hpp"
#include "io/executor.hpp"
#include "io/tls.hpp"
#include "smtp/server.hpp"

namespace postroom::receive {

/// "May this recipient get mail?"
struct RecipientQuestion {
    std::string address;  ///< as the client wrote it
    std::string sender;   ///< empty: null reverse path
    std::string peer_address;
};

/// A mail that is complete but not yet ours: it becomes ours with a successful answer.
struct ReceivedMail {
    smtp::Envelope envelope;
    std::string bytes;             ///< our Received field, then the mail exactly as sent
    std::size_t prefix_bytes = 0;  ///< length of our Received field
    std::string transaction_id;    ///< also in the Received field and in the final reply
    std::string peer_address;      ///< empty for a Unix socket
    smtp::Protocol protocol = smtp::Protocol::smtp;
    bool is_tls = false;
    bool has_bare_newline = false;  ///< SRV-1
};

/// Who judges and keeps. The callbacks are called on the loop's thread and must not block; the
/// answers may come from any thread, at once or later.
struct Sink {
    std::function<void(RecipientQuestion, std::function<void(Result<void>)>)> judge_recipient;
    /// The answer's text names the receipt in the log.
    std::function<void(ReceivedMail, std::function<void(Result<std::string>)>)> accept;
    /// Load shedding: an error refuses new connections and new mails, nothing that is under way.
    /// May be empty.
    std::function<std::optional<Error>()> refuse_new;
};

struct ListenerOptions {
    std::string listen_on = "127.0.0.1:0";  ///< "ADDRESS:PORT" or "unix:PATH"
    smtp::ServerOptions server;             ///< offer_starttls follows `tls`
    std::shared_ptr<io::TlsContext> tls;    ///< none: STARTTLS is not offered
    std::size_t connections_max = limits::kSmtpConnectionsMax;
    std::size_t connections_per_address_max = limits::kSmtpConnectionsPerAddressMax;
    Milliseconds command_timeout = limits::kSmtpCommandTimeout;
    Milliseconds command_timeout_stressed = limits::kSmtpCommandTimeoutStressed;
    Milliseconds session_timeout = limits::kSmtpSessionTimeout;
    Milliseconds data_grace = limits::kSmtpDataGrace;
    Milliseconds accept_timeout = limits::kSpoolDeadline;
};

struct ListenerCounts {
    std::size_t connections = 0;  ///< now
    std::size_t connections_total = 0;
    std::size_t connections_refused = 0;
    std::size_t mails_accepted = 0;
    std::size_t mails_refused = 0;
};

/// One listening address. Created, used and destroyed on the loop's thread (or while the loop does
/// not run); `loop`, `clock` and `random` outlive it and its sessions.
class Listener {
   public:
    struct State;

    /// Listens at once; connections are served once the loop runs.
    static Result<std::unique_ptr<Listener>> start(io::Loop& loop, const Clock& clock,
                                                   Random& random, ListenerOptions options,
                                                   Sink sink);
    ~Listener();

    /// "127.0.0.1:41234" or "unix:/path", with the real port.
    std::string address() const;
    ListenerCounts counts() const;
    /// New handshakes use this certificate; those under way keep theirs. (SRV-9)
    /// Precondition: the listener was started with one.
    void replace_certificate(std::shared_ptr<io::TlsContext> tls);

    /// Takes no more connections, lets each session finish its mail, says 421, then calls `drained`
    /// once on the loop's thread. Sessions still there after `patience` are cut.
    void stop(Milliseconds patience, std::function<void()> drained);

    explicit Listener(std::shared_ptr<State> state);

   private:
    std::shared_ptr<State> state_;
};

}  // namespace postroom::receive
