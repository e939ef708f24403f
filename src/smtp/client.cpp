// See client.hpp. This file: the connection up to the point where mails can be sent; the mail
// itself is in client_mail.cpp.
#include "smtp/client.hpp"

#include <utility>

#include "core/check.hpp"
#include "core/text.hpp"

namespace postroom::smtp {
namespace {

constexpr int kChallengesMax = 3;

Failure local_failure(Stage stage, Cause cause, std::string text) {
    return {stage, cause, 0, "", std::move(text), false};
}

Failure reply_failure(Stage stage, const Reply& reply) {
    return {stage, Cause::reply, reply.code, reply.enhanced, reply.text, false};
}

}  // namespace

Stage Client::stage_of(Awaited awaited) {
    switch (awaited) {
        case Awaited::banner:
            return Stage::banner;
        case Awaited::ehlo:
        case Awaited::helo:
            return Stage::ehlo;
        case Awaited::starttls:
            return Stage::starttls;
        case Awaited::auth:
            return Stage::auth;
        case Awaited::rset:
        case Awaited::mail:
            return Stage::mail;
        case Awaited::rcpt:
            return Stage::rcpt;
        case Awaited::data:
        case Awaited::empty_dot:
            return Stage::data;
        case Awaited::dot:
            return Stage::dot;
    }
    return Stage::banner;
}

Stage Client::waiting_for() const {
    if (state_ == State::start_tls) {
        return Stage::tls;
    }
    if (state_ == State::ready_for_dot) {
        return Stage::content;
    }
    return awaited_.empty() ? Stage::mail : stage_of(awaited_.front());
}

void Client::receive(std::string_view bytes) { input_.append(bytes); }

ClientEvent Client::next() {
    for (;;) {
        if (outcome_due_) {
            return ClientEvent::mail_done;
        }
        switch (state_) {
            case State::start_tls:
                return ClientEvent::start_tls;
            case State::ready:
                return ClientEvent::ready;
            case State::ready_for_dot:
                return ClientEvent::ready_for_dot;
            case State::failed:
                return ClientEvent::failed;
            case State::session:
            case State::envelope:
            case State::dot:
                break;
        }
        std::string_view bytes = input_;
        const ReplyParser::State parsed = parser_.feed(bytes);
        input_.erase(0, input_.size() - bytes.size());
        if (parsed == ReplyParser::State::need_input) {
            return ClientEvent::need_input;
        }
        if (parsed == ReplyParser::State::malformed) {
            fail_connection(Cause::protocol, "The server's answer is not SMTP");
        } else {
            take_reply();
        }
    }
}

void Client::expect(Awaited awaited, std::string_view line) {
    awaited_.push_back(awaited);
    output_.append(line).append("\r\n");
}

void Client::take_reply() {
    CHECK(!awaited_.empty());
    const Awaited awaited = awaited_.front();
    awaited_.pop_front();
    const std::string lines(awaited == Awaited::ehlo ? parser_.lines() : std::string_view{});
    const Reply reply = parser_.take();
    if (reply.code == 421 && awaited != Awaited::dot) {
        return fail(reply_failure(stage_of(awaited), reply));
    }
    mail_answered_ = mail_answered_ || state_ == State::envelope;
    switch (awaited) {
        case Awaited::banner:
            return take_banner(reply);
        case Awaited::ehlo:
            return take_ehlo(lines, reply);
        case Awaited::helo:
            return reply.is_positive() ? after_hello() : fail(reply_failure(Stage::ehlo, reply));
        case Awaited::starttls:
            return take_starttls(reply);
        case Awaited::auth:
            return take_auth(reply);
        case Awaited::rset:
            return send_commands();
        case Awaited::mail:
            return take_mail(reply);
        case Awaited::rcpt:
            return take_rcpt(reply);
        case Awaited::data:
            return take_data(reply);
        case Awaited::dot:
            return take_dot(reply);
        case Awaited::empty_dot:
            return finish_mail(true);
    }
}

void Client::take_banner(const Reply& reply) {
    if (reply.code != 220) {
        return fail(reply_failure(Stage::banner, reply));
    }
    say_hello();
}

void Client::say_hello() {
    expect(Awaited::ehlo,
           (options_.protocol == Protocol::lmtp ? "LHLO " : "EHLO ") + options_.helo_name);
}

void Client::take_ehlo(std::string_view lines, const Reply& reply) {
    offered_ = {};
    if (reply.is_positive()) {
        for (const std::string_view line : split(lines, '\n')) {
            read_extension(line);
        }
        return after_hello();
    }
    // Servers older than EHLO: plain HELO, unless something that only EHLO brings is needed.
    const bool extensions_needed =
        options_.credentials || (options_.starttls == StartTls::required && !is_tls_);
    if (reply.is_permanent() && options_.protocol == Protocol::smtp && !extensions_needed) {
        return expect(Awaited::helo, "HELO " + options_.helo_name);
    }
    fail(reply_failure(Stage::ehlo, reply));
}

void Client::read_extension(std::string_view line) {
    line = trim(line);
    const std::string_view word = line.substr(0, line.find_first_of(" ="));
    const std::string_view value = trim(line.substr(std::min(word.size() + 1, line.size())));
    if (equals_ignoring_case(word, "PIPELINING")) {
        offered_.pipelining = true;
    } else if (equals_ignoring_case(word, "8BITMIME")) {
        offered_.eight_bit = true;
    } else if (equals_ignoring_case(word, "SMTPUTF8")) {
        offered_.utf8 = true;
    } else if (equals_ignoring_case(word, "STARTTLS")) {
        offered_.starttls = true;
    } else if (equals_ignoring_case(word, "SIZE")) {
        offered_.size = true;
        offered_.size_max =
            static_cast<std::uint64_t>(std::max<std::int64_t>(0, parse_int(value).value_or(0)));
    } else if (equals_ignoring_case(word, "AUTH")) {
        offered_.mechanisms.append(offered_.mechanisms.empty() ? "" : " ").append(value);
    }
}

void Client::after_hello() {
    if (!is_tls_ && options_.starttls != StartTls::never) {
        if (offered_.starttls) {
            return expect(Awaited::starttls, "STARTTLS");
        }
        if (options_.starttls == StartTls::required) {
            return fail(local_failure(
                Stage::starttls, Cause::tls,
                "The server offers no encryption (STARTTLS), which this connector requires"));
        }
    }
    begin_auth();
}

void Client::take_starttls(const Reply& reply) {
    if (reply.code == 220) {
        // What came before the handshake may be injected by somebody in between. (OUT-21)
        input_.clear();
        parser_ = {};
        state_ = State::start_tls;
    } else if (options_.starttls == StartTls::required) {
        fail(reply_failure(Stage::starttls, reply));
    } else {
        begin_auth();
    }
}

void Client::tls_started() {
    CHECK(state_ == State::start_tls);
    is_tls_ = true;
    state_ = State::session;
    say_hello();
}

void Client::begin_auth() {
    if (!options_.credentials) {
        state_ = State::ready;
        return;
    }
    if (!is_tls_ && !options_.auth_in_clear_allowed) {
        return fail(local_failure(Stage::auth, Cause::tls,
                                  "The password is not sent over a connection without encryption"));
    }
    mechanism_ = choose_mechanism(offered_.mechanisms, *options_.credentials);
    if (!mechanism_) {
        return fail(local_failure(Stage::auth, Cause::local,
                                  "The server offers no way to sign in that fits this connector "
                                  "(it may be switched off for this mailbox)"));
    }
    challenges_ = 0;
    expect(Awaited::auth, first_auth_line(*mechanism_, *options_.credentials));
}

void Client::take_auth(const Reply& reply) {
    if (reply.code == 235) {
        state_ = State::ready;
    } else if (reply.code == 334 && challenges_ < kChallengesMax) {
        expect(Awaited::auth, next_auth_line(*mechanism_, *options_.credentials, challenges_++));
    } else {
        fail(reply_failure(Stage::auth, reply));
    }
}

void Client::quit() {
    output_.append("QUIT\r\n");
    fail(local_failure(Stage::mail, Cause::closed, "The connection was ended by us"));
}

void Client::fail_connection(Cause cause, std::string text) {
    if (state_ == State::failed) {
        return;
    }
    Failure failure = local_failure(waiting_for(), cause, std::move(text));
    failure.after_dot = state_ == State::dot;
    fail(std::move(failure));
}

void Client::withdraw(std::string text) {
    CHECK(state_ == State::ready_for_dot);
    output_.clear();
    fail(local_failure(Stage::content, Cause::withdrawn, std::move(text)));
}

void Client::fail(Failure failure) {
    if (is_mail_under_way()) {
        const bool gone = failure.cause == Cause::closed || failure.code == 421;
        is_stale_ = gone && mails_done_ > 0 && !mail_answered_;
        decide_open(failure, Reply{failure.code, failure.enhanced, failure.text});
        outcome_due_ = true;
    }
    failure_ = std::move(failure);
    state_ = State::failed;
}

}  // namespace postroom::smtp
