// See encode.hpp.
#include "mime/encode.hpp"

#include <unicode/uidna.h>

#include <algorithm>
#include <array>

#include "core/encoding.hpp"
#include "core/text.hpp"
#include "mime/charset.hpp"

namespace postroom::mime {
namespace {

constexpr std::string_view kWordStart = "=?utf-8?";
constexpr std::size_t kWordOverhead = 12;  // "=?utf-8?q?" and "?="
constexpr std::size_t kWordBytesMax = 75;
constexpr std::size_t kWordRoomMin = 24;
constexpr std::size_t kBase64LineBytes = 57;
constexpr std::size_t kQuotedLineMax = 76;
constexpr std::size_t kQuotedNameBytesMax = 60;
constexpr std::size_t kParameterBytesMax = 50;
constexpr std::string_view kHex = "0123456789ABCDEF";

bool is_alphanumeric(char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/// What the Q encoding may leave as it is everywhere, also in a phrase. (RFC 2047 section 5)
bool is_plain_in_q(char c) {
    return is_alphanumeric(c) || std::string_view("!*+-/").find(c) != std::string_view::npos;
}

bool is_atom_text(char c) {
    return is_alphanumeric(c) ||
           std::string_view("!#$%&'*+-/=?^_`{|}~").find(c) != std::string_view::npos;
}

bool is_printable_ascii(std::string_view text) {
    return std::ranges::all_of(text, [](char c) { return c >= ' ' && c < 0x7f; });
}

void append_hex(std::string& out, char escape, char c) {
    const auto byte = static_cast<unsigned char>(c);
    out += escape;
    out += kHex[byte >> 4];
    out += kHex[byte & 15];
}

std::size_t character_length(std::string_view text) {
    std::size_t length = 1;
    while (length < text.size() && (static_cast<unsigned char>(text[length]) & 0xc0) == 0x80) {
        ++length;
    }
    return length;
}

std::size_t q_length(std::string_view text) {
    std::size_t length = 0;
    for (const char c : text) {
        length += c == ' ' || is_plain_in_q(c) ? 1 : 3;
    }
    return length;
}

/// As many whole characters as one word of at most `room` characters can carry, and at least one.
std::string_view take_for_word(std::string_view& text, std::size_t room, bool as_base64) {
    const std::size_t payload = std::min(room, kWordBytesMax) - kWordOverhead;
    std::size_t taken = 0;
    std::size_t cost = 0;
    while (taken < text.size()) {
        const std::size_t next = character_length(text.substr(taken));
        cost = as_base64 ? (taken + next + 2) / 3 * 4 : cost + q_length(text.substr(taken, next));
        if (cost > payload && taken > 0) {
            break;
        }
        taken += next;
    }
    const std::string_view out = text.substr(0, taken);
    text.remove_prefix(taken);
    return out;
}

std::string encoded_word(std::string_view text, bool as_base64) {
    std::string word(kWordStart);
    if (as_base64) {
        word.append("b?").append(base64_encode(text));
    } else {
        word += "q?";
        for (const char c : text) {
            if (c == ' ') {
                word += '_';
            } else if (is_plain_in_q(c)) {
                word += c;
            } else {
                append_hex(word, '=', c);
            }
        }
    }
    return word + "?=";
}

/// Whether free text can stand as it is: folds fall only on single spaces, which survive unfolding.
bool can_stand_plain(std::string_view text) {
    const bool spaces_ok =
        !text.starts_with(' ') && !text.ends_with(' ') && text.find("  ") == std::string_view::npos;
    return is_printable_ascii(text) && spaces_ok && text.find("=?") == std::string_view::npos &&
           std::ranges::all_of(split(text, ' '), [](std::string_view word) {
               return word.size() < kLineCharactersMax - 2;
           });
}

std::string quoted(std::string_view text) {
    std::string out = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') {
            out += '\\';
        }
        out += c;
    }
    return out + '"';
}

std::string percent_encoded(std::string_view text) {
    std::string out;
    for (const char c : text) {
        if (is_alphanumeric(c) || c == '-' || c == '.' || c == '_') {
            out += c;
        } else {
            append_hex(out, '%', c);
        }
    }
    return out;
}

}  // namespace

FieldWriter::FieldWriter(std::string& out, std::string_view name)
    : out_(out), column_(name.size() + 1) {
    out_.append(name).append(":");
}

void FieldWriter::add(std::string_view token) {
    const bool fold = column_ > 1 && column_ + 1 + token.size() > kLineCharactersMax;
    // The first token stays beside its name: a line of white space alone would end some parsers'
    // header.
    if (fold && out_.back() != ':') {
        out_ += "\r\n ";
        column_ = 1;
    } else {
        out_ += ' ';
        ++column_;
    }
    out_ += token;
    column_ += token.size();
}

