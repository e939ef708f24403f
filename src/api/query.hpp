// Percent-encoded text: paths and query strings.
// Invariant: what does not decode to valid UTF-8 without NUL is refused, never guessed. Rule: RFC
// 3986, WHATWG URL 5.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "core/result.hpp"

namespace postroom::api {

/// Nothing when an escape is broken or the result is not valid UTF-8 text.
/// @param plus_is_space  as in query strings
std::optional<std::string> percent_decode(std::string_view text, bool plus_is_space = false);

/// The members of a query string; of a name that stands twice the first counts.
class Query {
   public:
    /// Error `bad_query`.
    static Result<Query> parse(std::string_view text);

    bool has(std::string_view name) const { return values_.contains(name); }
    /// Empty when it is missing.
    std::string_view text(std::string_view name) const;
    /// `otherwise` when it is missing; error `bad_query` when it is no number within the bounds.
    Result<std::int64_t> number(std::string_view name, std::int64_t otherwise, std::int64_t least,
                                std::int64_t most) const;

   private:
    std::map<std::string, std::string, std::less<>> values_;
};

}  // namespace postroom::api
