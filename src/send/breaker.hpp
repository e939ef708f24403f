// When a connector that fails as a whole is tried again.
// Invariant: while it is open nothing is claimed; a mail's attempts are not touched. Pure: it is
// told the time. Rule: OUT-7 (connector clock), OUT-11 (slow start when it comes back).
#pragma once

#include <algorithm>
#include <cstddef>

#include "core/limits.hpp"
#include "core/random.hpp"
#include "core/time.hpp"

namespace postroom::send {

class Breaker {
   public:
    explicit Breaker(std::size_t connections_max)
        : connections_max_(connections_max),
          allowed_(std::min(connections_max, limits::kConnectorConnectionsAtFirst)),
          recovering_(allowed_ < connections_max_) {}

    /// A failure of the connection. @param others  connections that work at the same time: one of
    /// several that fails says that there were too many, not that the server is gone
    void note_failure(Milliseconds now, std::size_t others, Random& random);
    /// The server answered for a mail, whatever it said about it.
    void note_success();
    /// The credentials are refused. Asked again a few times, ever more seldom: it may be a hiccup
    /// of the server; whoever counts the refusals switches the connector off. (OUT-7)
    void note_refusal(Milliseconds now);

    /// The last thing that the server said was that it does not know us.
    bool is_refused() const { return refusals_ > 0; }
    bool allows(Milliseconds now) const { return now >= open_until_; }
    Milliseconds wait(Milliseconds now) const;
    /// How many connections may be open now: 1 after trouble, then doubling; one fewer, then slowly
    /// one more, when the server refuses one of several. (OUT-11)
    std::size_t connections_allowed() const { return allowed_; }
    bool is_troubled() const { return failures_ > 0; }

   private:
    std::size_t connections_max_;
    std::size_t allowed_;
    std::size_t failures_ = 0;
    std::size_t successes_ = 0;
    std::size_t refusals_ = 0;
    Milliseconds open_until_{0};
    bool recovering_;  ///< slow start: at first, and after a time without the server
};

}  // namespace postroom::send
