// Binary to text and back: hexadecimal, base64, base32; SHA-256 and HMAC.
// Rule: RFC 4648; base32 is lower case without padding so that it survives in mail addresses
// (THR-2).
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace postroom {

std::string hex_encode(std::string_view bytes);
std::string base64_encode(std::string_view bytes);
/// URL-safe alphabet without padding.
std::string base64url_encode(std::string_view bytes);
/// Accepts both alphabets, ignores white space; nothing when another character stands in it.
std::optional<std::string> base64_decode(std::string_view text);
std::string base32_encode(std::string_view bytes);
/// Accepts either case; nothing when another character stands in it.
std::optional<std::string> base32_decode(std::string_view text);

/// 32 raw bytes.
std::string sha256(std::string_view bytes);
/// 32 raw bytes.
std::string hmac_sha256(std::string_view key, std::string_view bytes);
/// Compares in time that depends on the length only.
bool equal_constant_time(std::string_view a, std::string_view b);

}  // namespace postroom
