// CHECK: a condition that only a bug can break, checked in every build, release too.
// Invariant: a broken one ends the process at once; it is never used on what came from outside.
#pragma once

#include <string_view>

namespace postroom {

/// Logs and aborts. Any thread.
[[noreturn]] void check_failed(std::string_view condition, std::string_view file, int line);

}  // namespace postroom

#define CHECK(condition)                                              \
    do {                                                              \
        if (!(condition)) [[unlikely]] {                              \
            ::postroom::check_failed(#condition, __FILE__, __LINE__); \
        }                                                             \
    } while (false)
