// What a failed try means: whose clock it drives, and in which state it leaves the mail.
// Invariant: after the final dot without an answer nothing is called failed; it is uncertain.
// Rule: mail-correctness.md OUT-4, OUT-7, OUT-8; RFC 5321 section 4.2.1, RFC 3463, RFC 5248.
#pragma once

#include <string_view>

#include "core/time.hpp"
#include "model/mail_flow.hpp"

namespace postroom::outbox {

/// How far a try had come when it failed.
enum class Stage {
    local,  ///< before any connection: too large, no valid recipient, 8 bit needed but not offered
    resolve,
    connect,
    tls,
    banner,
    ehlo,
    auth,
    mail_from,
    rcpt_to,
    data,       ///< the DATA command and the content, before the final dot
    final_dot,  ///< the final dot was sent, or may have been
};

struct Failure {
    Stage stage = Stage::connect;
    int code = 0;               ///< SMTP reply code; 0 when there was no reply (lost, timed out)
    std::string_view enhanced;  ///< "5.1.1", or empty
    std::string_view text;      ///< the server's words, or the system's
    /// Refused without a reply: invalid_grant, consent gone, no mechanism in common (OUT-7,
    /// OUT-22).
    bool sign_in_refused = false;
};

enum class FailureClass {
    connector_temporary,
    auth_permanent,
    recipient_temporary,
    recipient_permanent,
    local_permanent,
    uncertain,
};

std::string_view name_of(FailureClass failure_class);

struct Classified {
    FailureClass failure_class = FailureClass::connector_temporary;
    /// Where the mail goes from here. retry_wait becomes failed when next_attempt() gives nothing.
    model::MailState next_state = model::MailState::retry_wait;
    bool consumes_attempt = false;    ///< counts against the mail's retry profile
    bool connector_at_fault = false;  ///< feeds the connector's back-off and circuit breaker
    bool connector_needs_attention = false;
    bool greylisted = false;
    std::string_view sentence;  ///< what it means, in English
};

/// Judges one failure of one recipient.
Classified classify(const Failure& failure);

}  // namespace postroom::outbox
