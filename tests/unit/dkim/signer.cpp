// See signer.hpp.
#include "signer.hpp"

#include <fmt/format.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>

#include <cstdlib>

#include "core/encoding.hpp"
#include "dkim/canonical.hpp"

namespace postroom::dkim {
namespace {

EVP_PKEY* generate(TestSigner::Kind kind) {
    if (kind == TestSigner::Kind::ed25519) {
        return EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519");
    }
    const std::size_t bits = kind == TestSigner::Kind::rsa1024 ? 1024 : 512;
    return EVP_PKEY_Q_keygen(nullptr, nullptr, "RSA", bits);
}

std::string relaxed(const Message& message, std::string_view name) {
    std::string out;
    for (const Field* field : fields_named(message, name)) {
        out.insert(0, canonical_field(*field, Canonical::relaxed));
    }
    return out;
}

}  // namespace

TestSigner::TestSigner(Kind kind) : kind_(kind), key_(generate(kind)) {
    if (key_ == nullptr) {
        std::abort();
    }
}

TestSigner::~TestSigner() { EVP_PKEY_free(static_cast<EVP_PKEY*>(key_)); }

std::string_view TestSigner::algorithm() const {
    return kind_ == Kind::ed25519 ? "ed25519-sha256" : "rsa-sha256";
}

std::string TestSigner::record(std::string_view extra) const {
    auto* key = static_cast<EVP_PKEY*>(key_);
    std::string bytes;
    if (kind_ == Kind::ed25519) {
        std::size_t size = 32;
        bytes.resize(size);
        EVP_PKEY_get_raw_public_key(key, reinterpret_cast<unsigned char*>(bytes.data()), &size);
    } else {
        unsigned char* der = nullptr;
        const int size = i2d_PUBKEY(key, &der);
        bytes.assign(reinterpret_cast<char*>(der), static_cast<std::size_t>(size));
        OPENSSL_free(der);
    }
    return fmt::format("{}k={}; p={}", extra, kind_ == Kind::ed25519 ? "ed25519" : "rsa",
                       base64_encode(bytes));
}

KeyLookup TestSigner::lookup_of(std::string record) {
    return [record = std::move(record)](const std::string& name) {
        return std::optional(name == "s1._domainkey.example.org" ? std::vector{record}
                                                                 : std::vector<std::string>());
    };
}

KeyLookup TestSigner::lookup() const { return lookup_of(record()); }

std::string TestSigner::sign_text(std::string_view text) const {
    const bool is_rsa = kind_ != Kind::ed25519;
    const std::string digest = sha256(text);
    const std::string_view covered = is_rsa ? text : std::string_view(digest);
    EVP_MD_CTX* context = EVP_MD_CTX_new();
    EVP_DigestSignInit(context, nullptr, is_rsa ? EVP_sha256() : nullptr, nullptr,
                       static_cast<EVP_PKEY*>(key_));
    std::string signature(512, '\0');
    std::size_t size = signature.size();
    EVP_DigestSign(context, reinterpret_cast<unsigned char*>(signature.data()), &size,
                   reinterpret_cast<const unsigned char*>(covered.data()), covered.size());
    EVP_MD_CTX_free(context);
    signature.resize(size);
    return base64_encode(signature);
}

std::string TestSigner::sign(const std::string& mail, std::string_view canonical,
                             std::string_view names, std::string_view extra) const {
    const auto how = parse_canonical(canonical).value_or(CanonicalPair{});
    const Message message = split_message(mail);
    std::string text;
    std::string_view rest = names;
    while (!rest.empty()) {
        const auto colon = rest.find(':');
        const auto name = rest.substr(0, colon);
        const auto fields = fields_named(message, name);
        const bool is_again = names.substr(0, names.size() - rest.size()).find(name) != names.npos;
        if (!fields.empty() && !is_again) {
            text += canonical_field(*fields.back(), how.header);
        }
        rest.remove_prefix(colon == std::string_view::npos ? rest.size() : colon + 1);
    }
    const std::string value = fmt::format(
        " v=1; a={}; c={}; d=example.org; s=s1;\r\n h={}; {}bh={}; b=", algorithm(), canonical,
        names, extra, base64_encode(sha256(canonical_body(message.body, how.body))));
    const std::string whole = "DKIM-Signature:" + value;
    const Field field{std::string_view(whole).substr(0, 14), std::string_view(whole).substr(15),
                      whole};
    std::string own = canonical_field(field, how.header);
    own.resize(own.size() - 2);
    return whole + sign_text(text + own) + "\r\n" + mail;
}

std::string TestSigner::seal(const std::string& mail, int instance, std::string_view cv) const {
    const Message message = split_message(mail);
    const std::string results =
        fmt::format("ARC-Authentication-Results: i={}; example.org; spf=pass\r\n", instance);
    std::string signature = fmt::format(
        "ARC-Message-Signature: i={}; a={}; c=relaxed/relaxed; d=example.org; s=s1; h=from; bh={}; "
        "b=",
        instance, algorithm(),
        base64_encode(sha256(canonical_body(message.body, Canonical::relaxed))));
    const auto canonical_of = [](const std::string& line) {
        return canonical_field(split_message(line).fields.front(), Canonical::relaxed);
    };
    std::string own = canonical_of(signature);
    own.resize(own.size() - 2);
    signature += sign_text(relaxed(message, "From") + own) + "\r\n";
    std::string seal =
        fmt::format("ARC-Seal: i={}; a={}; cv={}; d=example.org; s=s1; b=", instance, algorithm(),
                    !cv.empty()     ? cv
                    : instance == 1 ? "none"
                                    : "pass");
    std::string text;
    for (int each = 1; each < instance; ++each) {
        for (const char* name :
             {"ARC-Authentication-Results", "ARC-Message-Signature", "ARC-Seal"}) {
            const auto fields = fields_named(message, name);
            text += canonical_field(*fields.at(fields.size() - static_cast<std::size_t>(each)),
                                    Canonical::relaxed);
        }
    }
    text += canonical_of(results) + canonical_of(signature);
    own = canonical_of(seal);
    own.resize(own.size() - 2);
    seal += sign_text(text + own) + "\r\n";
    return seal + signature + results + mail;
}

}  // namespace postroom::dkim
