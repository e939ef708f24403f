// See text_flow.hpp.
#include "html/text_flow.hpp"

#include <algorithm>

namespace postroom::html {
namespace {

constexpr int kQuoteDepthMax = 8;  // deeper quoting adds nothing that a reader can use
constexpr std::string_view kSpaces = " \t\r\n\f\v";

}  // namespace

void TextFlow::add(std::string_view text) {
    if (preformatted_ > 0) {
        add_preformatted(text);
        return;
    }
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t start = std::min(text.find_first_not_of(kSpaces, at), text.size());
        wants_space_ = (wants_space_ || start > at) && has_line_text_ && wanted_breaks_ == 0;
        if (start == text.size()) {
            return;
        }
        at = std::min(text.find_first_of(kSpaces, start), text.size());
        write_breaks();
        if (!has_line_text_) {
            begin_line();
        } else if (wants_space_) {
            out_ += ' ';
        }
        wants_space_ = false;
        has_line_text_ = true;
        out_.append(text.substr(start, at - start));
    }
}

void TextFlow::add_preformatted(std::string_view text) {
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = std::min(text.find('\n', at), text.size());
        const std::string_view line = text.substr(at, end - at);
        if (!line.empty()) {
            write_breaks();
            if (!has_line_text_) {
                begin_line();
            }
            has_line_text_ = true;
            out_.append(line);
        }
        if (end < text.size()) {
            end_line();
        }
        at = end + 1;
    }
}

void TextFlow::write_breaks() {
    if (wanted_breaks_ == 0) {
        return;
    }
    wants_space_ = false;
    std::size_t have = 0;
    while (have < 2 && have < out_.size() && out_[out_.size() - 1 - have] == '\n') {
        ++have;
    }
    const auto wanted = static_cast<std::size_t>(out_.empty() ? 0 : wanted_breaks_);
    if (wanted > have) {
        out_.append(wanted - have, '\n');
    }
    wanted_breaks_ = 0;
    has_line_text_ = false;
}

void TextFlow::begin_line() {
    for (int i = 0; i < std::min(quote_depth_, kQuoteDepthMax); ++i) {
        out_.append("> ");
    }
    out_.append(pending_mark_);
    pending_mark_.clear();
}

void TextFlow::end_line() {
    write_breaks();
    out_ += '\n';
    has_line_text_ = false;
    wants_space_ = false;
}

void TextFlow::add_mark(std::string_view mark) {
    break_line();
    pending_mark_ = mark;
}

std::string TextFlow::take() {
    while (!out_.empty() && kSpaces.contains(out_.back())) {
        out_.pop_back();
    }
    return std::move(out_);
}

}  // namespace postroom::html
