// See mail_door.hpp.
#include "app/mail_door.hpp"

#include <fmt/format.h>

#include "core/log.hpp"

namespace postroom::app {
namespace {

constexpr std::size_t kPackedAtOnceBytesMax = std::size_t{32} << 10;  // 0.1 ms

Error busy() {
    return {ErrorKind::transient, "busy", "The mail server is busy; please try again later.", {}};
}

receive::ListenerOptions listener_options(const Config& config, const std::string& listen_on,
                                          smtp::Protocol protocol,
                                          std::shared_ptr<io::TlsContext> tls) {
    const ListenerSettings& settings = config.listener;
    return {
        .listen_on = listen_on,
        .server = {.protocol = protocol,
                   .host_name = config.hostname,
                   .bare_newlines = settings.rejects_bare_newlines ? smtp::BareNewlines::reject
                                                                   : smtp::BareNewlines::normalize,
                   .mail_bytes_max = settings.mail_bytes_max,
                   .errors_before_delay = settings.errors_max / 2,
                   .errors_max = settings.errors_max},
        .tls = std::move(tls),
        .connections_max = settings.connections_max,
        .connections_per_address_max = settings.connections_per_address_max,
        .command_timeout = settings.command_timeout,
        .command_timeout_stressed =
            std::min(settings.command_timeout, limits::kSmtpCommandTimeoutStressed),
        .session_timeout = settings.session_timeout,
        .data_grace = settings.data_grace};
}

}  // namespace

MailDoor::MailDoor(Surroundings surroundings) : around_(surroundings) {}

Result<void> MailDoor::start() {
    const Config& config = around_.config;
    if (!config.tls_certificate.empty()) {
        tls_ = TRY(io::TlsContext::server(config.tls_certificate, config.tls_key));
    }
    TRY_VOID(listen(config.smtp, smtp::Protocol::smtp, smtp_));
    return listen(config.lmtp, smtp::Protocol::lmtp, lmtp_);
}

Result<void> MailDoor::listen(const std::string& address, smtp::Protocol protocol,
                              std::unique_ptr<receive::Listener>& listener) {
    if (address.empty()) {
        return {};
    }
    listener = TRY(receive::Listener::start(
        around_.loop, around_.clock, around_.random,
        listener_options(around_.config, address, protocol, tls_), make_sink()));
    return {};
}

receive::Sink MailDoor::make_sink() {
    return {
        .judge_recipient =
            [this](receive::RecipientQuestion question, std::function<void(Result<void>)> answer) {
                judge(std::move(question), std::move(answer));
            },
        .accept =
            [this](receive::ReceivedMail mail, std::function<void(Result<std::string>)> answer) {
                accept(std::move(mail), std::move(answer));
            },
        .refuse_new = [this]() -> std::optional<Error> {
            if (around_.is_stopping) {
                return Error{
                    ErrorKind::transient, "stopping", "The mail server is being restarted.", {}};
            }
            return std::nullopt;
        }};
}

void MailDoor::judge(receive::RecipientQuestion question,
                     std::function<void(Result<void>)> answer) {
    if (recipients_.contains(question.address, question.peer_address, around_.clock.steady())) {
        return answer({});
    }
    const bool queued = around_.pool.submit([this, question = std::move(question), answer] {
        try {
            const auto verdict = pipeline::judge_recipient(around_.database, around_.env,
                                                           question.address, question.peer_address);
            if (verdict) {
                recipients_.add(question.address, question.peer_address, around_.clock.steady());
            }
            answer(verdict);
        } catch (...) {
            answer(std::unexpected(pipeline::error_of(std::current_exception())));
        }
    });
    if (!queued) {
        answer(std::unexpected(busy()));
    }
}

void MailDoor::accept(receive::ReceivedMail mail, std::function<void(Result<std::string>)> answer) {
    pipeline::ReceivedMail received{
        .envelope_from = std::move(mail.envelope.sender),
        .recipients = std::move(mail.envelope.recipients),
        .raw = std::move(mail.bytes),
        .via = mail.protocol == smtp::Protocol::lmtp ? "lmtp" : "smtp",
        .client = fmt::format("{} [{}]", mail.envelope.client_name, mail.peer_address),
        .has_bare_newlines = mail.has_bare_newline};
    auto shared = std::make_shared<pipeline::ReceivedMail>(std::move(received));
    const auto pack_and_store = [this, shared, answer] {
        pipeline::accept_mail(around_.database, around_.env, std::move(*shared),
                              [this, answer](Result<IncomingMailId> id) {
                                  ++(id ? accepted_ : not_accepted_);
                                  answer(id ? Result<std::string>(fmt::to_string(id->value))
                                            : std::unexpected(std::move(id.error())));
                              });
    };
    // Hashing and packing a usual mail takes less than handing it to another thread does.
    if (shared->raw.size() <= kPackedAtOnceBytesMax) {
        return pack_and_store();
    }
    if (!around_.pool.submit(pack_and_store)) {
        answer(std::unexpected(busy()));
    }
}

void MailDoor::reload_certificate() {
    const Config& config = around_.config;
    if (!tls_) {
        return;
    }
    auto tls = io::TlsContext::server(config.tls_certificate, config.tls_key);
    if (!tls) {
        return log_error("the certificate in use stays: {}", tls.error().reply);
    }
    tls_ = std::move(*tls);
    for (auto* listener : {smtp_.get(), lmtp_.get()}) {
        if (listener != nullptr) {
            listener->replace_certificate(tls_);
        }
    }
    log_info("certificate read again: {}", config.tls_certificate);
}

void MailDoor::stop(Milliseconds patience, const std::function<void()>& drained) {
    for (auto* listener : {smtp_.get(), lmtp_.get()}) {
        if (listener != nullptr) {
            listener->stop(patience, drained);
        }
    }
}

}  // namespace postroom::app
