// See rtf.hpp.
#include "mime/rtf.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <optional>
#include <unordered_map>
#include <vector>

#include "core/limits.hpp"
#include "core/text.hpp"
#include "mime/charset.hpp"
#include "mime/charset_label.hpp"

namespace postroom::mime {
namespace {

constexpr std::size_t kGroupsMax = 1000;
constexpr std::size_t kFontsMax = 1000;

/// Destinations whose text is not for people.
constexpr auto kSilent =
    std::to_array<std::string_view>({"colortbl", "datastore", "fonttbl", "footer", "header", "info",
                                     "object", "pict", "stylesheet", "themedata"});

struct Sign {
    std::string_view word;
    std::string_view text;
};

/// Control words that stand for characters.
constexpr auto kSigns = std::to_array<Sign>({
    {"bullet", "\u2022"},
    {"cell", "\t"},
    {"emdash", "\u2014"},
    {"emspace", " "},
    {"endash", "\u2013"},
    {"enspace", " "},
    {"ldblquote", "\u201c"},
    {"line", "\n"},
    {"lquote", "\u2018"},
    {"page", "\n"},
    {"par", "\n"},
    {"rdblquote", "\u201d"},
    {"row", "\n"},
    {"rquote", "\u2019"},
    {"sect", "\n"},
    {"tab", "\t"},
});

struct FontCharset {
    int number;
    std::uint32_t code_page;
};

/// \\fcharset of a font.
constexpr auto kFontCharsets = std::to_array<FontCharset>({
    {77, 10000},
    {128, 932},
    {129, 949},
    {130, 1361},
    {134, 936},
    {136, 950},
    {161, 1253},
    {162, 1254},
    {163, 1258},
    {177, 1255},
    {178, 1256},
    {186, 1257},
    {204, 1251},
    {222, 874},
    {238, 1250},
});

/// What a group inherits and gives back at its end.
struct State {
    bool is_silent = false;
    bool is_font_table = false;
    bool is_rtf_only = false;  ///< between \\htmlrtf and \\htmlrtf0: not part of the HTML
    int font = 0;
    int fallback_length = 1;  ///< characters behind \\u for those who do not know it
};

class RtfReader {
   public:
    RtfReader(std::string_view rtf, bool wants_html) : rtf_(rtf), wants_html_(wants_html) {}

    std::string read() {
        while (at_ < rtf_.size() && out_.size() < out_max()) {
            const char c = rtf_[at_++];
            if (c == '{') {
                groups_.push_back(state_);
                skip_ = 0;
            } else if (c == '}') {
                close_group();
            } else if (c == '\\') {
                read_control();
            } else if (c != '\r' && c != '\n') {
                put(c);
            }
            if (groups_.size() > kGroupsMax) {
                break;
            }
        }
        flush();
        return wants_html_ && !is_from_html_ ? std::string() : std::move(out_);
    }

   private:
    std::size_t out_max() const {
        return wants_html_ ? limits::kHtmlBytesMax : limits::kBodyTextBytesMax;
    }
    bool is_shown() const { return !state_.is_silent && !(wants_html_ && state_.is_rtf_only); }
    void put(char c) {
        if (skip_ > 0) {
            --skip_;
        } else if (is_shown()) {
            bytes_ += c;
        }
    }
    void put_text(std::string_view text) {
        if (skip_ > 0) {
            --skip_;
        } else if (is_shown()) {
            flush();
            out_ += text;
        }
    }
    void flush() {
        if (!bytes_.empty()) {
            const auto font = fonts_.find(state_.font);
            const std::uint32_t code_page = font == fonts_.end() ? code_page_ : font->second;
            out_ += to_utf8(bytes_, charset_of_code_page(code_page)).text;
            bytes_.clear();
        }
    }
    void close_group() {
        if (!groups_.empty()) {
            flush();
            state_ = groups_.back();
            groups_.pop_back();
        }
        skip_ = 0;
    }

    void read_control() {
        if (at_ >= rtf_.size()) {
            return;
        }
        const char c = rtf_[at_];
        if (c == '\'') {
            unsigned value = 0;
            const std::string_view digits = rtf_.substr(at_ + 1, 2);
            std::from_chars(digits.data(), digits.data() + digits.size(), value, 16);
            at_ = std::min(at_ + 3, rtf_.size());
            put(static_cast<char>(value));
        } else if (c >= 'a' && c <= 'z') {
            read_word();
        } else {
            ++at_;
            state_.is_silent |= c == '*' && !is_html_tag_next();
            if (c == '\\' || c == '{' || c == '}') {
                put(c);
            } else if (c == '~') {
                put(' ');
            } else if (c == '_') {
                put('-');
            } else if (c == '\r' || c == '\n') {
                put('\n');
            }
        }
    }

