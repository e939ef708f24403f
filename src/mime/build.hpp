// An outgoing mail to the bytes that are stored and sent.
// Invariant: the same input gives the same bytes; ASCII, CRLF only, lines of at most 998
// characters. Rule: RFC 5322, 2045-2047, 2231, 2387; OUT-2, OUT-23, OUT-24, THR-11.
#pragma once

#include <string>
#include <vector>

#include "core/result.hpp"
#include "core/time.hpp"
#include "mime/mail.hpp"

namespace postroom::mime {

struct Outgoing {
    Address from;
    std::vector<Address> to, cc;
    Address reply_to;  ///< none when its address is empty
    std::string subject;
    std::string text;                     ///< LF or CRLF line ends
    std::string html;                     ///< none when empty
    std::vector<Attachment> attachments;  ///< `is_inline` ones stand beside the HTML, by content_id
    std::string message_id;               ///< without angle brackets; boundaries derive from it
    std::string in_reply_to;              ///< without angle brackets, may be empty
    std::vector<std::string> references;  ///< without angle brackets, oldest first
    TimePoint date;
    std::vector<HeaderField> extra;  ///< such as Auto-Submitted; none that build() writes itself
};

/// The mail as bytes, frozen for every attempt to send it. (OUT-2)
///
/// Of many references the first and the last 20 are written (THR-11). Domains are written as
/// A-labels. Any thread.
/// @return an error of kind `invalid` for CR, LF, NUL or nonsense in any field (OUT-23)
Result<std::string> build(const Outgoing& mail);

/// Whether an address needs the SMTPUTF8 extension: its local part is not ASCII. (OUT-24, RFC 6531)
bool needs_smtputf8(const Outgoing& mail);

}  // namespace postroom::mime
