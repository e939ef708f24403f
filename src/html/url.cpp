// See url.hpp.
#include "html/url.hpp"

#include <algorithm>

#include "core/text.hpp"
#include "html/entity.hpp"

namespace postroom::html {
namespace {

constexpr std::size_t kUrlBytesMax = 16384;

bool is_scheme_char(char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '+' ||
           c == '-' || c == '.';
}

UrlKind kind_of_scheme(std::string_view scheme) {
    if (equals_ignoring_case(scheme, "https") || equals_ignoring_case(scheme, "http")) {
        return UrlKind::web;
    }
    if (equals_ignoring_case(scheme, "mailto") || equals_ignoring_case(scheme, "tel")) {
        return UrlKind::contact;
    }
    return equals_ignoring_case(scheme, "cid") ? UrlKind::part : UrlKind::refused;
}

}  // namespace

Url judge_url(std::string_view attribute_value) {
    if (attribute_value.size() > kUrlBytesMax) {
        return {};
    }
    Url url{.kind = UrlKind::refused, .text = decode_attribute(attribute_value)};
    std::erase_if(url.text,
                  [](char c) { return (static_cast<unsigned char>(c) < 0x20) || c == 0x7f; });
    url.text = std::string(trim(url.text));
    if (url.text.starts_with('#')) {
        url.kind = UrlKind::fragment;
        return url;
    }
    if (url.text.starts_with("//")) {
        url.kind = UrlKind::web;
        url.text.insert(0, "https:");
        return url;
    }
    const std::size_t colon = url.text.find(':');
    if (colon == std::string::npos) {
        return url;
    }
    const std::string_view scheme = std::string_view(url.text).substr(0, colon);
    if (std::ranges::all_of(scheme, is_scheme_char)) {
        url.kind = kind_of_scheme(scheme);
    }
    return url;
}

}  // namespace postroom::html
