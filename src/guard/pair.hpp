// Two machines that answer each other in one item.
// Invariant: pure; a person's action begins the count afresh. Rule: mail-correctness.md LOOP-9.
#pragma once

#include <optional>
#include <span>

#include "core/time.hpp"

namespace postroom::guard {

/// One mail between us and an address in one item.
struct Turn {
    TimePoint at{};
    bool is_ours = false;
};

/// In this time... (LOOP-9)
inline constexpr Milliseconds kPairWindow = std::chrono::minutes{10};
/// ...so many changes of sides are two machines.
inline constexpr int kPairTurns = 4;

/// Whether the next automatic mail of ours would go on with a loop: theirs and ours took turns at
/// least kPairTurns times in the window before `now`, and nobody did anything since the first.
///
/// @param turns            oldest first
/// @param human_action_at  when a person last did something in the item, or let it run again
bool is_pair_of_machines(std::span<const Turn> turns, std::optional<TimePoint> human_action_at,
                         TimePoint now);

}  // namespace postroom::guard
