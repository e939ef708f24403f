// See reply_line.hpp.
#include "html/reply_line.hpp"

#include <algorithm>
#include <array>
#include <string>

#include "core/text.hpp"
#include "html/reply_match.hpp"
#include "html/reply_phrase.hpp"

namespace postroom::html {
namespace {

constexpr std::size_t kPhraseLineBytesMax = 200;
constexpr std::size_t kHeaderBlockLinesMax = 14;
constexpr std::size_t kHeaderStrangersMax = 4;
constexpr std::size_t kSeparatorBytesMin = 8;
constexpr std::size_t kSeparatorDashesMin = 6;

/// The colon after a label: any spaces, then ":" or its full-width form. Returns the bytes up to
/// behind it, or 0.
std::size_t colon_after(std::string_view text) {
    std::size_t at = 0;
    for (;;) {
        const std::string_view rest = text.substr(at);
        if (rest.starts_with(' ') || rest.starts_with('*') || rest.starts_with('\t')) {
            ++at;
        } else if (rest.starts_with("\xc2\xa0")) {
            at += 2;
        } else if (rest.starts_with("\xe2\x80\xaf")) {
            at += 3;
        } else if (rest.starts_with(':')) {
            return at + 1;
        } else {
            return rest.starts_with("：") ? at + 3 : 0;
        }
    }
}

using Labels = std::vector<LabelPhrase>;

std::size_t bucket_of(char c) { return static_cast<unsigned char>(c) | 0x20U; }

/// The labels by their first byte: there are hundreds, and a mail may be nothing but labels.
const std::array<Labels, 256>& labels_by_first_byte() {
    static const auto buckets = [] {
        std::array<Labels, 256> built;
        for (const LabelPhrase& phrase : header_labels()) {
            built.at(bucket_of(phrase.text.front())).push_back(phrase);
        }
        return built;
    }();
    return buckets;
}

/// The label that begins `text`, if a colon follows.
HeaderLabel label_at(std::string_view text) {
    if (text.empty()) {
        return HeaderLabel::none;
    }
    for (const LabelPhrase& phrase : labels_by_first_byte().at(bucket_of(text.front()))) {
        if (begins_with(text, phrase.text) && colon_after(text.substr(phrase.text.size())) > 0) {
            return phrase.label;
        }
    }
    return HeaderLabel::none;
}

/// Which labels a quoted header block has shown so far.
struct LabelSet {
    std::array<bool, 6> seen{};
    bool has_address = false;
    bool names_people = false;  ///< the last line with a label was one of people

    void add(HeaderLabel label) { seen.at(static_cast<std::size_t>(label)) = true; }
    bool has(HeaderLabel label) const { return seen.at(static_cast<std::size_t>(label)); }
    std::ptrdiff_t count() const { return std::ranges::count(seen, true); }

