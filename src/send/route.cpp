// See route.hpp.
#include "send/route.hpp"

#include <boost/asio/ip/address.hpp>

#include "core/text.hpp"

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
    if (!server.path.empty() || equals_ignoring_case(server.host, "localhost")) {
        return true;
    }
    boost::system::error_code error;
    const auto address = boost::asio::ip::make_address(server.host, error);
    if (error) {
        return false;
    }
    if (address.is_v4()) {
        const std::uint32_t bits = address.to_v4().to_uint();
        return bits >> 24 == 127 || bits >> 24 == 10 || bits >> 20 == 0xac1 ||
               bits >> 16 == 0xc0a8 || bits >> 16 == 0xa9fe;
    }
    const auto v6 = address.to_v6();
    return v6.is_loopback() || v6.is_link_local() || (v6.to_bytes()[0] & 0xfe) == 0xfc;
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
