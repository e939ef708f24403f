// DNS behind the seam that the intake asks for keys of signatures.
// Rule: THR-6.
#pragma once

#include "pipeline/signing_keys.hpp"

namespace postroom {
class Clock;
}

namespace postroom::app {

struct Config;

/// Empty when the settings say that nothing is looked up.
pipeline::KeyResolver make_key_resolver(const Config& config, const Clock& clock);

}  // namespace postroom::app
