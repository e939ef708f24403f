// Passwords as Argon2id hashes.
// Invariant: a password is never stored, logged or compared in plain text; a hash says its own
// parameters. Rule: issue 2 point 7 (Argon2id); RFC 9106; SEC-14 (no account probing).
#pragma once

#include <string>
#include <string_view>

#include "core/result.hpp"

namespace postroom::desk {

/// Shortest password that may be set, in characters. (NIST SP 800-63B 5.1.1.2)
inline constexpr std::size_t kPasswordCharactersMin = 8;
inline constexpr std::size_t kPasswordBytesMax = 1024;

/// "$argon2id$v=19$m=...": 19 MiB and two passes, some 30 ms of one core. Never on the I/O thread.
/// Errors: invalid when it is too short or too long.
Result<std::string> hash_password(std::string_view password);

/// Whether this password made this hash. Takes as long for an empty hash (nobody has that address,
/// or no password), so that the time does not tell which addresses exist. Never on the I/O thread.
bool verify_password(std::string_view password, const std::string& hash);

}  // namespace postroom::desk
