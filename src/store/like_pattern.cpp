// See like_pattern.hpp.
#include "store/like_pattern.hpp"

#include "core/text.hpp"

namespace postroom::store {

std::string like_pattern(std::string_view words) {
    if (words.empty()) {
        return {};
    }
    std::string pattern = "%";
    for (const char c : to_lower(words)) {
        if (c == '%' || c == '_' || c == '!') {
            pattern += '!';
        }
        pattern += c;
    }
    return pattern + "%";
}

}  // namespace postroom::store
