// See allowance.hpp.
#include "send/allowance.hpp"

#include <algorithm>
#include <limits>

namespace postroom::send {
namespace {

/// Shares in one mail: a millisecond brings `per_minute` of them.
constexpr std::int64_t kMail = 60'000;

}  // namespace

Allowance::Allowance(std::size_t per_minute, std::size_t burst)
    : per_minute_(static_cast<std::int64_t>(per_minute)),
      filled_max_(static_cast<std::int64_t>(std::max<std::size_t>(
                      1, std::min(burst, std::max<std::size_t>(1, per_minute)))) *
                  kMail),
      filled_(filled_max_) {}

void Allowance::refill(Milliseconds now) {
    if (has_begun_ && now > filled_at_) {
        const std::int64_t since = std::min<std::int64_t>((now - filled_at_).count(), kMail * 60);
        filled_ = std::min(filled_max_, filled_ + since * per_minute_);
    }
    has_begun_ = true;
    filled_at_ = std::max(filled_at_, now);
}

std::size_t Allowance::available(Milliseconds now) {
    if (is_unlimited()) {
        return std::numeric_limits<std::size_t>::max();
    }
    refill(now);
    return static_cast<std::size_t>(std::max<std::int64_t>(0, filled_ / kMail));
}

void Allowance::spend(std::size_t mails) {
    filled_ -= is_unlimited() ? 0 : static_cast<std::int64_t>(mails) * kMail;
}

void Allowance::give_back(std::size_t mails) {
    if (!is_unlimited()) {
        filled_ = std::min(filled_max_, filled_ + static_cast<std::int64_t>(mails) * kMail);
    }
}

Milliseconds Allowance::wait(Milliseconds now) {
    if (available(now) > 0) {
        return Milliseconds{0};
    }
    return Milliseconds{(kMail - filled_ + per_minute_ - 1) / per_minute_};
}

}  // namespace postroom::send
