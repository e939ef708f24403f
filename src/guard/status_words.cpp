// See status_words.hpp.
#include "guard/status_words.hpp"

#include <algorithm>
#include <array>

namespace postroom::guard {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_alnum(char c) { return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

char char_at(std::string_view text, std::size_t at) { return at < text.size() ? text[at] : ' '; }

std::size_t count_digits(std::string_view text, std::size_t at) {
    std::size_t count = 0;
    while (is_digit(char_at(text, at + count))) {
        ++count;
    }
    return count;
}

/// Bytes of an enhanced status at `at`, or 0: a class, one digit of subject, up to three of detail.
std::size_t status_length(std::string_view text, std::size_t at) {
    if ((text[at] != '4' && text[at] != '5') || char_at(text, at + 1) != '.' ||
        count_digits(text, at + 2) != 1 || char_at(text, at + 3) != '.') {
        return 0;
    }
    const std::size_t detail = count_digits(text, at + 4);
    const char after = char_at(text, at + 4 + detail);
    const bool goes_on = after == '.' && is_digit(char_at(text, at + 5 + detail));
    return detail >= 1 && detail <= 3 && !goes_on && !is_alnum(after) && text[at + 2] <= '7'
               ? 4 + detail
               : 0;
}

bool begins_word(std::string_view text, std::size_t at) {
    return at == 0 || (!is_alnum(text[at - 1]) && text[at - 1] != '.' && text[at - 1] != '-' &&
                       text[at - 1] != '_');
}

/// Codes of the reporting system's own state rather than of the cause. (RFC 3463 3.2, 3.4, 3.6)
constexpr auto kWeakStatuses =
    std::to_array<std::string_view>({"5.1.0", "4.1.0", "5.3.0", "4.3.0", "5.4.0", "4.4.0", "4.4.7",
                                     "5.4.7", "5.5.0", "4.5.0", "4.7.0"});

int weight_of(std::string_view status) {
    if (status.empty() || status.ends_with(".0.0")) {
        return status.empty() ? 0 : 1;
    }
    return std::ranges::find(kWeakStatuses, status) == kWeakStatuses.end() ? 3 : 2;
}

/// "550-5.7.26": a status also begins behind the dash of a reply of several lines.
bool begins_status(std::string_view text, std::size_t at) {
    return begins_word(text, at) || (at > 1 && text[at - 1] == '-' && is_digit(text[at - 2]));
}

}  // namespace

std::string find_status(std::string_view text) {
    for (std::size_t at = text.find_first_of("45"); at != std::string_view::npos;
         at = text.find_first_of("45", at + 1)) {
        const std::size_t length = begins_status(text, at) ? status_length(text, at) : 0;
        if (length > 0) {
            return std::string(text.substr(at, length));
        }
    }
    return {};
}

std::string find_reply_code(std::string_view text) {
    for (std::size_t at = text.find_first_of("45"); at != std::string_view::npos;
         at = text.find_first_of("45", at + 1)) {
        const char after = char_at(text, at + 3);
        const bool ends_word = after == ' ' || after == '-' || after == ',' || after == ';' ||
                               after == ':' || after == '\t' || after == '\r' || after == '\n' ||
                               after == ')' || after == '.' || after == '_' || after == '<' ||
                               after == '#' || after == '"' || after == '\'';
        if (begins_word(text, at) && count_digits(text, at) == 3 && ends_word &&
            text[at + 1] <= '7' && !(after == '.' && is_digit(char_at(text, at + 4)))) {
            return std::string(text.substr(at, 3));
        }
    }
    return {};
}

std::string more_telling_status(std::string field, std::string other) {
    const bool says_nothing = weight_of(field) <= 1;
    const bool is_same_kind = !field.empty() && !other.empty() && field.front() == other.front();
    return (says_nothing || is_same_kind) && weight_of(other) > weight_of(field) ? other : field;
}

}  // namespace postroom::guard
