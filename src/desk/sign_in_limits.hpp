// How often somebody may fail to sign in, for users and customers alike. Internal to src/desk.
// Invariant: failures are counted for the address and for the network; what has too many is refused
// before anything else is looked at. Rule: mail-correctness.md SEC-14.
#pragma once

#include <string>
#include <string_view>

#include "desk/sign_in.hpp"

namespace postroom::desk {

/// What failures are counted under.
std::string address_subject(std::string_view email);
std::string network_subject(const Visitor& visitor);

/// `address` may be empty: then the network alone counts.
bool has_too_many_failures(db::Session& session, const Environment& env, const std::string& address,
                           const std::string& network);
void record_sign_in_failure(db::Database& database, const Environment& env,
                            const std::string& address, const std::string& network);
std::unexpected<Error> refuse_too_many_attempts();

/// What is kept of a browser's name.
std::string shortened_user_agent(const Visitor& visitor);

inline constexpr std::size_t kSecretBytes = 24;
inline constexpr Milliseconds kUseRecordedEvery = 5min;
/// How long a wish for a portal link counts against its address.
inline constexpr Milliseconds kPortalLinkWindow = 1h;
inline constexpr Milliseconds kPortalSearchWindow = 1min;

}  // namespace postroom::desk
