// What went wrong while one mail was sent, and what became of each recipient.
// Invariant: `after_dot` is true exactly when the peer may have accepted the mail although we do
// not know. (I4, OUT-4) Rule: OUT-7 (classes), OUT-8 (partial recipients), SRV-13 (remote text).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "smtp/reply.hpp"

namespace postroom::smtp {

/// How far a delivery had come.
enum class Stage { connect, tls, banner, ehlo, starttls, auth, mail, rcpt, data, content, dot };

enum class Cause {
    reply,     ///< the server answered with a refusal; `code` holds it
    closed,    ///< the connection ended or could not be made
    timeout,   ///< the server did not answer in time
    tls,       ///< no safe encryption: handshake, certificate, or not offered though required
    protocol,  ///< the server spoke nonsense
    local,     ///< we refused: the mail or our settings do not fit what the server offers
    withdrawn  ///< the caller said no at the final dot (cancelled, lease lost)
};

struct Failure {
    Stage stage = Stage::connect;
    Cause cause = Cause::closed;
    int code = 0;            ///< SMTP reply code, 0 when there was no reply
    std::string enhanced;    ///< "5.1.1", may be empty
    std::string text;        ///< one sentence, safe to show, bounded
    bool after_dot = false;  ///< no answer after the final dot: may have been delivered

    bool is_transient_reply() const { return cause == Cause::reply && code >= 400 && code < 500; }
    bool is_permanent_reply() const { return cause == Cause::reply && code >= 500; }
};

std::string_view name_of(Stage stage);

/// Whether the failure is the connection's, not the mail's: the attempt does not count, the
/// connector backs off. (OUT-7: DNS, connect, TLS, banner, EHLO, temporary AUTH; 421, 432 and 454
/// anywhere before the dot.) A connection lost from DATA on counts as the mail's: else a mail that
/// crashes its server would go on for ever. (F6)
bool is_connector_level(const Failure& failure);

/// Whether the credentials are refused for good: the connector needs attention, mails wait. (OUT-7)
bool is_auth_permanent(const Failure& failure);

/// What became of one recipient of one mail.
struct RecipientOutcome {
    std::optional<Failure> failure;  ///< nothing when accepted
    Reply reply;                     ///< the reply that decided it, as far as there was one
    bool is_sent() const { return !failure.has_value(); }
    bool is_uncertain() const { return failure && failure->after_dot; }
};

/// In the order in which the recipients were given.
using MailOutcome = std::vector<RecipientOutcome>;

}  // namespace postroom::smtp
