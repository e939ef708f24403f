// See server.hpp. This file: input, content and the owner's answers; the verbs are in
// server_commands.cpp.
#include "smtp/server.hpp"

#include <utility>

#include "core/check.hpp"

namespace postroom::smtp {
namespace {

/// Bytes of one over-long command line after which the client is not worth listening to.
constexpr std::size_t kSkippedBytesMax = std::size_t{64} << 10;

/// Memory that a mail gets for its word alone (SIZE=); beyond that it must send bytes.
constexpr std::size_t kReservedBytesMax = std::size_t{256} << 10;

}  // namespace

void Server::greet() {
    CHECK(state_ == State::before_banner);
    if (has_early_input("before the banner")) {
        return;
    }
    state_ = State::commands;
    say(220, "",
        options_.host_name + (options_.protocol == Protocol::lmtp ? " LMTP" : " ESMTP") +
            " Postroom");
}

void Server::close_with(Reply reply) {
    if (state_ != State::closing) {
        append_reply(output_, reply);
        state_ = State::closing;
    }
}

void Server::receive(std::string_view bytes) {
    if (read_at_ == input_.size()) {
        input_.clear();
        read_at_ = searched_to_ = 0;
    } else if (read_at_ > input_.size() / 2) {
        input_.erase(0, read_at_);
        searched_to_ -= std::min(searched_to_, read_at_);
        read_at_ = 0;
    }
    input_.append(bytes);
}

ServerEvent Server::next() {
    for (;;) {
        if (delay_due_ && state_ != State::closing) {
            delay_due_ = false;
            return ServerEvent::delay;
        }
        switch (state_) {
            case State::recipient:
                return ServerEvent::recipient_asked;
            case State::content_answer:
                return ServerEvent::content_asked;
            case State::mail_answer:
                return ServerEvent::mail_complete;
            case State::tls:
                return ServerEvent::start_tls;
            case State::closing:
                return ServerEvent::closed;
            case State::before_banner:
                return ServerEvent::need_input;
            case State::commands:
                if (!run_line()) {
                    return ServerEvent::need_input;
                }
                break;
            case State::content:
                if (!run_content()) {
                    return ServerEvent::need_input;
                }
                break;
        }
    }
}

/// Runs one command line if there is a whole one.
bool Server::run_line() {
    const std::size_t lf = input_.find('\n', std::max(searched_to_, read_at_));
    const std::size_t length = (lf == std::string::npos ? input_.size() : lf) - read_at_;
    searched_to_ = lf == std::string::npos ? input_.size() : lf;
    if (skipping_line_ || length > limits::kSmtpCommandBytesMax) {
        skip_long_line();
        return state_ == State::closing || lf != std::string::npos;
    }
    if (lf == std::string::npos) {
        return false;
    }
    std::string_view line = pending().substr(0, length);
    read_at_ = lf + 1;
    ++steps_;
    const bool ends_with_cr = line.ends_with('\r');
    if (ends_with_cr) {
        line.remove_suffix(1);
    }
    if (line.find_first_of(std::string_view("\r\0", 2)) != std::string_view::npos ||
        (!ends_with_cr && options_.bare_newlines == BareNewlines::reject)) {
        say_error({500, "5.5.2",
                   "A command is one line that ends with CR LF, without control characters"});
    } else {
        run_command(line);
    }
    return true;
}

/// Swallows a command line that is too long, up to its end, and then says so once.
void Server::skip_long_line() {
    const std::size_t lf = pending().find('\n');
    const bool at_end = lf != std::string_view::npos;
    const std::size_t skipped = at_end ? lf + 1 : pending().size();
    skipping_line_ = !at_end;
    skipped_bytes_ += skipped;
    read_at_ += skipped;
    if (skipped_bytes_ > kSkippedBytesMax) {
        close_with({421, "4.7.0", "A command line without end; closing"});
    } else if (at_end) {
        ++steps_;
        skipped_bytes_ = 0;
        say_error({500, "5.5.2", "The command line is longer than 1024 bytes"});
    }
}

bool Server::run_content() {
    std::string_view bytes = pending();
    const bool ended = data_.feed(bytes);
    read_at_ = searched_to_ = input_.size() - bytes.size();
    if (ended) {
        ++steps_;
        finish_content();
    }
    return ended;
}

/// What can be refused by looking at the text alone is refused here; the rest is the owner's.
void Server::finish_content() {
    Reply refusal;
    if (data_.too_big()) {
        refusal = {552, "5.3.4",
                   "The mail is larger than the " + std::to_string(options_.mail_bytes_max) +
                       " bytes accepted here"};
    } else if (data_.line_too_long()) {
        refusal = {554, "5.6.0", "The mail has a line longer than 65536 bytes"};
    } else if (data_.has_bare_newline() && options_.bare_newlines == BareNewlines::reject) {
        refusal = {550, "5.5.2",
                   "Lines of a mail must end with CR LF; this one has a bare CR or LF"};
    }
    state_ = State::mail_answer;
    if (refusal.code != 0) {
        answer_mail(refusal);
        return;
    }
    mail_.content = data_.take_content();
    mail_.has_bare_newline = data_.has_bare_newline();
}

void Server::answer_recipient(const Reply& reply) {
    CHECK(state_ == State::recipient);
    state_ = State::commands;
    append_reply(output_, reply);
    if (reply.is_positive()) {
        mail_.envelope.recipients.push_back(std::move(asked_recipient_));
        recipients_accepted_ = mail_.envelope.recipients.size();
    } else if (reply.is_permanent() && ++invalid_recipients_ >= options_.invalid_recipients_max) {
        close_with({421, "4.7.0", "Too many unknown recipients on this connection; closing"});
    }
    asked_recipient_.clear();
}

void Server::accept_content(std::string prefix) {
    CHECK(state_ == State::content_answer);
    say(354, "", "Send the mail; end with a line that holds a dot only");
    prefix.reserve(prefix.size() + std::min(size_declared_, kReservedBytesMax));
    data_.begin(std::move(prefix), {options_.mail_bytes_max, limits::kSmtpTextLineBytesMax});
    state_ = State::content;
}

void Server::refuse_content(const Reply& reply) {
    CHECK(state_ == State::content_answer);
    state_ = State::commands;
    append_reply(output_, reply);
    reset_transaction();
}

void Server::answer_mail(const Reply& reply) {
    CHECK(state_ == State::mail_answer);
    state_ = State::commands;
    mails_accepted_ += reply.is_positive() ? 1 : 0;
    say_for_each_recipient(reply);
    reset_transaction();
}

void Server::answer_mail(const std::vector<Reply>& replies) {
    CHECK(state_ == State::mail_answer && options_.protocol == Protocol::lmtp &&
          replies.size() == recipients_accepted_);
    state_ = State::commands;
    for (const Reply& reply : replies) {
        append_reply(output_, reply);
    }
    reset_transaction();
}

void Server::say_for_each_recipient(const Reply& reply) {
    const std::size_t times = options_.protocol == Protocol::lmtp ? recipients_accepted_ : 1;
    for (std::size_t i = 0; i < times; ++i) {
        append_reply(output_, reply);
    }
}

void Server::tls_started() {
    CHECK(state_ == State::tls);
    // Nothing said in the clear counts any more. (RFC 3207 section 4.2)
    input_.clear();
    read_at_ = searched_to_ = 0;
    reset_transaction();
    client_name_.clear();
    has_hello_ = is_extended_ = false;
    is_tls_ = true;
    state_ = State::commands;
}

void Server::reset_transaction() {
    mail_ = {};
    has_sender_ = false;
    recipients_accepted_ = 0;
}

void Server::say(int code, std::string_view enhanced, std::string_view text) {
    append_reply(output_, {code, std::string(enhanced), std::string(text)});
}

/// An error of the client: counted, slowed down, and in the end not listened to any more. (SRV-5)
void Server::say_error(Reply reply) {
    append_reply(output_, reply);
    if (++errors_ >= options_.errors_max) {
        close_with({421, "4.7.0", "Too many errors on this connection; closing"});
    } else {
        delay_due_ = errors_ >= options_.errors_before_delay;
    }
}

}  // namespace postroom::smtp