    /// "\\*\\htmltag84 <p>": the only starred destination whose words are wanted, for the HTML.
    bool is_html_tag_next() const {
        return wants_html_ && rtf_.substr(at_).starts_with("\\htmltag");
    }

    void read_word() {
        const std::size_t start = at_;
        while (at_ < rtf_.size() && rtf_[at_] >= 'a' && rtf_[at_] <= 'z') {
            ++at_;
        }
        const std::string_view word = rtf_.substr(start, at_ - start);
        int number = 0;
        const std::string_view digits = rtf_.substr(at_, 12);
        const auto [end, error] =
            std::from_chars(digits.data(), digits.data() + digits.size(), number);
        at_ += static_cast<std::size_t>(end - digits.data());
        const bool has_number = error == std::errc{};
        if (at_ < rtf_.size() && rtf_[at_] == ' ') {
            ++at_;
        }
        apply(word, has_number ? std::optional(number) : std::nullopt);
    }

    void apply(std::string_view word, std::optional<int> number) {
        const auto* const sign = std::ranges::find(kSigns, word, &Sign::word);
        if (sign != kSigns.end()) {
            put_text(sign->text);
        } else if (word == "u") {
            append_unicode(static_cast<std::uint16_t>(number.value_or(0)));
        } else if (word == "uc") {
            state_.fallback_length = std::clamp(number.value_or(1), 0, 16);
        } else if (word == "bin") {
            at_ = std::min(at_ + static_cast<std::size_t>(std::max(number.value_or(0), 0)),
                           rtf_.size());
        } else if (word == "htmlrtf") {
            flush();
            state_.is_rtf_only = number.value_or(1) != 0;
        } else if (word == "fromhtml") {
            is_from_html_ = true;
        } else if (word == "ansicpg" && number && *number > 0) {
            code_page_ = static_cast<std::uint32_t>(*number);
        } else {
            apply_font(word, number.value_or(0));
        }
        if (std::ranges::binary_search(kSilent, word)) {
            state_.is_silent = true;
        }
    }

    void apply_font(std::string_view word, int number) {
        if (word == "fonttbl") {
            state_.is_font_table = true;
        } else if (word == "f") {
            flush();
            state_.font = number;
        } else if (word == "fcharset" && state_.is_font_table && fonts_.size() < kFontsMax) {
            const auto* const known =
                std::ranges::find(kFontCharsets, number, &FontCharset::number);
            if (known != kFontCharsets.end()) {
                fonts_[state_.font] = known->code_page;
            }
        }
    }

    /// A UTF-16 unit; the first of a pair waits for the second.
    void append_unicode(std::uint16_t unit) {
        skip_ = 0;
        if (!is_shown()) {
            return;
        }
        const bool is_high = unit >= 0xd800 && unit < 0xdc00;
        const bool is_low = unit >= 0xdc00 && unit < 0xe000;
        std::string utf16;
        for (const std::uint16_t one : {is_low ? pending_high_ : std::uint16_t{0}, unit}) {
            if (one != 0) {
                utf16 += static_cast<char>(one & 0xff);
                utf16 += static_cast<char>(one >> 8);
            }
        }
        pending_high_ = is_high ? unit : std::uint16_t{0};
        if (!is_high) {
            flush();
            out_ += to_utf8(utf16, "utf-16le").text;
        }
        skip_ = state_.fallback_length;
    }

    std::string_view rtf_;
    bool wants_html_;
    std::size_t at_ = 0;
    std::string out_, bytes_;
    State state_;
    std::vector<State> groups_;
    std::unordered_map<int, std::uint32_t> fonts_;  ///< code pages of the fonts that name one
    std::uint16_t pending_high_ = 0;
    int skip_ = 0;
    std::uint32_t code_page_ = 1252;
    bool is_from_html_ = false;
};

}  // namespace

std::string rtf_to_text(std::string_view rtf) { return RtfReader(rtf, false).read(); }

std::string rtf_to_html(std::string_view rtf) {
    return rtf.substr(0, limits::kBodyTextBytesMax).find("\\fromhtml") == std::string_view::npos
               ? std::string()
               : RtfReader(rtf, true).read();
}

}  // namespace postroom::mime
