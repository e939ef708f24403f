// The two ways in which DKIM forgives what a relay changes.
// Invariant: linear in the input; line ends come out as CRLF, whatever they were.
// Rule: RFC 6376 sections 3.4.1 to 3.4.5.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "dkim/message.hpp"

namespace postroom::dkim {

enum class Canonical { simple, relaxed };

/// One field with its final CRLF.
std::string canonical_field(const Field& field, Canonical how);

/// The body with its final CRLF.
/// @param length_max  the signature's l= tag: only so many canonical bytes are signed
std::string canonical_body(std::string_view body, Canonical how,
                           std::optional<std::uint64_t> length_max = {});

/// "relaxed/simple": header, then body; the body defaults to simple. Nothing for other words.
struct CanonicalPair {
    Canonical header = Canonical::simple;
    Canonical body = Canonical::simple;
};
std::optional<CanonicalPair> parse_canonical(std::string_view words);

}  // namespace postroom::dkim
