// See key.hpp.
#include "dkim/key.hpp"

#include <fmt/format.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>

#include <algorithm>

#include "core/encoding.hpp"
#include "core/text.hpp"
#include "dkim/tags.hpp"

namespace postroom::dkim {
namespace {

constexpr int kRsaBitsMin = 1024;
constexpr std::size_t kEd25519Bytes = 32;
constexpr std::size_t kRecordBytesMax = 8192;

struct FreeKey {
    void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
};
using PublicKey = std::unique_ptr<EVP_PKEY, FreeKey>;

struct FreeContext {
    void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};

std::unexpected<Error> refuse(std::string why) {
    return fail(ErrorKind::invalid, "signature", std::move(why));
}

const unsigned char* bytes_of(std::string_view text) {
    return reinterpret_cast<const unsigned char*>(text.data());
}

/// Both forms in use: SubjectPublicKeyInfo, and the bare RSAPublicKey of the RFC's older text.
PublicKey read_rsa_key(std::string_view der) {
    const unsigned char* at = bytes_of(der);
    if (PublicKey key{d2i_PUBKEY(nullptr, &at, std::ssize(der))}) {
        return EVP_PKEY_get_base_id(key.get()) == EVP_PKEY_RSA ? std::move(key) : nullptr;
    }
    at = bytes_of(der);
    return PublicKey{d2i_PublicKey(EVP_PKEY_RSA, nullptr, &at, std::ssize(der))};
}

PublicKey read_ed25519_key(std::string_view bytes) {
    return bytes.size() != kEd25519Bytes
               ? nullptr
               : PublicKey{EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, bytes_of(bytes),
                                                       bytes.size())};
}

bool lists(std::string_view words, std::string_view word) {
    const auto all = split(words, ':');
    return std::ranges::any_of(all, [&](std::string_view each) { return trim(each) == word; });
}

/// What the record allows, apart from the key itself.
Result<void> check_record(const Tags& record, const KeyQuestion& question) {
    const auto version = record.find("v");
    if (version && (*version != "DKIM1" || !record.begins_with("v"))) {
        return refuse("the key record has another version than DKIM1");
    }
    const std::string_view wanted = question.algorithm == Algorithm::rsa_sha256 ? "rsa" : "ed25519";
    if (record.find("k").value_or("rsa") != wanted) {
        return refuse("the key is of another kind than the signature");
    }
    if (const auto hashes = record.find("h"); hashes && !lists(*hashes, "sha256")) {
        return refuse("the key record does not allow SHA-256");
    }
    const auto services = record.find("s").value_or("*");
    if (!lists(services, "*") && !lists(services, "email")) {
        return refuse("the key is not for email");
    }
    if (question.identity_is_subdomain && lists(record.find("t").value_or(""), "s")) {
        return refuse("the key does not speak for subdomains");
    }
    return {};
}

Result<PublicKey> read_key(std::string_view text, const KeyQuestion& question) {
    const auto record = Tags::parse(text);
    if (!record || !record->find("p")) {
        return refuse("the key record cannot be read");
    }
    TRY_VOID(check_record(*record, question));
    const auto bytes = base64_decode(record->compact("p"));
    if (!bytes || bytes->empty()) {
        return refuse(bytes ? "the key was revoked" : "the key record cannot be read");
    }
    PublicKey key = question.algorithm == Algorithm::rsa_sha256 ? read_rsa_key(*bytes)
                                                                : read_ed25519_key(*bytes);
    if (!key) {
        return refuse("the key record holds no usable key");
    }
    if (question.algorithm == Algorithm::rsa_sha256 && EVP_PKEY_get_bits(key.get()) < kRsaBitsMin) {
        return refuse("the key is too short to prove anything");
    }
    return key;
}

bool is_signed_by(EVP_PKEY* key, Algorithm algorithm, std::string_view text,
                  std::string_view signature) {
    const std::unique_ptr<EVP_MD_CTX, FreeContext> context(EVP_MD_CTX_new());
    const bool is_rsa = algorithm == Algorithm::rsa_sha256;
    const std::string digest = is_rsa ? std::string() : sha256(text);  // RFC 8463 section 3
    const std::string_view covered = is_rsa ? text : std::string_view(digest);
    return EVP_DigestVerifyInit(context.get(), nullptr, is_rsa ? EVP_sha256() : nullptr, nullptr,
                                key) == 1 &&
           EVP_DigestVerify(context.get(), bytes_of(signature), signature.size(), bytes_of(covered),
                            covered.size()) == 1;
}

}  // namespace

std::optional<Algorithm> parse_algorithm(std::string_view name) {
    if (name == "rsa-sha256") {
        return Algorithm::rsa_sha256;
    }
    return name == "ed25519-sha256" ? std::optional(Algorithm::ed25519_sha256) : std::nullopt;
}

std::string key_name(const KeyQuestion& question) {
    return fmt::format("{}._domainkey.{}", question.selector, question.domain);
}

Result<void> check_signature(const KeyQuestion& question, std::string_view text,
                             std::string_view signature, const KeyLookup& lookup) {
    const std::string name = key_name(question);
    const auto records = lookup(name);
    if (!records) {
        return refuse(fmt::format("the key {} could not be looked up", name));
    }
    if (records->size() != 1 || records->front().size() > kRecordBytesMax) {
        return refuse(records->empty() ? fmt::format("there is no key {}", name)
                                       : fmt::format("the key {} is not one record", name));
    }
    const PublicKey key = TRY(read_key(records->front(), question));
    if (!is_signed_by(key.get(), question.algorithm, text, signature)) {
        return refuse("what was signed has been changed");
    }
    return {};
}

}  // namespace postroom::dkim
