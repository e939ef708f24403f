// A mail as its signatures see it: header fields as they were written, and the body.
// Invariant: header and body meet where mime/ says that they meet; a header that two readers could
// read differently is not `is_well_formed`, and no signature over it counts (THR-6).
// Rule: RFC 5322 section 2.2; RFC 6376 section 3.4.
#pragma once

#include <string_view>
#include <vector>

namespace postroom::dkim {

struct Field {
    std::string_view name;  ///< as written, without the colon and blanks before it
    std::string_view
        value;  ///< everything after the colon, folds included, without the last line end
    std::string_view whole;  ///< name, colon and value
};

struct Message {
    std::vector<Field> fields;  ///< top to bottom
    std::string_view body;
    bool is_well_formed = true;
};

/// Refers into `mail`, which must outlive the result. Line ends may be CRLF or LF.
Message split_message(std::string_view mail);

/// The fields with this name, ASCII case ignored, top to bottom.
std::vector<const Field*> fields_named(const Message& message, std::string_view name);

}  // namespace postroom::dkim
