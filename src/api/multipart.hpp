// Files uploaded by a browser's form.
// Invariant: a view into the body; a part is exactly the bytes between its delimiters. Rule: RFC
// 7578, RFC 2046 5.1.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/result.hpp"

namespace postroom::api {

struct FormPart {
    std::string name;
    std::string filename;  ///< empty when it is no file
    std::string content_type;
    std::string_view content;  ///< into the body
};

/// The boundary parameter of multipart/form-data, or empty.
std::string multipart_boundary(std::string_view content_type);

/// Error `malformed_multipart` when the last delimiter is missing or a part has no name. At most 20
/// parts.
Result<std::vector<FormPart>> parse_multipart(std::string_view boundary, std::string_view body);

}  // namespace postroom::api
