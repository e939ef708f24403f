// Raw bytes of a mail to a Mail.
// Invariant: never throws, never fails: any bytes give some Mail (IN-4); linear time, no recursion.
// Rule: RFC 5322, 2045-2049, 2183, 2231, 3462, 3676; IN-4 to IN-14.
#pragma once

#include <string_view>

#include "mime/mail.hpp"

namespace postroom::mime {

/// Reads a mail. What had to be guessed or cut stands in `warnings`. Any thread.
///
/// The HTML is not sanitised, and where there is HTML but no plain text `text` stays empty: the
/// callers, who may use the html folder, fill it (with `text_from_html`).
Mail parse(std::string_view raw);

}  // namespace postroom::mime
