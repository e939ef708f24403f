// The thread headers of outgoing mail.
// Invariant: all mails of one conversation share one root id, and the list never grows without
// bound. Rule: mail-correctness.md THR-11; RFC 5322 section 3.6.4.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace postroom::threading {

inline constexpr std::size_t kReferencesKept = 20;  ///< beside the root

struct ThreadHeaders {
    std::string in_reply_to;              ///< without brackets; empty in the first mail
    std::vector<std::string> references;  ///< without brackets, oldest first
};

/// @param root_id  the conversation's first Message-ID, ours or the customer's; may be empty
/// @param public_ids  Message-IDs of its public messages so far, oldest first
ThreadHeaders references_for(std::string_view root_id, std::span<const std::string> public_ids);

}  // namespace postroom::threading
