// What every command needs beside the database: time, chance, keys and the settings of the
// workspace. Invariant: built once at start; commands never reach for globals. Rule:
// architecture.md "Time".
#pragma once

#include <string>
#include <vector>

#include "core/clock.hpp"
#include "core/limits.hpp"
#include "core/random.hpp"
#include "guard/own_mail.hpp"
#include "threading/token.hpp"

namespace postroom::desk {

struct Environment {
    const Clock& clock;
    Random& random;
    threading::KeyRing keys;  ///< signs reply and bounce addresses
    std::string instance;     ///< names this installation in our mail marks
    std::string loop_secret;  ///< signs them (LOOP-1)
    std::string seal_secret;  ///< 32 bytes: encrypts connectors' secrets (SEC-20)
    std::string public_url;   ///< "https://desk.example.org", for links in mail; may be empty
    Milliseconds relay_grace = limits::kRelayGrace;
    bool limit_senders = true;  ///< ceilings for the mails of one sender (LOOP-6)
    /// Servers whose Authentication-Results, and whose ARC seals, are believed. (THR-6)
    std::vector<std::string> trusted_servers;

    TimePoint now() const { return clock.now(); }
    guard::LoopKey loop_key() const { return {instance, loop_secret}; }
};

}  // namespace postroom::desk
