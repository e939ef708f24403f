// See key_resolver.hpp.
#include "app/key_resolver.hpp"

#include "app/config.hpp"
#include "core/log.hpp"
#include "io/txt_resolver.hpp"

namespace postroom::app {
namespace {

/// What mails of a batch may wait for keys. Most answers come within a tenth of it.
constexpr Milliseconds kPatience{2000};

}  // namespace

pipeline::KeyResolver make_key_resolver(const Config& config, const Clock& clock) {
    if (config.dns_servers == "off") {
        return {};
    }
    auto resolver =
        io::TxtResolver::create(clock, config.dns_servers == "system" ? "" : config.dns_servers);
    if (!resolver) {
        log_warning("signatures of mails are not checked: no DNS server is known");
        return {};
    }
    return [resolver = std::move(*resolver)](std::span<const std::string> names) {
        std::map<std::string, pipeline::KeyAnswer> answers;
        for (auto& [name, answer] : resolver.resolve(names, kPatience)) {
            answers[name] = {.is_answered = answer.kind != io::TxtAnswer::Kind::unavailable,
                             .records = std::move(answer.records)};
        }
        return answers;
    };
}

}  // namespace postroom::app
