// The server's half of one SMTP or LMTP session, without sockets and without a clock.
// Invariant: a mail is handed out once, complete, and gets a reply only when the owner gives one;
// input that came too early is never run as commands. (IN-1, SRV-1, SRV-2) Rule: RFC 5321, 2033
// (LMTP), 2920 (pipelining), 1870 (SIZE), 6152, 6531, 3207, 2034; SRV-1 to SRV-5.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/limits.hpp"
#include "smtp/command.hpp"
#include "smtp/data_reader.hpp"
#include "smtp/reply.hpp"

namespace postroom::smtp {

enum class Protocol { smtp, lmtp };

/// What to do with a CR or LF that stands alone in the text of a mail. (SRV-1)
enum class BareNewlines {
    normalize,  ///< it is content; the mail is flagged
    reject      ///< 550 5.5.2
};

struct ServerOptions {
    Protocol protocol = Protocol::smtp;
    std::string host_name = "localhost";
    BareNewlines bare_newlines = BareNewlines::normalize;
    bool offer_starttls = false;
    std::size_t mail_bytes_max = limits::kMailBytesMax;
    std::size_t mails_max = limits::kSmtpMailsPerConnectionMax;
    std::size_t recipients_max = limits::kSmtpRecipientsMax;
    std::size_t invalid_recipients_max = limits::kSmtpInvalidRecipientsMax;
    std::size_t errors_before_delay = limits::kSmtpErrorsBeforeDelay;
    std::size_t errors_max = limits::kSmtpErrorsMax;
    std::size_t junk_commands_max = limits::kSmtpJunkCommandsMax;
};

struct Envelope {
    std::string client_name;  ///< what the client called itself in EHLO
    std::string sender;       ///< empty: null reverse path
    std::vector<std::string> recipients;
    bool is_extended = false;  ///< EHLO or LHLO rather than HELO
    bool is_8bit = false;
    bool is_utf8 = false;
};

struct IncomingMail {
    Envelope envelope;
    std::string content;  ///< what accept_content() was given, then the text exactly as sent
    bool has_bare_newline = false;
};

/// What the owner of a session must do next.
enum class ServerEvent {
    need_input,       ///< write output(), then give bytes to receive()
    recipient_asked,  ///< judge asked_recipient() and call answer_recipient()
    content_asked,    ///< call accept_content() or refuse_content()
    mail_complete,    ///< take_mail(), store it, then answer_mail()
    start_tls,        ///< write output(), do the handshake, then call tls_started()
    delay,            ///< too many errors: wait limits::kSmtpErrorDelay, then go on
    closed            ///< write output() and close
};

/// One session. Not thread-safe: one owner.
class Server {
   public:
    explicit Server(ServerOptions options) : options_(std::move(options)) {}

    /// The banner. Bytes received before it end the session. (SRV-2)
    void greet();
    /// Ends the session with this reply, whatever its state: overload at the banner, timeout,
    /// shutdown.
    void close_with(Reply reply);

    /// Gives bytes from the peer. They are kept until next() gets to them.
    void receive(std::string_view bytes);
    /// Runs until the owner must do something. The same event again until it is done.
    ServerEvent next();

    /// Bytes to be written to the peer. May be left to collect until need_input, closed or
    /// start_tls.
    std::string& output() { return output_; }

    const std::string& asked_recipient() const { return asked_recipient_; }
    const Envelope& envelope() const { return mail_.envelope; }
    /// A positive reply takes the recipient into the envelope.
    void answer_recipient(const Reply& reply);
    /// @param prefix  bytes to stand before the mail's own: our Received field (SRV-11)
    void accept_content(std::string prefix);
    void refuse_content(const Reply& reply);
    IncomingMail take_mail() { return std::exchange(mail_, {}); }
    /// The final reply; with LMTP it is given for each accepted recipient.
    void answer_mail(const Reply& reply);
    /// LMTP: one reply for each accepted recipient, in their order.
    void answer_mail(const std::vector<Reply>& replies);
    void tls_started();

    /// Grows with each command and mail that is complete: the measure of progress for deadlines.
    /// (SRV-6)
    std::uint64_t steps() const { return steps_; }
    bool is_reading_content() const { return state_ == State::content; }
    std::uint64_t content_bytes_read() const { return data_.bytes_read(); }
    /// Between mails: nothing is lost when the session ends here.
    bool is_idle() const { return state_ == State::commands && !has_sender_; }
    bool is_tls() const { return is_tls_; }
    /// Mails answered positively.
    std::size_t mails_accepted() const { return mails_accepted_; }

   private:
    enum class State {
        before_banner,
        commands,
        recipient,
        content_answer,
        content,
        mail_answer,
        tls,
        closing
    };

    bool run_line();
    bool run_content();
    void finish_content();
    void skip_long_line();
    void run_command(std::string_view line);
    void dispatch(const Command& command);
    void run_hello(const Command& command);
    void run_mail(std::string_view argument);
    void run_rcpt(std::string_view argument);
    void run_data();
    void run_starttls();
    void run_junk(const Command& command);
    bool has_early_input(std::string_view what);
    void say_hello_reply(bool extended);
    void say(int code, std::string_view enhanced, std::string_view text);
    void say_error(Reply reply);
    void say_for_each_recipient(const Reply& reply);
    void reset_transaction();
    std::string_view pending() const { return std::string_view(input_).substr(read_at_); }

    ServerOptions options_;
    State state_ = State::before_banner;
    std::string input_;
    std::size_t read_at_ = 0;
    std::size_t searched_to_ =
        0;  ///< no LF stands in input_ before here: no second look at the same bytes
    std::size_t skipped_bytes_ = 0;
    std::string output_;
    DataReader data_;
    IncomingMail mail_;
    std::string client_name_;
    std::string asked_recipient_;
    std::size_t size_declared_ = 0;
    std::size_t recipients_accepted_ = 0;
    bool has_hello_ = false, is_extended_ = false, has_sender_ = false, is_tls_ = false;
    bool skipping_line_ = false, delay_due_ = false;
    std::uint64_t steps_ = 0;
    std::size_t mails_ = 0, mails_accepted_ = 0;
    std::size_t errors_ = 0, junk_ = 0, invalid_recipients_ = 0;
};

}  // namespace postroom::smtp
