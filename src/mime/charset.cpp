// See charset.hpp. ICU converts, uchardet guesses.
#include "mime/charset.hpp"

#include <uchardet/uchardet.h>
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

namespace postroom::mime {
namespace {

constexpr std::size_t kConvertersMax = 24;
constexpr std::size_t kDetectorBytesMax = std::size_t{64} << 10;
constexpr std::size_t kErrorsPerMille = 20;

struct Alias {
    std::string_view label;
    std::string_view charset;
};

/// Labels that ICU knows as something narrower than what senders mean, or does not know.
constexpr auto kAliases = std::to_array<Alias>({
    {"us-ascii", "windows-1252"},
    {"ascii", "windows-1252"},
    {"ansi_x3.4-1968", "windows-1252"},
    {"iso-8859-1", "windows-1252"},
    {"iso8859-1", "windows-1252"},
    {"iso_8859-1", "windows-1252"},
    {"iso-8859-1-windows-3.1-latin-1", "windows-1252"},
    {"latin1", "windows-1252"},
    {"latin-1", "windows-1252"},
    {"8bit", "windows-1252"},
    {"7bit", "windows-1252"},
    {"cp1252", "windows-1252"},
    {"cp-1252", "windows-1252"},
    {"ansi", "windows-1252"},
    {"iso-8859-9", "windows-1254"},
    {"iso8859-9", "windows-1254"},
    {"latin5", "windows-1254"},
    {"iso-8859-11", "windows-874"},
    {"tis-620", "windows-874"},
    {"gb2312", "gb18030"},
    {"gbk", "gb18030"},
    {"gb_2312-80", "gb18030"},
    {"x-gbk", "gb18030"},
    {"cp936", "gb18030"},
    {"euc-cn", "gb18030"},
    {"chinesebig5", "big5-hkscs"},
    {"big5", "big5-hkscs"},
    {"cn-big5", "big5-hkscs"},
    {"ks_c_5601-1987", "windows-949"},
    {"ks_c_5601-1989", "windows-949"},
    {"ksc5601", "windows-949"},
    {"ksc_5601", "windows-949"},
    {"euc-kr", "windows-949"},
    {"cp949", "windows-949"},
    {"shift_jis", "ibm-943_P15A-2003"},
    {"shift-jis", "ibm-943_P15A-2003"},
    {"sjis", "ibm-943_P15A-2003"},
    {"x-sjis", "ibm-943_P15A-2003"},
    {"cp932", "ibm-943_P15A-2003"},
    {"windows-31j", "ibm-943_P15A-2003"},
    {"iso-2022-jp", "iso-2022-jp-2"},
    {"unicode-1-1-utf-7", "utf-7"},
    {"x-unicode-2-0-utf-7", "utf-7"},
    {"unicode-1-1-utf-8", "utf-8"},
    {"utf8", "utf-8"},
    {"utf-8-mac", "utf-8"},
    {"x-mac-roman", "macintosh"},
    {"x-roman8", "hp-roman8"},
    {"iso-8859-8-i", "iso-8859-8"},
    {"iso-8859-8-e", "iso-8859-8"},
    {"iso-8859-6-i", "iso-8859-6"},
    {"koi8", "koi8-r"},
    {"dos-874", "windows-874"},
});

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

std::string windows_1252_to_utf8(std::string_view bytes) {
    std::string out;
    out.reserve(bytes.size() + bytes.size() / 8);
    for (const char c : bytes) {
        const auto byte = static_cast<unsigned char>(c);
        append_bmp(out, byte >= 0x80 && byte < 0xa0 ? kWindows1252High[byte - 0x80] : byte);
    }
    return out;
}

/// Lower case without quotes, spaces and an RFC 2231 language; its superset where one is known.
std::string canonical_label(std::string_view label) {
    std::string clean;
    for (const char c : label) {
        if (c == '*' && !clean.empty()) {
            break;
        }
        if (c > ' ' && c < 0x7f && c != '"' && c != '\'' && c != ';') {
            clean += c;
        }
    }
    clean = to_lower(clean);
    if (clean.starts_with("charset=")) {
        clean.erase(0, 8);
    }
    const auto alias = std::ranges::find(kAliases, clean, &Alias::label);
    return alias == kAliases.end() ? clean : std::string(alias->charset);
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

std::string detect(std::string_view bytes) {
    const std::unique_ptr<uchardet, decltype(&uchardet_delete)> detector(uchardet_new(),
                                                                         &uchardet_delete);
    uchardet_handle_data(detector.get(), bytes.data(), std::min(bytes.size(), kDetectorBytesMax));
    uchardet_data_end(detector.get());
    return canonical_label(uchardet_get_charset(detector.get()));
}

std::string without_bom(std::string text) {
    if (text.starts_with("\xef\xbb\xbf")) {
        text.erase(0, 3);
    }
    return text;
}

/// The charset that the bytes themselves name: a UTF-16 byte order mark, or ISO-2022-JP's escapes.
std::string_view self_declared(std::string_view bytes) {
    if (bytes.starts_with("\xff\xfe") || bytes.starts_with("\xfe\xff")) {
        return "utf-16";
    }
    const bool japanese = bytes.find("\x1b$B") != std::string_view::npos ||
                          bytes.find("\x1b$@") != std::string_view::npos;
    return japanese ? "iso-2022-jp-2" : "";
}

/// The last steps of IN-7, for bytes that their label does not fit.
std::string guess(std::string_view bytes, const std::optional<Converted>& declared) {
    const std::size_t tolerated = bytes.size() * kErrorsPerMille / 1000;
    if (declared && declared->errors <= tolerated) {
        return declared->text;
    }
    const std::string detected = detect(bytes);
    if (detected != "windows-1252") {
        if (auto found = convert(bytes, detected); found && found->errors == 0) {
            return std::move(found->text);
        }
    }
    return windows_1252_to_utf8(bytes);
}

DecodedText decode(std::string_view bytes, std::string_view label) {
    std::string charset = canonical_label(label);
    if (const std::string_view own = self_declared(bytes); !own.empty() && is_latin(charset)) {
        charset = own;
    } else if (is_valid_utf8(bytes) && (charset == "utf-8" || is_latin(charset))) {
        const bool contradicts = charset != "utf-8" && !is_plain_ascii(bytes);
        return {std::string(bytes), contradicts};
    } else if (charset == "windows-1252") {
        return {windows_1252_to_utf8(bytes), false};
    }
    std::optional<Converted> declared = convert(bytes, charset);
    if (declared && declared->errors == 0) {
        return {std::move(declared->text), false};
    }
    if (is_valid_utf8(bytes)) {
        return {std::string(bytes), true};
    }
    return {guess(bytes, declared), true};
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
    decoded.text = without_bom(strip_controls(decoded.text));
    return decoded;
}

}  // namespace postroom::mime
