// Mailbox lists of From, To, Cc, Reply-To.
// Invariant: never fails; only things with an "@" become addresses; at most
// limits::kHeaderAddressesMax. Rule: RFC 5322 section 3.4 and 4.4, RFC 6532; IN-5, IN-6.
#pragma once

#include <string_view>
#include <vector>

#include "mime/mail.hpp"

namespace postroom::mime {

struct AddressList {
    std::vector<Address> addresses;
    bool is_cut = false;  ///< more than limits::kHeaderAddressesMax stood there
};

/// Reads a list from a raw field value. Groups are flattened, comments become names where there is
/// no other, encoded words are decoded after the structure is read.
AddressList parse_addresses(std::string_view raw, std::string_view fallback_charset);

}  // namespace postroom::mime
