// `postroom parse`: mails in, one JSON object a line out.
// Invariant: the same code as the intake up to, but not including, the database; one bad file never
// stops the rest. Rule: docs/parse.md (the contract of the output), IN-4.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "dkim/key.hpp"

namespace postroom::app {

struct ParseOptions {
    bool with_content = false;  ///< attachments' bytes as base64 as well
    std::string dns_file;       ///< JSON map of TXT names to values; empty: as `keys` says
    dkim::KeyLookup keys;       ///< empty: DKIM and ARC are "none"
};

/// Reads each file ("-" is standard input) and prints one JSON object a line to standard output, in
/// order.
/// @return the exit status: 0, 1 when a file could not be read, 2 when the options are wrong
int run_parse(std::span<const std::string> files, ParseOptions options);

/// What `postroom parse` prints for one mail, without the line end.
std::string parse_to_json(std::string_view id, std::string_view raw, const ParseOptions& options);

}  // namespace postroom::app
