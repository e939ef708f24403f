// Whether a rule makes sense, before it is saved.
// Invariant: everything wrong is said at once, with the place where it stands; what passes here
// needs no doubt later, except that what it names may be deleted. Rule: features F054, F062, F070.
#pragma once

#include <string>
#include <vector>

#include "model/automation.hpp"

namespace postroom::automate {

struct Flaw {
    std::string where;  ///< "trigger", "filter", "actions[2]"
    std::string what;   ///< a sentence for the form
};

std::vector<Flaw> check(const model::Automation& rule);

}  // namespace postroom::automate
