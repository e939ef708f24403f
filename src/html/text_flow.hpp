// Running text in the making: paragraphs, line breaks, quoting, white space.
// Invariant: words come out in the order in which they went in; white space is collapsed unless it
// is preformatted. Rule: CSS Text 3 (collapsing), as far as plain text can show it.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace postroom::html {

class TextFlow {
   public:
    explicit TextFlow(std::size_t size_expected) { out_.reserve(size_expected); }

    /// Adds text with character references resolved.
    void add(std::string_view text);
    /// The next text begins a new line.
    void break_line() { wanted_breaks_ = wanted_breaks_ < 1 ? 1 : wanted_breaks_; }
    /// The next text begins a new paragraph, after an empty line.
    void break_paragraph() { wanted_breaks_ = 2; }
    /// A `<br>`: an end of line that counts even when nothing stands in the line.
    void end_line();
    /// A mark at the beginning of the next line, such as "- ".
    void add_mark(std::string_view mark);
    /// A gap between two table cells of one line.
    void add_gap() { wants_space_ = has_line_text_; }

    void begin_quote() { ++quote_depth_; }
    void end_quote() { quote_depth_ -= quote_depth_ > 0 ? 1 : 0; }
    void begin_preformatted() { ++preformatted_; }
    void end_preformatted() { preformatted_ -= preformatted_ > 0 ? 1 : 0; }

    /// Bytes written so far.
    std::size_t size() const { return out_.size(); }
    std::string_view text_from(std::size_t begin) const {
        return std::string_view(out_).substr(begin);
    }
    std::string take();

   private:
    void add_preformatted(std::string_view text);
    void write_breaks();
    void begin_line();

    std::string out_;
    std::string pending_mark_;
    int wanted_breaks_ = 0;
    int quote_depth_ = 0;
    int preformatted_ = 0;
    bool wants_space_ = false;
    bool has_line_text_ = false;
};

}  // namespace postroom::html
