// See charset.hpp. ICU converts.
#include "mime/charset.hpp"

#include <unicode/ucnv.h>
#include <unicode/ustring.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <memory>
#include <optional>
#include <unordered_map>
#include <utility>

#include "core/text.hpp"
#include "mime/charset_guess.hpp"
#include "mime/charset_label.hpp"
#include "mime/charset_table.hpp"
#include "mime/iso_2022_jp.hpp"

namespace postroom::mime {
namespace {

constexpr std::size_t kConvertersMax = 24;
constexpr std::size_t kErrorsPerMille = 20;
constexpr std::size_t kUtf16SampleBytes = 1024;
constexpr std::size_t kHighBytesMin = 8;
constexpr std::string_view kIso2022Jp = "iso-2022-jp-2";
constexpr std::string_view kShiftJis = "ibm-943_P15A-2003";  // with the additions of Windows

/// What windows-1252 has at 0x80..0x9f; undefined bytes map to the C1 control of the same number.
constexpr std::array<std::uint16_t, 32> kWindows1252High{
    0x20ac, 0x81,   0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021, 0x02c6, 0x2030, 0x0160,
    0x2039, 0x0152, 0x8d,   0x017d, 0x8f,   0x90,   0x2018, 0x2019, 0x201c, 0x201d, 0x2022,
    0x2013, 0x2014, 0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0x9d,   0x017e, 0x0178};

void append_bmp(std::string& out, std::uint16_t code) {
    if (code < 0x80) {
        out += static_cast<char>(code);
    } else if (code < 0x800) {
        out += static_cast<char>(0xc0 | code >> 6);
        out += static_cast<char>(0x80 | (code & 0x3f));
    } else {
        out += static_cast<char>(0xe0 | code >> 12);
        out += static_cast<char>(0x80 | (code >> 6 & 0x3f));
        out += static_cast<char>(0x80 | (code & 0x3f));
    }
}

/// `meaning` says what a byte from 0x80 on stands for; ASCII between them is copied at once.
template <typename Meaning>
std::string single_bytes_to_utf8(std::string_view bytes, const Meaning& meaning) {
    std::string out;
    out.reserve(bytes.size() + bytes.size() / 8);
    for (std::size_t at = 0; at < bytes.size();) {
        std::size_t end = at;
        while (end < bytes.size() && static_cast<unsigned char>(bytes[end]) < 0x80) {
            ++end;
        }
        out.append(bytes.substr(at, end - at));
        for (; end < bytes.size() && static_cast<unsigned char>(bytes[end]) >= 0x80; ++end) {
            append_bmp(out, meaning(static_cast<unsigned char>(bytes[end])));
        }
        at = end;
    }
    return out;
}

std::string windows_1252_to_utf8(std::string_view bytes) {
    return single_bytes_to_utf8(bytes, [](std::uint16_t byte) -> std::uint16_t {
        return byte < 0xa0 ? kWindows1252High[byte - 0x80U] : byte;
    });
}

/// Bytes of a charset that is a table: `high` says what 0x80 to 0xff mean.
std::string table_to_utf8(std::string_view bytes, std::u16string_view high) {
    return single_bytes_to_utf8(
        bytes, [high](std::uint16_t byte) -> std::uint16_t { return high[byte - 0x80U]; });
}

bool is_latin(std::string_view charset) {
    return charset.empty() || charset.starts_with("windows-125") ||
           charset.starts_with("iso-8859-") || charset.starts_with("iso8859") ||
           charset == "macintosh" || charset.starts_with("koi8");
}

struct CloseConverter {
    void operator()(UConverter* converter) const { ucnv_close(converter); }
};
using Converter = std::unique_ptr<UConverter, CloseConverter>;

/// A converter of this thread, or null for an unknown charset.
UConverter* converter_for(const std::string& charset) {
    thread_local std::unordered_map<std::string, Converter> kept;
    if (const auto found = kept.find(charset); found != kept.end()) {
        ucnv_reset(found->second.get());
        return found->second.get();
    }
    if (kept.size() >= kConvertersMax) {
        kept.clear();  // a mail that names hundreds of charsets must not grow us for good
    }
    UErrorCode error = U_ZERO_ERROR;
    Converter made(charset.empty() ? nullptr : ucnv_open(charset.c_str(), &error));
    if (U_FAILURE(error)) {
        made.reset();
    }
    return made == nullptr ? nullptr : kept.emplace(charset, std::move(made)).first->second.get();
}

struct Converted {
    std::string text;
    std::size_t errors = 0;
};

std::string utf16_to_utf8(const std::u16string& text, std::size_t length) {
    std::string out(length * 3, '\0');
    std::int32_t size = 0;
    UErrorCode error = U_ZERO_ERROR;
    u_strToUTF8WithSub(out.data(), static_cast<std::int32_t>(out.size()), &size, text.data(),
                       static_cast<std::int32_t>(length), 0xfffd, nullptr, &error);
    out.resize(U_SUCCESS(error) ? static_cast<std::size_t>(size) : 0);
    return out;
}

std::optional<Converted> convert(std::string_view bytes, const std::string& charset) {
    if (const std::u16string_view high = high_half_of(charset); !high.empty()) {
        return Converted{table_to_utf8(bytes, high)};
    }
    UConverter* const converter = converter_for(charset);
    if (converter == nullptr) {
        return std::nullopt;
    }
    std::u16string wide(bytes.size() * 2 + 16, u'\0');
    UChar* target = wide.data();
    const char* source = bytes.data();
    UErrorCode error = U_ZERO_ERROR;
    ucnv_toUnicode(converter, &target, wide.data() + wide.size(), &source,
                   bytes.data() + bytes.size(), nullptr, 1, &error);
    if (U_FAILURE(error)) {
        return std::nullopt;
    }
    const auto length = static_cast<std::size_t>(target - wide.data());
    Converted out{utf16_to_utf8(wide, length)};
    out.errors = static_cast<std::size_t>(std::count(wide.data(), target, u'\xfffd'));
    return out;
}

std::string without_bom(std::string text) {
    if (text.starts_with("\xef\xbb\xbf")) {
        text.erase(0, 3);
    }
    return text;
}

/// Nearly no text has any, so looking is worth it. Counting without a branch is quick.
bool has_controls(std::string_view text) {
    unsigned found = 0;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        const unsigned is_low = byte < 0x20 ? 1 : 0;
        const unsigned is_space = byte == '\t' || byte == '\n' || byte == '\r' ? 1 : 0;
        found |= (is_low & ~is_space) | (byte == 0x7f ? 1U : 0U);
    }
    return found != 0;
}

/// The charset that the bytes themselves name: a UTF-16 byte order mark, or the escapes of
/// ISO-2022.
std::string_view self_declared(std::string_view bytes) {
    if (bytes.starts_with("\xff\xfe") || bytes.starts_with("\xfe\xff")) {
        return "utf-16";
    }
    const std::size_t escape = bytes.find("\x1b$");
    if (escape == std::string_view::npos) {
        return "";
    }
    const std::string_view set = bytes.substr(escape + 2, 2);
    if (set == ")C") {
        return "iso-2022-kr";
    }
    return set == ")A" || set == ")G" ? "iso-2022-cn" : kIso2022Jp;
}

/// UTF-16 without its mark: RFC 2781 says big-endian, Windows writes little-endian; the zero bytes
/// of ASCII characters tell. Text without any zero byte is none.
std::string charset_of_unmarked_utf16(std::string_view bytes) {
    std::size_t even = 0;
    std::size_t odd = 0;
    for (std::size_t at = 0; at < std::min(bytes.size(), kUtf16SampleBytes); ++at) {
        if (bytes[at] == '\0') {
            ++(at % 2 == 0 ? even : odd);
        }
    }
    if (even + odd == 0 && is_plain_ascii(bytes)) {
        return "utf-8";
    }
    return odd > even ? "utf-16le" : "utf-16be";
}

/// Whether a great part of the bytes is no ASCII, as in no Western language: the label only repeats
/// the sender's default then.
bool is_mostly_high(std::string_view bytes) {
    const auto high = static_cast<std::size_t>(
        std::ranges::count_if(bytes, [](char c) { return static_cast<unsigned char>(c) >= 0x80; }));
    return high >= kHighBytesMin && high * 3 > bytes.size();
}

/// What ICU leaves unread in ISO-2022-JP: half-width katakana, and the signs that Windows and
/// telephones add.
std::optional<Converted> convert_japanese(std::string_view bytes, std::optional<Converted> by_icu) {
    auto by_us = convert(iso_2022_jp_to_shift_jis(bytes), std::string(kShiftJis));
    return by_us && (!by_icu || by_us->errors < by_icu->errors) ? std::move(by_us)
                                                                : std::move(by_icu);
}

/// Bytes of the UTF-8 character of more than one byte at `at`; 0 when none stands there.
std::size_t multi_byte_length(std::string_view bytes, std::size_t at) {
    const auto lead = static_cast<unsigned char>(bytes[at]);
    const std::size_t length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
    return lead >= 0xc2 && is_valid_utf8(bytes.substr(at, length)) ? length : 0;
}

/// UTF-8 into which something else was pasted, such as the footer of a mailing list: the rest is
/// read as windows-1252. Nothing when hardly any of it is UTF-8.
std::optional<std::string> mixed_utf8(std::string_view bytes) {
    std::string out;
    out.reserve(bytes.size() + bytes.size() / 8);
    std::size_t valid = 0;
    std::size_t invalid = 0;
    for (std::size_t at = 0; at < bytes.size();) {
        const bool is_ascii = static_cast<unsigned char>(bytes[at]) < 0x80;
        const std::size_t length = is_ascii ? 1 : multi_byte_length(bytes, at);
        const std::string_view character = bytes.substr(at, std::max<std::size_t>(length, 1));
        out += length == 0 ? windows_1252_to_utf8(character) : std::string(character);
        valid += length > 1 ? 1 : 0;
        invalid += length == 0 ? 1 : 0;
        at += character.size();
    }
    return valid >= invalid ? std::optional(std::move(out)) : std::nullopt;
}

/// The last steps of IN-7, for bytes that their label does not fit.
std::string guess(std::string_view bytes, std::string_view charset,
                  const std::optional<Converted>& declared) {
    if (charset.empty() || charset == "utf-8") {
        if (auto mixed = mixed_utf8(bytes)) {
            return std::move(*mixed);
        }
    }
    const std::size_t tolerated = bytes.size() * kErrorsPerMille / 1000;
    if (declared && declared->errors <= tolerated) {
        return declared->text;
    }
    const std::string detected = guess_charset(bytes);
    if (detected != "windows-1252") {
        if (auto found = convert(bytes, detected); found && found->errors == 0) {
            return std::move(found->text);
        }
    }
    return windows_1252_to_utf8(bytes);
}

/// The charset to try first.
std::string charset_for(std::string_view bytes, std::string_view label) {
    std::string charset = canonical_charset(label);
    const std::string_view own = self_declared(bytes);
    if (!own.empty() && (is_latin(charset) || own == kIso2022Jp) &&
        !charset.starts_with("iso-2022")) {
        return std::string(own);
    }
    if (charset == "utf-16" && own.empty()) {
        return charset_of_unmarked_utf16(bytes);
    }
    if (charset == "windows-1252" && !is_valid_utf8(bytes) && is_mostly_high(bytes)) {
        return {};
    }
    return charset;
}

DecodedText decode(std::string_view bytes, std::string_view label) {
    const std::string charset = charset_for(bytes, label);
    if (is_latin(charset) || charset == "utf-8") {
        if (is_valid_utf8(bytes)) {
            const bool contradicts = charset != "utf-8" && !is_plain_ascii(bytes);
            return {std::string(bytes), contradicts};
        }
        if (charset == "windows-1252") {
            return {windows_1252_to_utf8(bytes), false};
        }
    }
    std::optional<Converted> declared = convert(bytes, charset);
    if (charset == kIso2022Jp && (!declared || declared->errors > 0)) {
        // Bytes above 0x7f are another Japanese charset under the wrong name.
        const bool is_seven_bit =
            std::ranges::all_of(bytes, [](char c) { return (c & 0x80) == 0; });
        declared = is_seven_bit ? convert_japanese(bytes, std::move(declared)) : std::nullopt;
    }
    if (declared && declared->errors == 0) {
        return {std::move(declared->text), false};
    }
    if (is_valid_utf8(bytes)) {
        return {std::string(bytes), true};
    }
    return {guess(bytes, charset, declared), true};
}

}  // namespace

bool is_plain_ascii(std::string_view bytes) {
    std::size_t at = 0;
    for (; at + 8 <= bytes.size(); at += 8) {
        std::uint64_t word = 0;
        std::memcpy(&word, bytes.data() + at, 8);
        if ((word & 0x8080808080808080U) != 0) {
            return false;
        }
    }
    for (; at < bytes.size(); ++at) {
        if (static_cast<unsigned char>(bytes[at]) >= 0x80) {
            return false;
        }
    }
    return bytes.find('\x1b') == std::string_view::npos;
}

DecodedText to_utf8(std::string_view bytes, std::string_view label) {
    DecodedText decoded = decode(bytes, label);
    if (has_controls(decoded.text)) {
        decoded.text = strip_controls(decoded.text);
    }
    decoded.text = without_bom(std::move(decoded.text));
    return decoded;
}

}  // namespace postroom::mime
