// Who was told of what by mail: the promises of the relay, judged at the receiving side.
// Invariant: knows nothing of notify::decide; what it expects follows from the features alone.
// Rule: features F003, F008-F010, F040, F047; LOOP-6; I6, I7, I9.
#pragma once

#include <string>
#include <vector>

#include "simulation.hpp"

namespace postroom::sim {

void check_told(Simulation& simulation, std::vector<std::string>& broken);

}  // namespace postroom::sim
