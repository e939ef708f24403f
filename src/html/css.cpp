// See css.hpp.
#include "html/css.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "core/text.hpp"

namespace postroom::html {
namespace {

constexpr std::size_t kStyleBytesMax = 8192;
constexpr std::size_t kValueBytesMax = 512;
constexpr double kFontPixelsMin = 3;

/// In byte order. `margin` and its like may not be negative, see is_allowed_value().
constexpr auto kProperties = std::to_array<std::string_view>({
    "background",
    "background-color",
    "border",
    "border-bottom",
    "border-bottom-color",
    "border-bottom-left-radius",
    "border-bottom-right-radius",
    "border-bottom-style",
    "border-bottom-width",
    "border-collapse",
    "border-color",
    "border-left",
    "border-left-color",
    "border-left-style",
    "border-left-width",
    "border-radius",
    "border-right",
    "border-right-color",
    "border-right-style",
    "border-right-width",
    "border-spacing",
    "border-style",
    "border-top",
    "border-top-color",
    "border-top-left-radius",
    "border-top-right-radius",
    "border-top-style",
    "border-top-width",
    "border-width",
    "box-sizing",
    "caption-side",
    "clear",
    "color",
    "direction",
    "display",
    "float",
    "font",
    "font-family",
    "font-size",
    "font-style",
    "font-variant",
    "font-weight",
    "height",
    "letter-spacing",
    "line-height",
    "list-style-position",
    "list-style-type",
    "margin",
    "margin-bottom",
    "margin-left",
    "margin-right",
    "margin-top",
    "max-width",
    "min-height",
    "min-width",
    "overflow-wrap",
    "padding",
    "padding-bottom",
    "padding-left",
    "padding-right",
    "padding-top",
    "table-layout",
    "text-align",
    "text-decoration",
    "text-indent",
    "text-transform",
    "unicode-bidi",
    "vertical-align",
    "white-space",
    "width",
    "word-break",
    "word-spacing",
    "word-wrap",
});
static_assert(std::ranges::is_sorted(kProperties));

constexpr auto kFunctions = std::to_array<std::string_view>({"rgb", "rgba", "hsl", "hsla"});
constexpr auto kDisplays = std::to_array<std::string_view>(
    {"block", "inline", "inline-block", "inline-table", "list-item", "table", "table-caption",
     "table-cell", "table-column", "table-footer-group", "table-header-group", "table-row",
     "table-row-group"});

bool is_letter(char c) { return c >= 'a' && c <= 'z'; }

bool is_value_char(char c) {
    return is_letter(c) || (c >= '0' && c <= '9') || static_cast<unsigned char>(c) >= 0x80 ||
           std::string_view(" #%.,()'\"!+-/_").contains(c);
}

/// Only colours may look like functions: url(), expression(), image-set(), var() and the future are
/// out.
bool has_only_colour_functions(std::string_view value) {
    for (std::size_t at = value.find('('); at != std::string_view::npos;
         at = value.find('(', at + 1)) {
        std::size_t start = at;
        while (start > 0 && (is_letter(value[start - 1]) || value[start - 1] == '-')) {
            --start;
        }
        if (std::ranges::find(kFunctions, value.substr(start, at - start)) == kFunctions.end()) {
            return false;
        }
    }
    return true;
}

bool has_negative_number(std::string_view value) {
    for (std::size_t at = value.find('-'); at != std::string_view::npos;
         at = value.find('-', at + 1)) {
        const bool starts_number =
            at + 1 < value.size() &&
            (value[at + 1] == '.' || (value[at + 1] >= '0' && value[at + 1] <= '9'));
        if (starts_number && (at == 0 || value[at - 1] == ' ')) {
            return true;
        }
    }
    return false;
}

/// The number at the beginning; nothing like "auto" counts as large.
double leading_number(std::string_view value) {
    double number = 1000;
    std::from_chars(value.data(), value.data() + value.size(), number);
    return number;
}

bool is_tiny_font(std::string_view value) {
    const double number = leading_number(value);
    const bool is_relative = value.contains("em") || value.contains('%');
    const double scale = value.contains('%') ? 0.16 : is_relative ? 16 : 1;
    return number * scale < kFontPixelsMin;
}

/// "font: 0/0 a": the size is the first word that begins with a number; a weight is never so small.
bool is_tiny_font_shorthand(std::string_view value) {
    return std::ranges::any_of(split(value, ' '), [](std::string_view word) {
        const bool is_number =
            !word.empty() && (word.front() == '.' || (word.front() >= '0' && word.front() <= '9'));
        return is_number && is_tiny_font(word.substr(0, word.find('/')));
    });
}

/// "transparent", "rgba(1, 2, 3, 0)", "rgb(1 2 3 / 0%)", "#1230" and "#11223300".
bool is_transparent(std::string_view value) {
    if (value.starts_with("transparent")) {
        return true;
    }
    if (value.starts_with('#')) {
        return (value.size() == 5 && value.ends_with('0')) ||
               (value.size() == 9 && value.ends_with("00"));
    }
    const std::size_t alpha =
        std::ranges::count(value, ',') == 3 ? value.rfind(',') : value.rfind('/');
    return value.ends_with(')') && alpha != std::string_view::npos &&
           leading_number(trim(value.substr(alpha + 1))) < 0.05;
}

/// Whether a declaration takes content out of sight.
bool hides(std::string_view name, std::string_view value) {
    const bool is_zero = value.starts_with('0') && leading_number(value) < 0.05;
    return (name == "display" && value.starts_with("none")) ||
           (name == "visibility" &&
            (value.starts_with("hidden") || value.starts_with("collapse"))) ||
           (name == "opacity" && is_zero) || (name == "mso-hide" && value.starts_with("all")) ||
           (name == "font-size" && is_tiny_font(value)) ||
           (name == "font" && is_tiny_font_shorthand(value)) ||
           ((name == "max-height" || name == "max-width") && is_zero) ||
           (name == "color" && is_transparent(value)) ||
           (name == "text-indent" && has_negative_number(value) && leading_number(value) < -99);
}

bool is_allowed_value(std::string_view name, std::string_view value) {
    if (value.empty() || value.size() > kValueBytesMax ||
        !std::ranges::all_of(value, is_value_char) || std::ranges::count(value, '"') % 2 != 0 ||
        std::ranges::count(value, '\'') % 2 != 0 || !has_only_colour_functions(value)) {
        return false;
    }
    if (name == "display") {
        return std::ranges::find(kDisplays, value) != kDisplays.end();
    }
    if (name == "width" || name == "height" || name == "line-height") {
        return leading_number(value) > 0;  // a zero box hides its text
    }
    return !has_negative_number(value);
}

/// The shorthand without its images: "#fff url(x) no-repeat" keeps the colour that makes text
/// readable.
std::string without_images(std::string_view value) {
    std::string out;
    while (true) {
        const std::size_t image = value.find("url(");
        out += value.substr(0, image);
        if (image == std::string_view::npos) {
            return std::string(trim(out));
        }
        const std::size_t end = value.find(')', image);
        value.remove_prefix(std::min(end, value.size() - 1) + 1);
    }
}

void reduce_declaration(std::string_view declaration, Style& style) {
    const std::size_t colon = declaration.find(':');
    if (colon == std::string_view::npos) {
        return;
    }
    const std::string name = to_lower(trim(declaration.substr(0, colon)));
    std::string value = to_lower(trim(declaration.substr(colon + 1)));
    if (name == "background") {
        value = without_images(value);
    }
    if (hides(name, value)) {
        style.hides_content = true;
    } else if (std::ranges::binary_search(kProperties, std::string_view(name)) &&
               is_allowed_value(name, value)) {
        style.text.append(style.text.empty() ? "" : ";").append(name).append(":").append(value);
    }
}

}  // namespace

Style reduce_style(std::string_view value) {
    Style style;
    // A comment or an escape can hide anything from a simple reader, and no mail program needs them
    // here.
    if (value.size() > kStyleBytesMax || value.contains('\\') || value.contains("/*")) {
        return style;
    }
    std::size_t start = 0;
    int depth = 0;
    char quote = '\0';
    for (std::size_t at = 0; at < value.size(); ++at) {
        const char c = value[at];
        if (quote != '\0') {
            quote = c == quote ? '\0' : quote;
        } else if (c == '"' || c == '\'') {
            quote = c;
        } else if (c == '(' || c == ')') {
            depth += c == '(' ? 1 : -1;
        } else if (c == ';' && depth <= 0) {
            reduce_declaration(value.substr(start, at - start), style);
            start = at + 1;
            depth = 0;
        }
    }
    reduce_declaration(value.substr(start), style);
    return style;
}

}  // namespace postroom::html
