// A block of IP addresses, as administrators write it: "192.0.2.0/24", "2001:db8::/32",
// "127.0.0.1". Invariant: pure; an address that cannot be read lies in no network. IPv4 written
// inside IPv6 counts as IPv4. Rule: RFC 4632 section 3.1, RFC 4291 section 2.3; SRV-12.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "core/result.hpp"

namespace postroom {

class Network {
   public:
    /// Errors: invalid, with a sentence that names what is wrong. Bits behind the prefix must be 0,
    /// because whoever writes them means something else.
    static Result<Network> parse(std::string_view text);

    bool contains(std::string_view address) const;

    using Bytes = std::array<std::uint8_t, 16>;

   private:
    Network(const Bytes& bytes, int prefix_bits) : bytes_(bytes), prefix_bits_(prefix_bits) {}

    Bytes bytes_;  ///< IPv4 is kept as ::ffff:a.b.c.d
    int prefix_bits_;
};

}  // namespace postroom
