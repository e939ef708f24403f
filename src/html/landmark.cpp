// See landmark.hpp.
#include "html/landmark.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

#include "core/text.hpp"

namespace postroom::html {
namespace {

enum class Match : std::uint8_t { word, prefix, suffix };

struct Mark {
    std::string_view attribute;  ///< class, id or another attribute's name
    std::string_view value;      ///< one word of it, in lower case
    Landmark landmark;
    Match match = Match::word;
};

using enum Landmark;

constexpr auto kMarks = std::to_array<Mark>({
    // Gmail and what imitates it; Outlook on the web puts "x_" before foreign classes
    {"class", "gmail_quote", quoted_element},
    {"class", "gmail_quote_container", quoted_element},
    {"class", "_gmail_quote", quoted_element, Match::suffix},
    {"class", "gmail_extra", quoted_element},
    {"class", "gmail_signature", signature},
    {"class", "gmail_signature_prefix", signature},
    {"class", "_gmail_signature", signature, Match::suffix},
    // Outlook: desktop, web, mobile; Hotmail
    {"id", "divrplyfwdmsg", quoted_from_here},
    {"id", "x_divrplyfwdmsg", quoted_from_here},
    {"id", "olk_src_body_section", quoted_from_here},
    {"id", "mail-editor-reference-message-container", quoted_from_here},
    {"id", "stopspelling", quoted_from_here},
    {"id", "x_stopspelling", quoted_from_here},
    {"id", "appendonsend", quoted_from_here},
    {"id", "x_appendonsend", quoted_from_here},
    {"class", "outlookmessageheader", quoted_from_here},
    {"class", "ms-outlook-mobile-reference-message", quoted_element},
    {"class", "ms-outlook-mobile-signature", signature},
    {"id", "signature", signature, Match::suffix},
    {"data-signatureblock", "true", signature},
    // Thunderbird, Apple Mail, iOS
    {"class", "moz-cite-prefix", quoted_element},
    {"class", "moz-email-headers-table", quoted_element},
    {"class", "moz-signature", signature},
    {"type", "cite", quoted_element},
    {"class", "appleoriginalcontents", quoted_element},
    // Yahoo, AOL
    {"class", "yahoo_quoted", quoted_element},
    {"class", "yahoo-quoted-begin", quoted_from_here},
    {"class", "yahoo_quoted", quoted_element, Match::suffix},
    {"id", "yahoo_quoted_", quoted_element, Match::prefix},
    {"class", "yahoo-signature", signature},
    {"class", "aolmail_replydivider", quoted_from_here},
    // ProtonMail, Tutanota, Zimbra, Zoho, Roundcube, mail.ru, Yandex, Front, Spark, Samsung
    {"class", "protonmail_quote", quoted_element},
    {"class", "protonmail_signature_block", signature},
    {"class", "tutanota_quote", quoted_element},
    {"id", "zwchr", quoted_from_here},
    {"data-marker", "__quoted_text__", quoted_from_here},
    {"data-marker", "__sig_pre__", signature},
    {"class", "zmail_extra", quoted_element},
    {"id", "reply-intro", quoted_element},
    {"id", "mail-app-auto-quote", quoted_element},
    {"class", "front-blockquote", quoted_element},
    {"name", "messagereplysection", quoted_element},
    {"name", "messagesignaturesection", signature},
    {"class", "quoted_mail", quoted_element},
    {"class", "mail_android_quote", quoted_element},
    {"class", "protonmail_signature_block-user", signature},
    {"id", "zm-_id_-sgn", signature, Match::prefix},
    {"class", "front-signature", signature},
    {"class", "missive_quote", quoted_element},
    {"class", "sh-quoted-content", quoted_element},
    {"class", "cm_quote", quoted_element},
    {"class", "airmail_on", quoted_element},
    {"class", "clean_bq", quoted_element},
    {"class", "freshdesk_quote", quoted_element},
    {"class", "nylas-quote", quoted_element},
    {"class", "history_container", quoted_element},
    {"class", "k9mail-signature", signature},
    {"class", "-x-evo-signature-wrapper", signature},
    {"id", "isreplycontent", quoted_element},
    {"id", "_persistentheader", quoted_from_here},
    {"id", "_originalcontent", quoted_from_here},
    // GMX, web.de, 1&1
    {"name", "quote", quoted_element},
    {"name", "quoted-content", quoted_element},
});

/// The rule above the header block that Outlook and Windows Mail write: no class, but always this
/// border.
constexpr auto kHeaderBorders = std::to_array<std::string_view>(
    {"border-top:solid #e1e1e1 1.0pt", "border-top:solid #b5c4df 1.0pt",
     "border-top:1pt solid #e1e1e1", "border-top:1pt solid #b5c4df", "border-top:1pt solid rgb(225",
     "border-top:1pt solid rgb(181", "border-top:solid #e1e1e1 1pt", "border-top:solid #b5c4df 1pt",
     "border-top-color:rgb(229,229,229);border-top-width:1px;border-top-style:solid",
     "border-width:1ptnonenone;border-style:solidnonenone;border-color:rgb(225,225,225)",
     "border-width:1ptmediummedium;border-style:solidnonenone;border-color:rgb(225,225,225)",
     "border-style:solidnonenone;border-top-width:1pt;border-top-color:rgb(225,225,225)",
     "border-style:solidnonenone;border-top-width:1pt;border-top-color:rgb(181,196,223)"});

constexpr auto kNeedles =
    std::to_array<std::string_view>({"quote",        "signature",     "rplyfwdmsg",
                                     "cite",         "olk_src",       "reference-message",
                                     "stopspelling", "messageheader", "zwchr",
                                     "reply",        "moz-",          "border-top",
                                     "border-width", "blockquote",    "appendonsend",
                                     "gmail_extra",  "originalco",    "persistentheader",
                                     "airmail_on",   "clean_bq",      "history_container"});

/// Most attributes are none of these, and there are many.
bool can_mark(std::string_view attribute) {
    return equals_ignoring_case(attribute, "class") || equals_ignoring_case(attribute, "id") ||
           equals_ignoring_case(attribute, "type") || equals_ignoring_case(attribute, "name") ||
           starts_with_ignoring_case(attribute, "data-");
}

bool has_word(std::string_view value, const Mark& mark) {
    for (std::size_t at = find_ignoring_case(value, mark.value); at != std::string_view::npos;
         at = find_ignoring_case(value, mark.value, at + 1)) {
        const std::size_t end = at + mark.value.size();
        const bool starts = at == 0 || value[at - 1] == ' ' || mark.match == Match::suffix;
        const bool ends = end == value.size() || value[end] == ' ' || mark.match == Match::prefix;
        if (starts && ends) {
            return true;
        }
    }
    return false;
}

bool is_header_border(std::string_view style) {
    if (find_ignoring_case(style, "border-top") == std::string_view::npos &&
        find_ignoring_case(style, "border-width") == std::string_view::npos) {
        return false;
    }
    std::string dense = to_lower(style);
    const bool has_plain_form = dense.contains("border-top:");
    std::erase_if(dense,
                  [&](char c) { return c == '\n' || c == '\r' || (c == ' ' && !has_plain_form); });
    dense = replace_all(dense, ": ", ":");
    return std::ranges::any_of(kHeaderBorders,
                               [&](std::string_view border) { return dense.contains(border); });
}

}  // namespace

Landmark judge_landmark(const Token& start_tag) {
    for (const Attribute& attribute : start_tag.attributes) {
        if (attribute.value.empty()) {
            continue;
        }
        if (equals_ignoring_case(attribute.name, "style")) {
            if (is_header_border(attribute.value)) {
                return quoted_from_here;
            }
            continue;
        }
        if (!can_mark(attribute.name)) {
            continue;
        }
        for (const Mark& mark : kMarks) {
            if (equals_ignoring_case(attribute.name, mark.attribute) &&
                has_word(attribute.value, mark)) {
                return mark.landmark;
            }
        }
    }
    return none;
}

bool may_have_landmark(std::string_view utf8_html) {
    return std::ranges::any_of(kNeedles, [&](std::string_view needle) {
        return find_ignoring_case(utf8_html, needle) != std::string_view::npos;
    });
}

}  // namespace postroom::html
