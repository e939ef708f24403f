// See mail_dress.hpp.
#include "desk/mail_dress.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "core/text.hpp"
#include "desk/mail_text.hpp"
#include "html/entity.hpp"

namespace postroom::desk {
namespace {

constexpr int kLogoHeightMax = 48;
constexpr int kLogoWidthMax = 240;
constexpr std::string_view kFont =
    "font-family:-apple-system,Segoe UI,Roboto,Helvetica,Arial,sans-serif;font-size:15px;"
    "line-height:1.5";

using Rgb = std::array<int, 3>;

Rgb parse_color(std::string_view color) {
    const auto digit = [&](std::size_t at) {
        const char c = color[at];
        return c <= '9' ? c - '0' : c - 'a' + 10;
    };
    Rgb rgb{};
    for (std::size_t i = 0; i < rgb.size(); ++i) {
        rgb.at(i) = digit(1 + 2 * i) * 16 + digit(2 + 2 * i);
    }
    return rgb;
}

std::string format_color(const Rgb& rgb) {
    return fmt::format("#{:02x}{:02x}{:02x}", rgb[0], rgb[1], rgb[2]);
}

/// As bright as an eye sees it, 0 to 255. (ITU-R BT.601)
int brightness_of(const Rgb& rgb) { return (rgb[0] * 299 + rgb[1] * 587 + rgb[2] * 114) / 1000; }
bool is_dark(std::string_view color) { return brightness_of(parse_color(color)) < 128; }

/// Readers in the dark turn pure black and white round, whatever else stands on them.
std::string soften(std::string_view color) {
    return color == "#ffffff" ? "#fdfdfe" : color == "#000000" ? "#111214" : std::string(color);
}

/// Whether the words stand on a sheet rather than on whatever the reader has.
bool has_sheet(const MailDress& dress) {
    return !dress.look.background.empty() || !dress.look.paper.empty() || !dress.logo_url.empty();
}

/// The same hue for a dark room, one that is dark already as it is.
std::string darken(std::string_view color, int ground) {
    if (is_dark(color)) {
        return std::string(color);
    }
    Rgb rgb = parse_color(color);
    for (int& part : rgb) {
        part = ground + part / 12;
    }
    return format_color(rgb);
}

std::string lighten(std::string_view color) {
    Rgb rgb = parse_color(color);
    for (int& part : rgb) {
        part += is_dark(color) ? (255 - part) / 2 : 0;
    }
    return format_color(rgb);
}

constexpr std::string_view kInkOnLight = "#1f2328";
constexpr std::string_view kInkOnDark = "#e7e9ee";
std::string_view ink_on(std::string_view ground) {
    return is_dark(ground) ? kInkOnDark : kInkOnLight;
}

/// The colours of the grounds, as they are sent and as they are in the dark; empty = none set.
struct Grounds {
    std::string around, paper;
    std::string dark_around, dark_paper;
};

Grounds grounds_of(const EmailAppearance& look) {
    constexpr int kDarkGround = 14;
    constexpr int kDarkPaper = 22;
    Grounds grounds;
    if (!look.background.empty()) {
        grounds.around = soften(look.background);
        grounds.dark_around = darken(grounds.around, kDarkGround);
    }
    grounds.paper = look.paper.empty() ? grounds.around : soften(look.paper);
    if (!grounds.paper.empty()) {
        grounds.dark_paper =
            look.paper.empty() ? grounds.dark_around : darken(grounds.paper, kDarkPaper);
    }
    return grounds;
}

/// What changes in the dark. `where` stands before each name: Outlook's own applications mark what
/// they have turned dark themselves instead of answering the question.
std::string dark_rules(const EmailAppearance& look, const Grounds& grounds,
                       std::string_view where = {}) {
    std::string rules;
    const auto add = [&](std::string_view name, std::string_view value) {
        rules += fmt::format("{}{}{{{} !important}}\n", where, name, value);
    };
    if (!grounds.around.empty()) {
        add(".pr-around", "background-color:" + grounds.dark_around);
    }
    if (!grounds.paper.empty()) {
        add(".pr-paper", "background-color:" + grounds.dark_paper);
        add(".pr-paper", fmt::format("color:{}", kInkOnDark));
        add(".pr-paper a", "color:#9ec1ff");
    }
    add("[style*=\"#6b7280\"]", "color:#a9b0bb");
    if (!look.accent.empty()) {
        add(".pr-paper", "border-top-color:" + lighten(look.accent));
    }
    return rules;
}

/// Known habits of mail programs, undone: text enlarged on telephones, gaps between tables and
/// blurred pictures in Outlook, dates and addresses turned into links.
constexpr std::string_view kHabits =
    "body,table,td,a{-webkit-text-size-adjust:100%;-ms-text-size-adjust:100%}\n"
    "table,td{mso-table-lspace:0pt;mso-table-rspace:0pt}\n"
    "img{-ms-interpolation-mode:bicubic;border:0;height:auto;line-height:100%;outline:none;"
    "text-decoration:none}\n"
    "a[x-apple-data-detectors]{color:inherit !important;text-decoration:none !important;"
    "font-size:inherit !important;font-family:inherit !important;font-weight:inherit !important;"
    "line-height:inherit !important}\n"
    "#MessageViewBody a{color:inherit;text-decoration:none;font-size:inherit;font-family:inherit;"
    "font-weight:inherit;line-height:inherit}\n"
    ".pr-words p{margin:0 0 12px}.pr-words ul,.pr-words ol{margin:0 0 12px;padding-left:24px}\n"
    ".pr-words h1,.pr-words h2,.pr-words h3{margin:16px 0 8px;line-height:1.3}\n"
    ".pr-words blockquote{margin:0 0 12px;padding:0 0 0 12px;border-left:3px solid #9ca3af}\n"
    ".pr-words pre{margin:0 0 12px;white-space:pre-wrap;font-family:Consolas,Menlo,monospace;"
    "font-size:13px}\n"
    "@media screen and (max-width:480px){.pr-frame{padding:0 !important}"
    ".pr-words{padding:16px !important}}\n";

/// Outlook takes Times for fonts that it does not know, and enlarges pictures with the screen.
constexpr std::string_view kOutlook =
    "<!--[if mso]><style>table,td,p,li,a,div{font-family:Arial,sans-serif !important}</style>"
    "<xml><o:OfficeDocumentSettings><o:AllowPNG/><o:PixelsPerInch>96</o:PixelsPerInch>"
    "</o:OfficeDocumentSettings></xml><![endif]-->\n";

std::string style_of(const MailDress& dress, const Grounds& grounds) {
    switch (dress.scheme) {
        case MailScheme::light:
            return ":root{color-scheme:light}\n";
        case MailScheme::dark:
            return ":root{color-scheme:dark}\n" + dark_rules(dress.look, grounds);
        case MailScheme::readers_own:
            break;
    }
    return fmt::format(
        ":root{{color-scheme:light dark;supported-color-schemes:light dark}}\n"
        "@media (prefers-color-scheme:dark){{\n{}}}\n{}{}",
        dark_rules(dress.look, grounds), dark_rules(dress.look, grounds, "[data-ogsc] "),
        has_sheet(dress) ? kHabits : "");
}

std::string logo_html(const MailDress& dress) {
    const auto& look = dress.look;
    if (dress.logo_url.empty() || look.logo_height <= 0) {
        return {};
    }
    const double scale = std::min(
        {1.0, double{kLogoHeightMax} / look.logo_height, double{kLogoWidthMax} / look.logo_width});
    const auto shown = [&](int side) { return std::max(1, static_cast<int>(side * scale)); };
    return fmt::format(
        R"(<img src="{}" alt="" width="{}" height="{}" style="display:block;border:0;margin:0 0 16px">)",
        dress.logo_url, shown(look.logo_width), shown(look.logo_height));
}

std::string quiet_block(std::string_view text, std::string_view margin) {
    return trim(text).empty() ? std::string()
                              : fmt::format("<div style=\"{};margin:{}\">{}</div>\n", kQuietStyle,
                                            margin, text_to_html(text));
}

std::string inside_of(const MailDress& dress, std::string_view words) {
    std::string inside = logo_html(dress);
    inside += quiet_block(dress.look.header, "0 0 16px");
    inside += words;
    inside += "\n";
    inside += quiet_block(dress.closing.signature, "18px 0 0");
    inside += quiet_block(dress.look.footer, "18px 0 0");
    if (!dress.closing.marker.empty()) {
        inside += fmt::format("<div style=\"color:#6b7280;font-size:10px\">{}</div>\n",
                              dress.closing.marker);
    }
    return inside;
}

/// A colour twice: as the oldest of the programs know it, and as the others do.
std::string ground_of(std::string_view color, std::string_view style) {
    return color.empty()
               ? fmt::format(" style=\"{}\"", style)
               : fmt::format(" bgcolor=\"{0}\" style=\"{1}background-color:{0};color:{2}\"", color,
                             style, ink_on(color));
}

/// A sheet in the middle of the ground: tables, as Outlook knows nothing else; it learns the width
/// from one of its own.
std::string on_sheet(const EmailAppearance& look, const Grounds& grounds, std::string_view inside) {
    constexpr std::string_view kTable =
        R"(<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0")";
    constexpr std::string_view kOutlooksWidth =
        "<!--[if mso]><table role=\"presentation\" width=\"640\" align=\"center\" "
        "cellpadding=\"0\" "
        "cellspacing=\"0\" border=\"0\"><tr><td><![endif]-->\n";
    constexpr std::string_view kOutlooksEnd = "<!--[if mso]></td></tr></table><![endif]-->\n";
    const std::string line =
        look.accent.empty() ? std::string() : fmt::format("border-top:4px solid {};", look.accent);
    return fmt::format(
        "{0} class=\"pr-around\"{1}>\n<tr><td class=\"pr-frame\" align=\"center\" "
        "style=\"padding:20px 10px\">\n{2}{0} class=\"pr-paper\"{3}>\n<tr><td class=\"pr-words\" "
        "align=\"left\" style=\"padding:24px;{4}\">\n{5}</td></tr>\n</table>\n{6}</td></tr>\n"
        "</table>",
        kTable, ground_of(grounds.around, ""), kOutlooksWidth,
        ground_of(grounds.paper, "max-width:640px;" + line), kFont, inside, kOutlooksEnd);
}

/// Nothing but the words, on whatever ground the reader has.
std::string on_readers_ground(const EmailAppearance& look, std::string_view inside) {
    const std::string line =
        look.accent.empty() ? std::string()
                            : fmt::format("border-top:4px solid {};padding-top:16px;", look.accent);
    return fmt::format("<div class=\"pr-paper\" style=\"{}{}\">\n{}</div>", line, kFont, inside);
}

/// Filters take a picture with few bytes around it for a mail of pictures, which spam is: a comment
/// makes a short one long enough. (SpamAssassin's HTML_IMAGE_ONLY rules end at 3200.)
constexpr std::size_t kPictureMailBytesMin = 3300;

std::string fill_up(std::string document, bool has_picture) {
    if (has_picture && document.size() < kPictureMailBytesMin) {
        document.insert(
            document.rfind("</body>"),
            fmt::format("<!-- {} -->\n", std::string(kPictureMailBytesMin - document.size(), '.')));
    }
    return document;
}

std::string document_of(const MailDress& dress, std::string_view words) {
    const Grounds grounds = grounds_of(dress.look);
    const std::string inside = inside_of(dress, words);
    const std::string body = has_sheet(dress) ? on_sheet(dress.look, grounds, inside)
                                              : on_readers_ground(dress.look, inside);
    std::string language;
    html::append_escaped(language, dress.closing.language);
    std::string title;
    html::append_escaped(title, dress.subject);
    return fill_up(
        fmt::format("<!DOCTYPE html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n"
                    "<title>{}</title>\n"
                    "<meta name=\"viewport\" content=\"width=device-width\">\n"
                    "<meta name=\"color-scheme\" content=\"light dark\">\n"
                    "<meta name=\"supported-color-schemes\" content=\"light dark\">\n"
                    "<meta name=\"x-apple-disable-message-reformatting\">\n"
                    "<meta name=\"format-detection\" "
                    "content=\"telephone=no,date=no,address=no,email=no\">\n"
                    "<style>{}</style>\n{}</head>\n<body{}>\n{}\n</body>\n</html>\n",
                    language.empty() ? "en" : language, title, style_of(dress, grounds),
                    has_sheet(dress) ? kOutlook : "",
                    grounds.around.empty()
                        ? ""
                        : fmt::format(" class=\"pr-around\" style=\"margin:0;background-color:{}\"",
                                      grounds.around),
                    body),
        !dress.logo_url.empty());
}

std::string text_of(const MailDress& dress, std::string_view words) {
    std::string text;
    if (const auto header = trim(dress.look.header); !header.empty()) {
        text += fmt::format("{}\n\n", header);
    }
    text += words;
    if (!text.empty() && !text.ends_with('\n')) {
        text += '\n';
    }
    for (const std::string_view more :
         {std::string_view(dress.closing.signature), std::string_view(dress.look.footer),
          std::string_view(dress.closing.marker)}) {
        if (!trim(more).empty()) {
            text += fmt::format("\n{}\n", trim(more));
        }
    }
    return text;
}

}  // namespace

MailBodies dress(const MailDress& dress, const MailBodies& words) {
    return {.text = text_of(dress, words.text), .html = document_of(dress, words.html)};
}

}  // namespace postroom::desk
