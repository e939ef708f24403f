// Where the signature begins among the lines that a person wrote. See reply_split.hpp.
//
// A delimiter is certain; a device line nearly so; a closing with a name only at the end and only
// when short.
#include <algorithm>
#include <array>

#include "core/text.hpp"
#include "html/reply_line.hpp"
#include "html/reply_split.hpp"

namespace postroom::html {
namespace {

constexpr std::size_t kClosingLinesMax = 8;
constexpr std::size_t kClosingLineBytesMax = 80;
constexpr std::size_t kRuledLinesMax = 10;
constexpr std::size_t kRuledLineBytesMax = 120;
constexpr std::size_t kDelimitedLinesMax = 30;
constexpr std::size_t kDashedLinesMax = 5;
constexpr std::size_t kCardLinesMax = 20;
constexpr std::size_t kSignatureLinesMax = 60;
constexpr std::ptrdiff_t kSentenceGapsMin = 5;
constexpr std::size_t kNameBytesMax = 40;
constexpr std::size_t kSmallNameBytesMax = 12;

bool is_delimiter(std::string_view content) {
    return content == "--" || content == "—" || content == "––" || content == "——" ||
           content == "- --";
}

/// Six words and a full stop.
bool is_sentence(std::string_view content) {
    return (content.ends_with('.') || content.ends_with('!')) &&
           std::ranges::count(content, ' ') >= kSentenceGapsMin;
}

/// "Thanks," / "now it works": the line below goes on with the sentence.
bool goes_on(std::string_view content) {
    const bool is_abbreviated = content.substr(0, content.find(' ')).ends_with('.');  // "i. A. Bob"
    return content.front() >= 'a' && content.front() <= 'z' && !is_abbreviated &&
           std::ranges::count(content, ' ') >= 2 &&
           std::ranges::none_of(content, [](char c) { return (c >= '0' && c <= '9') || c == '@'; });
}

/// Sentences and list items are text, a name or a telephone number is not.
bool may_stand_in_signature(std::string_view content, std::size_t bytes_max) {
    return content.size() <= bytes_max && !content.ends_with('?') && !content.starts_with("- ") &&
           !content.starts_with("* ") && !content.starts_with("P.S") &&
           !content.starts_with("PS ") && !content.starts_with("PS:") && !is_sentence(content);
}

/// The lines of text from one on, in order: indices of fresh lines that are not blank.
using Rest = std::span<const std::size_t>;

bool all_may_stand(std::span<const Line> lines, Rest rest, std::size_t bytes_max) {
    return std::ranges::all_of(
        rest, [&](std::size_t i) { return may_stand_in_signature(lines[i].content, bytes_max); });
}

/// Two or three words with capitals, as names have: "Ana Lima", not "second point".
bool is_name(std::string_view words) {
    if (words.empty() || words.size() > kNameBytesMax || std::ranges::count(words, ' ') > 2 ||
        std::ranges::any_of(
            words, [](char c) { return std::string_view(",;:?!()0123456789@/").contains(c); })) {
        return false;
    }
    bool begins_word = true;
    for (const char c : words) {
        const bool is_small = c >= 'a' && c <= 'z';
        if (begins_word && (is_small || c == '-')) {
            return false;
        }
        begins_word = c == ' ';
    }
    return true;
}

/// "roman": one word of letters, as people sign who write no capitals.
bool is_small_name(std::string_view word) {
    return word.size() >= 2 && word.size() <= kSmallNameBytesMax &&
           std::ranges::all_of(word, [](char c) { return c >= 'a' && c <= 'z'; });
}

/// "-Ana" or "-- Ana Lima", alone or above a few short lines: a dash and a name.
bool is_dashed_name(std::span<const Line> lines, Rest rest) {
    const std::string_view content = lines[rest.front()].content;
    std::size_t name = content.find_first_not_of("- ");
    if (content.starts_with("—") || content.starts_with("–")) {
        name = content.find_first_not_of(' ', 3);
    } else if (name == 0 || name > 3 || name == std::string_view::npos) {
        return false;
    }
    if (rest.size() > kDashedLinesMax || name == std::string_view::npos) {
        return false;
    }
    std::size_t above = rest.front();
    while (above > 0 && lines[above - 1].is_blank()) {
        --above;
    }
    const bool follows_list = above > 0 && (lines[above - 1].content.starts_with('-') ||
                                            lines[above - 1].content.ends_with(':'));
    const bool is_list = std::ranges::any_of(rest.subspan(1), [&](std::size_t i) {
        return lines[i].content.starts_with('-') || lines[i].content.ends_with('.');
    });
    const std::string_view words = content.substr(name);
    return !follows_list && !is_list &&
           (is_name(words) || (rest.size() == 1 && is_small_name(words))) &&
           all_may_stand(lines, rest.subspan(1), kClosingLineBytesMax);
}

bool has_phone(std::string_view content) {
    const auto digits = std::ranges::count_if(content, [](char c) { return c >= '0' && c <= '9'; });
    return digits >= 7 &&
           std::ranges::none_of(content, [](char c) { return c == ':' || c == '='; });
}

/// A line of a visiting card: a telephone, an address on the web, "Tel.: …".
bool is_contact(const Line& line) {
    const std::string_view content = line.content;
    const bool has_label = std::ranges::any_of(
        std::to_array<std::string_view>({"tel",     "phone",    "mobil",     "fax",      "cell",
                                         "mob.",    "t:",       "m:",        "f:",       "t.",
                                         "m.",      "p:",       "e:",        "w:",       "тел",
                                         "Тел",     "моб",      "Моб",       "www.",     "http",
                                         "e-mail",  "email",    "web",       "skype",    "linkedin",
                                         "twitter", "facebook", "instagram", "whatsapp", "telegram",
                                         "office",  "direct",   "site",      "адрес",    "сайт",
                                         "почта",   "📞",       "📱",        "📧",       "☎",
                                         "✉",       "🌐",       "电话",      "電話",     "전화"}),
        [&](std::string_view label) { return starts_with_ignoring_case(content, label); });
    return content.size() <= kClosingLineBytesMax &&
           ((has_label && (line.has_digit || line.has_at || content.contains('.'))) ||
            has_phone(content) || (line.has_at && !content.contains(' ')));
}

bool has_contact(std::span<const Line> lines, Rest rest) {
    return std::ranges::any_of(rest, [&](std::size_t i) { return is_contact(lines[i]); });
}

/// Without the notice at the end, whose lines may be as long as they like.
Rest without_notice(std::span<const Line> lines, Rest rest) {
    const auto notice = std::ranges::find_if(
        rest.subspan(1), [&](std::size_t i) { return is_notice(lines[i].content); });
    return rest.first(static_cast<std::size_t>(notice - rest.begin()));
}

/// "Kind regards," above a name and, with a telephone or the like, above a whole visiting card.
bool is_short_closing(std::span<const Line> lines, Rest rest) {
    if (rest.size() < 2 || rest.size() > kSignatureLinesMax ||
        !is_closing(lines[rest.front()].content)) {
        return false;
    }
    const Rest card = without_notice(lines, rest.first(std::min(rest.size(), kDelimitedLinesMax)));
    const std::size_t lines_max = has_contact(lines, card) ? kCardLinesMax : kClosingLinesMax + 1;
    return (card.size() >= 2 || card.size() < rest.size()) && card.size() <= lines_max &&
           (card.size() < 2 || !goes_on(lines[card[1]].content)) &&
           all_may_stand(lines, card, kClosingLineBytesMax);
}

/// A line of dashes or stars also parts paragraphs: below it somebody must be named.
bool is_ruled_off(std::span<const Line> lines, Rest below) {
    return !below.empty() && below.size() <= kRuledLinesMax &&
           all_may_stand(lines, below, kRuledLineBytesMax) &&
           (is_name(lines[below.front()].content) ||
            (below.size() == 1 && is_small_name(lines[below.front()].content)) ||
            is_closing(lines[below.front()].content) || has_contact(lines, below));
}

/// A name, then short lines of which two or more say how to reach whom, down to the end.
bool is_visiting_card(std::span<const Line> lines, Rest rest) {
    const std::size_t first = rest.front();
    if (rest.size() < 3 || rest.size() > kRuledLinesMax || !lines[first - 1].is_blank() ||
        !is_name(lines[first].content) || !all_may_stand(lines, rest, kClosingLineBytesMax)) {
        return false;
    }
    const auto contacts =
        std::ranges::count_if(rest, [&](std::size_t i) { return is_contact(lines[i]); });
    return contacts >= 2;
}

/// A notice of confidentiality: a paragraph of its own, and nothing but more of it below.
bool is_trailing_notice(std::span<const Line> lines, Rest rest) {
    return rest.front() > 0 && lines[rest.front() - 1].is_blank() &&
           rest.size() <= kDelimitedLinesMax && is_notice(lines[rest.front()].content);
}

/// A device line stands apart: in the middle of a paragraph somebody writes about one.
bool is_device_signature(std::span<const Line> lines, Rest rest) {
    const std::size_t i = rest.front();
    const bool is_after_text = i > 0 && !lines[i - 1].is_blank();
    const bool is_before_text = i + 1 < lines.size() && !lines[i + 1].is_blank() &&
                                !lines[i + 1].is_quoted && !is_device_line(lines[i + 1].content);
    return is_device_line(lines[i].content) &&
           !(is_after_text && is_before_text && goes_on(lines[i + 1].content));
}

bool begins_signature(std::span<const Line> lines, Rest rest) {
    const std::string_view content = lines[rest.front()].content;
    const Rest below = rest.subspan(1);
    if (is_delimiter(content)) {
        return below.size() <= kDelimitedLinesMax;
    }
    if (is_rule(content, 2)) {
        return is_ruled_off(lines, below);
    }
    return is_device_signature(lines, rest) || is_short_closing(lines, rest) ||
           is_dashed_name(lines, rest) || is_visiting_card(lines, rest) ||
           is_trailing_notice(lines, rest);
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
