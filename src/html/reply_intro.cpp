// The line above a quote: "On Tue, 3 May 2016 at 10:05, Ana <ana@example.org> wrote:". See
// reply_line.hpp.
//
// Language-free first: a date or a time, an address, a colon. The verbs only settle what these
// leave open.
#include <algorithm>
#include <array>
#include <span>
#include <string>

#include "core/text.hpp"
#include "html/reply_line.hpp"
#include "html/reply_phrase.hpp"

namespace postroom::html {
namespace {

constexpr std::size_t kIntroLinesMax = 6;
constexpr std::size_t kIntroBytesMax = 420;
constexpr std::size_t kLineBytesMax = 300;
constexpr std::size_t kBareIntroBytesMax = 120;

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_word_byte(char c) {
    return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           static_cast<unsigned char>(c) >= 0x80;
}

/// What a candidate shows; one pass over its bytes.
struct Features {
    bool has_date = false;  ///< a year, or day and month by numbers
    bool has_time = false;  ///< "10:05", "10h05", "10.05 Uhr" is left to the verb
    bool has_address = false;
    bool has_verb = false;
    bool ends_with_colon = false;
    bool ends_with_address = false;  ///< "<ana@example.org>" or that and a colon
};

std::size_t count_digits(std::string_view text, std::size_t at) {
    std::size_t count = 0;
    while (at + count < text.size() && is_digit(text[at + count])) {
        ++count;
    }
    return count;
}

void note_numbers(std::string_view text, Features& features) {
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t count = count_digits(text, at);
        if (count == 0) {
            ++at;
            continue;
        }
        const std::size_t end = at + count;
        const char next = end < text.size() ? text[end] : '\0';
        const std::size_t next_count = count_digits(text, end + 1);
        const bool is_year =
            count == 4 && (text.substr(at, 2) == "19" || text.substr(at, 2) == "20");
        const bool is_day =
            count <= 2 && (next == '/' || next == '.' || next == '-') && next_count >= 1;
        const bool is_time =
            count <= 2 && (next == ':' || next == 'h' || next == 'H') && next_count == 2;
        features.has_date |= is_year || is_day;
        features.has_time |= is_time;
        at = end;
    }
}

/// Whether a verb of the table stands in `text` as a word. English ones only at the end: "wrote" is
/// too common inside a sentence.
bool has_verb(std::span<const std::string_view> verbs, std::string_view text,
              std::string_view without_colon) {
    constexpr auto english =
        std::to_array<std::string_view>({"wrote", "writes", "sent", "replied", "said"});
    for (const std::string_view verb : verbs) {
        const bool is_english = std::ranges::find(english, verb) != english.end();
        const std::string_view place =
            is_english ? without_colon.substr(without_colon.size() -
                                              std::min(without_colon.size(), verb.size() + 1))
                       : text;
        const std::size_t at = find_ignoring_case(place, verb);
        if (at == std::string_view::npos) {
            continue;
        }
        const bool is_ascii = static_cast<unsigned char>(verb.front()) < 0x80;
        if (!is_ascii || at == 0 || !is_word_byte(place[at - 1])) {
            return true;
        }
    }
    return false;
}

/// "Quoting Ana <ana@example.org>:"
bool begins_with_quoting(std::string_view text) {
    return std::ranges::any_of(
        std::to_array<std::string_view>({"Quoting ", "Zitat von ", "Citando ", "Citation de "}),
        [&](std::string_view word) { return text.starts_with(word); });
}

/// "Ana Lima wrote on 3 May 2016:", "Ana <ana@example.org> wrote (3 May 2016):", but not "I wrote
/// on Monday 3/5:".
bool has_verb_before_date(std::string_view text) {
    for (const std::string_view joint :
         {" wrote on ", " wrote (", " wrote at ", " sent on ", " writes on "}) {
        const std::size_t at = text.find(joint);
        if (at == std::string_view::npos || at > kLineBytesMax / 2) {
            continue;
        }
        const std::string_view author = text.substr(0, at);
        const bool is_self = author.ends_with("I") || equals_ignoring_case(author, "we") ||
                             equals_ignoring_case(author, "you");
        return !is_self && (author.contains('@') || std::ranges::count(author, ' ') <= 4);
    }
    return false;
}

std::string_view without_end_colon(std::string_view text) {
    if (text.ends_with(':')) {
        return trim(text.substr(0, text.size() - 1));
    }
    return text.ends_with("：") ? trim(text.substr(0, text.size() - 3)) : text;
}

Features judge_features(std::string_view text) {
    Features features;
    const std::string_view core = without_end_colon(text);
    features.ends_with_colon = core.size() < text.size();
    features.has_address = text.contains('@');
    const std::size_t angle = core.rfind('<');
    features.ends_with_address =
        core.ends_with('>') && angle != std::string_view::npos && core.substr(angle).contains('@');
    note_numbers(text, features);
    if (features.ends_with_colon &&
        (features.has_date || features.has_time || features.has_address)) {
        features.has_verb = has_verb(wrote_verbs(), text, core) ||
                            (features.has_address && has_verb(weak_verbs(), text, core));
    }
    return features;
}

/// "2013/7/20", "2013-07-20" at the beginning, as old Gmail writes it without any verb.
bool begins_with_iso_date(std::string_view text) {
    return count_digits(text, 0) == 4 && text.size() > 8 && (text[4] == '/' || text[4] == '-') &&
           is_digit(text[5]);
}

/// "Ana <ana@example.org>"
bool has_framed_address(std::string_view text) {
    const std::size_t open = text.find('<');
    const std::size_t close = text.find('>', std::min(open, text.size()));
    return close != std::string_view::npos && text.substr(open, close - open).contains('@');
}

/// The colon is missing: "On 3 May 2016, Ana <ana@example.org> wrote".
bool ends_with_verb(std::string_view text) {
    return std::ranges::any_of(std::to_array<std::string_view>(
                                   {" wrote", " a écrit", " schrieb", " geschrieben", " escribió",
                                    " ha scritto", " escreveu", " schreef", " skrev", " napisał(a)",
                                    " napisał", " написал", " пишет", " kirjoitti"}),
                               [&](std::string_view verb) { return text.ends_with(verb); });
}

bool is_intro_text(std::string_view text) {
    const Features features = judge_features(text);
    if (features.ends_with_colon && features.has_verb) {
        return true;
    }
    const bool has_moment = features.has_date || features.has_time;
    if (features.ends_with_colon &&
        ((features.ends_with_address && (has_moment || begins_with_quoting(text))) ||
         (has_moment && has_verb_before_date(text)))) {
        return true;
    }
    if (features.ends_with_colon && features.has_date && features.has_time &&
        has_framed_address(text)) {
        return true;
    }
    return (features.ends_with_address && begins_with_iso_date(text)) ||
           (features.has_date && has_framed_address(text) && ends_with_verb(text));
}

/// Whether a line begins as such lines do: a starter word or a number.
bool begins_like_intro(const Line& line) {
    std::string_view content = line.content;
    while (!content.empty() && std::string_view(">*_ ").contains(content.front())) {
        content.remove_prefix(1);
    }
    if (content.empty() || !line.has_digit) {
        return false;
    }
    if (is_digit(content.front())) {
        return true;
    }
    return std::ranges::any_of(intro_starters(), [&](std::string_view starter) {
        return content.front() == starter.front() && content.starts_with(starter) &&
               content.size() > starter.size() &&
               (!is_word_byte(content[starter.size()]) ||
                static_cast<unsigned char>(starter.front()) >= 0xe0);
    });
}

bool ends_like_intro(std::string_view content) {
    return content.ends_with(':') || content.ends_with("：") || content.ends_with('>') ||
           ends_with_verb(content);
}

std::string join(std::span<const Line> lines, std::size_t first, std::size_t last) {
    std::string text;
    for (std::size_t i = first; i <= last; ++i) {
        if (!lines[i].is_blank()) {
            text.append(text.empty() ? "" : " ").append(lines[i].content);
        }
    }
    return text;
}

/// Whether the lines after the first may belong to it: no sentence ends above, at most one empty
/// line in a row.
bool may_continue(const Line& line) {
    return line.content.size() <= kLineBytesMax && !line.content.ends_with('.') &&
           !line.content.ends_with('!') && !line.content.ends_with('?');
}

/// "Ana wrote:" without a date: only right above what is quoted.
bool is_bare_intro(std::span<const Line> lines, std::size_t at) {
    const std::string_view core = without_end_colon(lines[at].content);
    if (core.size() == lines[at].content.size() || core.size() > kBareIntroBytesMax ||
        !(has_verb(wrote_verbs(), core, core) || has_verb(weak_verbs(), core, core))) {
        return false;
    }
    std::size_t next = at + 1;
    while (next < lines.size() && next <= at + 2 && lines[next].is_blank()) {
        ++next;
    }
    return next < lines.size() && lines[next].is_quoted;
}

}  // namespace

