// What a sentence says, for screens in other languages: its group, its code and its parameters.
// Invariant: stands beside the English sentence, never instead of it; every code that can come is
// listed in known_codes(), and api/codes.json is that list. Rule: product.md "Speaks the seeds'
// languages"; api/openapi.yaml Wording.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "core/time.hpp"
#include "model/people.hpp"
#include "model/phrase.hpp"
#include "notify/explain.hpp"
#include "view/json.hpp"

namespace postroom::view {

/// {"group", "code", "params"}
Value wording_json(std::string_view group, std::string_view code, Object params = {});
Value wording_json(std::string_view group, const model::Said& said);
/// Null when the sentence is none of these phrases.
Value wording_json(std::string_view group, std::span<const model::Phrase> phrases,
                   std::string_view sentence);

/// Null for a rule of another release.
/// @param wait  from the message to its email, where that is known
Value rule_wording(std::string_view rule, std::optional<Milliseconds> wait = {});
/// The one line about one person, without their name.
Value verdict_wording(const notify::Explanation& explanation, model::PersonKind kind,
                      TimePoint now);
/// Null when the sentence is not ours: what the other server said.
Value trouble_wording(std::string_view stored);
/// Why a connector needs attention: its server's refusal, or its provider's.
Value attention_wording(std::string_view stored);
Value incoming_reason_wording(std::string_view stored);
Value warning_wording(std::string_view stored);

/// How a stored outcome of an attempt is called when it is still under way.
inline constexpr std::string_view kUnderWay = "under_way";

struct CodeGroup {
    std::string_view name;
    std::vector<std::string_view> codes;
};
/// Every code of the groups that are made here.
std::vector<CodeGroup> known_codes();

}  // namespace postroom::view
