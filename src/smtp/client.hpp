// The client's half of one SMTP or LMTP connection, without sockets and without a clock.
// Invariant: the final dot leaves only after send_dot(); no password leaves before TLS unless
// allowed; no byte of an address or a mail can become a command. (P4, OUT-21, OUT-23) Rule: RFC
// 5321, 2033, 2920, 1870, 3207, 4954, 6531; OUT-8, OUT-19 to OUT-24.
#pragma once

#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "smtp/auth.hpp"
#include "smtp/failure.hpp"
#include "smtp/reply.hpp"
#include "smtp/server.hpp"

namespace postroom::smtp {

enum class StartTls {
    never,          ///< loopback and LAN only, or TLS from the first byte
    opportunistic,  ///< when offered
    required        ///< or the connection fails
};

struct ClientOptions {
    Protocol protocol = Protocol::smtp;
    std::string helo_name = "localhost";
    StartTls starttls = StartTls::required;
    bool is_tls = false;  ///< the connection is encrypted from the first byte (port 465)
    bool auth_in_clear_allowed = false;
    std::optional<Credentials> credentials;
};

/// One mail for one envelope. The views must live until the mail's outcome is there.
struct OutgoingMail {
    std::string sender;  ///< empty: null reverse path
    std::vector<std::string> recipients;
    std::string_view content;  ///< a whole mail, lines ending with CR LF
};

/// What the owner of a connection must do next.
enum class ClientEvent {
    need_input,     ///< write output(), then give bytes to receive(); waiting_for() says for which
                    ///< reply
    start_tls,      ///< write output(), do the handshake, call tls_started()
    ready,          ///< signed in, no mail under way: begin_mail() or quit()
    ready_for_dot,  ///< the mail stands in output(); record that the dot is about to go, then
                    ///< send_dot()
    mail_done,      ///< take_outcome(); then either ready or failed follows
    failed          ///< the connection is of no more use: see failure(); close it
};

/// One connection. Not thread-safe: one owner.
class Client {
   public:
    explicit Client(ClientOptions options)
        : options_(std::move(options)), is_tls_(options_.is_tls) {}

    void receive(std::string_view bytes);
    /// Runs until the owner must do something. The same event again until it is done.
    ClientEvent next();
    std::string& output() { return output_; }

    void tls_started();
    /// Precondition: the event was `ready`.
    void begin_mail(const OutgoingMail& mail);
    /// Precondition: the event was `ready_for_dot`.
    void send_dot();
    /// The dot must not go: the mail's outcome is `withdrawn` with this text, the connection is to
    /// be closed.
    void withdraw(std::string text);
    /// The connection broke or took too long: ends the mail under way, if any, and the connection.
    void fail_connection(Cause cause, std::string text);
    /// Says goodbye: afterwards write output() and close.
    void quit();

    MailOutcome take_outcome() {
        outcome_due_ = false;
        return std::exchange(outcome_, {});
    }
    /// Why the connection failed; set once the event is `failed`.
    const Failure& failure() const { return *failure_; }
    /// Which reply the client waits for: chooses the timeout. (OUT-20)
    Stage waiting_for() const;
    /// Whether the connection failed before the server answered to the first command of this mail:
    /// a kept connection that had gone stale, so that the same mail may be tried on a fresh one at
    /// once. (OUT-19)
    bool is_stale() const { return is_stale_; }
    std::size_t mails_done() const { return mails_done_; }
    bool is_tls() const { return is_tls_; }

   private:
    enum class State { session, start_tls, ready, envelope, ready_for_dot, dot, failed };
    enum class Awaited {
        banner,
        ehlo,
        helo,
        starttls,
        auth,
        rset,
        mail,
        rcpt,
        data,
        dot,
        empty_dot
    };

    void expect(Awaited awaited, std::string_view line);
    void take_reply();
    void take_banner(const Reply& reply);
    void take_ehlo(std::string_view lines, const Reply& reply);
    void take_starttls(const Reply& reply);
    void take_auth(const Reply& reply);
    void take_mail(const Reply& reply);
    void take_rcpt(const Reply& reply);
    void take_data(const Reply& reply);
    void take_dot(const Reply& reply);
    void read_extension(std::string_view line);
    void say_hello();
    void after_hello();
    void begin_auth();
    void refuse_locally(bool is_8bit);
    std::optional<Failure> refusal_of_mail(bool is_8bit) const;
    std::optional<Failure> refusal_of_address(std::string_view address) const;
    void queue_envelope(bool is_8bit);
    void send_commands();
    void decide(std::size_t recipient, std::optional<Failure> failure, const Reply& reply);
    void decide_open(const Failure& failure, const Reply& reply);
    bool has_open_recipient() const;
    void finish_mail(bool transaction_ended);
    void fail(Failure failure);
    bool is_mail_under_way() const {
        return state_ == State::envelope || state_ == State::ready_for_dot || state_ == State::dot;
    }
    static Stage stage_of(Awaited awaited);

    ClientOptions options_;
    State state_ = State::session;
    ReplyParser parser_;
    std::string input_;
    std::string output_;
    std::deque<Awaited> awaited_{Awaited::banner};

    struct Extensions {
        bool pipelining = false, eight_bit = false, utf8 = false, starttls = false, size = false;
        std::uint64_t size_max = 0;  ///< 0: no limit known
        std::string mechanisms;
    };
    Extensions offered_;
    std::optional<Mechanism> mechanism_;
    int challenges_ = 0;
    bool is_tls_;

    /// A command of the envelope that is not sent yet.
    struct Step {
        Awaited awaited;
        std::string line;
    };
    OutgoingMail mail_;
    MailOutcome outcome_;
    std::vector<bool> is_decided_;
    std::deque<Step> steps_;
    std::deque<std::size_t> asked_;  ///< recipients whose RCPT is unanswered
    bool outcome_due_ = false, reset_due_ = false, is_stale_ = false, mail_answered_ = false;
    std::size_t mails_done_ = 0;
    std::optional<Failure> failure_;
};

}  // namespace postroom::smtp
