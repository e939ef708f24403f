// See visible_reply.hpp.
#include "html/visible_reply.hpp"

#include <algorithm>
#include <array>

#include "core/text.hpp"
#include "html/landmark.hpp"
#include "html/marked_text.hpp"
#include "html/reply_split.hpp"

namespace postroom::html {
namespace {

constexpr std::string_view kSpaces = " \t\r\n\f\v";

/// How much of `text` has the same words as `prefix` when white space does not count; npos when it
/// begins otherwise.
std::size_t length_of_same_words(std::string_view text, std::string_view prefix) {
    std::size_t at = 0;
    for (const char c : prefix) {
        if (kSpaces.contains(c)) {
            continue;
        }
        while (at < text.size() && kSpaces.contains(text[at])) {
            ++at;
        }
        if (at == text.size() || text[at] != c) {
            return std::string_view::npos;
        }
        ++at;
    }
    return at;
}

bool is_blank(std::string_view text) { return trim(text).empty(); }

std::string_view piece(std::string_view text, const Span& span) {
    return text.substr(span.begin, span.end - span.begin);
}

/// Without white space at the end, non-breaking space among it: HTML is full of that.
std::string_view without_end_space(std::string_view text) {
    for (;;) {
        text = text.substr(0, text.find_last_not_of(kSpaces) + 1);
        if (text.ends_with("\xc2\xa0")) {
            text.remove_suffix(2);
        } else if (text.ends_with("\xe2\x80\x8b") || text.ends_with("\xef\xbb\xbf")) {
            text.remove_suffix(3);
        } else {
            return text;
        }
    }
}

/// Pieces of one kind, without the empty lines around each, an empty line between them.
std::string join(std::string_view text, const std::vector<Span>& spans, SpanKind kind) {
    std::string out;
    for (const Span& span : spans) {
        std::string_view part = piece(text, span);
        if (span.kind != kind || is_blank(part)) {
            continue;
        }
        const std::size_t first = part.find_first_not_of(kSpaces);
        const std::size_t line = part.substr(0, first).rfind('\n');
        part.remove_prefix(line == std::string_view::npos ? 0 : line + 1);  // indentation stays
        part = without_end_space(part);
        out.append(out.empty() ? "" : "\n\n").append(part);
    }
    return out;
}

Reply make_reply(std::string_view text, std::vector<Span> spans) {
    Reply reply;
    reply.text = join(text, spans, SpanKind::fresh);
    if (reply.text.empty()) {  // IN-16: better all of it than nothing
        spans.assign(text.empty() ? 0 : 1, Span{SpanKind::fresh, 0, text.size()});
        reply.text = std::string(trim(text));
    } else {
        reply.signature = join(text, spans, SpanKind::signature);
    }
    reply.spans = std::move(spans);
    return reply;
}

bool has_kind(const std::vector<Span>& spans, SpanKind kind) {
    return std::ranges::any_of(spans, [&](const Span& span) { return span.kind == kind; });
}

/// What the HTML's landmarks tell about the text part beside it: its spans, or none when they do
/// not fit together.
std::vector<Span> spans_by_landmarks(std::string_view text, std::string_view html) {
    const MarkedText marked = to_marked_text(html);
    if (marked.quoted.empty()) {
        return {};
    }
    const std::vector<Span> spans = split_reply(marked.text, marked);
    if (!has_kind(spans, SpanKind::quoted)) {
        return {};
    }
    std::size_t fresh_end = 0;
    std::string_view before_quote;
    for (const Span& span : spans) {
        if (span.kind == SpanKind::quoted) {
            before_quote = std::string_view(marked.text).substr(0, span.begin);
            break;
        }
    }
    fresh_end = length_of_same_words(text, before_quote);
    const bool has_more = std::ranges::any_of(spans, [&](const Span& span) {
        return span.kind == SpanKind::fresh && span.begin > before_quote.size() &&
               !is_blank(piece(marked.text, span));
    });
    if (is_blank(before_quote) || fresh_end == std::string_view::npos || has_more) {
        return {};
    }
    // The part above may still hold a signature.
    std::vector<Span> result = split_reply(text.substr(0, fresh_end), {});
    result.push_back({SpanKind::quoted, fresh_end, text.size()});
    return result;
}

}  // namespace

std::string_view reply_marker(std::string_view language) {
    if (language == "fr") {
        return kReplyMarkerFr;
    }
    if (language == "it") {
        return kReplyMarkerIt;
    }
    return language == "ru" ? kReplyMarkerRu : kReplyMarkerEn;
}

Reply visible_reply(std::string_view text, std::string_view html) {
    if (is_blank(text) && !html.empty()) {
        const MarkedText marked = to_marked_text(html);
        return make_reply(marked.text, split_reply(marked.text, marked));
    }
    if (!html.empty() && may_have_landmark(html) && !has_reply_marker(text)) {
        std::vector<Span> spans = spans_by_landmarks(text, html);
        if (!spans.empty()) {
            return make_reply(text, std::move(spans));
        }
    }
    return make_reply(text, split_reply(text, {}));
}

std::string visible_html(std::string_view utf8_html) {
    if (!may_have_landmark(utf8_html)) {
        return std::string(utf8_html);
    }
    const MarkedText marked = to_marked_text(utf8_html);
    const bool is_certain =
        marked.quote_offset && marked.quoted.size() == 1 &&
        is_blank(std::string_view(marked.text).substr(marked.quoted.front().end)) &&
        !is_blank(std::string_view(marked.text).substr(0, marked.quoted.front().begin)) &&
        has_kind(split_reply(marked.text, marked), SpanKind::quoted);
    return std::string(is_certain ? utf8_html.substr(0, *marked.quote_offset) : utf8_html);
}

}  // namespace postroom::html
