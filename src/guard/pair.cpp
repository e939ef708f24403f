// See pair.hpp.
#include "guard/pair.hpp"

namespace postroom::guard {

bool is_pair_of_machines(std::span<const Turn> turns, std::optional<TimePoint> human_action_at,
                         TimePoint now) {
    int sides = 0;
    std::optional<bool> last;
    for (const Turn& turn : turns) {
        const bool is_counted =
            turn.at > now - kPairWindow && (!human_action_at || turn.at > *human_action_at);
        if (is_counted && last != turn.is_ours) {
            last = turn.is_ours;
            ++sides;
        }
    }
    return sides >= kPairTurns;
}

}  // namespace postroom::guard
