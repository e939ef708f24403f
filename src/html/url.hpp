// Which addresses a mail may name.
// Invariant: only http, https, mailto, tel and cid come through; the scheme is judged as a browser
// would read it. Rule: mail-correctness.md SEC-1; WHATWG URL 4.4 (controls and tabs inside an
// address are ignored).
#pragma once

#include <string>
#include <string_view>

namespace postroom::html {

enum class UrlKind {
    refused,   ///< unknown or dangerous scheme, or relative: a mail has no base
    web,       ///< http, https or protocol-relative
    contact,   ///< mailto, tel
    part,      ///< cid: another part of the same mail
    fragment,  ///< "#place" inside the mail
};

struct Url {
    UrlKind kind = UrlKind::refused;
    std::string text;  ///< without controls and surrounding spaces
};

/// @param attribute_value  as written in the markup, character references not resolved
Url judge_url(std::string_view attribute_value);

}  // namespace postroom::html
