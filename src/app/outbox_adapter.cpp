// See outbox_adapter.hpp.
#include "app/outbox_adapter.hpp"

#include "core/log.hpp"
#include "outbox/smtp_failure.hpp"

namespace postroom::app {
namespace {

send::ClaimedMail to_claimed(pipeline::ClaimedMail mail) {
    return {.mail_id = mail.lease.mail_id,
            .fence = mail.lease.fence,
            .sender = std::move(mail.envelope_from),
            .recipient = std::move(mail.recipient),
            .bytes = std::move(mail.bytes)};
}

pipeline::Attempted to_attempted(const smtp::RecipientOutcome& outcome) {
    if (outcome.is_sent()) {
        return {.accepted = true, .reply = outcome.reply.text};
    }
    const auto failure = outbox::failure_of(*outcome.failure);
    if (!failure) {
        return {.withdrawn = true};
    }
    return {.reply = std::string(failure->text),
            .stage = failure->stage,
            .code = failure->code,
            .enhanced = std::string(failure->enhanced)};
}

}  // namespace

void OutboxAdapter::claim(send::ClaimRequest request,
                          std::function<void(send::ClaimedBatch)> answer) {
    const bool queued = pool_.submit([this, request, answer] {
        send::ClaimedBatch batch;
        try {
            for (auto& mail :
                 dispatch_.claim(request.connector,
                                 {.mails_max = static_cast<int>(request.mails_max),
                                  .bytes_max = static_cast<std::int64_t>(request.bytes_max)})) {
                batch.mails.push_back(to_claimed(std::move(mail)));
            }
            if (batch.mails.size() < request.mails_max) {
                if (const auto due = dispatch_.next_due(request.connector)) {
                    batch.next_due_in = std::max(Milliseconds{0}, *due - env_.now());
                }
            }
        } catch (const std::exception& error) {
            log_error("the outbox cannot be read: {}", error.what());
        }
        answer(std::move(batch));
    });
    if (!queued) {
        answer({});
    }
}

void OutboxAdapter::before_dot(MailId mail, std::int64_t fence, std::function<void(bool)> answer) {
    dispatch_.before_dot({mail, fence}, [answer](bool allowed) { answer(allowed); });
}

void OutboxAdapter::record(MailId mail, std::int64_t fence, smtp::RecipientOutcome outcome,
                           std::function<void()> recorded) {
    dispatch_.record({mail, fence}, to_attempted(outcome), [recorded] { recorded(); });
}

void OutboxAdapter::release(MailId mail, std::int64_t fence, std::function<void()> released) {
    const bool queued = pool_.submit([this, mail, fence, released] {
        try {
            dispatch_.release({mail, fence});
        } catch (const std::exception& error) {
            log_error("mail {} could not be given back: {}", mail.value, error.what());
        }
        released();
    });
    if (!queued) {
        released();  // the lease runs out by itself
    }
}

void OutboxAdapter::renew_token(ConnectorId connector, std::string refused,
                                std::function<void(std::optional<std::string>)> answer) {
    const bool queued = slow_pool_.submit([this, connector, refused = std::move(refused), answer] {
        std::optional<std::string> token;
        try {
            token = tokens_.replace(connector, refused);
        } catch (const std::exception& error) {
            log_error("no new token for connector {}: {}", connector.value, error.what());
        }
        answer(std::move(token));
    });
    if (!queued) {
        answer(std::nullopt);
    }
}

void OutboxAdapter::note_connector(ConnectorId connector,
                                   std::optional<send::ConnectorTrouble> trouble) {
    using enum pipeline::ConnectorState;
    const auto state = !trouble ? works : trouble->needs_attention ? sign_in_refused : fails;
    dispatch_.note_connector(connector, state, trouble ? trouble->failure.text : std::string());
}

}  // namespace postroom::app
