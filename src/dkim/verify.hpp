// What the signatures of a mail prove: DKIM (who answers for it) and ARC (who saw it on the way).
// Invariant: `pass` needs a key that says so; without a lookup nothing passes. Bounded: so many
// signatures are looked at, the rest are as good as absent. Rule: THR-6; RFC 6376, RFC 8617.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/time.hpp"
#include "dkim/key.hpp"
#include "dkim/signature.hpp"

namespace postroom::dkim {

enum class Verdict { none, pass, fail };
/// "none", "pass", "fail".
std::string_view to_string(Verdict verdict);

struct Evidence {
    Verdict verdict = Verdict::none;
    std::string reason;           ///< in words, when it is not pass; of the first signature
    std::vector<Signer> signers;  ///< whose signatures hold (ARC: the sealers, newest first)
};

/// The names of the TXT records that verifying this mail may ask for, each once. Bounded.
std::vector<std::string> key_names(std::string_view mail);

/// pass: at least one DKIM-Signature holds. @param at  when the mail was received
Evidence verify_dkim(std::string_view mail, const KeyLookup& lookup,
                     std::optional<TimePoint> at = {});

/// pass: the whole chain of seals holds, and the newest message signature. (RFC 8617 section 5.2)
Evidence verify_arc(std::string_view mail, const KeyLookup& lookup);

}  // namespace postroom::dkim
