// The program's log: one line an event, to standard error.
// Invariant: no secret, no body, no unescaped remote text (pass it through for_log first). (SRV-13,
// PRV-4)
#pragma once

#include <fmt/format.h>

#include <string_view>

namespace postroom {

enum class LogLevel { debug, info, warning, error };

/// Writes one line. Any thread.
void write_log(LogLevel level, std::string_view line);
bool log_enabled(LogLevel level);
void set_log_level(LogLevel level);

template <class... A>
void log_debug(fmt::format_string<A...> format, A&&... args) {
    if (log_enabled(LogLevel::debug)) {
        write_log(LogLevel::debug, fmt::format(format, std::forward<A>(args)...));
    }
}
template <class... A>
void log_info(fmt::format_string<A...> format, A&&... args) {
    if (log_enabled(LogLevel::info)) {
        write_log(LogLevel::info, fmt::format(format, std::forward<A>(args)...));
    }
}
template <class... A>
void log_warning(fmt::format_string<A...> format, A&&... args) {
    write_log(LogLevel::warning, fmt::format(format, std::forward<A>(args)...));
}
template <class... A>
void log_error(fmt::format_string<A...> format, A&&... args) {
    write_log(LogLevel::error, fmt::format(format, std::forward<A>(args)...));
}

}  // namespace postroom
