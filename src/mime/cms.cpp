// See cms.hpp.
#include "mime/cms.hpp"

#include <cstddef>
#include <cstdint>

namespace postroom::mime {
namespace {

// Identifier octets (X.690 section 8.1.2)
constexpr std::uint8_t kOctetString = 0x04;
constexpr std::uint8_t kObjectId = 0x06;
constexpr std::uint8_t kConstructedOctets = 0x24;
constexpr std::uint8_t kSequence = 0x30;
constexpr std::uint8_t kExplicit0 = 0xa0;

constexpr std::string_view kSignedData = "\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02";

struct Header {
    std::uint8_t tag = 0;
    std::size_t bytes = 0;   ///< of the header itself
    std::size_t length = 0;  ///< of the content, when it is definite
    bool is_indefinite = false;
};

std::optional<Header> read_header(std::string_view at) {
    if (at.size() < 2 || (at[0] & 0x1f) == 0x1f) {
        return std::nullopt;  // a tag of several bytes has no place here
    }
    Header header{.tag = static_cast<std::uint8_t>(at[0]), .bytes = 2};
    const auto first = static_cast<std::uint8_t>(at[1]);
    if (first < 0x80) {
        header.length = first;
    } else if (first == 0x80) {
        header.is_indefinite = true;
    } else {
        const std::size_t count = first & 0x7fU;
        if (count > 4 || at.size() < 2 + count) {
            return std::nullopt;
        }
        for (std::size_t i = 0; i < count; ++i) {
            header.length = header.length << 8 | static_cast<std::uint8_t>(at[2 + i]);
        }
        header.bytes += count;
    }
    return header.length <= at.size() - header.bytes ? std::optional(header) : std::nullopt;
}

/// Where the content of indefinite length that `rest` begins with ends: at the two zero bytes of
/// its own level.
std::optional<std::size_t> indefinite_length(std::string_view rest) {
    std::size_t depth = 1;
    for (std::size_t at = 0; at < rest.size();) {
        const std::optional<Header> header = read_header(rest.substr(at));
        if (!header) {
            return std::nullopt;
        }
        if (header->tag == 0 && header->length == 0 && --depth == 0) {
            return at;
        }
        depth += header->is_indefinite ? 1 : 0;
        at += header->bytes + header->length;
    }
    return std::nullopt;
}

struct Element {
    std::uint8_t tag = 0;
    std::string_view content;
};

/// Cuts the next element off `rest`.
std::optional<Element> take(std::string_view& rest) {
    const std::optional<Header> header = read_header(rest);
    if (!header) {
        return std::nullopt;
    }
    rest.remove_prefix(header->bytes);
    std::size_t length = header->length;
    if (header->is_indefinite) {
        const auto found = indefinite_length(rest);
        if (!found) {
            return std::nullopt;
        }
        length = *found;
    }
    const Element element{header->tag, rest.substr(0, length)};
    rest.remove_prefix(length + (header->is_indefinite ? 2 : 0));
    return element;
}

/// The content of the next element of that tag; the ones before it are passed over.
std::optional<std::string_view> find(std::string_view& rest, std::uint8_t tag) {
    while (const auto element = take(rest)) {
        if (element->tag == tag) {
            return element->content;
        }
    }
    return std::nullopt;
}

/// An octet string in one piece, or in several.
std::optional<std::string> octets(std::string_view explicit_content) {
    const auto element = take(explicit_content);
    if (!element || (element->tag != kOctetString && element->tag != kConstructedOctets)) {
        return std::nullopt;
    }
    if (element->tag == kOctetString) {
        return std::string(element->content);
    }
    std::string all;
    std::string_view rest = element->content;
    while (const auto piece = find(rest, kOctetString)) {
        all += *piece;
    }
    return all;
}

}  // namespace

std::optional<std::string> signed_content(std::string_view cms) {
    auto content_info = find(cms, kSequence);
    if (!content_info || find(*content_info, kObjectId) != kSignedData) {
        return std::nullopt;
    }
    auto wrapped = find(*content_info, kExplicit0);
    auto signed_data = wrapped ? find(*wrapped, kSequence) : std::nullopt;
    auto encapsulated = signed_data ? find(*signed_data, kSequence) : std::nullopt;
    const auto content = encapsulated ? find(*encapsulated, kExplicit0) : std::nullopt;
    return content ? octets(*content) : std::nullopt;
}

}  // namespace postroom::mime
