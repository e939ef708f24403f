// See open_elements.hpp.
#include "html/open_elements.hpp"

#include "core/limits.hpp"

namespace postroom::html {
namespace {

/// How far up an implied end may reach: inline markup inside a paragraph or a list item.
constexpr std::size_t kImpliedReach = 12;

bool is_cell_boundary(const Element& element) {
    return element.group == Group::cell || element.name == "table" || element.name == "caption";
}

bool is_table_part(const Element& element) {
    return is_cell_boundary(element) || element.group == Group::row ||
           element.group == Group::section;
}

/// Whether a new `element` cannot close anything beyond the open element `inner`.
bool stops_implied_end(const Element& element, const Element& inner) {
    switch (element.group) {
        case Group::list_item:
            return inner.name == "ul" || inner.name == "ol" || is_table_part(inner);
        case Group::term:
            return inner.name == "dl" || is_table_part(inner);
        case Group::cell:
        case Group::row:
        case Group::section:
            return inner.name == "table";
        case Group::link:
            return is_cell_boundary(inner);
        default:
            return inner.flow != Flow::in_line || is_table_part(inner);
    }
}

/// Whether the start of `element` ends the open element `inner`.
bool ends(const Element& element, const Element& inner) {
    if (inner.group == Group::paragraph) {
        return element.flow != Flow::in_line && element.group == Group::paragraph;
    }
    switch (element.group) {
        case Group::section:
            return inner.group == Group::section || inner.group == Group::row ||
                   inner.group == Group::cell;
        case Group::row:
            return inner.group == Group::row || inner.group == Group::cell;
        default:
            return element.group != Group::none && inner.group == element.group;
    }
}

}  // namespace

std::size_t OpenElements::implied_count(const Element& element) const {
    if (element.group == Group::none) {
        return 0;
    }
    std::size_t count = 0;
    for (std::size_t up = 1; up <= open_.size() && up <= kImpliedReach; ++up) {
        const Element& inner = *open_[open_.size() - up];
        if (ends(element, inner)) {
            count = up;
        } else if (stops_implied_end(element, inner)) {
            break;
        }
    }
    return count;
}

bool OpenElements::open(const Element& element) {
    if (open_.size() >= limits::kHtmlDepthMax) {
        ++passed_over_.at(index_of(element));
        return false;
    }
    open_.push_back(&element);
    ++open_count_.at(index_of(element));
    return true;
}

std::size_t OpenElements::closing_count(const Element& element) {
    const std::size_t index = index_of(element);
    if (passed_over_.at(index) > 0) {
        --passed_over_.at(index);
        return 0;
    }
    if (open_count_.at(index) == 0) {
        return 0;
    }
    for (std::size_t up = 1; up <= open_.size(); ++up) {
        const Element& inner = *open_[open_.size() - up];
        if (&inner == &element) {
            return up;
        }
        if (is_cell_boundary(inner) && !is_table_part(element)) {
            break;
        }
    }
    return 0;
}

}  // namespace postroom::html
