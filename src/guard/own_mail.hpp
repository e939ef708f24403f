// Our mark on outgoing mail, and how it is known again when such a mail comes back.
// Invariant: nobody without the key makes a mark that we believe; nobody else's mark stops a mail.
// Rule: mail-correctness.md LOOP-1, LOOP-5.
#pragma once

#include <string>
#include <string_view>

#include "mime/mail.hpp"

namespace postroom::guard {

inline constexpr std::string_view kLoopHeader = "X-Postroom-Loop";

/// This installation, as marks name it.
struct LoopKey {
    std::string_view instance;  ///< letters, digits, '-' and '.'
    std::string_view key;       ///< secret bytes
};

/// Value of the loop header for one outgoing mail: "instance;hmac over instance and Message-ID".
/// (LOOP-1)
/// @param message_id  of that mail, without angle brackets
std::string loop_header_value(const LoopKey& loop_key, std::string_view message_id);

/// A Message-ID that we alone can make: "local.hmac@domain", without angle brackets. (LOOP-5)
std::string own_message_id(const LoopKey& loop_key, std::string_view local,
                           std::string_view domain);

/// Whether an id (Message-ID, In-Reply-To, References) was made by own_message_id() with this key.
bool is_own_message_id(const LoopKey& loop_key, std::string_view message_id);

struct OwnMail {
    bool is_own = false;
    std::string reason;  ///< "own_loop_header: ..." or "own_message_id: ..."
};

/// Whether an incoming mail is one of our own that came back. An answer to ours is not: it has its
/// own Message-ID.
OwnMail judge_own(const mime::Mail& mail, const LoopKey& loop_key);

}  // namespace postroom::guard
