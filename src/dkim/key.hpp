// The public key of a signer, from its TXT record, and what it says about a signature.
// Invariant: RSA below 1024 bits and SHA-1 prove nothing. Rule: RFC 6376 section 3.6.1, RFC 8301,
// RFC 8463.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.hpp"

namespace postroom::dkim {

/// The TXT records of a name, each with its strings joined; nothing when the answer could not be
/// had. Any thread; the caller bounds its time.
using KeyLookup = std::function<std::optional<std::vector<std::string>>(const std::string& name)>;

enum class Algorithm { rsa_sha256, ed25519_sha256 };
/// "rsa-sha256"; nothing for algorithms that prove nothing (rsa-sha1) or are unknown.
std::optional<Algorithm> parse_algorithm(std::string_view name);

/// What a signature asks of a key.
struct KeyQuestion {
    std::string selector;
    std::string domain;
    Algorithm algorithm = Algorithm::rsa_sha256;
    bool identity_is_subdomain = false;  ///< its i= tag names a subdomain of d= (flag t=s)
};

/// The name of its TXT record: "selector._domainkey.example.org".
std::string key_name(const KeyQuestion& question);

/// Whether `signature` (raw bytes) over `text` is by the key that the question finds.
/// Errors: `invalid` with the reason in words.
Result<void> check_signature(const KeyQuestion& question, std::string_view text,
                             std::string_view signature, const KeyLookup& lookup);

}  // namespace postroom::dkim
