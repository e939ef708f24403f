// What each HTML element means to us: shown or not, its place in running text, what closes it.
// Invariant: an element that is not in the table is not shown as an element, only its text.
// Rule: mail-correctness.md SEC-1; WHATWG HTML 13.1.2 (void, raw text), 13.1.2.4 (optional tags).
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace postroom::html {

/// How an element breaks running text.
enum class Flow : std::uint8_t { in_line, line, paragraph };

/// What the tokenizer must do with the text up to the end tag.
enum class Content : std::uint8_t {
    markup,
    raw_shown,    ///< no markup inside, the text is for people (textarea, xmp, plaintext)
    raw_dropped,  ///< no markup inside, the text is not for people (script, style, title)
};

/// Elements that end an open one of the same group when they begin: `<li>` after `<li>`.
enum class Group : std::uint8_t { none, paragraph, list_item, term, row, cell, section, link };

struct Element {
    std::string_view name;
    bool is_kept = false;  ///< on the allow-list
    bool is_void = false;
    Flow flow = Flow::in_line;
    Content content = Content::markup;
    Group group = Group::none;
};

inline constexpr std::size_t kElementCount = 121;

/// The element of that name, whatever its case; nullptr for one that we do not know.
const Element* find_element(std::string_view name);
/// Position in the table, below kElementCount.
std::size_t index_of(const Element& element);

}  // namespace postroom::html
