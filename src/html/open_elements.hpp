// The elements that are open while a stream of tags is read.
// Invariant: at most limits::kHtmlDepthMax are open; what nests deeper stays text; ends come in
// reverse order of starts. Rule: WHATWG HTML 13.2.4.2 and 13.1.2.4, reduced to what keeps foreign
// markup balanced.
#pragma once

#include <array>
#include <functional>
#include <vector>

#include "html/element.hpp"

namespace postroom::html {

class OpenElements {
   public:
    /// Closes what the start of `element` closes without an end tag (`<li>` after `<li>`). Call
    /// before open().
    /// @param closed  called for each element closed, innermost first
    template <class F>
    void close_implied(const Element& element, F&& closed) {
        for (std::size_t count = implied_count(element); count > 0; --count) {
            pop(closed);
        }
    }

    /// False when the depth is used up: the element is not open then, and its end tag will be
    /// passed over.
    bool open(const Element& element);

    /// Closes down to the innermost open element of that kind; nothing when none is open in this
    /// table cell.
    template <class F>
    void close(const Element& element, F&& closed) {
        for (std::size_t count = closing_count(element); count > 0; --count) {
            pop(closed);
        }
    }

    template <class F>
    void close_all(F&& closed) {
        while (!open_.empty()) {
            pop(closed);
        }
    }

    std::size_t depth() const { return open_.size(); }

   private:
    template <class F>
    void pop(F&& closed) {
        const Element& element = *open_.back();
        open_.pop_back();
        --open_count_.at(index_of(element));
        closed(element);
    }

    std::size_t implied_count(const Element& element) const;
    std::size_t closing_count(const Element& element);

    std::vector<const Element*> open_;
    std::array<std::uint32_t, kElementCount> open_count_{};
    std::array<std::uint32_t, kElementCount> passed_over_{};
};

}  // namespace postroom::html
