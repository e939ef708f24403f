// What kind of file some bytes are, by the bytes alone. (libmagic lives here)
// Invariant: what a client claims about its file is never believed. Rule: mail-correctness.md
// SEC-4.
#pragma once

#include <string>
#include <string_view>

namespace postroom::api {

/// "image/png"; "application/octet-stream" when nothing is known. Any thread; about a tenth of a
/// millisecond.
std::string sniff_content_type(std::string_view content);

}  // namespace postroom::api
