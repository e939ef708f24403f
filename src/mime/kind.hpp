// What sort of mail this is, read off its tree: report, signed, encrypted, invitation.
// Invariant: recognised only; nothing is verified, decrypted or answered. (IN-13, IN-14)
// Rule: RFC 3462, 5965, 8098 (reports), 1847, 3156, 8551 (S/MIME, PGP), 6047 (calendars).
#pragma once

#include <string_view>

#include "mime/mail.hpp"
#include "mime/parts.hpp"

namespace postroom::mime {

/// Fills report_type, report_leaves, is_signed, is_encrypted and calendar_method. Call after the
/// text is there: PGP also stands inside plain text.
void recognise_kind(const PartTree& tree, Mail& mail);

/// Whether a content type is S/MIME's, signed or encrypted.
bool is_pkcs7_mime(std::string_view content_type);

/// The machine's part of a report: guard reads it, as a download it is of no use.
bool is_report_leaf(const Part& part);

}  // namespace postroom::mime
