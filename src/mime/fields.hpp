// The header block of a mail or of a part, as views into the raw bytes.
// Invariant: never fails; at most limits::kHeaderBytesMax bytes and kHeaderLinesMax lines are read.
// Rule: RFC 5322 section 2.2; IN-4, IN-5.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace postroom::mime {

struct RawField {
    std::string_view name;
    std::string_view value;  ///< as it stands after the colon, folds and all
};

struct HeaderBlock {
    std::vector<RawField> fields;
    bool is_cut = false;  ///< longer than the limits allow
};

/// Cuts the header block off `rest`, up to and with the empty line behind it.
///
/// An mbox "From " line on top is skipped. A line that is no field ends the block if no field
/// follows it at once, else it is dropped: a body without its empty line is kept whole.
HeaderBlock take_header_block(std::string_view& rest, char line_end);

/// `mail` without what stands before its first field: a byte order mark, or empty lines when a
/// field of a mail follows them. A mail that begins with an empty line otherwise has no header.
std::string_view skip_preface(std::string_view mail, char line_end);

/// The header block of a whole mail. Where relays have put nothing but their trace above an empty
/// line that the sender's mail began with, the header goes on behind it.
HeaderBlock take_mail_header(std::string_view& rest, char line_end);

/// Value of the first field of that name in any case, or an empty view.
std::string_view find_field(const std::vector<RawField>& fields, std::string_view name);

/// A value on one line: line ends go, the white space of each fold becomes one space. (RFC 5322
/// section 2.2.3)
std::string unfold(std::string_view value);

}  // namespace postroom::mime
