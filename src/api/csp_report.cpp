// See csp_report.hpp.
#include "api/csp_report.hpp"

#include <fmt/format.h>

#include <boost/json.hpp>
#include <vector>

#include "core/text.hpp"

namespace postroom::api {
namespace {

namespace json = boost::json;

constexpr std::size_t kWordBytesMax = 100;
constexpr std::size_t kReportsPerBodyMax = 20;
constexpr std::uint32_t kJsonDepthMax = 8;

std::string_view text_at(const json::object& object, std::string_view name) {
    const auto* value = object.if_contains(name);
    return value != nullptr && value->is_string() ? std::string_view(value->get_string())
                                                  : std::string_view{};
}

/// "https://evil.example" of a whole address: what stands in a mail is nobody's to log.
std::string_view origin_of(std::string_view blocked) {
    const auto scheme = blocked.find("://");
    return scheme == std::string_view::npos ? blocked.substr(0, blocked.find(':'))
                                            : blocked.substr(0, blocked.find('/', scheme + 3));
}

std::string kind_of(std::string_view directive, std::string_view blocked) {
    return fmt::format("{} {}", one_line(truncate_utf8(directive, kWordBytesMax)),
                       one_line(truncate_utf8(origin_of(blocked), kWordBytesMax)));
}

/// {"csp-report": {"effective-directive", "blocked-uri"}}
void add_old_form(const json::object& object, std::vector<std::string>& kinds) {
    const auto* report = object.if_contains("csp-report");
    if (report == nullptr || !report->is_object()) {
        return;
    }
    const auto& fields = report->get_object();
    const auto effective = text_at(fields, "effective-directive");
    kinds.push_back(kind_of(effective.empty() ? text_at(fields, "violated-directive") : effective,
                            text_at(fields, "blocked-uri")));
}

/// [{"type": "csp-violation", "body": {"effectiveDirective", "blockedURL"}}]
void add_new_form(const json::array& reports, std::vector<std::string>& kinds) {
    for (const auto& report : reports) {
        const auto* body = report.is_object() ? report.get_object().if_contains("body") : nullptr;
        if (body != nullptr && body->is_object() && kinds.size() < kReportsPerBodyMax) {
            kinds.push_back(kind_of(text_at(body->get_object(), "effectiveDirective"),
                                    text_at(body->get_object(), "blockedURL")));
        }
    }
}

std::vector<std::string> kinds_in(std::string_view body) {
    std::vector<std::string> kinds;
    json::parse_options options;
    options.max_depth = kJsonDepthMax;
    boost::system::error_code broken;
    const auto value = json::parse(body, broken, {}, options);
    if (broken || body.size() > limits::kCspReportBytesMax) {
        return kinds;
    }
    if (value.is_object()) {
        add_old_form(value.get_object(), kinds);
    } else if (value.is_array()) {
        add_new_form(value.get_array(), kinds);
    }
    return kinds;
}

}  // namespace

bool CspReports::has_room(Milliseconds now) {
    constexpr Milliseconds kMinute{60'000};
    if (now - minute_began_ >= kMinute) {
        minute_began_ = now;
        in_this_minute_ = 0;
    }
    return in_this_minute_++ < limits::kCspReportsPerMinuteMax;
}

std::set<std::string> CspReports::take(std::string_view body, Milliseconds now) {
    std::set<std::string> first_seen;
    {
        const std::lock_guard lock(mutex_);
        if (!has_room(now)) {
            ++counts_.dropped;
            return first_seen;
        }
    }
    const auto kinds = kinds_in(body);
    const std::lock_guard lock(mutex_);
    counts_.taken += kinds.size();
    counts_.dropped += kinds.empty() ? 1 : 0;
    for (const auto& kind : kinds) {
        if (kinds_.size() < limits::kCspReportKindsMax && kinds_.insert(kind).second) {
            first_seen.insert(kind);
        }
    }
    return first_seen;
}

CspReports::Counts CspReports::counts() const {
    const std::lock_guard lock(mutex_);
    return counts_;
}

}  // namespace postroom::api
