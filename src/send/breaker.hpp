// When a connector that fails as a whole is tried again.
// Invariant: while it is open nothing is claimed; a mail's attempts are not touched. Pure: it is
// told the time. Rule: OUT-7 (connector clock), OUT-11 (slow start when it comes back).
#pragma once

#include <cstddef>
#include <optional>

#include "core/random.hpp"
#include "core/time.hpp"

namespace postroom::send {

class Breaker {
   public:
    explicit Breaker(std::size_t connections_max)
        : connections_max_(connections_max), allowed_(connections_max) {}

    /// A failure of the connection. @param others  connections that work at the same time: one of
    /// several that fails says that there were too many, not that the server is gone
    void note_failure(Milliseconds now, std::size_t others, Random& random);
    /// The server answered for a mail, whatever it said about it.
    void note_success();
    /// The credentials are refused: closed for good, until reset().
    void hold() { held_ = true; }
    void reset();

    bool is_held() const { return held_; }
    bool allows(Milliseconds now) const { return !held_ && now >= open_until_; }
    /// Nothing while it is held.
    std::optional<Milliseconds> wait(Milliseconds now) const;
    /// How many connections may be open now: 1 after trouble, then doubling; one fewer, then slowly
    /// one more, when the server refuses one of several. (OUT-11)
    std::size_t connections_allowed() const { return allowed_; }
    bool is_troubled() const { return failures_ > 0; }

   private:
    std::size_t connections_max_;
    std::size_t allowed_;
    std::size_t failures_ = 0;
    std::size_t successes_ = 0;
    Milliseconds open_until_{0};
    bool held_ = false;
    bool recovering_ = false;  ///< slow start after a time without the server
};

}  // namespace postroom::send
