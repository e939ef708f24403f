// Which parts of a mail are its body, and which are attachments.
// Invariant: every leaf is either shown, or another form of what is shown, or an attachment:
// nothing is lost. Rule: RFC 2046 section 5.1.3-5.1.4, RFC 2387, RFC 2183; IN-8.
#pragma once

#include <cstddef>
#include <vector>

#include "mime/parts.hpp"

namespace postroom::mime {

/// The parts (indexes into the tree, in reading order) that make the body.
struct BodyChoice {
    std::vector<std::size_t>
        text;  ///< the body as text: plain parts, and HTML parts without a plain form
    std::vector<std::size_t>
        html;  ///< the body as HTML: HTML parts, and plain parts without an HTML form
    std::vector<std::size_t> attachments;
};

BodyChoice choose_body(const PartTree& tree);

bool is_html_part(const Part& part);

}  // namespace postroom::mime
