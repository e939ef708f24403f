// Names of the failure kinds, as they stand in the log and in metrics.
#include "db/failure.hpp"

namespace postroom::db {

std::string_view to_string(FailureKind kind) {
    switch (kind) {
        case FailureKind::unavailable:
            return "unavailable";
        case FailureKind::full:
            return "full";
        case FailureKind::corrupt:
            return "corrupt";
        case FailureKind::busy:
            return "busy";
        case FailureKind::bug:
            return "bug";
    }
    return "bug";
}

}  // namespace postroom::db
