// See verify.hpp. The chain of ARC is in arc.cpp.
#include "dkim/verify.hpp"

#include "core/text.hpp"

namespace postroom::dkim {
namespace {

constexpr std::size_t kSignaturesMax = 10;

}  // namespace

std::string_view to_string(Verdict verdict) {
    switch (verdict) {
        case Verdict::none:
            return "none";
        case Verdict::pass:
            return "pass";
        case Verdict::fail:
            return "fail";
    }
    return "none";
}

Evidence verify_dkim(std::string_view mail, const KeyLookup& lookup, std::optional<TimePoint> at) {
    const Message message = split_message(mail);
    auto signatures = fields_named(message, "DKIM-Signature");
    if (signatures.empty() || !lookup) {
        return {};
    }
    if (!message.is_well_formed) {
        return {.verdict = Verdict::fail,
                .reason = "the header can be read in two ways",
                .signers = {}};
    }
    if (signatures.size() > kSignaturesMax) {
        signatures.resize(kSignaturesMax);
    }
    Evidence evidence{.verdict = Verdict::fail, .reason = {}, .signers = {}};
    for (const Field* field : signatures) {
        if (auto signer = verify_signature(message, *field, Role::dkim, lookup, at)) {
            evidence.signers.push_back(std::move(*signer));
        } else if (evidence.reason.empty()) {
            evidence.reason = signer.error().reply;
        }
    }
    if (!evidence.signers.empty()) {
        evidence.verdict = Verdict::pass;
        evidence.reason.clear();
    }
    return evidence;
}

}  // namespace postroom::dkim
