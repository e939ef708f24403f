// One mail over a connection that is ready: envelope, text, final dot, outcome. See client.hpp.
#include <algorithm>
#include <utility>

#include "core/check.hpp"
#include "smtp/client.hpp"
#include "smtp/command.hpp"
#include "smtp/dot_stuffing.hpp"

namespace postroom::smtp {
namespace {

Failure refused_by_us(Stage stage, std::string enhanced, std::string text) {
    return {stage, Cause::local, 0, std::move(enhanced), std::move(text), false};
}

Failure refused_by_server(Stage stage, const Reply& reply) {
    return {stage, Cause::reply, reply.code, reply.enhanced, reply.text, false};
}

}  // namespace

void Client::begin_mail(const OutgoingMail& mail) {
    CHECK(state_ == State::ready && !outcome_due_);
    mail_ = mail;
    outcome_.assign(mail_.recipients.size(), {});
    is_decided_.assign(mail_.recipients.size(), false);
    asked_.clear();
    steps_.clear();
    mail_answered_ = is_stale_ = false;
    state_ = State::envelope;
    const bool is_8bit = !is_ascii(mail_.content);
    refuse_locally(is_8bit);
    if (!has_open_recipient()) {
        return finish_mail(!reset_due_);
    }
    queue_envelope(is_8bit);
    send_commands();
}

/// Decides those recipients whom the server need not be asked about. (OUT-7 "local")
void Client::refuse_locally(bool is_8bit) {
    if (const auto refusal = refusal_of_mail(is_8bit)) {
        return decide_open(*refusal, {});
    }
    for (std::size_t i = 0; i < mail_.recipients.size(); ++i) {
        if (auto refusal = refusal_of_address(mail_.recipients[i])) {
            decide(i, std::move(refusal), {});
        }
    }
}

std::optional<Failure> Client::refusal_of_mail(bool is_8bit) const {
    if (!mail_.sender.empty()) {
        if (auto refusal = refusal_of_address(mail_.sender)) {
            refusal->stage = Stage::mail;
            return refusal;
        }
    }
    if (offered_.size_max > 0 && mail_.content.size() > offered_.size_max) {
        return refused_by_us(Stage::mail, "5.3.4",
                             "The mail has " + std::to_string(mail_.content.size()) +
                                 " bytes; the server takes at most " +
                                 std::to_string(offered_.size_max));
    }
    if (is_8bit && !offered_.eight_bit) {
        return refused_by_us(Stage::mail, "5.6.3",
                             "The mail has 8-bit text, which the server does not take");
    }
    return std::nullopt;
}

std::optional<Failure> Client::refusal_of_address(std::string_view address) const {
    if (!is_sendable_address(address)) {
        return refused_by_us(Stage::rcpt, "5.1.3",
                             "This is not a mail address that can be written to");
    }
    if (!is_ascii(address) && !offered_.utf8) {
        return refused_by_us(
            Stage::rcpt, "5.6.7",
            "The address has letters beyond ASCII, which the server does not support (SMTPUTF8)");
    }
    return std::nullopt;
}

void Client::queue_envelope(bool is_8bit) {
    if (reset_due_) {
        steps_.push_back({Awaited::rset, "RSET"});
        reset_due_ = false;
    }
    std::string line = "MAIL FROM:<" + mail_.sender + ">";
    if (offered_.size) {
        line += " SIZE=" + std::to_string(mail_.content.size());
    }
    if (is_8bit) {
        line += " BODY=8BITMIME";
    }
    // Bytes beyond ASCII in the header need the extension as well. (RFC 6531 section 3.4)
    const bool is_utf8 =
        (is_8bit && !is_ascii(mail_.content.substr(0, mail_.content.find("\r\n\r\n")))) ||
        !is_ascii(mail_.sender) ||
        !std::ranges::all_of(mail_.recipients, [](const auto& to) { return is_ascii(to); });
    if (is_utf8 && offered_.utf8) {
        line += " SMTPUTF8";
    }
    steps_.push_back({Awaited::mail, std::move(line)});
    for (std::size_t i = 0; i < mail_.recipients.size(); ++i) {
        if (!is_decided_[i]) {
            asked_.push_back(i);
            steps_.push_back({Awaited::rcpt, "RCPT TO:<" + mail_.recipients[i] + ">"});
        }
    }
    steps_.push_back({Awaited::data, "DATA"});
}

/// Sends what may be sent now: everything with PIPELINING, else one command. (RFC 2920)
void Client::send_commands() {
    while (!steps_.empty() && (offered_.pipelining || awaited_.empty())) {
        expect(steps_.front().awaited, steps_.front().line);
        steps_.pop_front();
    }
}

void Client::take_mail(const Reply& reply) {
    if (!reply.is_positive()) {
        decide_open(refused_by_server(Stage::mail, reply), reply);
        steps_.clear();
        if (awaited_.empty()) {
            return finish_mail(false);
        }
    }
    send_commands();
}

void Client::take_rcpt(const Reply& reply) {
    CHECK(!asked_.empty());
    const std::size_t recipient = asked_.front();
    asked_.pop_front();
    if (!reply.is_positive() && !is_decided_[recipient]) {
        decide(recipient, refused_by_server(Stage::rcpt, reply), reply);
    }
    const bool only_data_left = steps_.size() == 1 && awaited_.empty();
    if (only_data_left && !has_open_recipient()) {
        steps_.clear();
        return finish_mail(false);
    }
    send_commands();
}

void Client::take_data(const Reply& reply) {
    if (reply.code != 354) {
        decide_open(refused_by_server(Stage::data, reply), reply);
        return finish_mail(false);
    }
    if (has_open_recipient()) {
        append_stuffed(output_, mail_.content);
        state_ = State::ready_for_dot;
        return;
    }
    // A server that takes text for nobody gets an empty one. (RFC 2920 section 3.1)
    output_.append(kFinalDot);
    if (options_.protocol == Protocol::lmtp) {
        return finish_mail(true);
    }
    awaited_.push_back(Awaited::empty_dot);
}

void Client::send_dot() {
    CHECK(state_ == State::ready_for_dot);
    output_.append(kFinalDot);
    state_ = State::dot;
    const auto open = static_cast<std::size_t>(std::ranges::count(is_decided_, false));
    awaited_.insert(awaited_.end(), options_.protocol == Protocol::lmtp ? open : 1, Awaited::dot);
}

void Client::take_dot(const Reply& reply) {
    if (reply.code >= 300 && reply.code < 400) {
        return fail({Stage::dot, Cause::protocol, reply.code, reply.enhanced,
                     "The server's answer to the mail is not one SMTP knows", true});
    }
    std::optional<Failure> failure;
    if (!reply.is_positive()) {
        failure = refused_by_server(Stage::dot, reply);
    }
    // SMTP's one reply is for all; LMTP says one for each recipient that is still open, in order.
    for (std::size_t i = 0; i < is_decided_.size(); ++i) {
        if (!is_decided_[i]) {
            decide(i, failure, reply);
            if (options_.protocol == Protocol::lmtp) {
                break;
            }
        }
    }
    if (awaited_.empty()) {
        finish_mail(true);
        if (reply.code == 421) {
            failure_ = std::move(failure);
            state_ = State::failed;
        }
    }
}

void Client::decide(std::size_t recipient, std::optional<Failure> failure, const Reply& reply) {
    is_decided_[recipient] = true;
    outcome_[recipient] = {std::move(failure), reply};
}

void Client::decide_open(const Failure& failure, const Reply& reply) {
    for (std::size_t i = 0; i < is_decided_.size(); ++i) {
        if (!is_decided_[i]) {
            decide(i, failure, reply);
        }
    }
}

bool Client::has_open_recipient() const {
    return std::ranges::find(is_decided_, false) != is_decided_.end();
}

/// @param transaction_ended  whether the server is between mails now; else RSET comes before the
/// next
void Client::finish_mail(bool transaction_ended) {
    reset_due_ = !transaction_ended;
    outcome_due_ = true;
    ++mails_done_;
    state_ = State::ready;
}

}  // namespace postroom::smtp
