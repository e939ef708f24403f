// The decision over the lines of one text: what is new, what is quoted, what is a signature.
// Invariant: the spans cover the text in order without gap; nothing outside the text is looked at.
// Rule: mail-correctness.md IN-15, in the order given there.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "html/marked_text.hpp"
#include "html/reply_line.hpp"
#include "html/visible_reply.hpp"

namespace postroom::html {

/// @param marked  ranges of `text` that a mail program marked; its own text is not used
std::vector<Span> split_reply(std::string_view text, const MarkedText& marked);

/// Whether a reply marker stands in the text: then it decides, before any landmark.
bool has_reply_marker(std::string_view text);

/// The first line of the signature among those that are fresh so far; the number of lines when
/// there is none.
/// @param marked_at  where a mail program marked one, or npos
std::size_t find_signature(std::span<const Line> lines, std::span<const SpanKind> kinds,
                           std::size_t marked_at);

}  // namespace postroom::html
