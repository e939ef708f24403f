// See reply_split.hpp.
#include "html/reply_split.hpp"

#include <algorithm>

#include "core/text.hpp"
#include "html/reply_line.hpp"

namespace postroom::html {
namespace {

constexpr std::size_t kRuleLengthMin = 3;
constexpr std::size_t kWrapWidthMin = 60;
constexpr std::size_t kWrapRestMax = 30;
constexpr std::size_t kForwardWordsMax = 4;
constexpr std::size_t kWordBytesMax = 20;
constexpr std::size_t kAnswerBytesMin = 60;
constexpr std::size_t kNone = std::string_view::npos;

bool begins_in_lower_case(std::string_view text) {
    return !text.empty() && text.front() >= 'a' && text.front() <= 'z';
}

/// Whether a line between two quoted ones is the rest of the line above: an address or a sentence
/// that was wrapped.
bool is_wrapped_rest(std::string_view above, std::string_view content) {
    const std::size_t open = above.find_last_of("(<");
    const bool is_in_address = open != kNone && above.substr(open).contains("http") &&
                               above.substr(open).find_first_of(")>") == kNone;
    return is_in_address || (above.size() >= kWrapWidthMin && content.size() <= kWrapRestMax &&
                             begins_in_lower_case(content));
}

/// Works on the lines of one text; `kinds_` is what came out so far, one entry a line.
class Splitter {
   public:
    Splitter(std::string_view text, const MarkedText& marked)
        : text_(text), lines_(split_lines(text)) {
        apply_marks(marked);
        join_wrapped_quotes();
        separate_inner_intro();
        kinds_.assign(lines_.size(), SpanKind::fresh);
        end_ = find_marker();
        if (cut_quotes()) {
            cut_trailing_quote();
        } else {
            set(0, end_, SpanKind::fresh);
        }
        set(end_, lines_.size(), SpanKind::quoted);
    }

    std::vector<Span> take_spans() {
        const std::size_t first = find_signature(lines_, kinds_, signature_at_);
        for (std::size_t i = first; i < lines_.size(); ++i) {
            if (kinds_[i] == SpanKind::fresh) {
                kinds_[i] = SpanKind::signature;
            }
        }
        std::vector<Span> spans;
        for (std::size_t i = 0; i < lines_.size(); ++i) {
            if (!spans.empty() && spans.back().kind == kinds_[i]) {
                spans.back().end = lines_[i].end;
            } else {
                spans.push_back({kinds_[i], lines_[i].begin, lines_[i].end});
            }
        }
        return spans;
    }

   private:
    void set(std::size_t from, std::size_t to, SpanKind kind) {
        std::fill(kinds_.begin() + static_cast<std::ptrdiff_t>(from),
                  kinds_.begin() + static_cast<std::ptrdiff_t>(to), kind);
    }

    void apply_marks(const MarkedText& marked) {
        std::size_t i = 0;
        for (const TextRange& range : marked.quoted) {
            for (; i < lines_.size() && lines_[i].begin < range.end; ++i) {
                lines_[i].is_quoted |= lines_[i].end > range.begin + 1;
            }
        }
        if (!marked.signatures.empty()) {
            signature_at_ = marked.signatures.front().begin;
        }
    }

    void join_wrapped_quotes() {
        for (std::size_t i = 1; i + 1 < lines_.size(); ++i) {
            Line& line = lines_[i];
            if (!line.is_blank() && !line.is_quoted && lines_[i - 1].is_quoted &&
                lines_[i + 1].is_quoted) {
                line.is_quoted = is_wrapped_rest(lines_[i - 1].content, line.content);
            }
        }
    }

    /// "my words--- On Monday Ana wrote:" becomes two lines; once, for the first one found.
    void separate_inner_intro() {
        for (std::size_t i = 0; i < lines_.size(); ++i) {
            const std::size_t inner =
                lines_[i].is_quoted ? kNone : find_inner_intro(lines_[i].content);
            if (inner != kNone) {
                Line rest = lines_[i];
                Line& line = lines_[i];
                rest.begin = static_cast<std::size_t>(line.content.data() - text_.data()) + inner;
                rest.content = line.content.substr(line.content.find_first_not_of("- ", inner));
                line.end = rest.begin;
                line.content = trim(line.content.substr(0, inner));
                lines_.insert(lines_.begin() + static_cast<std::ptrdiff_t>(i) + 1, rest);
                return;
            }
        }
    }

    std::size_t find_marker() const {
        const auto found = std::ranges::find_if(
            lines_, [](const Line& line) { return is_reply_marker(line.content); });
        return static_cast<std::size_t>(found - lines_.begin());
    }

    /// Marks what is quoted, top down; false when somebody answered between quoted lines.
    bool cut_quotes() {
        bool has_own_words = false;
        bool saw_quote = false;
        bool answered = false;
        for (std::size_t i = 0; i < end_;) {
            const Line& line = lines_[i];
            if (line.is_blank()) {
                ++i;
                continue;
            }
            if (line.is_quoted) {
                if (answered) {
                    return false;
                }
                i = has_own_words || saw_quote ? i + 1 : cut_first_quote(i);
                saw_quote = true;
                continue;
            }
            if (begins_whole_mail(i)) {
                cut_whole_mail(i, has_own_words);
                return true;
            }
            const std::size_t count = count_intro_lines(lines_, i);
            if (count == 0) {
                has_own_words = true;
                answered = saw_quote;
                ++i;
                continue;
            }
            if (has_own_words && has_answer_below(i + count)) {
                return false;
            }
            i = cut_intro(i, count, has_own_words);
            saw_quote = true;
        }
        return true;
    }

