// Web sites that may show a chat widget, as origins.
// Invariant: what comes out of here is safe to stand in a Content-Security-Policy. Rule: RFC 6454
// section 4 (origin); CSP Level 3 section 2.3.1 (host-source); mail-correctness.md SEC-10.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "model/chat.hpp"

namespace postroom::desk {

/// "https://shop.example" of "HTTPS://Shop.Example:443/cart"; a host may begin with "*." for all
/// hosts below. Nothing when it is no http or https origin.
std::optional<std::string> parse_site(std::string_view text);

/// @param page  the address of a page, or its origin
bool is_site_allowed(const model::ChatWidget& widget, std::string_view page);

}  // namespace postroom::desk
