// See log.hpp. The only file that includes spdlog, which is slow to compile.
#include "core/log.hpp"

#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

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

}  // namespace

void write_log(LogLevel level, std::string_view line) {
    logger().log(level_of(level), spdlog::string_view_t(line.data(), line.size()));
}

bool log_enabled(LogLevel level) { return logger().should_log(level_of(level)); }

void set_log_level(LogLevel level) { logger().set_level(level_of(level)); }

}  // namespace postroom
