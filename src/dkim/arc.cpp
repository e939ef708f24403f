// The authenticated received chain: sets of three fields, each sealing all before it.
// Rule: RFC 8617 sections 4 and 5.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "core/text.hpp"
#include "dkim/canonical.hpp"
#include "dkim/verify.hpp"

namespace postroom::dkim {
namespace {

constexpr int kSetsMax = 50;

/// One hop.
struct ArcSet {
    const Field* results = nullptr;
    const Field* signature = nullptr;
    const Field* seal = nullptr;
};

std::unexpected<Error> refuse(std::string why) {
    return fail(ErrorKind::invalid, "arc", std::move(why));
}

/// "1" to "50"; 0 for anything else.
int instance_of(std::string_view text) {
    const auto number = parse_int(text);
    const bool is_plain = !text.empty() && text.front() >= '1' && text.front() <= '9';
    return is_plain && number && *number <= kSetsMax ? static_cast<int>(*number) : 0;
}

int instance_of_tags(const Field& field) {
    const auto tags = Tags::parse(field.value);
    return tags ? instance_of(tags->find("i").value_or("")) : 0;
}

/// ARC-Authentication-Results begins with its instance: "i=1; lists.example.org; …".
int instance_of_results(const Field& field) {
    const auto semicolon = field.value.find(';');
    if (semicolon == std::string_view::npos) {
        return 0;
    }
    const auto first = Tags::parse(field.value.substr(0, semicolon));
    return first ? instance_of(first->find("i").value_or("")) : 0;
}

Result<void> place(std::vector<ArcSet>& sets, const Field& field, int instance,
                   const Field* ArcSet::* where) {
    if (instance == 0) {
        return refuse(fmt::format("{} has no valid instance", field.name));
    }
    if (std::ssize(sets) < instance) {
        sets.resize(static_cast<std::size_t>(instance));
    }
    const Field*& held = sets[static_cast<std::size_t>(instance) - 1].*where;
    if (held != nullptr) {
        return refuse(fmt::format("{} {} stands twice", field.name, instance));
    }
    held = &field;
    return {};
}

/// The sets in order. Errors: one is incomplete, doubled or cannot be read.
Result<std::vector<ArcSet>> collect(const Message& message) {
    std::vector<ArcSet> sets;
    for (const Field* field : fields_named(message, "ARC-Authentication-Results")) {
        TRY_VOID(place(sets, *field, instance_of_results(*field), &ArcSet::results));
    }
    for (const Field* field : fields_named(message, "ARC-Message-Signature")) {
        TRY_VOID(place(sets, *field, instance_of_tags(*field), &ArcSet::signature));
    }
    for (const Field* field : fields_named(message, "ARC-Seal")) {
        TRY_VOID(place(sets, *field, instance_of_tags(*field), &ArcSet::seal));
    }
    const bool is_whole = std::ranges::all_of(sets, [](const ArcSet& set) {
        return set.results != nullptr && set.signature != nullptr && set.seal != nullptr;
    });
    if (!is_whole) {
        return refuse("the chain has gaps");
    }
    return sets;
}

/// All sets up to this one, the seal itself without its signature. (RFC 8617 section 5.1.1)
std::string sealed_text(const std::vector<ArcSet>& sets, std::size_t newest) {
    std::string text;
    for (std::size_t at = 0; at < newest; ++at) {
        for (const Field* field : {sets[at].results, sets[at].signature, sets[at].seal}) {
            text += canonical_field(*field, Canonical::relaxed);
        }
    }
    text += canonical_field(*sets[newest].results, Canonical::relaxed);
    text += canonical_field(*sets[newest].signature, Canonical::relaxed);
    text += canonical_unsigned(*sets[newest].seal, Canonical::relaxed);
    return text;
}

/// What a seal says, without looking at its signature.
Result<Tags> read_seal(const std::vector<ArcSet>& sets, std::size_t at) {
    auto tags = Tags::parse(sets[at].seal->value);
    if (!tags || tags->find("h") || tags->find("bh") || !has_valid_times(*tags)) {
        return refuse(fmt::format("seal {} cannot be read", at + 1));
    }
    if (tags->find("cv") != (at == 0 ? "none" : "pass")) {
        return refuse(fmt::format("seal {} does not vouch for the chain before it", at + 1));
    }
    return std::move(*tags);
}

Result<Signer> check_seal(const std::vector<ArcSet>& sets, std::size_t at, const Tags& tags,
                          const KeyLookup& lookup) {
    const KeyQuestion question = TRY(key_question_of(tags));
    const std::string signature = TRY(signature_bytes_of(tags));
    TRY_VOID(check_signature(question, sealed_text(sets, at), signature, lookup));
    return Signer{.domain = question.domain, .selector = question.selector};
}

/// Newest first, and everything that needs no key before what does.
Result<std::vector<Signer>> check_chain(const Message& message, const KeyLookup& lookup) {
    const auto sets = TRY(collect(message));
    std::vector<Tags> seals;
    for (std::size_t at = 0; at < sets.size(); ++at) {
        seals.push_back(TRY(read_seal(sets, at)));
    }
    TRY_VOID(verify_signature(message, *sets.back().signature, Role::arc, lookup, std::nullopt));
    std::vector<Signer> sealers;
    for (std::size_t at = sets.size(); at-- > 0;) {
        sealers.push_back(TRY(check_seal(sets, at, seals[at], lookup)));
    }
    return sealers;
}

bool has_chain(const Message& message) {
    constexpr std::array<std::string_view, 3> kNames{"ARC-Authentication-Results",
                                                     "ARC-Message-Signature", "ARC-Seal"};
    return std::ranges::any_of(
        kNames, [&](std::string_view name) { return !fields_named(message, name).empty(); });
}

}  // namespace

Evidence verify_arc(std::string_view mail, const KeyLookup& lookup) {
    const Message message = split_message(mail);
    if (!has_chain(message) || !lookup) {
        return {};
    }
    if (!message.is_well_formed) {
        return {.verdict = Verdict::fail,
                .reason = "the header can be read in two ways",
                .signers = {}};
    }
    auto sealers = check_chain(message, lookup);
    if (!sealers) {
        return {.verdict = Verdict::fail, .reason = sealers.error().reply, .signers = {}};
    }
    return {.verdict = Verdict::pass, .reason = {}, .signers = std::move(*sealers)};
}

}  // namespace postroom::dkim
