// See route.hpp.
#include "send/route.hpp"

#include "io/host_address.hpp"

namespace postroom::send {

Milliseconds SendTimeouts::of(smtp::Stage stage) const {
    switch (stage) {
        case smtp::Stage::connect:
            return connect;
        case smtp::Stage::tls:
        case smtp::Stage::starttls:
        case smtp::Stage::auth:
            return handshake;
        case smtp::Stage::data:
            return data;
        case smtp::Stage::content:
            return block;
        case smtp::Stage::dot:
            return dot;
        case smtp::Stage::banner:
        case smtp::Stage::ehlo:
        case smtp::Stage::mail:
        case smtp::Stage::rcpt:
            return reply;
    }
    return reply;
}

bool is_private_host(const io::Endpoint& server) {
    return !server.path.empty() || io::is_private_host(server.host);
}

Result<void> check_route(const Route& route) {
    if (route.security == Security::off && !is_private_host(route.server)) {
        return fail(ErrorKind::invalid, "clear_text_refused",
                    "Mail is sent without encryption to this machine and private networks only; "
                    "choose STARTTLS or "
                    "TLS for " +
                        route.server.to_string());
    }
    if (route.security != Security::off && !route.tls) {
        return fail(ErrorKind::invalid, "tls_context_missing",
                    "Encryption is asked for but not set up");
    }
    return {};
}

}  // namespace postroom::send
