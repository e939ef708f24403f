// Addresses behind which no person reads.
// Invariant: pure; matches whole words of the local part, so that "rootes@" stays a person.
// Rule: mail-correctness.md LOOP-2; RFC 2142.
#pragma once

#include <string_view>

namespace postroom::guard {

/// Whether automatic mail to an address is pointless or dangerous: empty, null sender, noreply,
/// mailer-daemon, postmaster, abuse, root, bounce and list robots. (LOOP-2)
bool is_unanswerable(std::string_view address);

}  // namespace postroom::guard
