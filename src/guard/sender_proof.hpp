// Whether a mail is by the domain that its From address names.
// Invariant: `none` is not `fail`: most honest mail proves nothing. What anybody may write (a
// header with results, an unaligned signature) proves nothing. Pure. Rule: THR-6; RFC 7489
// section 3.1 (alignment), RFC 8601 section 5, RFC 8617 section 5.2.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "dkim/verify.hpp"
#include "mime/mail.hpp"

namespace postroom::guard {

struct SenderProof {
    enum class Conclusion { none, pass, fail };
    enum class Basis { nothing, dkim, results, arc };

    Conclusion conclusion = Conclusion::none;
    Basis basis = Basis::nothing;  ///< what the conclusion rests on
    std::string domain;            ///< who vouches: the signer, or the server that says so
    dkim::Verdict dkim = dkim::Verdict::none;
    dkim::Verdict arc = dkim::Verdict::none;
    std::string reason;  ///< of a DKIM or ARC verdict that is fail, in words

    bool operator==(const SenderProof&) const = default;
};

std::string_view to_string(SenderProof::Conclusion conclusion);
std::string_view to_string(SenderProof::Basis basis);

/// What was found out about the signatures of a mail.
struct SignatureEvidence {
    dkim::Evidence dkim;
    dkim::Evidence arc;
};

/// @param trusted_servers  names (authserv-id, or domains of ARC sealers) that the operator trusts
SenderProof judge_sender(const mime::Mail& mail, const SignatureEvidence& signatures,
                         std::span<const std::string> trusted_servers);

/// Relaxed alignment: the same domain, or one a subdomain of the other. A name without a dot aligns
/// with nothing.
bool is_aligned(std::string_view signer, std::string_view from_domain);

}  // namespace postroom::guard
