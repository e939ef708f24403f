// The verbs of the SMTP and LMTP server. See server.hpp.
#include <utility>

#include "core/text.hpp"
#include "smtp/server.hpp"

namespace postroom::smtp {

void Server::run_command(std::string_view line) { dispatch(parse_command(line)); }

void Server::dispatch(const Command& command) {
    switch (command.verb) {
        case Verb::helo:
        case Verb::ehlo:
        case Verb::lhlo:
            return run_hello(command);
        case Verb::mail:
            return run_mail(command.argument);
        case Verb::rcpt:
            return run_rcpt(command.argument);
        case Verb::data:
            return run_data();
        case Verb::starttls:
            return run_starttls();
        case Verb::quit:
            return close_with({221, "2.0.0", "Goodbye"});
        case Verb::rset:
            reset_transaction();
            return run_junk(command);
        case Verb::noop:
        case Verb::vrfy:
        case Verb::expn:
        case Verb::help:
            return run_junk(command);
        case Verb::unknown:
            return say_error({500, "5.5.1", "This command is not known here"});
    }
}

void Server::run_hello(const Command& command) {
    const bool is_lmtp = options_.protocol == Protocol::lmtp;
    if (is_lmtp != (command.verb == Verb::lhlo)) {
        return say_error({500, "5.5.1",
                          is_lmtp ? "This is LMTP: begin with LHLO and your host name"
                                  : "This is SMTP: begin with EHLO and your host name"});
    }
    if (command.argument.empty()) {
        return say_error({501, "5.5.4", "Say your host name after the command"});
    }
    reset_transaction();
    has_hello_ = true;
    client_name_ = one_line(repair_utf8(truncate_utf8(command.argument, 255)));
    is_extended_ = command.verb != Verb::helo;
    say_hello_reply(is_extended_);
    if (++junk_ > options_.junk_commands_max) {
        close_with({421, "4.7.0", "Too many commands without a mail; closing"});
    }
}

void Server::say_hello_reply(bool extended) {
    if (!extended) {
        return say(250, "", options_.host_name);
    }
    output_.append("250-").append(options_.host_name).append("\r\n");
    output_.append("250-PIPELINING\r\n250-SIZE ").append(std::to_string(options_.mail_bytes_max));
    output_.append("\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n");
    if (options_.offer_starttls && !is_tls_) {
        output_.append("250-STARTTLS\r\n");
    }
    output_.append("250 ENHANCEDSTATUSCODES\r\n");
}

void Server::run_mail(std::string_view argument) {
    if (!has_hello_) {
        return say_error(
            {503, "5.5.1", "Introduce yourself first: EHLO (LHLO for LMTP) and your host name"});
    }
    if (has_sender_) {
        return say_error({503, "5.5.1", "A mail is already under way; RSET drops it"});
    }
    if (mails_ >= options_.mails_max) {
        return close_with(
            {421, "4.7.0", "That was the last mail for this connection; please open a new one"});
    }
    auto mail = parse_mail_arguments(argument, is_extended_);
    if (!mail) {
        return say_error(std::move(mail.error()));
    }
    if (mail->size && *mail->size > options_.mail_bytes_max) {
        return say(552, "5.3.4",
                   "The mail is larger than the " + std::to_string(options_.mail_bytes_max) +
                       " bytes accepted here");
    }
    has_sender_ = true;
    size_declared_ = static_cast<std::size_t>(mail->size.value_or(0));
    mail_.envelope.client_name = client_name_;
    mail_.envelope.is_extended = is_extended_;
    mail_.envelope.sender = std::move(mail->address);
    mail_.envelope.is_8bit = mail->is_8bit;
    mail_.envelope.is_utf8 = mail->is_utf8;
    say(250, "2.1.0", "Sender noted");
}

void Server::run_rcpt(std::string_view argument) {
    if (!has_sender_) {
        return say_error({503, "5.5.1", "Name the sender first: MAIL FROM:<address>"});
    }
    auto address = parse_rcpt_argument(argument, mail_.envelope.is_utf8);
    if (!address) {
        return say_error(std::move(address.error()));
    }
    if (mail_.envelope.recipients.size() >= options_.recipients_max) {
        // Not an error: the sender brings the others with its next mail. (SRV-5, RFC
        // 5321 4.5.3.1.10)
        return say(452, "4.5.3",
                   "Enough recipients for one mail; please send the others another copy");
    }
    asked_recipient_ = std::move(*address);
    state_ = State::recipient;
}

void Server::run_data() {
    if (has_early_input("before DATA was answered")) {
        return;
    }
    if (!has_sender_) {
        return say_error({503, "5.5.1", "Name the sender first: MAIL FROM:<address>"});
    }
    if (mail_.envelope.recipients.empty()) {
        // No error: a client that pipelines could not know. (RFC 2920 section 3.1)
        return say(503, "5.5.1", "There is no valid recipient; the mail cannot be taken");
    }
    ++mails_;
    junk_ = 0;
    state_ = State::content_answer;
}

void Server::run_starttls() {
    if (!options_.offer_starttls || is_tls_) {
        return say_error(
            {502, "5.5.1",
             is_tls_ ? "This connection is encrypted already" : "Encryption is not offered here"});
    }
    if (has_early_input("before STARTTLS was answered")) {
        return;
    }
    say(220, "2.0.0", "Ready for the TLS handshake");
    state_ = State::tls;
}

/// Commands that move no mail: answered, but not without end. (SRV-5)
void Server::run_junk(const Command& command) {
    switch (command.verb) {
        case Verb::vrfy:
            say(252, "2.5.0", "Addresses are not verified this way; send the mail and see");
            break;
        case Verb::expn:
            say(502, "5.5.1", "Lists are not shown here");
            break;
        case Verb::help:
            say(214, "2.0.0",
                "This server takes mail for its own help desk addresses; see RFC 5321");
            break;
        default:
            say(250, "2.0.0", "OK");
            break;
    }
    if (++junk_ > options_.junk_commands_max) {
        close_with({421, "4.7.0", "Too many commands without a mail; closing"});
    }
}

/// Input that came before the peer could know our answer is an attempt to smuggle, or a broken
/// client. (SRV-2)
bool Server::has_early_input(std::string_view what) {
    if (pending().empty()) {
        return false;
    }
    close_with({554, "5.5.0", "Input came too early, " + std::string(what) + "; closing"});
    return true;
}

}  // namespace postroom::smtp
