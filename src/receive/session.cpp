// See session.hpp.
#include "receive/session.hpp"

#include <utility>

#include "core/crash_point.hpp"
#include "core/log.hpp"
#include "core/text.hpp"
#include "receive/received_field.hpp"
#include "receive/reply_table.hpp"

namespace postroom::receive {
namespace {

using smtp::ServerEvent;

/// How long a peer that we part from may take to read our last words.
constexpr Milliseconds kGoodbyeTimeout{5000};
constexpr std::size_t kTransactionIdBytes = 8;

smtp::ServerOptions server_options(const ListenerOptions& options) {
    smtp::ServerOptions server = options.server;
    server.offer_starttls = options.tls != nullptr;
    return server;
}

}  // namespace

Session::Session(std::shared_ptr<Shared> shared, io::Stream stream)
    : shared_(std::move(shared)),
      stream_(std::move(stream)),
      server_(server_options(shared_->options)),
      session_deadline_(shared_->clock.steady() + shared_->options.session_timeout),
      request_began_(shared_->clock.steady()) {}

io::Async<void> Session::run() {
    if (stream_.has_input()) {
        server_.receive(
            "early");  // a client that talks before the banner is refused by greet() (SRV-2)
    }
    server_.greet();
    for (;;) {
        switch (server_.next()) {
            case ServerEvent::need_input:
                if (!co_await exchange()) {
                    co_return;
                }
                break;
            case ServerEvent::recipient_asked:
                co_await judge_recipient();
                break;
            case ServerEvent::content_asked:
                begin_content();
                break;
            case ServerEvent::mail_complete:
                co_await accept_mail();
                break;
            case ServerEvent::start_tls: {
                const Milliseconds deadline =
                    shared_->clock.steady() + limits::kSmtpHandshakeTimeout;
                if (!co_await flush(deadline) ||
                    !co_await stream_.start_tls_server(shared_->options.tls, deadline)) {
                    co_return;
                }
                server_.tls_started();
                break;
            }
            case ServerEvent::delay:
                if (!co_await flush(input_deadline())) {
                    co_return;
                }
                co_await io::pause(shared_->loop, limits::kSmtpErrorDelay);
                break;
            case ServerEvent::closed:
                co_return co_await say_goodbye();
        }
    }
}

io::Async<void> Session::refuse(smtp::Reply reply) {
    server_.close_with(std::move(reply));
    co_await say_goodbye();
}

void Session::wake_to_drain() {
    if (is_waiting_for_input_ && server_.is_idle()) {
        stream_.interrupt();
    }
}

bool Session::close_if_draining() {
    if (shared_->draining && server_.is_idle()) {
        server_.close_with({421, "4.3.2", "This server is stopping; please come back later"});
        return true;
    }
    return false;
}

/// Writes what we have to say, then reads. False when the peer is gone.
io::Async<bool> Session::exchange() {
    const Milliseconds deadline = input_deadline();
    if (!co_await flush(deadline)) {
        co_return false;
    }
    if (close_if_draining()) {
        co_return true;
    }
    is_waiting_for_input_ = true;
    const auto read = co_await stream_.read_some(buffer_, deadline);
    is_waiting_for_input_ = false;
    if (read) {
        server_.receive(std::string_view(buffer_.data(), *read));
        co_return true;
    }
    switch (read.error().kind) {
        case io::StreamFailure::Kind::timeout:
            server_.close_with({421, "4.4.2", "Too slow; closing the connection"});
            co_return true;
        case io::StreamFailure::Kind::cancelled:
            co_return true;
        default:
            co_return false;
    }
}

/// A request has its time as a whole: many small reads do not prolong it. (SRV-6)
Milliseconds Session::input_deadline() {
    if (server_.steps() != steps_seen_) {
        steps_seen_ = server_.steps();
        request_began_ = shared_->clock.steady();
    }
    Milliseconds allowed = shared_->is_stressed() ? shared_->options.command_timeout_stressed
                                                  : shared_->options.command_timeout;
    if (server_.is_reading_content()) {
        const auto bytes = static_cast<std::int64_t>(server_.content_bytes_read());
        allowed = shared_->options.data_grace +
                  Milliseconds{bytes * 1000 /
                               static_cast<std::int64_t>(limits::kSmtpDataBytesPerSecondMin)};
    }
    return std::min(session_deadline_, request_began_ + allowed);
}

io::Async<bool> Session::flush(Milliseconds deadline) {
    if (server_.output().empty()) {
        co_return true;
    }
    const auto written = co_await stream_.write(server_.output(), deadline);
    server_.output().clear();
    co_return written.has_value();
}

io::Async<void> Session::judge_recipient() {
    io::Answer<Result<void>> answer(shared_->loop);
    shared_->sink.judge_recipient(
        {server_.asked_recipient(), server_.envelope().sender, stream_.peer_address()},
        answer.callback());
    const auto verdict = co_await answer.wait(
        shared_->clock, shared_->clock.steady() + shared_->options.accept_timeout);
    if (!verdict) {
        server_.answer_recipient(
            {451, "4.3.0", "The address could not be looked up in time; please try again later"});
    } else if (*verdict) {
        server_.answer_recipient({250, "2.1.5", "Recipient accepted"});
    } else {
        server_.answer_recipient(reply_for(verdict->error(), Question::recipient));
    }
}

void Session::begin_content() {
    if (const auto refused = shared_->refusal()) {
        return server_.refuse_content(reply_for(*refused, Question::mail));
    }
    transaction_id_ = shared_->random.hex(kTransactionIdBytes);
    std::string field =
        format_received(server_.envelope(),
                        {shared_->options.server.host_name, stream_.peer_address(), transaction_id_,
                         shared_->options.server.protocol, server_.is_tls(), shared_->clock.now()});
    prefix_bytes_ = field.size();
    server_.accept_content(std::move(field));
}

/// IN-1: the answer of the sink, and nothing else, makes the mail ours.
io::Async<void> Session::accept_mail() {
    smtp::IncomingMail mail = server_.take_mail();
    ReceivedMail received{
        std::move(mail.envelope), std::move(mail.content), prefix_bytes_,
        transaction_id_,          stream_.peer_address(),  shared_->options.server.protocol,
        server_.is_tls(),         mail.has_bare_newline};
    io::Answer<Result<std::string>> answer(shared_->loop);
    shared_->sink.accept(std::move(received), answer.callback());
    const auto kept = co_await answer.wait(
        shared_->clock, shared_->clock.steady() + shared_->options.accept_timeout);
    CRASH_POINT("receive.before_reply");
    if (kept && *kept) {
        ++shared_->counts.mails_accepted;
        co_return server_.answer_mail(smtp::Reply{250, "2.0.0", "Kept as " + transaction_id_});
    }
    ++shared_->counts.mails_refused;
    if (!kept) {
        log_warning("receive: mail {} was not stored in time", transaction_id_);
        co_return server_.answer_mail(smtp::Reply{
            451, "4.3.0", "The mail could not be stored in time; please try again later"});
    }
    log_warning("receive: mail {} was not stored: {} {}", transaction_id_, kept->error().code,
                for_log(kept->error().detail));
    server_.answer_mail(reply_for(kept->error(), Question::mail));
}

io::Async<void> Session::say_goodbye() {
    co_await flush(shared_->clock.steady() + kGoodbyeTimeout);
}

}  // namespace postroom::receive
