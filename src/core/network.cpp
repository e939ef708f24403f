// See network.hpp.
#include "core/network.hpp"

#include <arpa/inet.h>
#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <string>

#include "core/text.hpp"

namespace postroom {
namespace {

using Bytes = Network::Bytes;

constexpr int kIpv4At = 12;  ///< where IPv4 stands in its mapped form
constexpr int kIpv6Bits = 128;
constexpr int kIpv4Bits = 32;

struct Address {
    Bytes bytes{};
    bool is_v4 = false;
};

std::optional<Address> parse_address(std::string_view text) {
    const std::string copy(text);
    Address address;
    if (inet_pton(AF_INET, copy.c_str(), address.bytes.data() + kIpv4At) == 1) {
        address.bytes[10] = address.bytes[11] = 0xff;
        address.is_v4 = true;
        return address;
    }
    if (inet_pton(AF_INET6, copy.c_str(), address.bytes.data()) == 1) {
        return address;
    }
    return std::nullopt;
}

/// Byte `index` of a mask with so many leading ones.
std::uint8_t mask_byte(int prefix_bits, int index) {
    const int ones = std::clamp(prefix_bits - index * 8, 0, 8);
    return static_cast<std::uint8_t>(0xff00U >> static_cast<unsigned>(ones));
}

}  // namespace

Result<Network> Network::parse(std::string_view text) {
    const auto slash = text.find('/');
    const auto address = parse_address(text.substr(0, slash));
    if (!address) {
        return fail(ErrorKind::invalid, "bad_network",
                    fmt::format("\"{}\" is not an IP address or network.", for_log(text)));
    }
    const int bits_max = address->is_v4 ? kIpv4Bits : kIpv6Bits;
    const auto written = slash == std::string_view::npos ? std::optional<std::int64_t>(bits_max)
                                                         : parse_int(text.substr(slash + 1));
    if (!written || *written < 0 || *written > bits_max) {
        return fail(ErrorKind::invalid, "bad_network",
                    fmt::format("\"{}\": the length after the slash must be 0 to {}.",
                                for_log(text), bits_max));
    }
    const int prefix = static_cast<int>(*written) + kIpv6Bits - bits_max;
    for (int i = 0; i < static_cast<int>(address->bytes.size()); ++i) {
        if ((address->bytes[i] & ~mask_byte(prefix, i)) != 0) {
            return fail(ErrorKind::invalid, "bad_network",
                        fmt::format("\"{}\" names one address and a network at once: the bits "
                                    "behind the first {} must be 0.",
                                    for_log(text), *written));
        }
    }
    return Network(address->bytes, prefix);
}

bool Network::contains(std::string_view text) const {
    const auto address = parse_address(text);
    if (!address) {
        return false;
    }
    for (int i = 0; i < static_cast<int>(bytes_.size()); ++i) {
        if ((address->bytes[i] & mask_byte(prefix_bits_, i)) != bytes_[i]) {
            return false;
        }
    }
    return true;
}

}  // namespace postroom