    /// "From: Paris, To: London, Date: 5 May" is a booking, not a mail: a subject or an address
    /// must stand there.
    bool is_mail() const {
        const bool has_people = has(HeaderLabel::from) || (has(HeaderLabel::date) && has_address);
        return has_people && count() >= 2 && (has(HeaderLabel::subject) || has_address) &&
               (has(HeaderLabel::date) || has(HeaderLabel::to));
    }
};

/// Whose values are addresses: From, To, Cc, Reply-To.
bool is_of_people(HeaderLabel label) {
    return label == HeaderLabel::from || label == HeaderLabel::to || label == HeaderLabel::other;
}

/// Adds the labels of one line; false when the line begins with none.
bool add_labels(LabelSet& labels, const Line& line) {
    const std::string_view content =
        trim_decoration(line.content.substr(0, 2 * kPhraseLineBytesMax));
    const bool has_colon = content.contains(':') || content.contains("：");
    const HeaderLabel first = has_colon ? label_at(content) : HeaderLabel::none;
    if (first == HeaderLabel::none) {
        return false;
    }
    labels.add(first);
    bool names_people = is_of_people(first);
    for (std::size_t at = content.find(' '); at != std::string_view::npos;
         at = content.find(' ', at + 1)) {
        const HeaderLabel inner =
            content.size() > at + 1 ? label_at(content.substr(at + 1)) : HeaderLabel::none;
        if (inner != HeaderLabel::none) {
            labels.add(inner);
            names_people |= is_of_people(inner);
        }
    }
    labels.names_people = names_people;
    labels.has_address |= names_people && line.has_at;
    return true;
}

/// Bytes of the dash, star or other ornament at the beginning of `text`; 0 when there is none.
std::size_t ornament_at_front(std::string_view text) {
    constexpr auto dashes = std::to_array<std::string_view>({"—", "–", "‐", "‑", "―", "─", "━"});
    if (!text.empty() && std::string_view("-_=*~#").contains(text.front())) {
        return 1;
    }
    return std::ranges::any_of(dashes, [&](std::string_view d) { return text.starts_with(d); })
               ? dashes.front().size()
               : 0;
}

/// How many ornaments stand before the words; spaces between them do not count. Removes them.
std::size_t take_front_ornaments(std::string_view& text) {
    std::size_t count = 0;
    for (;;) {
        const std::size_t bytes = ornament_at_front(text);
        if (bytes == 0 && !text.starts_with(' ')) {
            return count;
        }
        count += bytes == 0 ? 0 : 1;
        text.remove_prefix(std::max<std::size_t>(bytes, 1));
    }
}

std::size_t take_back_ornaments(std::string_view& text) {
    std::size_t count = 0;
    for (;;) {
        if (text.ends_with(' ')) {
            text.remove_suffix(1);
        } else if (!text.empty() && ornament_at_front(text.substr(text.size() - 1)) == 1) {
            text.remove_suffix(1);
            ++count;
        } else if (text.size() >= 3 && ornament_at_front(text.substr(text.size() - 3)) == 3) {
            text.remove_suffix(3);
            ++count;
        } else {
            return count;
        }
    }
}

/// "Original Message" of "-----Original Message-----"; empty where the dashes are too few.
std::string_view words_between_dashes(std::string_view content) {
    if (content.size() > kPhraseLineBytesMax || content.size() < kSeparatorBytesMin) {
        return {};
    }
    const std::size_t front = take_front_ornaments(content);
    const std::size_t back = take_back_ornaments(content);
    const bool is_framed = front >= 2 && back >= 2 && front + back >= kSeparatorDashesMin;
    return is_framed ? trim_invisible(content) : std::string_view{};
}

}  // namespace

std::vector<Line> split_lines(std::string_view text) {
    std::vector<Line> lines;
    lines.reserve(text.size() / 40 + 1);
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t feed = text.find('\n', at);
        Line line{.begin = at, .end = feed == std::string_view::npos ? text.size() : feed + 1};
        line.content = trim_invisible(text.substr(at, line.end - at));
        // ">From " in a line of its own is what a mailbox file makes of "From ".
        const bool is_escaped =
            line.content.starts_with(">From ") && (lines.empty() || !lines.back().is_quoted);
        line.is_quoted =
            (line.content.starts_with('>') && !is_escaped) || line.content.starts_with("＞");
        line.has_at = line.content.contains('@');
        line.has_digit =
            std::ranges::any_of(line.content, [](char c) { return c >= '0' && c <= '9'; });
        at = line.end;
        lines.push_back(line);
    }
    return lines;
}

bool is_separator(std::string_view content) {
    const std::string_view words = words_between_dashes(content);
    return equals_ignoring_case(words, "original") || contains_any(words, original_phrases());
}

bool is_forward_separator(std::string_view content) {
    if (content.size() > kPhraseLineBytesMax || content.size() < kSeparatorBytesMin) {
        return false;
    }
    return begins_with_any(trim_decoration(content), forward_lines()) ||
           contains_any(words_between_dashes(content), forward_phrases());
}

bool is_header_block(std::span<const Line> lines, std::size_t at) {
    LabelSet labels;
    if (lines[at].content.empty() || !add_labels(labels, lines[at])) {
        return false;
    }
    const bool starts_well = labels.has(HeaderLabel::from) || labels.has(HeaderLabel::date) ||
                             labels.has(HeaderLabel::subject) || labels.has(HeaderLabel::to);
    std::size_t strangers = 0;
    for (std::size_t i = at + 1; starts_well && !labels.is_mail() && i < lines.size() &&
                                 i < at + kHeaderBlockLinesMax && strangers < kHeaderStrangersMax;
         ++i) {
        if (!lines[i].is_blank() && !add_labels(labels, lines[i])) {
            labels.has_address |= labels.names_people && lines[i].has_at;
            ++strangers;  // a wrapped list of recipients, or a value below its label
        }
    }
    return starts_well && labels.is_mail();
}

bool is_rule(std::string_view content, std::size_t count_min) {
    std::size_t count = 0;
    for (std::size_t at = 0; at < content.size();) {
        const std::string_view rest = content.substr(at);
        if (std::string_view("-_=*~#").contains(rest.front())) {
            at += 1;
        } else if (rest.starts_with("—") || rest.starts_with("–") || rest.starts_with("─") ||
                   rest.starts_with("━")) {
            at += 3;
        } else {
            return false;
        }
        ++count;
    }
    return count >= count_min;
}

bool is_reply_marker(std::string_view content) {
    const std::size_t lead = content.find_first_not_of("> ");
    const bool may_mark = lead != std::string_view::npos &&
                          (std::string_view("-#_=*~[(").contains(content[lead]) ||
                           content.contains("this line") || content.contains("ette ligne"));
    return may_mark && content.size() >= 10 && content.size() <= 2 * kPhraseLineBytesMax &&
           std::ranges::any_of(reply_markers(), [&](std::string_view marker) {
               return find_ignoring_case(content, marker) != std::string_view::npos;
           });
}

}  // namespace postroom::html
