// What the parser had to guess or cut, told once.
// Invariant: a bounded list of distinct sentences, whatever the mail does.
// Rule: parse-json contract "warnings"; IN-4.
#pragma once

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

namespace postroom::mime {

inline constexpr std::size_t kWarningsMax = 50;

inline void add_warning(std::vector<std::string>& warnings, std::string text) {
    const bool is_known = std::ranges::find(warnings, text) != warnings.end();
    if (!is_known && warnings.size() < kWarningsMax) {
        warnings.push_back(std::move(text));
    }
}

}  // namespace postroom::mime
