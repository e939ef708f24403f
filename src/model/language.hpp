// The languages that the product speaks.
// Rule: product.md "Speaks the seeds' languages".
#pragma once

#include <string_view>

namespace postroom::model {

/// Whether it is one of them, as ISO 639-1 names it: en, fr, it, ru.
constexpr bool is_language(std::string_view language) {
    return language == "en" || language == "fr" || language == "it" || language == "ru";
}

}  // namespace postroom::model
