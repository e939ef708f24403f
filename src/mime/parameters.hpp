// Content-Type and Content-Disposition: a value with parameters.
// Invariant: never fails; unquoted spaces, missing semicolons and quotes give the likeliest
// reading. Rule: RFC 2045 section 5.1, RFC 2231 (continuations, charsets), IN-6.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace postroom::mime {

struct Parameter {
    std::string name;   ///< lower case, without the marks of RFC 2231
    std::string value;  ///< as sent, without quotes; in UTF-8 when `is_extended`
    bool is_extended = false;
};

struct Structured {
    std::string value;  ///< lower case, without comments: "text/plain", "attachment"
    std::vector<Parameter> parameters;

    /// The bytes of a parameter, or an empty view.
    std::string_view get(std::string_view name) const;
    /// A parameter for people, in UTF-8: the RFC 2231 form first, else with encoded words decoded.
    std::string text(std::string_view name, std::string_view fallback_charset) const;
};

/// "%41" becomes "A"; a percent sign without two hexadecimal digits stays. (RFC 3986 section 2.1)
std::string percent_decode(std::string_view text);

Structured parse_structured(std::string_view raw);

}  // namespace postroom::mime
