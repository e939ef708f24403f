// See work.hpp.
#include "model/work.hpp"

#include <fmt/format.h>

namespace postroom::model {

std::string reference_of(const Item& item) {
    switch (item.type) {
        case ItemType::ticket:
            return fmt::format("T-{}", item.number);
        case ItemType::task:
            return fmt::format("K-{}", item.number);
        case ItemType::case_:
            return fmt::format("C-{}", item.number);
        case ItemType::action:
            return fmt::format("A-{}", item.number);
    }
    return {};
}

}  // namespace postroom::model
