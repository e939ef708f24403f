// See clock_watch.hpp.
#include "pipeline/clock_watch.hpp"

#include "core/log.hpp"

namespace postroom::pipeline {
namespace {

constexpr Milliseconds kNoticed = std::chrono::seconds{2};  // OUT-14

}  // namespace

std::optional<ClockWatch::Jump> ClockWatch::look() {
    const std::lock_guard lock(mutex_);
    const TimePoint wall = clock_.now();
    const Milliseconds steady = clock_.steady();
    const TimePoint expected = wall_ + (steady - steady_);
    wall_ = wall;
    steady_ = steady;
    const Milliseconds by = wall - expected;
    if (by <= kNoticed && by >= -kNoticed) {
        return std::nullopt;
    }
    log_warning("the clock of this machine was set by {} ms", by.count());
    return Jump{.by = by, .before = expected};
}

}  // namespace postroom::pipeline