std::size_t count_intro_lines(std::span<const Line> lines, std::size_t at) {
    const Line& first = lines[at];
    if (first.content.empty() || first.content.size() > kLineBytesMax) {
        return 0;
    }
    if (is_bare_intro(lines, at)) {
        return 1;
    }
    if (ends_like_intro(first.content) && is_intro_text(first.content)) {
        return 1;
    }
    const bool can_start =
        begins_like_intro(first) || (first.has_at && first.content.contains('<'));
    if (!can_start || first.content.ends_with(':')) {
        return 0;
    }
    std::size_t bytes = first.content.size();
    bool was_blank = false;
    for (std::size_t i = at + 1; i < lines.size() && i < at + kIntroLinesMax; ++i) {
        const Line& line = lines[i];
        bytes += line.content.size();
        if ((line.is_blank() && was_blank) || bytes > kIntroBytesMax || !may_continue(line) ||
            (i > at + 1 && begins_like_intro(line) && is_intro_text(line.content))) {
            return 0;
        }
        was_blank = line.is_blank();
        const bool can_end = ends_like_intro(line.content);
        if (can_end && is_intro_text(join(lines, at, i))) {
            return i - at + 1;
        }
        if (can_end && line.content.ends_with(':')) {
            return 0;
        }
    }
    return 0;
}

std::size_t find_inner_intro(std::string_view content) {
    if (content.size() > kLineBytesMax || !ends_like_intro(content)) {
        return std::string_view::npos;
    }
    for (std::size_t at = content.find("--"); at != std::string_view::npos;
         at = content.find("--", at + 1)) {
        const std::size_t begin = content.find_first_not_of("- ", at);
        if (at > 0 && begin != std::string_view::npos && is_intro_text(content.substr(begin))) {
            return at;
        }
    }
    return std::string_view::npos;
}

}  // namespace postroom::html
