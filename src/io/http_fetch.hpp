// One GET to an address that a stranger chose.
// Invariant: nothing near is reached: the address that is connected to is the one that was checked,
// at each redirect anew. No cookies, no referrer; time and size are bounded. Every refusal says the
// same to the caller, so that nobody can look around in our network by it.
// Rule: mail-correctness.md SEC-3, SEC-12; T21, T27.
#pragma once

#include <string>
#include <vector>

#include "core/network.hpp"
#include "core/result.hpp"
#include "core/time.hpp"

namespace postroom::io {

struct FetchLimits {
    Milliseconds connect{3'000};
    Milliseconds total{8'000};
    std::size_t bytes_max = std::size_t{8} << 20;
    int redirects_max = 3;
    /// Addresses that an administrator allows although they are near, at any port.
    std::vector<Network> allowed;
};

/// The body of a 200 answer. Blocks up to `limits.total`. Any thread.
/// Errors: permanent "fetch_failed"; what happened is in `detail`, for the log.
Result<std::string> fetch_public(const std::string& url, const FetchLimits& limits);

/// What is posted.
struct HttpPost {
    std::string body;
    std::string content_type = "application/json";
    std::vector<std::string> headers{};  ///< whole lines, such as "X-Postroom-Event: 7"
};
/// The body of a 2xx answer to a POST, under the same rules; redirects are not followed. Blocks up
/// to `limits.total`. Errors: transient "post_failed"; `reply` says what happened.
Result<std::string> post_public(const std::string& url, const HttpPost& post,
                                const FetchLimits& limits);

}  // namespace postroom::io
