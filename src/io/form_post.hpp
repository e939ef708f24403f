// One POST of a form to a service that an administrator chose: a provider's token endpoint.
// Invariant: the secret in it leaves over TLS, in the clear to near hosts only; no redirect is
// followed; time and size are bounded. Rule: mail-correctness.md OAU-5, SEC-12; RFC 6749
// section 3.2.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "core/result.hpp"
#include "core/time.hpp"

namespace postroom::io {

struct FormAnswer {
    int status = 0;
    std::string body;
    Milliseconds retry_after{0};  ///< the header of that name; 0 = it was not there
};

/// Blocks for up to `patience`. Any thread. Errors: invalid for a URL that must not be used,
/// transient when nobody answered.
Result<FormAnswer> post_form(const std::string& url,
                             const std::vector<std::pair<std::string, std::string>>& fields,
                             Milliseconds patience);

/// Whether a secret may be sent to this URL: https, or http to a near host.
bool is_safe_endpoint(const std::string& url);

}  // namespace postroom::io
