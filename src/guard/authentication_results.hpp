// The verdicts that a receiving server wrote on top of a mail.
// Invariant: pure; says what stands there, not whether it may be believed. Rule: RFC 8601
// section 2.2.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace postroom::guard {

/// One method, as "dkim=pass header.d=example.org".
struct MethodResult {
    std::string method;  ///< lower case: "dkim", "dmarc", "spf", "arc"...
    std::string result;  ///< lower case: "pass", "fail", "none"...
    std::vector<std::pair<std::string, std::string>> properties;  ///< "header.d" and its value

    std::string_view property(std::string_view name) const;
};

struct AuthenticationResults {
    std::string server;  ///< who says so (authserv-id), lower case
    std::vector<MethodResult> methods;
};

/// Nothing when the value names no server. What cannot be read in it is left out.
std::optional<AuthenticationResults> parse_authentication_results(std::string_view value);

}  // namespace postroom::guard
