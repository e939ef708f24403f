// See reply_line.hpp.
#include "html/reply_line.hpp"

#include <algorithm>
#include <array>
#include <string>

#include "core/text.hpp"
#include "html/reply_phrase.hpp"

namespace postroom::html {
namespace {

constexpr std::size_t kPhraseLineBytesMax = 200;
constexpr std::size_t kDeviceLineBytesMax = 160;
constexpr std::size_t kDeviceWordsMax = 12;
constexpr std::size_t kDeviceSentenceWordsMax =
    6;  // "Sent from my desk, which is easier than my phone."
constexpr std::size_t kHeaderBlockLinesMax = 14;
constexpr std::size_t kHeaderStrangersMax = 4;
constexpr std::size_t kSeparatorBytesMin = 8;
constexpr std::size_t kSeparatorDashesMin = 6;
constexpr std::size_t kNoticeBytesMin = 10;

/// What may stand between two closings on one line, or before an emoji.
constexpr auto kClosingJoints = std::to_array<std::string_view>(
    {" /", " |", " &", " and ", " und ", " et ", " \xf0", " \xe2", " :)", " ;)"});

/// White space and characters without width, which mail programs sprinkle around text.
constexpr auto kInvisible = std::to_array<std::string_view>({" ",
                                                             "\t",
                                                             "\r",
                                                             "\n",
                                                             "\f",
                                                             "\v",
                                                             "\xc2\xa0",
                                                             "\xe2\x80\x8b",
                                                             "\xe2\x80\x8c",
                                                             "\xe2\x80\x8d",
                                                             "\xe2\x80\x8e",
                                                             "\xe2\x80\x8f",
                                                             "\xe2\x80\xaf",
                                                             "\xe2\x80\xaa",
                                                             "\xe2\x80\xab",
                                                             "\xe2\x80\xac",
                                                             "\xe2\x80\xad",
                                                             "\xe2\x80\xae",
                                                             "\xef\xbb\xbf",
                                                             "\xe2\x81\xa0",
                                                             "\xe3\x80\x80"});

bool can_be_invisible(char c) { return static_cast<unsigned char>(c) >= 0x80 || c <= ' '; }

std::string_view trim_invisible(std::string_view text) {
    for (bool again = true; again && !text.empty() && can_be_invisible(text.front());) {
        again = false;
        for (const std::string_view gap : kInvisible) {
            if (text.starts_with(gap)) {
                text.remove_prefix(gap.size());
                again = true;
                break;
            }
        }
    }
    for (bool again = true; again && !text.empty() && can_be_invisible(text.back());) {
        again = false;
        for (const std::string_view gap : kInvisible) {
            if (text.ends_with(gap)) {
                text.remove_suffix(gap.size());
                again = true;
                break;
            }
        }
    }
    return text;
}

/// Without the stars, underscores and quote signs that formatting leaves around a phrase.
std::string_view trim_decoration(std::string_view text) {
    while (!text.empty() && std::string_view("*_>| \t").contains(text.front())) {
        text.remove_prefix(1);
    }
    while (!text.empty() && std::string_view("*_ \t").contains(text.back())) {
        text.remove_suffix(1);
    }
    return trim_invisible(text);
}

/// As starts_with_ignoring_case(), but most phrases of a table fail at the first byte already.
bool begins_with(std::string_view text, std::string_view phrase) {
    return !text.empty() && (text.front() | 0x20) == (phrase.front() | 0x20) &&
           starts_with_ignoring_case(text, phrase);
}

bool begins_with_any(std::string_view text, std::span<const std::string_view> phrases) {
    return std::ranges::any_of(phrases,
                               [&](std::string_view phrase) { return begins_with(text, phrase); });
}

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

/// With the first letter small where it is a capital of Latin-1, Latin Extended-A or Cyrillic: the
/// closings stand in small letters.
std::string with_small_initial(std::string_view text) {
    std::string folded(text);
    if (folded.size() < 2) {
        return folded;
    }
    const auto lead = static_cast<unsigned char>(folded[0]);
    const auto next = static_cast<unsigned char>(folded[1]);
    if ((lead == 0xc3 && next >= 0x80 && next <= 0x9e) ||
        (lead == 0xd0 && next >= 0x90 && next <= 0x9f)) {
        folded[1] = static_cast<char>(next + 0x20);
    } else if (lead == 0xd0 && next >= 0xa0 && next <= 0xaf) {
        folded[0] = '\xd1';
        folded[1] = static_cast<char>(next - 0x20);
    } else if ((lead == 0xc4 || lead == 0xc5) && next % 2 == 0) {
        folded[1] = static_cast<char>(next + 1);
    }
    return folded;
}

/// Without the comma, full stop or exclamation mark of any script at the end.
std::string_view without_end_marks(std::string_view text) {
    constexpr auto marks = std::to_array<std::string_view>(
        {",", ".", "!", " ", "-", ":", ";", "。", "，", "、", "！", "，", "،", "：", "…"});
    for (bool again = true; again;) {
        again = false;
        for (const std::string_view mark : marks) {
            if (text.ends_with(mark)) {
                text.remove_suffix(mark.size());
                again = true;
            }
        }
    }
    return text;
}

bool contains_any(std::string_view text, std::span<const std::string_view> phrases) {
    return !text.empty() && std::ranges::any_of(phrases, [&](std::string_view phrase) {
        return find_ignoring_case(text, phrase) != std::string_view::npos;
    });
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

/// "Sent from my desk, which is easier than my phone." is one; "Diese Nachricht wurde von meinem
/// Android-Gerät mit K-9 Mail gesendet." is what the program writes.
bool may_be_sentence(std::string_view words) {
    return words.ends_with('.') && !words.ends_with("gesendet.") &&
           find_ignoring_case(words, "please excuse") == std::string_view::npos &&
           find_ignoring_case(words, "blackberry") == std::string_view::npos;
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

bool is_device_line(std::string_view content) {
    std::string_view bare = trim_decoration(content);
    if (bare.starts_with("[") || bare.starts_with("(")) {
        bare.remove_prefix(1);
    }
    while (bare.starts_with('-') || bare.starts_with("—")) {
        bare = trim_invisible(bare.substr(bare.starts_with('-') ? 1 : 3));
    }
    const std::size_t address = std::min({bare.find('<'), bare.find("http"), bare.size()});
    const std::string_view words = bare.substr(0, address);
    const auto gaps = static_cast<std::size_t>(std::ranges::count(words, ' '));
    if (words.empty() || words.size() > kDeviceLineBytesMax ||
        gaps > (may_be_sentence(words) ? kDeviceSentenceWordsMax : kDeviceWordsMax) ||
        words.ends_with(':') || words.ends_with('?')) {
        return false;
    }
    const auto ends_so = [&](std::string_view ending) { return words.ends_with(ending); };
    return begins_with_any(words, device_beginnings()) ||
           (std::ranges::any_of(device_endings(), ends_so) &&
            (find_ignoring_case(words, "phone") != std::string_view::npos ||
             find_ignoring_case(words, "pad") != std::string_view::npos ||
             find_ignoring_case(words, "android") != std::string_view::npos ||
             find_ignoring_case(words, "mail") != std::string_view::npos ||
             find_ignoring_case(words, "outlook") != std::string_view::npos));
}

bool is_closing(std::string_view content) {
    std::string_view bare = trim_decoration(content);
    bare = without_end_marks(bare);
    if (bare.empty() || bare.size() > 60 || content.ends_with('?')) {
        return false;
    }
    const std::string folded = with_small_initial(bare);
    bare = folded;
    return std::ranges::any_of(closings(), [&](std::string_view phrase) {
        if (!begins_with(bare, phrase)) {
            return false;
        }
        // "Best regards / Viele Grüße", "Thanks! 😊"
        std::string_view rest = bare.substr(phrase.size());
        while (!rest.empty() && std::string_view("!,.").contains(rest.front())) {
            rest.remove_prefix(1);
        }
        return rest.empty() || begins_with_any(rest, kClosingJoints);
    });
}

bool is_notice(std::string_view content) {
    const std::string_view bare = trim_decoration(content);
    return bare.size() >= kNoticeBytesMin && begins_with_any(bare, notice_beginnings());
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
