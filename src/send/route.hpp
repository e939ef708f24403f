// How to reach one server that takes our mail, and how long to wait for it.
// Invariant: no clear text to a host outside loopback and private networks unless the policy is
// `opportunistic`. Rule: OUT-20 (timeouts), OUT-21 (TLS policy), OUT-22 (AUTH).
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "core/limits.hpp"
#include "io/stream.hpp"
#include "io/tls.hpp"
#include "smtp/auth.hpp"
#include "smtp/client.hpp"

namespace postroom::send {

enum class Security {
    off,            ///< loopback and private networks only
    opportunistic,  ///< STARTTLS when offered, any certificate
    starttls,       ///< STARTTLS or nothing, certificate verified
    implicit        ///< TLS from the first byte, certificate verified
};

/// OUT-20. Tests shorten them.
struct SendTimeouts {
    Milliseconds connect = limits::kConnectTimeout;
    Milliseconds reply = limits::kSmtpReplyTimeout;
    Milliseconds handshake = limits::kSmtpHandshakeTimeout;
    Milliseconds data = limits::kSmtpDataReplyTimeout;
    Milliseconds block = limits::kSmtpBlockTimeout;
    Milliseconds dot = limits::kSmtpDotTimeout;
    Milliseconds attempt =
        limits::kSmtpAttemptTimeout;  ///< a whole mail, the wait for the dot's answer excepted

    Milliseconds of(smtp::Stage stage) const;
};

struct Route {
    io::Endpoint server;
    smtp::Protocol protocol = smtp::Protocol::smtp;
    Security security = Security::starttls;
    std::string helo_name = "localhost";
    std::optional<smtp::Credentials> credentials;
    std::shared_ptr<io::TlsContext> tls;  ///< needed unless security is off
    SendTimeouts timeouts;
};

/// Loopback, RFC 1918, RFC 4193, link-local addresses, "localhost" and Unix sockets.
bool is_private_host(const io::Endpoint& server);

/// Error `invalid` when the route must not be used as it is.
Result<void> check_route(const Route& route);

}  // namespace postroom::send
