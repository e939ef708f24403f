// Delivery reports written for people: what they say about which recipient.
// Invariant: pure; only what stands above the returned mail is read; linear.
// Rule: mail-correctness.md BNC-2 "known non-standard formats" (Exim, qmail, Exchange, Domino,
// Gmail, GMX and others).
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace postroom::guard {

/// What the report says about one recipient, in its own words.
struct ReportedRecipient {
    std::string address;
    std::string words;
};

struct ReportText {
    std::string words;   ///< the report without the returned mail
    std::string stages;  ///< what stages_told() found in the words
    std::vector<ReportedRecipient> recipients;
    std::string returned;  ///< the returned mail or its header, as far as it follows in the text
};

ReportText read_report_text(std::string_view text);

/// Whether the words say that a mail could not be delivered.
bool tells_failure(std::string_view words);
/// Whether the words say that nothing failed yet.
bool tells_delay(std::string_view words);
/// Whether a subject is one that mail servers give to such reports.
bool is_report_subject(std::string_view subject);

}  // namespace postroom::guard
