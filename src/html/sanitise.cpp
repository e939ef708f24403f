// See sanitise.hpp.
#include "html/sanitise.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

#include "core/limits.hpp"
#include "core/text.hpp"
#include "html/css.hpp"
#include "html/entity.hpp"
#include "html/open_elements.hpp"
#include "html/token.hpp"
#include "html/url.hpp"

namespace postroom::html {
namespace {

constexpr std::size_t kAttributeBytesMax = 1024;
constexpr std::string_view kHiddenClass = "postroom-hidden";

/// Presentation that can neither load nor run nor name anything; in byte order.
constexpr auto kPlainAttributes = std::to_array<std::string_view>(
    {"abbr",   "align",  "alt",     "bgcolor",  "border", "cellpadding", "cellspacing",
     "clear",  "color",  "colspan", "datetime", "dir",    "face",        "headers",
     "height", "hspace", "lang",    "noshade",  "nowrap", "reversed",    "rowspan",
     "rules",  "scope",  "size",    "span",     "start",  "summary",     "title",
     "type",   "valign", "value",   "vspace",   "width"});
static_assert(std::ranges::is_sorted(kPlainAttributes));

struct Bound {
    std::string_view attribute;
    std::int64_t max;
};

/// Measures, and what they may be at most: a browser lays out what a cell spans, however large.
constexpr auto kBounds = std::to_array<Bound>({{"border", 100},
                                               {"cellpadding", 100},
                                               {"cellspacing", 100},
                                               {"colspan", 200},
                                               {"height", 10'000},
                                               {"hspace", 200},
                                               {"rowspan", 200},
                                               {"span", 200},
                                               {"vspace", 200},
                                               {"width", 10'000}});

/// A measure within its bound; empty when the value is none. Other attributes come through.
std::string_view bounded(std::string_view name, std::string_view value) {
    const auto* const bound = std::ranges::find(kBounds, name, &Bound::attribute);
    if (bound == kBounds.end()) {
        return value;
    }
    value = trim(value);
    const std::size_t digits = std::min(value.find_first_not_of("0123456789"), value.size());
    const auto number = parse_int(value.substr(0, digits));
    const std::string_view unit = value.substr(digits);
    const bool is_unit = unit.find_first_not_of("0123456789.%px") == std::string_view::npos;
    return number && *number <= bound->max && is_unit ? value : std::string_view{};
}

bool is_name_char(char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' ||
           c == '_' || c == '.' || c == ':';
}

class Sanitiser {
   public:
    Sanitiser(std::string_view input, const SanitiseOptions& options)
        : tokens_(input), options_(options) {
        result_.html.reserve(input.size() + input.size() / 8);
    }

    Sanitised run() {
        for (Token token; tokens_.next(token);) {
            write(token);
        }
        open_.close_all([this](const Element& element) { write_end(element); });
        if (is_too_deep_) {
            result_.warnings.emplace_back("html_too_deep");
        }
        return std::move(result_);
    }

   private:
    void write(const Token& token) {
        switch (token.kind) {
            case TokenKind::text:
                write_text(token.text);
                break;
            case TokenKind::raw_text:
                write_raw_text(token);
                break;
            case TokenKind::start_tag:
                write_start(token);
                break;
            case TokenKind::end_tag:
                write_end_tag(token);
                break;
        }
    }

    void write_text(std::string_view text) {
        if (!text.contains('&')) {
            append_escaped(result_.html, text);
            return;
        }
        scratch_.clear();
        append_decoded(scratch_, text);
        append_escaped(result_.html, scratch_);
    }

    void write_raw_text(const Token& token) {
        if (token.element->content != Content::raw_shown) {
            return;
        }
        if (token.element->name == "textarea") {
            write_text(token.text);  // the only one whose character references count
        } else {
            append_escaped(result_.html, token.text);
        }
    }

    void write_start(const Token& token) {
        const Element* element = token.element;
        if (element == nullptr || !element->is_kept) {
            return;
        }
        open_.close_implied(*element, [this](const Element& closed) { write_end(closed); });
        if (!element->is_void && !open_.open(*element)) {
            is_too_deep_ = true;
            return;
        }
        result_.html.append("<").append(element->name);
        write_attributes(token);
        result_.html.append(">");
    }

    void write_end_tag(const Token& token) {
        const Element* element = token.element;
        if (element != nullptr && element->is_kept && !element->is_void) {
            open_.close(*element, [this](const Element& closed) { write_end(closed); });
        }
    }

    void write_end(const Element& element) {
        result_.html.append("</").append(element.name).append(">");
    }

    void write_attributes(const Token& token) {
        seen_.clear();
        bool is_hidden = false;
        bool is_link = false;
        for (const Attribute& attribute : token.attributes) {
            const std::string name = to_lower(attribute.name);
            if (std::ranges::find(seen_, name) != seen_.end()) {
                continue;  // browsers take the first
            }
            seen_.push_back(name);
            if (name == "style") {
                is_hidden |= write_style(attribute);
            } else if (name == "hidden") {
                is_hidden = true;
            } else if (name == "id" || name == "name") {
                write_name(name, attribute);
            } else if (name == "href") {
                is_link |= token.element->name == "a" && write_link(attribute);
            } else if (name == "src") {
                write_image(token, attribute);
            } else if (name == "background" && judge_url(attribute.value).kind == UrlKind::web) {
                result_.has_remote_content = true;
            } else if (std::ranges::binary_search(kPlainAttributes, std::string_view(name))) {
                write_plain(name, attribute);
            }
        }
        if (is_link) {
            result_.html.append(R"( rel="noopener noreferrer nofollow" target="_blank")");
        }
        if (is_hidden && !token.element->is_void) {
            result_.has_hidden_text = true;
            write_attribute("class", kHiddenClass);
        }
    }

    void write_attribute(std::string_view name, std::string_view value) {
        result_.html.append(" ").append(name).append("=\"");
        append_escaped(result_.html, value);
        result_.html.append("\"");
    }

    void write_plain(std::string_view name, const Attribute& attribute) {
        const std::string value = decode_attribute(attribute.value.substr(0, kAttributeBytesMax));
        const std::string clean = repair_utf8(strip_controls(value));
        if (const std::string_view kept = bounded(name, clean); !kept.empty() || clean.empty()) {
            write_attribute(name, kept);
        }
    }

    /// Whether the style meant to hide the element.
    bool write_style(const Attribute& attribute) {
        const Style style = reduce_style(decode_attribute(attribute.value));
        if (!style.text.empty()) {
            write_attribute("style", style.text);
        }
        return style.hides_content;
    }

    void write_name(std::string_view name, const Attribute& attribute) {
        const std::string value = decode_attribute(attribute.value.substr(0, kAttributeBytesMax));
        if (!value.empty() && std::ranges::all_of(value, is_name_char)) {
            write_attribute(name, std::string(options_.id_prefix) + value);
        }
    }

    bool write_link(const Attribute& attribute) {
        const Url url = judge_url(attribute.value);
        if (url.kind == UrlKind::fragment) {
            write_attribute("href", "#" + std::string(options_.id_prefix) + url.text.substr(1));
            return false;
        }
        if (url.kind != UrlKind::web && url.kind != UrlKind::contact) {
            return false;
        }
        write_attribute("href", url.text);
        return true;
    }

    void write_image(const Token& token, const Attribute& attribute) {
        if (token.element->name != "img") {
            return;
        }
        const Url url = judge_url(attribute.value);
        if (url.kind == UrlKind::part) {
            write_attribute("src", url.text);
        } else if (url.kind == UrlKind::web) {
            write_attribute("data-remote-src", url.text);
            result_.has_remote_content = true;
        }
    }

    Tokenizer tokens_;
    const SanitiseOptions& options_;
    Sanitised result_;
    OpenElements open_;
    std::string scratch_;
    std::vector<std::string> seen_;
    bool is_too_deep_ = false;
};

}  // namespace

Sanitised sanitise(std::string_view utf8_html, const SanitiseOptions& options) {
    const std::string_view bounded = truncate_utf8(utf8_html, limits::kHtmlBytesMax);
    Sanitised result = Sanitiser(bounded, options).run();
    if (bounded.size() < utf8_html.size()) {
        result.warnings.emplace_back("html_too_large");
    }
    return result;
}

}  // namespace postroom::html