    bool begins_whole_mail(std::size_t i) const {
        return is_forward_separator(lines_[i].content) || is_separator(lines_[i].content) ||
               is_header_block(lines_, i);
    }

    /// With nothing above, it is a forwarded mail and stays.
    void cut_whole_mail(std::size_t i, bool has_own_words) {
        if (has_own_words && !(is_forward_separator(lines_[i].content) && has_few_words(i))) {
            cut_rest(i);
        }
    }

    /// A quote above all else goes when it introduces itself; the answer stands below.
    std::size_t cut_first_quote(std::size_t i) {
        const std::size_t count = count_intro_lines(lines_, i);
        return count > 0 ? cut_intro(i, count, false) : i + 1;
    }

    /// "FYI" above a forwarded mail: the mail is what the person sends, not what they answer.
    bool has_few_words(std::size_t end) const {
        std::size_t words = 0;
        for (std::size_t i = 0; i < end && words <= kForwardWordsMax; ++i) {
            const std::string_view content = lines_[i].content;
            words += content.empty() ? 0 : 1 + std::ranges::count(content, ' ');
            words += content.size() > kForwardWordsMax * kWordBytesMax ? kForwardWordsMax : 0;
        }
        return words <= kForwardWordsMax;
    }

    /// Whether words of weight follow a quote with signs: more than a name or a footer. Then the
    /// quote belongs to what was written around it.
    bool has_answer_below(std::size_t body) const {
        std::size_t next = body;
        bool has_quote = false;
        for (; next < end_ && (lines_[next].is_blank() || lines_[next].is_quoted); ++next) {
            has_quote |= lines_[next].is_quoted;
        }
        if (!has_quote || next == end_ || is_footer(lines_[next].content)) {
            return false;
        }
        std::size_t bytes = 0;
        for (std::size_t i = next; i < end_ && bytes < kAnswerBytesMin; ++i) {
            if (lines_[i].is_quoted || is_footer(lines_[i].content)) {
                break;
            }
            bytes += lines_[i].content.size();
        }
        return bytes >= kAnswerBytesMin;
    }

    static bool is_footer(std::string_view content) {
        return !content.empty() &&
               (is_rule(content, 2) || is_device_line(content) || is_closing(content) ||
                is_separator(content) || is_forward_separator(content) || is_notice(content));
    }

    void cut_rest(std::size_t i) {
        while (i > 0 &&
               (lines_[i - 1].is_blank() || is_rule(lines_[i - 1].content, kRuleLengthMin))) {
            --i;
        }
        set(i, end_, SpanKind::quoted);
    }

    /// An introduction goes, and the quote below it. What follows the quote stays: an answer, or a
    /// signature.
    std::size_t cut_intro(std::size_t i, std::size_t count, bool has_own_words) {
        const std::size_t body = i + count;
        std::size_t next = body;
        while (next < end_ && lines_[next].is_blank()) {
            ++next;
        }
        if (next < end_ && !lines_[next].is_quoted) {
            if (has_own_words) {
                cut_rest(i);
                return end_;
            }
            set(i, body,
                SpanKind::quoted);  // nothing tells quote from answer: only this line is certain
            return body;
        }
        while (next < end_ && (lines_[next].is_blank() || lines_[next].is_quoted)) {
            ++next;
        }
        set(i, next, SpanKind::quoted);
        return next;
    }

    /// Quoting at the very end, without any introduction.
    void cut_trailing_quote() {
        std::size_t first = end_;
        bool has_quote = false;
        while (first > 0 && kinds_[first - 1] == SpanKind::fresh &&
               (lines_[first - 1].is_blank() || lines_[first - 1].is_quoted)) {
            --first;
            has_quote |= lines_[first].is_quoted;
        }
        if (has_quote && first > 0 && !is_sent_on(first)) {
            cut_rest(first);
        }
    }

    /// Whether what is marked as quoted is a forwarded mail with hardly a word above.
    bool is_sent_on(std::size_t first) const {
        while (first < end_ && lines_[first].is_blank()) {
            ++first;
        }
        return first < end_ && is_forward_separator(lines_[first].content) && has_few_words(first);
    }

    std::string_view text_;
    std::vector<Line> lines_;
    std::vector<SpanKind> kinds_;
    std::size_t end_ = 0;
    std::size_t signature_at_ = kNone;
};

}  // namespace

std::vector<Span> split_reply(std::string_view text, const MarkedText& marked) {
    return Splitter(text, marked).take_spans();
}

bool has_reply_marker(std::string_view text) {
    return std::ranges::any_of(split_lines(text),
                               [](const Line& line) { return is_reply_marker(line.content); });
}

}  // namespace postroom::html
