// See charset_guess.hpp.
#include "mime/charset_guess.hpp"

#include <uchardet/uchardet.h>

#include <algorithm>
#include <array>
#include <memory>

#include "mime/charset_label.hpp"

namespace postroom::mime {
namespace {

constexpr std::size_t kDetectorBytesMax = std::size_t{64} << 10;
constexpr std::size_t kPairsMin = 3;
constexpr std::string_view kWestern = "windows-1252";

/// Letters that would be Turkish, Romanian or Icelandic alike.
constexpr auto kForeignLetters =
    std::to_array<unsigned char>({0xd0, 0xd7, 0xdd, 0xde, 0xf0, 0xf7, 0xfd, 0xfe});
constexpr std::string_view kSigns =
    "\x80\x82\x84\x85\x8b\x91\x92\x93\x94\x95\x96\x97\x99\x9b\xa0\xa1\xa3\xa7\xa9\xaa\xab\xae"
    "\xb0\xb1\xb2\xb3\xb4\xb5\xb7\xba\xbb\xbc\xbd\xbe\xbf\xd7";

bool is_high(char c) { return static_cast<unsigned char>(c) >= 0x80; }
bool is_ascii_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

std::string detect(std::string_view bytes) {
    const std::unique_ptr<uchardet, decltype(&uchardet_delete)> detector(uchardet_new(),
                                                                         &uchardet_delete);
    uchardet_handle_data(detector.get(), bytes.data(), bytes.size());
    uchardet_data_end(detector.get());
    return canonical_charset(uchardet_get_charset(detector.get()));
}

/// Letters of Western European languages in windows-1252. Those that would be Turkish, Romanian or
/// Icelandic alike are left to the detector.
bool is_western_letter(char c) {
    const auto byte = static_cast<unsigned char>(c);
    const bool is_letter =
        byte >= 0xc0 && std::ranges::find(kForeignLetters, byte) == kForeignLetters.end();
    return is_letter || byte == 0x8c || byte == 0x9c || byte == 0x9f;
}

/// Quotation marks, dashes, currency and other signs, which stand beside words and not in them.
bool is_western_sign(char c) {
    const auto byte = static_cast<unsigned char>(c);
    return kSigns.find(static_cast<char>(byte)) != std::string_view::npos;
}

/// Whether the bytes read well as Western European: mostly ASCII, accented letters, and signs that
/// no letter surrounds. An apostrophe may.
bool is_western(std::string_view bytes) {
    std::size_t letters = 0;
    std::size_t accented = 0;
    for (std::size_t at = 0; at < bytes.size(); ++at) {
        const char c = bytes[at];
        letters += is_ascii_letter(c) ? 1 : 0;
        if (!is_high(c)) {
            continue;
        }
        const bool is_inside = at > 0 && at + 1 < bytes.size() && is_ascii_letter(bytes[at - 1]) &&
                               is_ascii_letter(bytes[at + 1]);
        const bool is_apostrophe = static_cast<unsigned char>(c) == 0x92;
        if (is_western_letter(c)) {
            ++accented;
        } else if (!is_western_sign(c) || (is_inside && !is_apostrophe)) {
            return false;
        }
    }
    return accented <= letters;
}

struct Pairs {
    std::size_t count = 0;
    std::size_t kana = 0;    ///< leads of Japanese syllables
    std::size_t hangul = 0;  ///< leads of Korean syllables
    std::size_t common = 0;  ///< leads of the commoner Chinese characters, and of punctuation
};

/// The pairs of high bytes; none when a run of high bytes is odd or leaves the EUC range.
Pairs count_pairs(std::string_view bytes) {
    Pairs pairs;
    for (std::size_t at = 0; at < bytes.size(); ++at) {
        if (!is_high(bytes[at])) {
            continue;
        }
        const auto lead = static_cast<unsigned char>(bytes[at]);
        const auto trail = static_cast<unsigned char>(at + 1 < bytes.size() ? bytes[at + 1] : '\0');
        if (lead < 0xa1 || lead > 0xf7 || trail < 0xa1) {
            return {};
        }
        ++at;
        ++pairs.count;
        pairs.kana += lead == 0xa4 || lead == 0xa5 ? 1 : 0;
        pairs.hangul += lead >= 0xb0 && lead <= 0xc8 ? 1 : 0;
        pairs.common += (lead >= 0xb0 && lead <= 0xd7) || lead <= 0xa3 ? 1 : 0;
    }
    return pairs;
}

/// The EUC of the language that the pairs look like; empty when they look like none.
std::string_view east_asian(std::string_view bytes) {
    const Pairs pairs = count_pairs(bytes);
    if (pairs.count < kPairsMin) {
        return {};
    }
    if (pairs.kana * 3 > pairs.count) {
        return "euc-jp";
    }
    if (pairs.hangul == pairs.count) {
        return "windows-949";
    }
    return pairs.common * 5 > pairs.count * 4 ? "gb18030" : "";
}

/// Scripts that the detector tells well from others.
bool is_sure(std::string_view charset) {
    return charset == "windows-874" || charset == "windows-1255" || charset == "windows-1256" ||
           charset.starts_with("koi8") || charset == "windows-1251" || charset == "iso-8859-5" ||
           charset == "cp855" || charset == "cp866" || charset == "x-mac-cyrillic" ||
           charset.starts_with("gb") || charset.starts_with("big5") || charset == "windows-949" ||
           charset.starts_with("euc") || charset.starts_with("ibm-943") ||
           charset.starts_with("iso-2022") || charset == "hz";
}

}  // namespace

std::string guess_charset(std::string_view bytes) {
    bytes = bytes.substr(0, kDetectorBytesMax);
    if (is_western(bytes)) {
        return std::string(kWestern);
    }
    std::string detected = detect(bytes);
    if (is_sure(detected)) {
        return detected;
    }
    if (const std::string_view pairs = east_asian(bytes); !pairs.empty()) {
        return std::string(pairs);
    }
    const bool has_c1 = std::ranges::any_of(bytes, [](char c) {
        return static_cast<unsigned char>(c) >= 0x80 && static_cast<unsigned char>(c) < 0xa0;
    });
    // Windows-1250 has letters where ISO 8859-2 has controls.
    return has_c1 && detected == "iso-8859-2" ? "windows-1250" : detected;
}

}  // namespace postroom::mime
