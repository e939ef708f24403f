// File names from mails, made safe to show and to save.
// Invariant: no path, control, bidirectional override, trailing dot or device name survives.
// Rule: SEC-5.
#pragma once

#include <string>
#include <string_view>

namespace postroom::mime {

/// `name` (UTF-8) as a plain file name of at most 255 bytes that keeps its extension; empty stays
/// empty.
std::string safe_filename(std::string_view name);

}  // namespace postroom::mime
