// See automation.hpp.
#include "model/automation.hpp"

#include <fmt/format.h>

namespace postroom::model {

std::string reference_of(const Automation& automation) {
    return fmt::format("A{:02}", automation.number);
}

}  // namespace postroom::model
