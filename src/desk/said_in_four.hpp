// A mail's subject and HTML in the four languages of the product; for src/desk only.
// Invariant: English for a language that we do not speak.
// Rule: product.md "Speaks the seeds' languages".
#pragma once

#include <array>
#include <string>
#include <string_view>

#include "model/automation.hpp"

namespace postroom::desk {

struct Said {
    std::string_view subject;
    std::string_view html;
};
/// English, French, Italian, Russian.
using InFour = std::array<Said, 4>;

inline model::MailWords words_in(const InFour& said, std::string_view language) {
    const auto code = language.substr(0, 2);
    const std::size_t at = code == "fr" ? 1 : code == "it" ? 2 : code == "ru" ? 3 : 0;
    return {std::string(said[at].subject), std::string(said[at].html)};
}

}  // namespace postroom::desk
