// See reply_match.hpp.
#include "html/reply_match.hpp"

#include <algorithm>
#include <array>

#include "core/text.hpp"

namespace postroom::html {
namespace {

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

}  // namespace

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

std::string_view trim_decoration(std::string_view text) {
    while (!text.empty() && std::string_view("*_>| \t").contains(text.front())) {
        text.remove_prefix(1);
    }
    while (!text.empty() && std::string_view("*_ \t").contains(text.back())) {
        text.remove_suffix(1);
    }
    return trim_invisible(text);
}

bool begins_with(std::string_view text, std::string_view phrase) {
    return !text.empty() && (text.front() | 0x20) == (phrase.front() | 0x20) &&
           starts_with_ignoring_case(text, phrase);
}

bool begins_with_any(std::string_view text, std::span<const std::string_view> phrases) {
    return std::ranges::any_of(phrases,
                               [&](std::string_view phrase) { return begins_with(text, phrase); });
}

bool contains_any(std::string_view text, std::span<const std::string_view> phrases) {
    return !text.empty() && std::ranges::any_of(phrases, [&](std::string_view phrase) {
        return find_ignoring_case(text, phrase) != std::string_view::npos;
    });
}

}  // namespace postroom::html
