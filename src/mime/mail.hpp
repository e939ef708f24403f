// A mail as values: what the parser makes of bytes, and what every later stage reads.
// Invariant: all text is valid UTF-8 without NUL; the raw bytes are kept elsewhere, unchanged
// (IN-2). Rule: RFC 5322, 2045-2047, 2231, 6532; mail-correctness.md IN-4 to IN-14.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/time.hpp"

namespace postroom::mime {

struct Address {
    std::string address;  ///< "ana@example.org": domain in lower case, local part as written
    std::string name;     ///< decoded display name, may be empty
    bool operator==(const Address&) const = default;
};

struct HeaderField {
    std::string name;   ///< as written
    std::string value;  ///< unfolded and decoded
};

/// A part that is offered for download, or a body part that is not shown as the text.
struct Attachment {
    std::string filename;      ///< safe to show and to save (SEC-5); empty when the mail names none
    std::string content_type;  ///< lower case, without parameters
    std::string content_id;    ///< without angle brackets; set for inline images
    bool is_inline = false;    ///< referred to by cid: from the HTML body
    std::string content;       ///< decoded bytes, exactly as sent
};

/// A leaf of the MIME tree in reading order, for who must look closer (reports, calendars).
struct Leaf {
    std::string content_type;
    std::string content;  ///< decoded bytes
};

struct Mail {
    Address from;
    Address sender;  ///< the Sender field, if any
    std::vector<Address> to, cc, reply_to;
    std::string subject;
    std::string message_id;               ///< without angle brackets; empty when the mail has none
    std::string in_reply_to;              ///< first id, without angle brackets
    std::vector<std::string> references;  ///< without angle brackets, oldest first
    std::string date;                  ///< RFC 3339 in the mail's own zone; empty when unreadable
    std::optional<TimePoint> sent_at;  ///< the same in UTC

    std::string content_type;          ///< of the whole mail, lower case
    std::string report_type;           ///< parameter of multipart/report, lower case
    std::vector<HeaderField> headers;  ///< all, in order, decoded
    std::string text;  ///< the body as plain text; empty where only HTML says it (callers fill it)
    bool text_from_html = false;
    std::string html;  ///< the HTML body in UTF-8, NOT sanitised; empty when none
    std::vector<Attachment> attachments;
    std::vector<Leaf> report_leaves;  ///< all leaves when there is a report among them, else empty
    bool is_signed = false, is_encrypted = false;  ///< S/MIME or PGP recognised (IN-14)
    std::string calendar_method;        ///< REQUEST, REPLY, CANCEL...; empty when no calendar part
    std::vector<std::string> warnings;  ///< what had to be guessed or cut

    /// Value of the first field of that name, whatever its case; empty when absent.
    std::string_view header(std::string_view name) const;
    bool has_header(std::string_view name) const;
};

}  // namespace postroom::mime
