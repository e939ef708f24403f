// See entity.hpp.
#include "html/entity.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

#include "html/entity_names.hpp"

namespace postroom::html {
namespace {

constexpr std::size_t kDigitsMax = 8;
constexpr char32_t kReplacement = 0xfffd;

/// What browsers take the C1 numbers 0x80-0x9f for: windows-1252.
constexpr std::array<char16_t, 32> kWindows1252{
    0x20ac, 0x81,   0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021, 0x02c6, 0x2030, 0x0160,
    0x2039, 0x0152, 0x8d,   0x017d, 0x8f,   0x90,   0x2018, 0x2019, 0x201c, 0x201d, 0x2022,
    0x2013, 0x2014, 0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0x9d,   0x017e, 0x0178};

bool is_alnum(char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

int digit_value(char c, unsigned base) {
    const int value = c >= '0' && c <= '9'   ? c - '0'
                      : c >= 'a' && c <= 'f' ? c - 'a' + 10
                      : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                             : 99;
    return value < static_cast<int>(base) ? value : -1;
}

void append_utf8(std::string& out, char32_t c) {
    const auto put = [&](char32_t byte) { out += static_cast<char>(byte); };
    if (c < 0x80) {
        put(c);
    } else if (c < 0x800) {
        put(0xc0 | (c >> 6));
        put(0x80 | (c & 0x3f));
    } else if (c < 0x10000) {
        put(0xe0 | (c >> 12));
        put(0x80 | ((c >> 6) & 0x3f));
        put(0x80 | (c & 0x3f));
    } else {
        put(0xf0 | (c >> 18));
        put(0x80 | ((c >> 12) & 0x3f));
        put(0x80 | ((c >> 6) & 0x3f));
        put(0x80 | (c & 0x3f));
    }
}

char32_t made_valid(char32_t c) {
    if (c >= 0x80 && c < 0xa0) {
        return kWindows1252.at(c - 0x80);
    }
    const bool is_control = c < 0x20 && c != '\t' && c != '\n' && c != '\r';
    return is_control || c > 0x10ffff || (c >= 0xd800 && c < 0xe000) ? kReplacement : c;
}

/// Decodes "#160;" or "#xa0;" (after the ampersand); returns the bytes used, 0 when it is no
/// reference.
std::size_t append_numeric(std::string& out, std::string_view text) {
    std::size_t at = 1;
    unsigned base = 10;
    if (at < text.size() && (text[at] == 'x' || text[at] == 'X')) {
        base = 16;
        ++at;
    }
    const std::size_t first = at;
    std::size_t significant = 0;
    char32_t value = 0;
    for (; at < text.size() && digit_value(text[at], base) >= 0; ++at) {
        significant += value != 0 ? 1 : 0;
        if (significant < kDigitsMax) {
            value = value * base + static_cast<char32_t>(digit_value(text[at], base));
        } else {
            value = 0x110000;
        }
    }
    if (at == first) {
        return 0;
    }
    append_utf8(out, made_valid(value));
    return at + (at < text.size() && text[at] == ';' ? 1 : 0);
}

/// The longest prefix of `name` that may stand without its semicolon: "&copy2020", "&notit;".
const Entity* find_legacy_prefix(std::string_view name) {
    for (std::size_t length = std::min(name.size(), kLegacyNameBytesMax); length > 1; --length) {
        const Entity* const found = find_entity(name.substr(0, length));
        if (found != nullptr && !found->needs_semicolon) {
            return found;
        }
    }
    return nullptr;
}

/// Decodes "eacute;" (after the ampersand); returns the bytes used, 0 when it is no reference.
std::size_t append_named(std::string& out, std::string_view text, Place place) {
    std::size_t length = 0;
    while (length < text.size() && length <= kEntityNameBytesMax && is_alnum(text[length])) {
        ++length;
    }
    const std::string_view name = text.substr(0, length);
    const bool is_ended = length < text.size() && text[length] == ';';
    const Entity* entity = find_entity(name);
    if (entity != nullptr && is_ended) {
        out += entity->text;
        return length + 1;
    }
    // A lost semicolon; but "?a=1&copy=2" in an address is no copyright sign.
    entity = entity != nullptr ? entity : find_legacy_prefix(name);
    if (entity == nullptr) {
        return 0;
    }
    const std::size_t used = entity->name.size();
    if (place == Place::attribute && used < text.size() &&
        (text[used] == '=' || is_alnum(text[used]))) {
        return 0;
    }
    out += entity->text;
    return used;
}

}  // namespace

void append_decoded(std::string& out, std::string_view text, Place place) {
    std::size_t start = 0;
    for (std::size_t at = text.find('&'); at != std::string_view::npos;
         at = text.find('&', start)) {
        out.append(text.substr(start, at - start));
        const std::string_view rest = text.substr(at + 1);
        const std::size_t used =
            rest.starts_with('#') ? append_numeric(out, rest) : append_named(out, rest, place);
        if (used == 0) {
            out += '&';
        }
        start = at + 1 + used;
    }
    out.append(text.substr(start));
}

std::string decode_attribute(std::string_view value) {
    std::string out;
    out.reserve(value.size());
    append_decoded(out, value, Place::attribute);
    return out;
}

void append_escaped(std::string& out, std::string_view text) {
    std::size_t start = 0;
    for (std::size_t at = text.find_first_of("&<>\"'`"); at != std::string_view::npos;
         at = text.find_first_of("&<>\"'`", start)) {
        out.append(text.substr(start, at - start));
        switch (text[at]) {
            case '&':
                out += "&amp;";
                break;
            case '<':
                out += "&lt;";
                break;
            case '>':
                out += "&gt;";
                break;
            case '"':
                out += "&quot;";
                break;
            case '\'':
                out += "&#39;";
                break;
            default:
                out += "&#96;";
                break;
        }
        start = at + 1;
    }
    out.append(text.substr(start));
}

std::string escaped(std::string_view text) {
    std::string out;
    out.reserve(text.size() + text.size() / 8);
    append_escaped(out, text);
    return out;
}

}  // namespace postroom::html
