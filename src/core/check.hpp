// CHECK: a condition that only a bug can break; on in every build.
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
