// Character references: "&amp;", "&#160;", "&eacute;" and back.
// Invariant: what is decoded is valid UTF-8 without NUL; an unknown name stays as it was written.
// Rule: WHATWG HTML 13.2.5.72-80 and 13.5; RFC 3629.
#pragma once

#include <string>
#include <string_view>

namespace postroom::html {

/// In an attribute, a name without its semicolon counts only where no letter, digit or "=" follows.
enum class Place { text, attribute };

/// Appends `text` with its character references resolved. Linear.
void append_decoded(std::string& out, std::string_view text, Place place = Place::text);
std::string decode_attribute(std::string_view value);

/// Appends `text` so that a browser reads it as text, in an element and in a quoted attribute
/// alike.
void append_escaped(std::string& out, std::string_view text);
std::string escaped(std::string_view text);

}  // namespace postroom::html
