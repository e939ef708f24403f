// See transfer.hpp.
#include "mime/transfer.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

#include "core/text.hpp"
#include "mime/lines.hpp"

namespace postroom::mime {
namespace {

constexpr std::uint8_t kNoDigit = 0xff;
constexpr std::size_t kForeignShare = 12;  // one foreign character in so many is no base64
constexpr std::string_view kAlphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

constexpr std::array<std::uint8_t, 256> base64_digits() {
    std::array<std::uint8_t, 256> table{};
    table.fill(kNoDigit);
    for (std::size_t i = 0; i < kAlphabet.size(); ++i) {
        table[static_cast<unsigned char>(kAlphabet[i])] = static_cast<std::uint8_t>(i);
    }
    return table;
}
constexpr std::array<std::uint8_t, 256> kBase64 = base64_digits();

std::uint8_t base64_digit(char c) { return kBase64[static_cast<unsigned char>(c)]; }

int hex_digit(char c) {
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    const char lower = static_cast<char>(c | 0x20);
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

/// Whether more base64 follows a padding; a mailing list's plain footer does not count.
bool is_base64_only(std::string_view text) {
    return std::ranges::all_of(text, [](char c) {
        return base64_digit(c) != kNoDigit || c == '=' || c == '\r' || c == '\n' || c == ' ' ||
               c == '\t';
    });
}

/// After the '=' at `at`: how many bytes make it a soft line break, or 0.
std::size_t soft_break_length(std::string_view text, std::size_t at) {
    std::size_t end = at + 1;
    while (end < text.size() && (text[end] == ' ' || text[end] == '\t')) {
        ++end;
    }
    if (end == text.size()) {
        return end - at;
    }
    if (text[end] == '\n') {
        return end + 1 - at;
    }
    if (text[end] == '\r') {
        return end + 1 - at + (end + 1 < text.size() && text[end + 1] == '\n' ? 1 : 0);
    }
    return 0;
}

/// Whether a body that calls itself base64 is a text: its first line has words and signs that
/// base64 has not.
bool is_unencoded_text(std::string_view body) {
    std::string_view line;
    while (line.empty() && !body.empty()) {
        line = trim(take_line(body, '\n'));
    }
    const auto foreign = static_cast<std::size_t>(std::ranges::count_if(
        line, [](char c) { return base64_digit(c) == kNoDigit && c != '=' && c != '\r'; }));
    return foreign > 1 && foreign * kForeignShare > line.size();
}

enum class Encoding : std::uint8_t { none, base64, quoted_printable, uuencode };

/// Mailers spell them "base-64", "QP" and "x-uue", with quotes and comments.
Encoding encoding_of(std::string_view field) {
    const std::string label = to_lower(trim(field));
    const auto has = [&](std::string_view part) { return label.find(part) != std::string::npos; };
    if (has("base64") || has("base-64") || label == "b") {
        return Encoding::base64;
    }
    if (has("quoted") || label == "qp" || label == "q") {
        return Encoding::quoted_printable;
    }
    return has("uue") ? Encoding::uuencode : Encoding::none;
}

unsigned uu_value(std::string_view line, std::size_t at) {
    return at < line.size() ? static_cast<unsigned>(line[at] - ' ') & 0x3f : 0;
}

void append_uu_line(std::string& out, std::string_view line) {
    const std::size_t length = uu_value(line, 0);
    const std::size_t start = out.size();
    for (std::size_t at = 1; out.size() - start < length; at += 4) {
        const unsigned bits = uu_value(line, at) << 18 | uu_value(line, at + 1) << 12 |
                              uu_value(line, at + 2) << 6 | uu_value(line, at + 3);
        out += static_cast<char>(bits >> 16 & 0xff);
        out += static_cast<char>(bits >> 8 & 0xff);
        out += static_cast<char>(bits & 0xff);
    }
    out.resize(start + length);
}

}  // namespace

std::string decode_base64(std::string_view text) {
    std::string out(text.size() / 4 * 3 + 3, '\0');
    std::size_t size = 0;
    std::uint32_t bits = 0;
    int digits = 0;
    bool is_padding_seen = false;
    for (std::size_t at = 0; at < text.size(); ++at) {
        const std::uint8_t digit = base64_digit(text[at]);
        if (digit != kNoDigit) {
            bits = bits << 6 | digit;
            if (++digits == 4) {
                out[size++] = static_cast<char>(bits >> 16);
                out[size++] = static_cast<char>(bits >> 8);
                out[size++] = static_cast<char>(bits);
                digits = 0;
            }
        } else if (text[at] == '=' && digits > 0) {
            for (int i = 1; i < digits; ++i) {
                out[size++] = static_cast<char>(bits >> (6 * digits - 8 * i));
            }
            digits = 0;
            if (!is_padding_seen && !is_base64_only(text.substr(at))) {
                break;
            }
            is_padding_seen = true;
        }
    }
    for (int i = 1; i < digits; ++i) {
        out[size++] = static_cast<char>(bits >> (6 * digits - 8 * i));
    }
    out.resize(size);
    return out;
}

std::string decode_quoted_printable(std::string_view text, bool is_header) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t at = 0; at < text.size();) {
        const char c = text[at];
        const bool is_escape = c == '=' && at + 2 < text.size() && hex_digit(text[at + 1]) >= 0 &&
                               hex_digit(text[at + 2]) >= 0;
        if (is_escape) {
            out += static_cast<char>(hex_digit(text[at + 1]) << 4 | hex_digit(text[at + 2]));
            at += 3;
            continue;
        }
        const std::size_t soft = c == '=' && !is_header ? soft_break_length(text, at) : 0;
        if (soft == 0) {
            out += c == '_' && is_header ? ' ' : c;
        }
        at += std::max<std::size_t>(soft, 1);
    }
    return out;
}

std::string decode_uu(std::string_view lines) {
    std::string out;
    out.reserve(lines.size() / 4 * 3);
    while (!lines.empty()) {
        const std::string_view line = take_line(lines, '\n');
        if (line.starts_with("begin ")) {
            continue;
        }
        if (line == "end") {
            break;
        }
        if (!line.empty() && line.front() != '`' && line.front() != ' ') {
            append_uu_line(out, line);
        }
    }
    return out;
}

bool is_encoded(std::string_view encoding) { return encoding_of(encoding) != Encoding::none; }

std::string decode_transfer(std::string_view body, std::string_view encoding) {
    switch (encoding_of(encoding)) {
        case Encoding::base64:
            return is_unencoded_text(body) ? std::string(body) : decode_base64(body);
        case Encoding::quoted_printable:
            return decode_quoted_printable(body);
        case Encoding::uuencode:
            return decode_uu(body);
        default:
            return std::string(body);
    }
}

}  // namespace postroom::mime
