// See verify.hpp. The chain of ARC is in arc.cpp.
#include "dkim/verify.hpp"

#include <algorithm>

#include "core/text.hpp"

namespace postroom::dkim {
namespace {

constexpr std::size_t kSignaturesMax = 10;
constexpr std::size_t kKeyNamesMax = 24;

void add_key_name(const Field& field, std::vector<std::string>& names) {
    const auto tags = Tags::parse(field.value);
    if (!tags || names.size() >= kKeyNamesMax) {
        return;
    }
    const auto question = key_question_of(*tags);
    if (question && std::ranges::find(names, key_name(*question)) == names.end()) {
        names.push_back(key_name(*question));
    }
}

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

std::vector<std::string> key_names(std::string_view mail) {
    const Message message = split_message(mail);
    std::vector<std::string> names;
    for (const auto* kind : {"DKIM-Signature", "ARC-Message-Signature", "ARC-Seal"}) {
        for (const Field* field : fields_named(message, kind)) {
            add_key_name(*field, names);
        }
    }
    return names;
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
