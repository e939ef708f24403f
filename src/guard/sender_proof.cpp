// See sender_proof.hpp.
#include "guard/sender_proof.hpp"

#include <algorithm>

#include "core/text.hpp"
#include "guard/authentication_results.hpp"
#include "mime/address.hpp"

namespace postroom::guard {
namespace {

using Conclusion = SenderProof::Conclusion;
using Basis = SenderProof::Basis;
using dkim::Verdict;

/// Our own Received field and the one of the server that handed the mail in: what it found out
/// stands above the next one. (RFC 8601 section 5)
constexpr int kReceivedOfTheLastHop = 2;

/// The domain of the only author; empty when there are several, or none.
std::string from_domain(const mime::Mail& mail) {
    const auto is_from = [](const mime::HeaderField& field) {
        return equals_ignoring_case(field.name, "From");
    };
    if (std::ranges::count_if(mail.headers, is_from) != 1 ||
        mime::parse_addresses(mail.header("From"), "utf-8").addresses.size() > 1) {
        return {};
    }
    const auto at = mail.from.address.rfind('@');
    return at == std::string::npos ? std::string() : to_lower(mail.from.address.substr(at + 1));
}

bool is_subdomain(std::string_view name, std::string_view of) {
    return name.size() > of.size() + 1 && name.ends_with(of) &&
           name[name.size() - of.size() - 1] == '.';
}

bool is_trusted(std::string_view server, std::span<const std::string> trusted) {
    return std::ranges::any_of(
        trusted, [&](const std::string& each) { return equals_ignoring_case(each, server); });
}

/// What a server that we believe found out about the From domain.
Conclusion judge_results(const AuthenticationResults& results, std::string_view domain) {
    Conclusion conclusion = Conclusion::none;
    for (const auto& method : results.methods) {
        const auto author = to_lower(method.property("header.from"));
        const bool is_of_author = author.empty() || author == domain;
        if (method.method == "dmarc" && is_of_author) {
            if (method.result == "pass") {
                return Conclusion::pass;
            }
            conclusion = method.result == "fail" ? Conclusion::fail : conclusion;
        }
        const bool is_signed_by_author = method.method == "dkim" && method.result == "pass" &&
                                         is_aligned(to_lower(method.property("header.d")), domain);
        if (is_signed_by_author && conclusion == Conclusion::none) {
            conclusion = Conclusion::pass;
        }
    }
    return conclusion;
}

/// The topmost results of a trusted server, if the server that handed us the mail wrote them.
std::optional<AuthenticationResults> find_results(const mime::Mail& mail,
                                                  std::span<const std::string> trusted) {
    int received = 0;
    for (const auto& field : mail.headers) {
        received += equals_ignoring_case(field.name, "Received") ? 1 : 0;
        if (received > kReceivedOfTheLastHop) {
            break;
        }
        if (equals_ignoring_case(field.name, "Authentication-Results")) {
            auto results = parse_authentication_results(field.value);
            if (results && is_trusted(results->server, trusted)) {
                return results;
            }
        }
    }
    return std::nullopt;
}

/// The results in the newest set of a chain: "i=2; mx.example.net; dmarc=pass ...".
std::optional<AuthenticationResults> find_sealed_results(const mime::Mail& mail) {
    std::optional<AuthenticationResults> newest;
    std::int64_t highest = 0;
    for (const auto& field : mail.headers) {
        const auto semicolon = field.value.find(';');
        if (!equals_ignoring_case(field.name, "ARC-Authentication-Results") ||
            semicolon == std::string::npos) {
            continue;
        }
        const auto first = trim(std::string_view(field.value).substr(0, semicolon));
        const auto instance =
            first.starts_with("i=") ? parse_int(trim(first.substr(2))).value_or(0) : 0;
        if (instance > highest) {
            highest = instance;
            newest = parse_authentication_results(field.value.substr(semicolon + 1));
        }
    }
    return newest;
}

void conclude(SenderProof& proof, Conclusion conclusion, Basis basis, std::string_view domain) {
    if (conclusion != Conclusion::none && proof.conclusion == Conclusion::none) {
        proof.conclusion = conclusion;
        proof.basis = basis;
        proof.domain = domain;
    }
}

}  // namespace

std::string_view to_string(Conclusion conclusion) {
    switch (conclusion) {
        case Conclusion::none:
            return "none";
        case Conclusion::pass:
            return "pass";
        case Conclusion::fail:
            return "fail";
    }
    return "none";
}

std::string_view to_string(Basis basis) {
    switch (basis) {
        case Basis::nothing:
            return "nothing";
        case Basis::dkim:
            return "dkim";
        case Basis::results:
            return "results";
        case Basis::arc:
            return "arc";
    }
    return "nothing";
}

bool is_aligned(std::string_view signer, std::string_view domain) {
    if (!signer.contains('.') || !domain.contains('.')) {
        return false;
    }
    return signer == domain || is_subdomain(domain, signer) || is_subdomain(signer, domain);
}

SenderProof judge_sender(const mime::Mail& mail, const SignatureEvidence& signatures,
                         std::span<const std::string> trusted_servers) {
    SenderProof proof{.dkim = signatures.dkim.verdict, .arc = signatures.arc.verdict};
    proof.reason = !signatures.dkim.reason.empty() ? signatures.dkim.reason : signatures.arc.reason;
    const std::string domain = from_domain(mail);
    if (domain.empty()) {
        return proof;
    }
    for (const auto& signer : signatures.dkim.signers) {
        if (is_aligned(signer.domain, domain)) {
            conclude(proof, Conclusion::pass, Basis::dkim, signer.domain);
        }
    }
    if (const auto results = find_results(mail, trusted_servers)) {
        conclude(proof, judge_results(*results, domain), Basis::results, results->server);
    }
    const auto& sealers = signatures.arc.signers;
    if (proof.arc == Verdict::pass && !sealers.empty() &&
        is_trusted(sealers.front().domain, trusted_servers)) {
        const auto sealed = find_sealed_results(mail);
        if (sealed && judge_results(*sealed, domain) == Conclusion::pass) {
            conclude(proof, Conclusion::pass, Basis::arc, sealers.front().domain);
        }
    }
    return proof;
}

}  // namespace postroom::guard
