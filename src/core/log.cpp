// See log.hpp. The only file that includes spdlog, which is slow to compile.
#include "core/log.hpp"

#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <string>

#include "core/text.hpp"

namespace postroom {
namespace {

spdlog::logger& logger() {
    static const std::shared_ptr<spdlog::logger> instance = [] {
        auto made = spdlog::stderr_logger_mt("postroom");
        made->set_pattern("%Y-%m-%dT%H:%M:%S.%e%z %l %v");
        return made;
    }();
    return *instance;
}

spdlog::level::level_enum level_of(LogLevel level) {
    switch (level) {
        case LogLevel::debug:
            return spdlog::level::debug;
        case LogLevel::info:
            return spdlog::level::info;
        case LogLevel::warning:
            return spdlog::level::warn;
        case LogLevel::error:
            return spdlog::level::err;
    }
    return spdlog::level::err;
}

constexpr std::size_t kLineBytesMax = 4096;

bool is_harmless(std::string_view line) {
    return line.size() <= kLineBytesMax && std::ranges::all_of(line, [](char c) {
               return static_cast<unsigned char>(c) >= 0x20 && static_cast<unsigned char>(c) < 0x7f;
           });
}

/// What a caller forgot to pass through for_log(), such as a database's message that repeats a
/// value over several lines, stays on its line all the same. (SRV-13)
std::string harmless(std::string_view line) {
    std::string out;
    for (std::string_view rest = truncate_utf8(line, kLineBytesMax); !rest.empty();) {
        const std::string_view piece = truncate_utf8(rest, 256);
        const std::size_t length =
            piece.empty() ? std::min<std::size_t>(256, rest.size()) : piece.size();
        out += for_log(rest.substr(0, length));
        rest.remove_prefix(length);
    }
    return out;
}

}  // namespace

void write_log(LogLevel level, std::string_view line) {
    if (!is_harmless(line)) {
        const std::string safe = harmless(line);
        return logger().log(level_of(level), spdlog::string_view_t(safe.data(), safe.size()));
    }
    logger().log(level_of(level), spdlog::string_view_t(line.data(), line.size()));
}

bool log_enabled(LogLevel level) { return logger().should_log(level_of(level)); }

void set_log_level(LogLevel level) { logger().set_level(level_of(level)); }

}  // namespace postroom
