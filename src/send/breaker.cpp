// See breaker.hpp.
#include "send/breaker.hpp"

#include <span>

namespace postroom::send {
namespace {

constexpr Milliseconds kFirstWait{5'000};
constexpr Milliseconds kWaitMax{300'000};
constexpr std::size_t kDoublingsMax = 6;
/// After so many mails one connection more is tried, when the server had wanted fewer.
constexpr std::size_t kSuccessesToGrow = 200;

}  // namespace

void Breaker::note_failure(Milliseconds now, std::size_t others, Random& random) {
    successes_ = 0;
    recovering_ = false;
    if (others > 0) {
        allowed_ = std::max<std::size_t>(1, std::min(allowed_, others));
        return;
    }
    const auto doublings = std::min(failures_++, kDoublingsMax);
    const Milliseconds wait = std::min(kWaitMax, kFirstWait * (1 << doublings));
    // Up to a tenth more, so that many connectors of one server do not come back at the same
    // moment.
    open_until_ = now + wait +
                  Milliseconds{static_cast<std::int64_t>(
                      random.below(static_cast<std::uint64_t>(wait.count() / 10)))};
    allowed_ = 1;
}

void Breaker::note_success() {
    recovering_ = recovering_ || failures_ > 0;
    failures_ = refusals_ = 0;
    if (allowed_ >= connections_max_) {
        recovering_ = false;
    } else if (++successes_ >= (recovering_ ? allowed_ : kSuccessesToGrow)) {
        successes_ = 0;
        allowed_ = std::min(connections_max_, recovering_ ? allowed_ * 2 : allowed_ + 1);
    }
}

void Breaker::note_refusal(Milliseconds now) {
    const auto pauses = std::span(limits::kSignInPauses);
    open_until_ = now + pauses[std::min(refusals_++, pauses.size() - 1)];
    successes_ = 0;
    allowed_ = 1;
    recovering_ = true;
}

Milliseconds Breaker::wait(Milliseconds now) const {
    return std::max(Milliseconds{0}, open_until_ - now);
}

}  // namespace postroom::send
