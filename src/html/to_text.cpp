// See to_text.hpp and marked_text.hpp.
#include "html/to_text.hpp"

#include <fmt/format.h>

#include "core/limits.hpp"
#include "core/text.hpp"
#include "html/entity.hpp"
#include "html/landmark.hpp"
#include "html/marked_text.hpp"
#include "html/open_elements.hpp"
#include "html/text_flow.hpp"
#include "html/token.hpp"
#include "html/url.hpp"

namespace postroom::html {
namespace {

constexpr std::size_t kLinkTextBytesMax = 1024;
constexpr std::string_view kNoBreakSpace = "\u00a0";
constexpr int kListNumberMax = 1'000'000'000;

/// What must be done when an open element ends; kept beside OpenElements, one entry an element.
struct Opened {
    std::size_t text_begin = 0;
    Landmark landmark = Landmark::none;
    bool is_quote = false;
    bool is_tight = false;  ///< a paragraph without space around it
    std::string link;       ///< of an `a`
};

bool is_list(const Element& element) { return element.name == "ul" || element.name == "ol"; }

bool is_preformatted(const Element& element) {
    return element.name == "pre" || element.name == "listing";
}

/// A blockquote is an indented paragraph in some programs; those say that it has no border.
bool is_indent_only(const Token& token) {
    const std::string_view style = token.attribute("style");
    return find_ignoring_case(style, "border:none") != std::string_view::npos ||
           find_ignoring_case(style, "border: none") != std::string_view::npos;
}

/// Word and Outlook write each line as a paragraph without margin.
bool is_tight_paragraph(const Token& token) {
    return token.attribute("class").contains("MsoNormal") ||
           find_ignoring_case(token.attribute("style"), "margin:0") != std::string_view::npos;
}

/// An address without what people leave out when they write one.
std::string_view bare_address(std::string_view text) {
    for (const std::string_view prefix : {"mailto:", "tel:", "https://", "http://", "www."}) {
        if (starts_with_ignoring_case(text, prefix)) {
            text.remove_prefix(prefix.size());
        }
    }
    while (text.ends_with('/')) {
        text.remove_suffix(1);
    }
    return text;
}

class TextWriter {
   public:
    explicit TextWriter(std::string_view input) : tokens_(input), flow_(input.size() / 2) {}

    MarkedText run() {
        for (Token token; tokens_.next(token);) {
            switch (token.kind) {
                case TokenKind::text:
                    write_text(token.text);
                    break;
                case TokenKind::raw_text:
                    write_raw_text(token);
                    break;
                case TokenKind::start_tag:
                    start(token);
                    break;
                case TokenKind::end_tag:
                    end(token);
                    break;
            }
        }
        open_.close_all([this](const Element& element) { close(element); });
        result_.text = flow_.take();
        if (from_here_) {
            result_.quoted.push_back({*from_here_, result_.text.size()});
        }
        if (has_inline_answer_) {
            result_.quoted.clear();
        }
        clip(result_.quoted);
        clip(result_.signatures);
        return std::move(result_);
    }

   private:
    void write_text(std::string_view text) {
        // An answer between the quoted parts of one landmark: what its author wrote may not go with
        // it.
        if (landmark_depth_ > 0 && saw_inner_quote_ && inner_quotes_ == 0 && !trim(text).empty()) {
            has_inline_answer_ = true;
        }
        if (!text.contains('&')) {
            flow_.add(text);
            return;
        }
        scratch_.clear();
        append_decoded(scratch_, text);
        flow_.add(scratch_);
    }

    void write_raw_text(const Token& token) {
        if (token.element->content == Content::raw_shown) {
            flow_.break_line();
            write_text(token.text);
            flow_.break_line();
        }
    }

    void start(const Token& token) {
        if (token.element == nullptr) {
            return;
        }
        const Element& element = *token.element;
        open_.close_implied(element, [this](const Element& closed) { close(closed); });
        break_before(token);
        Opened opened{.text_begin = flow_.size(), .landmark = mark(token)};
        if (element.is_void) {
            write_void(token);
            return;
        }
        if (element.content != Content::markup || !open_.open(element)) {
            return;
        }
        if (element.name == "blockquote") {
            opened.is_quote = !is_indent_only(token);
            if (opened.is_quote) {
                flow_.begin_quote();
            }
        } else if (element.name == "a") {
            opened.link = judge_link(token);
        } else if (element.group == Group::paragraph) {
            opened.is_tight = is_tight_paragraph(token);
        } else if (is_preformatted(element)) {
            flow_.begin_preformatted();
        } else if (is_list(element)) {
            list_counts_.push_back(element.name == "ol" ? number_of(token, "start").value_or(1)
                                                        : 0);
        } else if (element.name == "li") {
            begin_item(number_of(token, "value"));
        }
        if (opened.is_quote) {
            inner_quotes_ += landmark_depth_ > 0 ? 1 : 0;
        } else if (opened.landmark == Landmark::quoted_element) {
            ++landmark_depth_;
        }
        opened_.push_back(std::move(opened));
    }

    void break_before(const Token& token) {
        const Element& element = *token.element;
        const bool is_inner_list = is_list(element) && !list_counts_.empty();
        if (element.flow == Flow::line || is_inner_list ||
            (element.name == "p" && is_tight_paragraph(token))) {
            flow_.break_line();
        } else if (element.flow == Flow::paragraph) {
            flow_.break_paragraph();
        } else if (element.group == Group::cell) {
            flow_.add_gap();
        }
    }