std::size_t FieldWriter::room() const {
    const std::size_t used = column_ + 1;
    return used + kWordRoomMin > kLineCharactersMax ? kLineCharactersMax - 1
                                                    : kLineCharactersMax - used;
}

void FieldWriter::end() { out_ += "\r\n"; }

void add_encoded_words(FieldWriter& field, std::string_view text) {
    const bool as_base64 = q_length(text) > (text.size() + 2) / 3 * 4;
    while (!text.empty()) {
        field.add(encoded_word(take_for_word(text, field.room(), as_base64), as_base64));
    }
}

void add_unstructured(FieldWriter& field, std::string_view text) {
    if (text.empty()) {
        return;
    }
    if (!can_stand_plain(text)) {
        add_encoded_words(field, text);
        return;
    }
    for (const std::string_view word : split(text, ' ')) {
        field.add(word);
    }
}

void add_foreign(FieldWriter& field, std::string_view value) {
    if (!is_printable_ascii(value)) {
        add_encoded_words(field, value);
        return;
    }
    for (const std::string_view word : split(trim(value), ' ')) {
        field.add(word);
    }
}

void add_phrase(FieldWriter& field, std::string_view name) {
    const bool short_ascii = is_printable_ascii(name) && name.size() <= kQuotedNameBytesMax;
    if (!short_ascii || name.find("=?") != std::string_view::npos) {
        add_encoded_words(field, name);
    } else if (can_stand_plain(name) &&
               std::ranges::all_of(name, [](char c) { return c == ' ' || is_atom_text(c); })) {
        field.add(name);
    } else {
        field.add(quoted(name));
    }
}

void add_parameter(FieldWriter& field, std::string_view name, std::string_view value) {
    if (is_printable_ascii(value) && value.size() <= kParameterBytesMax) {
        field.add(std::string(name).append("=").append(quoted(value)));
        return;
    }
    std::string_view rest = value;
    for (std::size_t number = 0; !rest.empty(); ++number) {
        std::string section = number == 0 ? "utf-8''" : "";
        while (!rest.empty() && section.size() < kParameterBytesMax) {
            const std::size_t length = character_length(rest);
            section += percent_encoded(rest.substr(0, length));
            rest.remove_prefix(length);
        }
        const std::string index = number == 0 && rest.empty() ? "" : "*" + std::to_string(number);
        field.add(std::string(name) + index + "*=" + section + (rest.empty() ? "" : ";"));
    }
}

std::string encode_quoted_printable(std::string_view text) {
    std::string out;
    out.reserve(text.size() + text.size() / 4);
    std::size_t column = 0;
    const auto room_for = [&](std::size_t length) {
        if (column + length > kQuotedLineMax - 1) {
            out += "=\r\n";
            column = 0;
        }
        column += length;
    };
    for (std::size_t at = 0; at < text.size(); ++at) {
        const char c = text[at];
        const bool at_line_end = at + 1 == text.size() || text[at + 1] == '\n';
        const bool opens_from = c == 'F' && column == 0 && text.substr(at).starts_with("From ");
        const bool is_plain =
            (c > ' ' && c < 0x7f && c != '=') || ((c == ' ' || c == '\t') && !at_line_end);
        if (c == '\n') {
            out += "\r\n";
            column = 0;
        } else if (is_plain && !opens_from && !(c == '.' && column == 0)) {
            room_for(1);
            out += c;
        } else {
            room_for(3);
            append_hex(out, '=', c);
        }
    }
    return out;
}

std::string encode_base64_lines(std::string_view bytes) {
    std::string out;
    out.reserve(bytes.size() / kBase64LineBytes * 78 + 80);
    for (std::size_t at = 0; at < bytes.size(); at += kBase64LineBytes) {
        out.append(base64_encode(bytes.substr(at, kBase64LineBytes))).append("\r\n");
    }
    return out;
}

std::string domain_to_ascii(std::string_view domain) {
    if (is_plain_ascii(domain)) {
        return to_lower(domain);
    }
    static UIDNA* const idna = [] {
        UErrorCode error = U_ZERO_ERROR;
        return uidna_openUTS46(UIDNA_NONTRANSITIONAL_TO_ASCII | UIDNA_CHECK_BIDI, &error);
    }();
    std::array<char, 256> out{};
    UIDNAInfo verdict = UIDNA_INFO_INITIALIZER;
    UErrorCode error = U_ZERO_ERROR;
    const std::int32_t size =
        uidna_nameToASCII_UTF8(idna, domain.data(), static_cast<std::int32_t>(domain.size()),
                               out.data(), static_cast<std::int32_t>(out.size()), &verdict, &error);
    const bool ok = idna != nullptr && U_SUCCESS(error) && verdict.errors == 0 && size > 0;
    return ok ? std::string(out.data(), static_cast<std::size_t>(size)) : std::string();
}

}  // namespace postroom::mime
