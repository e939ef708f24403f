// See charset_label.hpp.
#include "mime/charset_label.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include "core/text.hpp"

namespace postroom::mime {
namespace {

struct Alias {
    std::string_view label;
    std::string_view charset;
};

/// Labels that ICU knows as something narrower than what senders mean, or does not know; in byte
/// order.
// clang-format off
constexpr auto kAliases = std::to_array<Alias>({
    {"646", "windows-1252"}, {"8859_1", "windows-1252"}, {"8859_15", "iso-8859-15"},
    {"8859_2", "iso-8859-2"}, {"8859_5", "iso-8859-5"}, {"8859_7", "iso-8859-7"},
    {"8859_8", "iso-8859-8"}, {"_iso-8859-1", "windows-1252"}, {"ansi", "windows-1252"},
    {"ansi_x3.4-1968", "windows-1252"}, {"apple-roman", "macintosh"}, {"arabic", "iso-8859-6"},
    {"ascii", "windows-1252"}, {"asmo-708", "iso-8859-6"}, {"big-5", "big5-hkscs"},
    {"big5", "big5-hkscs"}, {"big5-2003", "big5-hkscs"}, {"big5-eten", "big5-hkscs"},
    {"big5-uao", "big5-hkscs"}, {"big5hk", "big5-hkscs"}, {"big5hkscs", "big5-hkscs"},
    {"chinese", "gb18030"}, {"chinesebig5", "big5-hkscs"}, {"cn-big5", "big5-hkscs"},
    {"cp-1250", "windows-1250"}, {"cp-1251", "windows-1251"}, {"cp-1252", "windows-1252"},
    {"cp-866", "ibm866"}, {"cp00858", "ibm-858"}, {"cp10000", "macintosh"},
    {"cp1252", "windows-1252"}, {"cp154", "ptcp154"}, {"cp20932", "euc-jp"},
    {"cp50220", "iso-2022-jp-2"}, {"cp819", "windows-1252"}, {"cp858", "ibm-858"},
    {"cp874", "windows-874"}, {"cp932", "ibm-943_P15A-2003"}, {"cp936", "gb18030"},
    {"cp949", "windows-949"}, {"cp949-ext", "windows-949"}, {"cp950", "big5-hkscs"},
    {"csbig5", "big5-hkscs"}, {"cseuckr", "windows-949"}, {"csgb2312", "gb18030"},
    {"csgbk", "gb18030"}, {"cshproman8", "hp-roman8"}, {"csiso2022jp", "iso-2022-jp-2"},
    {"csiso2022kr", "iso-2022-kr"}, {"csiso88598e", "iso-8859-8"}, {"csiso88598i", "iso-8859-8"},
    {"csisolatin1", "windows-1252"}, {"csisolatin5", "windows-1254"},
    {"csisolatin9", "iso-8859-15"}, {"cskoi8r", "koi8-r"}, {"csksc56011987", "windows-949"},
    {"csptcp154", "ptcp154"}, {"csshiftjis", "ibm-943_P15A-2003"}, {"csucs4", "utf-32"},
    {"csunicode", "utf-16"}, {"csunicode11utf7", "utf-7"}, {"csviscii", "viscii"},
    {"cyrillic-asian", "ptcp154"}, {"cyrillic-windows", "windows-1251"}, {"dos-866", "ibm866"},
    {"dos-874", "windows-874"}, {"euc-cn", "gb18030"}, {"euc-jis-2004", "euc-jp"},
    {"euc-jisx0213", "euc-jp"}, {"euc-jp-ms", "euc-jp"}, {"euc-kr", "windows-949"},
    {"euc-kr-ms", "windows-949"}, {"euc_jp", "euc-jp"}, {"euc_kr", "windows-949"},
    {"eucjp", "euc-jp"}, {"eucjp-ms", "euc-jp"}, {"eucjp-win", "euc-jp"}, {"eucjpms", "euc-jp"},
    {"euckr", "windows-949"}, {"gb", "gb18030"}, {"gb-2312", "gb18030"}, {"gb12345", "gb18030"},
    {"gb2312", "gb18030"}, {"gb2312-80", "gb18030"}, {"gb_2312", "gb18030"},
    {"gb_2312-80", "gb18030"}, {"gbk", "gb18030"}, {"gbk2k", "gb18030"}, {"hz-gb-2312", "hz"},
    {"hz-gb2312", "hz"}, {"ibm00858", "ibm-858"}, {"ibm819", "windows-1252"},
    {"ibm874", "windows-874"}, {"iso-10646-ucs-2", "utf-16"}, {"iso-10646-ucs-4", "utf-32"},
    {"iso-10646-utf-8", "utf-8"}, {"iso-2022-jp", "iso-2022-jp-2"},
    {"iso-2022-jp-1", "iso-2022-jp-2"}, {"iso-2022-jp-2004", "iso-2022-jp-2"},
    {"iso-2022-jp-3", "iso-2022-jp-2"}, {"iso-2022-jp-mobile", "iso-2022-jp-2"},
    {"iso-2022-jp-ms", "iso-2022-jp-2"}, {"iso-8859-1", "windows-1252"},
    {"iso-8859-1-e", "windows-1252"}, {"iso-8859-1-windows-3.1-latin-1", "windows-1252"},
    {"iso-8859-11", "windows-874"}, {"iso-8859-1:1987", "windows-1252"},
    {"iso-8859-2-windows-latin-2", "windows-1250"}, {"iso-8859-6-i", "iso-8859-6"},
    {"iso-8859-8-e", "iso-8859-8"}, {"iso-8859-8-i", "iso-8859-8"}, {"iso-8859-9", "windows-1254"},
    {"iso-8859_1", "windows-1252"}, {"iso-ir-100", "windows-1252"}, {"iso-ir-148", "windows-1254"},
    {"iso-ir-149", "windows-949"}, {"iso-ir-226", "iso-8859-16"}, {"iso-ir-58", "gb18030"},
    {"iso-latin-1", "windows-1252"}, {"iso-utf-8", "utf-8"}, {"iso2022-cn", "iso-2022-cn"},
    {"iso2022-jp", "iso-2022-jp-2"}, {"iso2022-kr", "iso-2022-kr"}, {"iso2022jp", "iso-2022-jp-2"},
    {"iso2022kr", "iso-2022-kr"}, {"iso8859-1", "windows-1252"}, {"iso8859-11", "windows-874"},
    {"iso8859-16", "iso-8859-16"}, {"iso8859-8-i", "iso-8859-8"}, {"iso8859-9", "windows-1254"},
    {"iso88591", "windows-1252"}, {"iso885915", "iso-8859-15"}, {"iso8859_1", "windows-1252"},
    {"iso8859_15", "iso-8859-15"}, {"iso8859_16", "iso-8859-16"}, {"iso8859_2", "iso-8859-2"},
    {"iso8859_5", "iso-8859-5"}, {"iso8859_7", "iso-8859-7"}, {"iso8859_9", "windows-1254"},
    {"iso_8859-1", "windows-1252"}, {"iso_8859-1:1987", "windows-1252"},
    {"iso_8859-9", "windows-1254"}, {"iso_8859-9:1989", "windows-1254"},
    {"iso_8859_1", "windows-1252"}, {"iso_8859_15", "iso-8859-15"}, {"isolatin1", "windows-1252"},
    {"isolatin2", "iso-8859-2"}, {"jis", "iso-2022-jp-2"}, {"jis7", "iso-2022-jp-2"},
    {"jis8", "iso-2022-jp-2"}, {"jis_encoding", "iso-2022-jp-2"}, {"kcs5601", "windows-949"},
    {"koi", "koi8-r"}, {"koi8", "koi8-r"}, {"koi8-ru", "koi8-u"}, {"koi8_r", "koi8-r"},
    {"koi8r", "koi8-r"}, {"koi8u", "koi8-u"}, {"korean", "windows-949"},
    {"ks-c-5601-1987", "windows-949"}, {"ks_c5601-1987", "windows-949"},
    {"ks_c_5601", "windows-949"}, {"ks_c_5601-1987", "windows-949"},
    {"ks_c_5601-1989", "windows-949"}, {"ksc-5601", "windows-949"}, {"ksc5601", "windows-949"},
    {"ksc_5601", "windows-949"}, {"kz-1048", "rk1048"}, {"kz1048", "rk1048"},
    {"l1", "windows-1252"}, {"l10", "iso-8859-16"}, {"l5", "windows-1254"}, {"l9", "iso-8859-15"},
    {"latin-1", "windows-1252"}, {"latin-2", "iso-8859-2"}, {"latin-9", "iso-8859-15"},
    {"latin1", "windows-1252"}, {"latin10", "iso-8859-16"}, {"latin5", "windows-1254"},
    {"latin9", "iso-8859-15"}, {"logical", "iso-8859-8"}, {"mac", "macintosh"},
    {"mac-ce", "x-mac-centraleurroman"}, {"mac-centraleurope", "x-mac-centraleurroman"},
    {"mac-croatia", "x-mac-croatian"}, {"mac-cyrillic", "x-mac-cyrillic"},
    {"mac-greek", "x-mac-greek"}, {"mac-iceland", "x-mac-icelandic"},
    {"mac-is", "x-mac-icelandic"}, {"mac-roman", "macintosh"}, {"mac-romania", "x-mac-romanian"},
    {"mac-turkish", "x-mac-turkish"}, {"mac-uk", "x-mac-cyrillic"},
    {"maccentraleurope", "x-mac-centraleurroman"}, {"maccroatian", "x-mac-croatian"},
    {"maccyrillic", "x-mac-cyrillic"}, {"macgreek", "x-mac-greek"},
    {"maciceland", "x-mac-icelandic"}, {"macroman", "macintosh"}, {"macromania", "x-mac-romanian"},
    {"macturkish", "x-mac-turkish"}, {"macukraine", "x-mac-cyrillic"}, {"ms-arab", "windows-1256"},
    {"ms-cyr", "windows-1251"}, {"ms-cyrl", "windows-1251"}, {"ms-ee", "windows-1250"},
    {"ms-greek", "windows-1253"}, {"ms-hebr", "windows-1255"}, {"ms932", "ibm-943_P15A-2003"},
    {"ms936", "gb18030"}, {"ms949", "windows-949"}, {"ms950", "big5-hkscs"},
    {"ms_kanji", "ibm-943_P15A-2003"}, {"pt154", "ptcp154"}, {"roman8", "hp-roman8"},
    {"shift-jis", "ibm-943_P15A-2003"}, {"shift_jis", "ibm-943_P15A-2003"},
    {"shift_jis-2004", "ibm-943_P15A-2003"}, {"shift_jis-ms", "ibm-943_P15A-2003"},
    {"shift_jisx0213", "ibm-943_P15A-2003"}, {"shiftjis", "ibm-943_P15A-2003"},
    {"simplified", "gb18030"}, {"sjis", "ibm-943_P15A-2003"}, {"sjis-win", "ibm-943_P15A-2003"},
    {"strk1048-2002", "rk1048"}, {"tcvn-5712", "tcvn"}, {"tcvn5712-1", "tcvn"},
    {"tcvn5712-1:1993", "tcvn"}, {"thai", "windows-874"}, {"tis-620", "windows-874"},
    {"tis620", "windows-874"}, {"u8", "utf-8"}, {"ucs-2", "utf-16"}, {"ucs-2be", "utf-16be"},
    {"ucs-2le", "utf-16le"}, {"ucs-4", "utf-32"}, {"ucs-4be", "utf-32be"}, {"ucs-4le", "utf-32le"},
    {"ucs2", "utf-16"}, {"ucs2be", "utf-16be"}, {"ucs2le", "utf-16le"}, {"ucs4", "utf-32"},
    {"uft-8", "utf-8"}, {"uhc", "windows-949"}, {"ujis", "euc-jp"}, {"unicode", "utf-16"},
    {"unicode-1-1-utf-7", "utf-7"}, {"unicode-1-1-utf-8", "utf-8"}, {"unicode-2-0-utf-8", "utf-8"},
    {"unicodefffe", "utf-16"}, {"us", "windows-1252"}, {"us-ascii", "windows-1252"},
    {"utf--8", "utf-8"}, {"utf-8-", "utf-8"}, {"utf-8-bom", "utf-8"}, {"utf-8-mac", "utf-8"},
    {"utf-8-strict", "utf-8"}, {"utf-8mb4", "utf-8"}, {"utf-8n", "utf-8"}, {"utf16", "utf-16"},
    {"utf16be", "utf-16be"}, {"utf16le", "utf-16le"}, {"utf32", "utf-32"}, {"utf32be", "utf-32be"},
    {"utf32le", "utf-32le"}, {"utf7", "utf-7"}, {"utf8", "utf-8"}, {"utf8mb3", "utf-8"},
    {"utf8mb4", "utf-8"}, {"utf_8", "utf-8"}, {"viscii1.1-1", "viscii"}, {"visual", "iso-8859-8"},
    {"vscii", "tcvn"}, {"westeuropean", "windows-1252"}, {"win-1250", "windows-1250"},
    {"win-1251", "windows-1251"}, {"win-1252", "windows-1252"}, {"win-1253", "windows-1253"},
    {"win-1255", "windows-1255"}, {"win-1256", "windows-1256"}, {"win-1257", "windows-1257"},
    {"win1250", "windows-1250"}, {"win1251", "windows-1251"}, {"win1252", "windows-1252"},
    {"winbaltrim", "windows-1257"}, {"windows-1257-lv", "windows-1257"},
    {"windows-31j", "ibm-943_P15A-2003"}, {"windows-50220", "iso-2022-jp-2"},
    {"windows-936", "gb18030"}, {"windows-950", "big5-hkscs"},
    {"windows-ks_c_5601-1987", "windows-949"}, {"windows1250", "windows-1250"},
    {"windows1251", "windows-1251"}, {"windows1252", "windows-1252"},
    {"windows1253", "windows-1253"}, {"windows1255", "windows-1255"},
    {"windows1256", "windows-1256"}, {"windows1257", "windows-1257"},
    {"windows1258", "windows-1258"}, {"x-ansi", "windows-1252"}, {"x-big5", "big5-hkscs"},
    {"x-cp1250", "windows-1250"}, {"x-cp1251", "windows-1251"}, {"x-cp1252", "windows-1252"},
    {"x-cp1253", "windows-1253"}, {"x-cp1254", "windows-1254"}, {"x-cp1255", "windows-1255"},
    {"x-cp1256", "windows-1256"}, {"x-cp1257", "windows-1257"}, {"x-cp1258", "windows-1258"},
    {"x-cp866", "ibm866"}, {"x-euc", "euc-jp"}, {"x-euc-cn", "gb18030"}, {"x-euc-jp", "euc-jp"},
    {"x-euc-kr", "windows-949"}, {"x-gb18030", "gb18030"}, {"x-gbk", "gb18030"}, {"x-hz", "hz"},
    {"x-iso-2022-jp", "iso-2022-jp-2"}, {"x-iso-2022-kr", "iso-2022-kr"},
    {"x-iso-8859-1", "windows-1252"}, {"x-koi8-r", "koi8-r"}, {"x-koi8-u", "koi8-u"},
    {"x-mac-ce", "x-mac-centraleurroman"}, {"x-mac-chinesesimp", "gb18030"},
    {"x-mac-chinesetrad", "big5-hkscs"}, {"x-mac-japanese", "ibm-943_P15A-2003"},
    {"x-mac-korean", "windows-949"}, {"x-mac-latin2", "x-mac-centraleurroman"},
    {"x-mac-roman", "macintosh"}, {"x-mac-simp-chinese", "gb18030"}, {"x-mac-thai", "windows-874"},
    {"x-mac-trad-chinese", "big5-hkscs"}, {"x-mac-ukrainian", "x-mac-cyrillic"},
    {"x-macroman", "macintosh"}, {"x-ms-cp932", "ibm-943_P15A-2003"}, {"x-roman8", "hp-roman8"},
    {"x-sjis", "ibm-943_P15A-2003"}, {"x-unicode", "utf-16"}, {"x-unicode-2-0-utf-7", "utf-7"},
    {"x-utf-8", "utf-8"}, {"x-utf8", "utf-8"}, {"x-viet-tcvn5712", "tcvn"}, {"x-viscii", "viscii"},
    {"x-windows-1251", "windows-1251"}, {"x-windows-1252", "windows-1252"},
    {"x-windows-874", "windows-874"}, {"x-windows-932", "ibm-943_P15A-2003"},
    {"x-windows-936", "gb18030"}, {"x-windows-949", "windows-949"},
    {"x-windows-950", "big5-hkscs"}, {"x-x-big5", "big5-hkscs"},
});
// clang-format on
static_assert(std::ranges::is_sorted(kAliases, {}, &Alias::label));

struct CodePage {
    std::uint32_t number;
    std::string_view charset;
};

/// Numbers whose charset is not simply "cp" and the number.
constexpr auto kCodePages = std::to_array<CodePage>({
    {708, "iso-8859-6"},      {874, "windows-874"},      {932, "ibm-943_P15A-2003"},
    {936, "gb18030"},         {949, "windows-949"},      {950, "big5-hkscs"},
    {1200, "utf-16le"},       {1201, "utf-16be"},        {10000, "macintosh"},
    {10006, "x-mac-greek"},   {10007, "x-mac-cyrillic"}, {10029, "x-mac-centraleurroman"},
    {10081, "x-mac-turkish"}, {12000, "utf-32le"},       {12001, "utf-32be"},
    {20127, "windows-1252"},  {20866, "koi8-r"},         {20932, "euc-jp"},
    {20936, "gb18030"},       {21866, "koi8-u"},         {28591, "windows-1252"},
    {28599, "windows-1254"},  {50220, "iso-2022-jp-2"},  {50221, "iso-2022-jp-2"},
    {50222, "iso-2022-jp-2"}, {50225, "iso-2022-kr"},    {51932, "euc-jp"},
    {51936, "gb18030"},       {51949, "windows-949"},    {52936, "hz"},
    {54936, "gb18030"},       {65000, "utf-7"},          {65001, "utf-8"},
});
static_assert(std::ranges::is_sorted(kCodePages, {}, &CodePage::number));

/// Lower case without quotes, spaces, an RFC 2231 language and a repeated "charset=".
std::string without_decoration(std::string_view label) {
    std::string clean;
    for (const char c : label) {
        if (c == '*' && !clean.empty()) {
            break;
        }
        if (c > ' ' && c < 0x7f && c != '"' && c != '\'' && c != ';' && c != ',') {
            clean += c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c;
        }
    }
    if (clean.starts_with("charset=")) {
        clean.erase(0, 8);
    }
    return clean;
}

/// The number of "cp1251", "windows-28605", "ibm-850"; nothing for other labels.
std::optional<std::uint32_t> code_page_of(std::string_view label) {
    for (const std::string_view prefix : {"windows", "cp", "ms", "ibm", "dos", "x-cp"}) {
        if (!label.starts_with(prefix)) {
            continue;
        }
        std::string_view digits = label.substr(prefix.size());
        digits.remove_prefix(digits.starts_with('-') || digits.starts_with('_') ? 1 : 0);
        const auto number = parse_int(digits);
        if (number && *number > 0 && *number < 100'000) {
            return static_cast<std::uint32_t>(*number);
        }
    }
    return std::nullopt;
}

}  // namespace

std::string canonical_charset(std::string_view label) {
    std::string clean = without_decoration(label);
    if (clean.empty() || clean == "utf-8") {
        return clean;
    }
    const auto* const alias = std::ranges::lower_bound(kAliases, clean, {}, &Alias::label);
    if (alias != kAliases.end() && alias->label == clean) {
        return std::string(alias->charset);
    }
    const std::optional<std::uint32_t> code_page = code_page_of(clean);
    return code_page ? charset_of_code_page(*code_page) : clean;
}

std::string charset_of_code_page(std::uint32_t code_page) {
    const auto* const found =
        std::ranges::lower_bound(kCodePages, code_page, {}, &CodePage::number);
    if (found != kCodePages.end() && found->number == code_page) {
        return std::string(found->charset);
    }
    if (code_page >= 28591 && code_page <= 28606) {
        return "iso-8859-" + std::to_string(code_page - 28590);
    }
    const bool is_windows = code_page >= 1250 && code_page <= 1258;
    const std::string_view prefix = is_windows ? "windows-" : code_page < 100 ? "cp0" : "cp";
    return std::string(prefix) + std::to_string(code_page);
}

}  // namespace postroom::mime
