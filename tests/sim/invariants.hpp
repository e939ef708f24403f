// The invariants I1 to I11 as properties of a simulation at rest.
// Invariant: each check has one name and says what it found; none looks at how the code decided.
// Rule: mail-correctness.md section 1; product.md "once, and never lost".
#pragma once

#include <string>
#include <vector>

#include "simulation.hpp"

namespace postroom::sim {

/// One line for each property that does not hold: "I5_cancelled_mail_left: mail 12 ...".
std::vector<std::string> broken_invariants(Simulation& simulation);

}  // namespace postroom::sim
