// The session cookie, in and out.
// Invariant: HttpOnly, SameSite=Lax, no Domain: scripts cannot read it, other sites' posts do not
// carry it. Rule: RFC 6265 sections 4 and 5.4; mail-correctness.md SEC-8.
#pragma once

#include <string>
#include <string_view>

#include "core/time.hpp"

namespace postroom::api {

inline constexpr std::string_view kSessionCookie = "postroom_session";
/// A customer's, in the portal. Beside the other: one browser may be both.
inline constexpr std::string_view kPortalCookie = "postroom_portal";

/// The value of a cookie in a Cookie header; of a name that stands twice the first counts. Empty
/// when it is missing.
std::string_view find_cookie(std::string_view header, std::string_view name);

/// A Set-Cookie value for the cookie of this name. `secure` when the product is reached by https.
std::string format_cookie(std::string_view name, std::string_view token, Milliseconds life,
                          bool secure);
/// The Set-Cookie value that takes it back.
std::string format_cleared_cookie(std::string_view name, bool secure);

}  // namespace postroom::api
