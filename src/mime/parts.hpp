// The MIME tree of a mail, flat and in reading order, as views into the raw bytes.
// Invariant: one pass over the bytes, no recursion, at most limits::kMimePartsMax parts of depth
// limits::kMimeDepthMax: memory and time do not depend on how the mail is nested.
// Rule: RFC 2046 section 5.1; IN-4, IN-5; docs/adr/0005-mime-scanner.md.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "mime/fields.hpp"
#include "mime/parameters.hpp"

namespace postroom::mime {

inline constexpr std::size_t kNoPart = static_cast<std::size_t>(-1);

struct Part {
    std::size_t parent = kNoPart;
    std::size_t depth = 0;
    std::vector<RawField> fields;
    Structured
        content_type;  ///< value defaults to text/plain, in multipart/digest to message/rfc822
    Structured disposition;
    std::string_view body;  ///< still transfer-encoded; of a multipart, all of it
    std::vector<std::size_t> children;

    bool is(std::string_view type) const { return content_type.value == type; }
    bool is_multipart() const { return !children.empty(); }
};

struct PartTree {
    std::vector<Part> parts;  ///< parents before children; [0] is the mail itself
    std::vector<std::string> warnings;
    std::unique_ptr<std::string> decoded;  ///< what the parts view when the whole was encoded
};

/// The bytes of a leaf with their transfer encoding undone.
std::string decoded_body(const Part& part);

/// Reads the whole tree. message/rfc822 parts stay leaves: a mail inside is an attachment. (IN-8)
PartTree scan_parts(std::string_view mail);

}  // namespace postroom::mime
