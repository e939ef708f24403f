// How many mails a connector may take now, so that no more leave in a minute than its provider
// allows. Invariant: never more than the burst at once, never more than the rate in the long run.
// Pure: it is told the time. Rule: OUT-17 (rate), OUT-11 (a backlog is released at the connector's
// rate).
#pragma once

#include <cstddef>

#include "core/time.hpp"

namespace postroom::send {

class Allowance {
   public:
    /// @param per_minute  0 = as many as go
    /// @param burst       at most so many at once after a pause; at least 1
    Allowance(std::size_t per_minute, std::size_t burst);

    /// Whole mails that may leave now.
    std::size_t available(Milliseconds now);
    void spend(std::size_t mails);
    /// They did not leave after all.
    void give_back(std::size_t mails);
    /// Until the next one may leave; nothing to wait for when one may leave now.
    Milliseconds wait(Milliseconds now);
    bool is_unlimited() const { return per_minute_ == 0; }

   private:
    void refill(Milliseconds now);

    std::int64_t per_minute_;
    std::int64_t filled_max_;  ///< in shares, as filled_
    /// A mail is a minute's worth of shares, so that no fraction is lost.
    std::int64_t filled_;
    Milliseconds filled_at_{0};
    bool has_begun_ = false;
};

}  // namespace postroom::send
