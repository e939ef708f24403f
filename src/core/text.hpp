// Small text functions that know no protocol.
// Invariant: nothing here depends on the locale; case folding is ASCII only.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace postroom {

std::string_view trim(std::string_view text);
std::string to_lower(std::string_view text);
bool equals_ignoring_case(std::string_view a, std::string_view b);
bool starts_with_ignoring_case(std::string_view text, std::string_view prefix);
/// Index of `needle` in `text` without regard to ASCII case, or npos.
std::size_t find_ignoring_case(std::string_view text, std::string_view needle,
                               std::size_t from = 0);
std::vector<std::string_view> split(std::string_view text, char separator);
/// `text` with every `from` replaced by `to`; `from` is not empty.
std::string replace_all(std::string_view text, std::string_view from, std::string_view to);
/// The whole text as a number, or nothing.
std::optional<std::int64_t> parse_int(std::string_view text);

bool is_valid_utf8(std::string_view text);
/// `text` with each invalid byte replaced by U+FFFD.
std::string repair_utf8(std::string_view text);
/// The longest prefix of at most `bytes_max` bytes that ends between characters.
std::string_view truncate_utf8(std::string_view text, std::size_t bytes_max);
/// Without NUL, other C0 controls (tab, CR and LF stay) and DEL. (IN-6)
std::string strip_controls(std::string_view text);
/// One line, whatever it holds: runs of white space become one space, controls go.
std::string one_line(std::string_view text);
/// Remote text made harmless for a log: controls escaped, at most 512 bytes. (SRV-13)
std::string for_log(std::string_view text);

}  // namespace postroom
