// A mail's text as lines, each with what can be told from it alone, and the judges over a few
// lines. Invariant: every judge looks at a bounded number of bounded lines, so that the whole stays
// linear. Rule: mail-correctness.md IN-15 ("linear-time matching only").
#pragma once

#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

namespace postroom::html {

struct Line {
    std::size_t begin = 0;
    std::size_t end = 0;  ///< after the line feed
    std::string_view
        content;  ///< without surrounding white space, invisible characters and the line feed
    bool is_quoted = false;  ///< begins with ">" or stands in what a mail program marked as quoted
    bool has_digit = false;
    bool has_at = false;
    bool is_blank() const { return content.empty(); }
};

std::vector<Line> split_lines(std::string_view text);

/// How many lines from `at` on introduce a quote ("On … wrote:"); 0 when they do not.
std::size_t count_intro_lines(std::span<const Line> lines, std::size_t at);
/// Where in a line "On … wrote:" begins after dashes that end a person's own words; npos when it
/// does not.
std::size_t find_inner_intro(std::string_view content);
/// "-----Original Message-----" in any of our languages.
bool is_separator(std::string_view content);
/// "---------- Forwarded message ---------", "Begin forwarded message:" in any of our languages.
bool is_forward_separator(std::string_view content);
/// Whether a quoted header block ("From: … Sent: … Subject: …") begins here.
bool is_header_block(std::span<const Line> lines, std::size_t at);
/// A line of nothing but dashes, underscores, equal signs or stars, at least `count_min`.
bool is_rule(std::string_view content, std::size_t count_min);
/// "Sent from my phone" in any of our languages.
bool is_device_line(std::string_view content);
/// "Best regards," in any of our languages, on a line of its own.
bool is_closing(std::string_view content);
/// The beginning of a notice that a company puts under every mail: "This email is confidential".
bool is_notice(std::string_view content);
/// A reply marker of ours or of another help desk.
bool is_reply_marker(std::string_view content);

}  // namespace postroom::html
