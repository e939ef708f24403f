// See crash_point.hpp.
#include "core/crash_point.hpp"

#include <atomic>
#include <csignal>
#include <cstdlib>
#include <string>

#include "core/text.hpp"

namespace postroom {
namespace {

struct Target {
    std::string name;
    std::int64_t at = 1;
};

Target target_from_environment() {
    const char* value = std::getenv("POSTROOM_CRASH_AT");
    if (value == nullptr) {
        return {};
    }
    const std::string_view text = value;
    const auto colon = text.rfind(':');
    if (colon == std::string_view::npos) {
        return {std::string(text), 1};
    }
    return {std::string(text.substr(0, colon)), parse_int(text.substr(colon + 1)).value_or(1)};
}

}  // namespace

void reach_crash_point(std::string_view name) {
    static const Target target = target_from_environment();
    static std::atomic<std::int64_t> reached{0};
    if (name == target.name && ++reached == target.at) {
        std::raise(SIGKILL);
    }
}

}  // namespace postroom
