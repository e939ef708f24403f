// See landmark.hpp.
#include "html/landmark.hpp"

#include <algorithm>
#include <array>

#include "core/text.hpp"

namespace postroom::html {
namespace {

struct Mark {
    std::string_view attribute;  ///< class, id or another attribute's name
    std::string_view value;      ///< one word of it, in lower case
    Landmark landmark;
    bool is_prefix = false;  ///< the word only begins so
};

using enum Landmark;

constexpr auto kMarks = std::to_array<Mark>({
    // Gmail and what imitates it; Outlook on the web puts "x_" before foreign classes
    {"class", "gmail_quote", quoted_element},
    {"class", "gmail_quote_container", quoted_element},
    {"class", "x_gmail_quote", quoted_element},
    {"class", "gmail_signature", signature},
    // Outlook: desktop, web, mobile; Hotmail
    {"id", "divrplyfwdmsg", quoted_from_here},
    {"id", "x_divrplyfwdmsg", quoted_from_here},
    {"id", "olk_src_body_section", quoted_from_here},
    {"id", "mail-editor-reference-message-container", quoted_from_here},
    {"id", "stopspelling", quoted_from_here},
    {"class", "outlookmessageheader", quoted_from_here},
    {"class", "ms-outlook-mobile-reference-message", quoted_element},
    {"class", "ms-outlook-mobile-signature", signature},
    {"id", "signature", signature},
    {"id", "ms-outlook-mobile-signature", signature},
    {"data-signatureblock", "true", signature},
    // Thunderbird, Apple Mail, iOS
    {"class", "moz-cite-prefix", quoted_element},
    {"class", "moz-email-headers-table", quoted_element},
    {"class", "moz-signature", signature},
    {"type", "cite", quoted_element},
    {"id", "applemailsignature", signature},
    // Yahoo, AOL
    {"class", "yahoo_quoted", quoted_element},
    {"class", "yahoo-quoted-begin", quoted_from_here},
    {"id", "yahoo_quoted_", quoted_element, true},
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
    {"id", "composer_signature", signature},
    {"class", "quoted_mail", quoted_element},
    {"class", "mail_android_quote", quoted_element},
});

/// The rule above the header block that Outlook and Windows Mail write: no class, but always this
/// border.
constexpr auto kHeaderBorders = std::to_array<std::string_view>(
    {"border-top:solid #e1e1e1 1.0pt", "border-top:solid #b5c4df 1.0pt",
     "border-top-color:rgb(229,229,229);border-top-width:1px;border-top-style:solid"});

constexpr auto kNeedles = std::to_array<std::string_view>(
    {"quote", "signature", "rplyfwdmsg", "cite", "olk_src", "reference-message", "stopspelling",
     "messageheader", "zwchr", "reply", "moz-", "border-top", "blockquote"});

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
        const bool starts = at == 0 || value[at - 1] == ' ';
        if (starts && (mark.is_prefix || end == value.size() || value[end] == ' ')) {
            return true;
        }
    }
    return false;
}

bool is_header_border(std::string_view style) {
    if (find_ignoring_case(style, "border-top") == std::string_view::npos) {
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
