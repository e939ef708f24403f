// See host_address.hpp.
#include "io/host_address.hpp"

#include "core/text.hpp"

namespace postroom::io {
namespace {

namespace ip = boost::asio::ip;

/// IPv4 inside IPv6 ("::ffff:127.0.0.1") counts as what it reaches.
ip::address unmapped(const ip::address& address) {
    if (address.is_v6() && address.to_v6().is_v4_mapped()) {
        return ip::make_address_v4(ip::v4_mapped, address.to_v6());
    }
    return address;
}

bool is_link_local(const ip::address_v4& address) { return address.to_uint() >> 16 == 0xa9fe; }

}  // namespace

bool is_private_host(std::string_view host) {
    if (equals_ignoring_case(host, "localhost")) {
        return true;
    }
    boost::system::error_code error;
    const auto address = unmapped(ip::make_address(std::string(host), error));
    if (error) {
        return false;
    }
    if (address.is_v4()) {
        const std::uint32_t bits = address.to_v4().to_uint();
        return bits >> 24 == 127 || bits >> 24 == 10 || bits >> 20 == 0xac1 ||
               bits >> 16 == 0xc0a8 || is_link_local(address.to_v4());
    }
    const auto v6 = address.to_v6();
    return v6.is_loopback() || v6.is_link_local() || (v6.to_bytes()[0] & 0xfe) == 0xfc;
}

bool is_forbidden_address(const ip::address& given) {
    const ip::address address = unmapped(given);
    if (address.is_unspecified() || address.is_multicast()) {
        return true;
    }
    if (address.is_v4()) {
        return is_link_local(address.to_v4()) || address.to_v4() == ip::address_v4::broadcast() ||
               address.to_v4().to_bytes()[0] == 0;
    }
    return address.to_v6().is_link_local();
}

}  // namespace postroom::io
