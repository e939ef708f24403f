// See html_charset.hpp.
#include "mime/html_charset.hpp"

#include <algorithm>

#include "core/text.hpp"

namespace postroom::mime {
namespace {

constexpr std::size_t kPrescanBytes = 4096;
constexpr std::size_t kLabelBytesMax = 64;

}  // namespace

std::string html_charset_of(std::string_view bytes, std::string_view fallback) {
    bytes = bytes.substr(0, kPrescanBytes);
    for (std::size_t at = find_ignoring_case(bytes, "<meta"); at != std::string_view::npos;
         at = find_ignoring_case(bytes, "<meta", at + 5)) {
        const std::string_view tag = bytes.substr(at, bytes.substr(at).find('>'));
        std::size_t start = find_ignoring_case(tag, "charset");
        if (start == std::string_view::npos) {
            continue;
        }
        start = tag.find_first_not_of(" \t\r\n", start + 7);
        if (start == std::string_view::npos || tag[start] != '=') {
            continue;
        }
        start = std::min(tag.find_first_not_of("= \t\r\n\"'", start), tag.size());
        const std::string_view label = tag.substr(
            start, std::min(tag.find_first_of("\"'; \t\r\n/", start) - start, kLabelBytesMax));
        if (!label.empty() && !starts_with_ignoring_case(label, "utf-16")) {
            return std::string(label);
        }
    }
    return std::string(fallback);
}

}  // namespace postroom::mime
