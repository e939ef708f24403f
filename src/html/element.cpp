// See element.hpp.
#include "html/element.hpp"

#include <algorithm>
#include <array>

namespace postroom::html {
namespace {

constexpr std::array<Element, kElementCount> kElements{{
    {.name = "a", .is_kept = true, .group = Group::link},
    {.name = "abbr", .is_kept = true},
    {.name = "acronym", .is_kept = true},
    {.name = "address", .is_kept = true, .flow = Flow::line},
    {.name = "applet"},
    {.name = "area", .is_void = true},
    {.name = "article", .is_kept = true, .flow = Flow::line},
    {.name = "aside", .is_kept = true, .flow = Flow::line},
    {.name = "b", .is_kept = true},
    {.name = "base", .is_void = true},
    {.name = "basefont", .is_void = true},
    {.name = "bdi", .is_kept = true},
    {.name = "bdo", .is_kept = true},
    {.name = "bgsound", .is_void = true},
    {.name = "big", .is_kept = true},
    {.name = "blockquote", .is_kept = true, .flow = Flow::paragraph},
    {.name = "body", .flow = Flow::line},
    {.name = "br", .is_kept = true, .is_void = true},
    {.name = "button"},
    {.name = "caption", .is_kept = true, .flow = Flow::line},
    {.name = "center", .is_kept = true, .flow = Flow::line},
    {.name = "cite", .is_kept = true},
    {.name = "code", .is_kept = true},
    {.name = "col", .is_kept = true, .is_void = true},
    {.name = "colgroup", .is_kept = true},
    {.name = "dd", .is_kept = true, .flow = Flow::line, .group = Group::term},
    {.name = "del", .is_kept = true},
    {.name = "details", .is_kept = true, .flow = Flow::line},
    {.name = "dfn", .is_kept = true},
    {.name = "dir", .flow = Flow::line},
    {.name = "div", .is_kept = true, .flow = Flow::line},
    {.name = "dl", .is_kept = true, .flow = Flow::paragraph},
    {.name = "dt", .is_kept = true, .flow = Flow::line, .group = Group::term},
    {.name = "em", .is_kept = true},
    {.name = "embed", .is_void = true},
    {.name = "fieldset", .is_kept = true, .flow = Flow::line},
    {.name = "figcaption", .is_kept = true, .flow = Flow::line},
    {.name = "figure", .is_kept = true, .flow = Flow::line},
    {.name = "font", .is_kept = true},
    {.name = "footer", .is_kept = true, .flow = Flow::line},
    {.name = "form", .flow = Flow::line},
    {.name = "frame", .is_void = true},
    {.name = "frameset"},
    {.name = "h1", .is_kept = true, .flow = Flow::paragraph},
    {.name = "h2", .is_kept = true, .flow = Flow::paragraph},
    {.name = "h3", .is_kept = true, .flow = Flow::paragraph},
    {.name = "h4", .is_kept = true, .flow = Flow::paragraph},
    {.name = "h5", .is_kept = true, .flow = Flow::paragraph},
    {.name = "h6", .is_kept = true, .flow = Flow::paragraph},
    {.name = "head"},
    {.name = "header", .is_kept = true, .flow = Flow::line},
    {.name = "hr", .is_kept = true, .is_void = true, .flow = Flow::line},
    {.name = "html"},
    {.name = "i", .is_kept = true},
    {.name = "iframe", .content = Content::raw_dropped},
    {.name = "img", .is_kept = true, .is_void = true},
    {.name = "input", .is_void = true},
    {.name = "ins", .is_kept = true},
    {.name = "kbd", .is_kept = true},
    {.name = "keygen", .is_void = true},
    {.name = "label", .is_kept = true},
    {.name = "legend", .is_kept = true, .flow = Flow::line},
    {.name = "li", .is_kept = true, .flow = Flow::line, .group = Group::list_item},
    {.name = "link", .is_void = true},
    {.name = "listing", .flow = Flow::line},
    {.name = "main", .is_kept = true, .flow = Flow::line},
    {.name = "mark", .is_kept = true},
    {.name = "marquee"},
    {.name = "math"},
    {.name = "menu", .flow = Flow::line},
    {.name = "meta", .is_void = true},
    {.name = "nav", .is_kept = true, .flow = Flow::line},
    {.name = "nobr", .is_kept = true},
    {.name = "noembed", .content = Content::raw_dropped},
    {.name = "noframes", .content = Content::raw_dropped},
    {.name = "noscript"},
    {.name = "object"},
    {.name = "ol", .is_kept = true, .flow = Flow::paragraph},
    {.name = "optgroup"},
    {.name = "option", .flow = Flow::line},
    {.name = "p", .is_kept = true, .flow = Flow::paragraph, .group = Group::paragraph},
    {.name = "param", .is_void = true},
    {.name = "plaintext", .flow = Flow::line, .content = Content::raw_shown},
    {.name = "pre", .is_kept = true, .flow = Flow::paragraph},
    {.name = "q", .is_kept = true},
    {.name = "rp", .is_kept = true},
    {.name = "rt", .is_kept = true},
    {.name = "ruby", .is_kept = true},
    {.name = "s", .is_kept = true},
    {.name = "samp", .is_kept = true},
    {.name = "script", .content = Content::raw_dropped},
    {.name = "section", .is_kept = true, .flow = Flow::line},
    {.name = "select"},
    {.name = "small", .is_kept = true},
    {.name = "source", .is_void = true},
    {.name = "span", .is_kept = true},
    {.name = "strike", .is_kept = true},
    {.name = "strong", .is_kept = true},
    {.name = "style", .content = Content::raw_dropped},
    {.name = "sub", .is_kept = true},
    {.name = "summary", .is_kept = true, .flow = Flow::line},
    {.name = "sup", .is_kept = true},
    {.name = "svg"},
    {.name = "table", .is_kept = true, .flow = Flow::paragraph},
    {.name = "tbody", .is_kept = true, .group = Group::section},
    {.name = "td", .is_kept = true, .group = Group::cell},
    {.name = "template"},
    {.name = "textarea", .flow = Flow::line, .content = Content::raw_shown},
    {.name = "tfoot", .is_kept = true, .group = Group::section},
    {.name = "th", .is_kept = true, .group = Group::cell},
    {.name = "thead", .is_kept = true, .group = Group::section},
    {.name = "time", .is_kept = true},
    {.name = "title", .content = Content::raw_dropped},
    {.name = "tr", .is_kept = true, .flow = Flow::line, .group = Group::row},
    {.name = "track", .is_void = true},
    {.name = "tt", .is_kept = true},
    {.name = "u", .is_kept = true},
    {.name = "ul", .is_kept = true, .flow = Flow::paragraph},
    {.name = "var", .is_kept = true},
    {.name = "wbr", .is_kept = true, .is_void = true},
    {.name = "xmp", .flow = Flow::line, .content = Content::raw_shown},
}};
static_assert(std::ranges::is_sorted(kElements, {}, &Element::name));

constexpr std::size_t kNameBytesMax = 10;  // blockquote, figcaption

}  // namespace

const Element* find_element(std::string_view name) {
    if (name.size() > kNameBytesMax) {
        return nullptr;
    }
    std::array<char, kNameBytesMax> folded{};
    std::ranges::transform(name, folded.begin(), [](char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    });
    const std::string_view key(folded.data(), name.size());
    const auto* found = std::ranges::lower_bound(kElements, key, {}, &Element::name);
    return found != kElements.end() && found->name == key ? found : nullptr;
}

std::size_t index_of(const Element& element) {
    return static_cast<std::size_t>(&element - kElements.data());
}

}  // namespace postroom::html