    /// Notes a landmark; returns what has to be closed with the element.
    Landmark mark(const Token& token) {
        if (from_here_) {
            return Landmark::none;
        }
        const Landmark landmark = judge_landmark(token);
        if (landmark == Landmark::quoted_from_here) {
            from_here_ = flow_.size();
        }
        const bool is_quoted =
            landmark == Landmark::quoted_from_here || landmark == Landmark::quoted_element;
        if (is_quoted && !result_.quote_offset) {
            result_.quote_offset = token.begin;
        }
        return landmark;
    }

    void write_void(const Token& token) {
        const std::string_view name = token.element->name;
        if (name == "br") {
            flow_.end_line();
        } else if (name == "hr") {
            flow_.add("----------");
            flow_.break_line();
        } else if (name == "img") {
            const std::string alt =
                one_line(replace_all(decode_attribute(token.attribute("alt")), kNoBreakSpace, " "));
            if (!alt.empty()) {
                flow_.add("[" + alt + "]");
            }
        }
    }

    static std::string judge_link(const Token& token) {
        Url url = judge_url(token.attribute("href"));
        const bool is_shown = url.kind == UrlKind::web || url.kind == UrlKind::contact;
        return is_shown ? std::move(url.text) : std::string{};
    }

    /// Numbers beyond any list are left out of the count.
    static std::optional<int> number_of(const Token& token, std::string_view attribute) {
        const auto number = parse_int(trim(token.attribute(attribute)));
        return number && *number > 0 && *number <= kListNumberMax
                   ? std::optional(static_cast<int>(*number))
                   : std::nullopt;
    }

    void begin_item(std::optional<int> number) {
        const std::size_t depth = list_counts_.empty() ? 0 : list_counts_.size() - 1;
        std::string mark(2 * depth, ' ');
        if (!list_counts_.empty() && list_counts_.back() > 0) {
            list_counts_.back() = number.value_or(list_counts_.back());
            mark += fmt::format("{}. ", list_counts_.back()++);
        } else {
            mark += "- ";
        }
        flow_.add_mark(mark);
    }

    void end(const Token& token) {
        if (token.element == nullptr) {
            return;
        }
        if (!token.element->is_void && token.element->content == Content::markup) {
            open_.close(*token.element, [this](const Element& element) { close(element); });
        }
    }

    void close(const Element& element) {
        const Opened opened = std::move(opened_.back());
        opened_.pop_back();
        if (!opened.link.empty()) {
            write_link_address(opened);
        }
        if (opened.is_quote) {
            flow_.end_quote();
            saw_inner_quote_ |= inner_quotes_ == 1;
            inner_quotes_ -= inner_quotes_ > 0 ? 1 : 0;
        } else if (is_preformatted(element)) {
            flow_.end_preformatted();
        } else if (is_list(element)) {
            list_counts_.pop_back();
        }
        if (!opened.is_quote && opened.landmark == Landmark::quoted_element &&
            --landmark_depth_ == 0) {
            saw_inner_quote_ = false;
        }
        note_range(opened);
        const bool is_inner_list = is_list(element) && !list_counts_.empty();
        if (element.flow == Flow::paragraph && !opened.is_tight && !is_inner_list) {
            flow_.break_paragraph();
        } else if (element.flow != Flow::in_line) {
            flow_.break_line();
        }
    }

    void write_link_address(const Opened& opened) {
        const std::string_view text = trim(flow_.text_from(opened.text_begin));
        const std::string_view address = bare_address(opened.link);
        const bool is_short =
            text.size() <= kLinkTextBytesMax;  // a search may not become quadratic
        if (!text.empty() && !(is_short && text.contains(address)) &&
            !equals_ignoring_case(bare_address(text), address)) {
            flow_.add(fmt::format(" ({})", opened.link));
        }
    }

    void note_range(const Opened& opened) {
        const TextRange range{opened.text_begin, flow_.size()};
        if (from_here_ && *from_here_ <= range.begin) {
            return;
        }
        if (opened.landmark == Landmark::quoted_element) {
            add_range(result_.quoted, range);
        } else if (opened.landmark == Landmark::signature) {
            add_range(result_.signatures, range);
        }
    }

    /// An outer element ends after the inner ones: it takes their place.
    static void add_range(std::vector<TextRange>& ranges, TextRange range) {
        while (!ranges.empty() && ranges.back().begin >= range.begin) {
            ranges.pop_back();
        }
        ranges.push_back(range);
    }

    void clip(std::vector<TextRange>& ranges) const {
        for (TextRange& range : ranges) {
            range.begin = std::min(range.begin, result_.text.size());
            range.end = std::min(range.end, result_.text.size());
        }
        std::erase_if(ranges, [](const TextRange& range) { return range.begin == range.end; });
    }

    Tokenizer tokens_;
    TextFlow flow_;
    OpenElements open_;
    std::vector<Opened> opened_;
    std::vector<int> list_counts_;
    std::optional<std::size_t> from_here_;
    std::string scratch_;
    int landmark_depth_ = 0;  ///< open elements that hold a quoted mail, other than blockquotes
    int inner_quotes_ = 0;    ///< open blockquotes within these
    bool saw_inner_quote_ = false;  ///< one of them has ended
    bool has_inline_answer_ = false;
    MarkedText result_;
};

}  // namespace

MarkedText to_marked_text(std::string_view utf8_html) {
    return TextWriter(truncate_utf8(utf8_html, limits::kHtmlBytesMax)).run();
}

std::string to_text(std::string_view utf8_html) { return to_marked_text(utf8_html).text; }

}  // namespace postroom::html
