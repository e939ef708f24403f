// Is this the same mail again, by another path?
// Invariant: a Message-ID alone never decides, so nobody can suppress a mail by sending its id
// first. Rule: mail-correctness.md IN-10.
#pragma once

#include <string>
#include <string_view>

#include "mime/mail.hpp"

namespace postroom::threading {

/// 64 hexadecimal characters over scope, Message-ID or none, From, Date, canonical body,
/// attachments.
/// @param scope  within which two copies are one mail, such as the id of the channel or
/// conversation
std::string dedup_key(const mime::Mail& mail, std::string_view scope);

}  // namespace postroom::threading
