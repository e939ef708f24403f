// Which hosts are near, and which addresses are never connected to.
// Invariant: the address that is checked is the address that is connected to (no second look-up).
// Rule: mail-correctness.md SEC-12, OUT-21.
#pragma once

#include <boost/asio/ip/address.hpp>
#include <string_view>

namespace postroom::io {

/// Loopback, RFC 1918, RFC 4193 and link-local addresses, and "localhost"; no other name, whatever
/// it resolves to.
bool is_private_host(std::string_view host);

/// Addresses that no mail server has, but a cloud's metadata service or everybody at once: the
/// unspecified, link-local, multicast and broadcast ones, also written as IPv4 inside IPv6.
bool is_forbidden_address(const boost::asio::ip::address& address);

}  // namespace postroom::io
