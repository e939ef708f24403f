// Where the signature begins among the lines that a person wrote. See reply_split.hpp.
//
// A delimiter is certain; a device line nearly so; a closing with a name only at the end and only
// when short.
#include <algorithm>

#include "html/reply_line.hpp"
#include "html/reply_split.hpp"

namespace postroom::html {
namespace {

constexpr std::size_t kClosingLinesMax = 8;
constexpr std::size_t kClosingLineBytesMax = 80;
constexpr std::size_t kRuledLinesMax = 10;
constexpr std::size_t kRuledLineBytesMax = 120;
constexpr std::size_t kDelimitedLinesMax = 30;

bool is_delimiter(std::string_view content) {
    return content == "--" || content == "—" || content == "––" || content == "——" ||
           content == "- --";
}

/// Sentences and list items are text, a name or a telephone number is not.
bool may_stand_in_signature(std::string_view content, std::size_t bytes_max) {
    return content.size() <= bytes_max && !content.ends_with('?') && !content.starts_with("- ") &&
           !content.starts_with("* ");
}

/// The lines of text from one on, in order: indices of fresh lines that are not blank.
using Rest = std::span<const std::size_t>;

bool all_may_stand(std::span<const Line> lines, Rest rest, std::size_t bytes_max) {
    return std::ranges::all_of(
        rest, [&](std::size_t i) { return may_stand_in_signature(lines[i].content, bytes_max); });
}

bool is_short_closing(std::span<const Line> lines, Rest rest) {
    return rest.size() >= 2 && rest.size() <= kClosingLinesMax + 1 &&
           is_closing(lines[rest.front()].content) &&
           all_may_stand(lines, rest, kClosingLineBytesMax);
}

/// "-Ana" or "-- Ana Lima" as the last line: a dash and a name.
bool is_dashed_name(std::span<const Line> lines, Rest rest) {
    const std::string_view content = lines[rest.front()].content;
    const std::size_t name = content.find_first_not_of("- ");
    if (rest.size() != 1 || name == 0 || name > 3 || name == std::string_view::npos) {
        return false;
    }
    const std::string_view words = content.substr(name);
    const bool is_list = rest.front() > 0 && lines[rest.front() - 1].content.starts_with('-');
    return !is_list && words.size() <= 30 && words.front() >= 'A' && words.front() <= 'Z' &&
           std::ranges::count(words, ' ') <= 2 && std::ranges::none_of(words, [](char c) {
               return std::string_view(",;:?!()0123456789").contains(c);
           });
}

bool begins_signature(std::span<const Line> lines, Rest rest) {
    const std::string_view content = lines[rest.front()].content;
    const Rest below = rest.subspan(1);
    if (is_delimiter(content)) {
        return below.size() <= kDelimitedLinesMax;
    }
    if (is_rule(content, 2)) {
        return !below.empty() && below.size() <= kRuledLinesMax &&
               all_may_stand(lines, below, kRuledLineBytesMax);
    }
    return is_device_line(content) || is_short_closing(lines, rest) || is_dashed_name(lines, rest);
}

}  // namespace

std::size_t find_signature(std::span<const Line> lines, std::span<const SpanKind> kinds,
                           std::size_t marked_at) {
    std::vector<std::size_t> fresh;
    for (std::size_t i = 0; i < lines.size(); ++i) {
        if (kinds[i] == SpanKind::fresh && !lines[i].is_blank()) {
            fresh.push_back(i);
        }
    }
    for (std::size_t k = 1; k < fresh.size();
         ++k) {  // never the first line: then nothing would be left
        const std::size_t i = fresh[k];
        if (lines[i].begin >= marked_at || begins_signature(lines, Rest(fresh).subspan(k))) {
            return i;
        }
    }
    return lines.size();
}

}  // namespace postroom::html
