// See router.hpp.
#include "api/router.hpp"

#include <algorithm>

#include "core/check.hpp"
#include "core/limits.hpp"
#include "core/text.hpp"

namespace postroom::api {
namespace {

std::string_view name_of(io::Method method) {
    switch (method) {
        case io::Method::get:
            return "GET, HEAD";
        case io::Method::post:
            return "POST";
        case io::Method::put:
            return "PUT";
        case io::Method::patch:
            return "PATCH";
        case io::Method::delete_:
            return "DELETE";
        default:
            return "";
    }
}

/// Who asks: the peer, or behind a proxy on this machine the client that the proxy names last.
/// Without it one guesser would use up everybody's attempts to sign in. (SEC-14)
std::string_view client_address(const io::HttpRequest& request) {
    const bool is_local_peer =
        request.remote_address.starts_with("127.") || request.remote_address == "::1";
    const auto named = request.header("X-Forwarded-For");
    const auto last = trim(named.substr(named.rfind(',') + 1));
    constexpr std::size_t kAddressBytesMax = 45;
    const bool is_address = !last.empty() && last.size() <= kAddressBytesMax &&
                            last.find_first_not_of("0123456789abcdefABCDEF:.") == last.npos;
    return is_local_peer && is_address ? last : std::string_view(request.remote_address);
}

bool is_capture(std::string_view segment) { return segment.starts_with('{'); }

/// The decoded segments of a path, or nothing when it does not decode.
std::optional<std::vector<std::string>> decode_segments(std::string_view path) {
    std::vector<std::string> segments;
    for (const auto part : split(path, '/')) {
        auto decoded = percent_decode(part);
        if (!decoded) {
            return std::nullopt;
        }
        segments.push_back(std::move(*decoded));
    }
    return segments;
}

bool fits(std::span<const std::string_view> pattern, std::span<const std::string> path,
          std::vector<std::string>& captures) {
    captures.clear();
    for (std::size_t i = 0; i < pattern.size(); ++i) {
        if (!is_capture(pattern[i])) {
            if (pattern[i] != path[i]) {
                return false;
            }
            continue;
        }
        if (pattern[i].ends_with("id}") && parse_int(path[i]).value_or(0) < 1) {
            return false;
        }
        captures.push_back(path[i]);
    }
    return true;
}

}  // namespace

std::int64_t Call::id(std::size_t n) const {
    const auto number = parse_int(captures.at(n));
    CHECK(number.has_value());
    return *number;
}

desk::Visitor Call::visitor() const {
    return {.address = std::string(client_address(request)),
            .user_agent = one_line(request.header("User-Agent"))};
}

Result<int> Call::limit() const {
    return static_cast<int>(
        TRY(query.number("limit", limits::kPageSizeDefault, 1, limits::kPageSizeMax)));
}

Result<std::int64_t> Call::before() const { return query.number("cursor", 0, 1, INT64_MAX); }

Router::Router(std::span<const std::span<const Route>> tables) {
    for (const auto table : tables) {
        for (const auto& route : table) {
            entries_.push_back({&route, split(route.pattern, '/')});
        }
    }
}

Router::Match Router::match(io::Method method, std::string_view path) const {
    Match match;
    const auto segments = decode_segments(path);
    if (!segments) {
        return match;
    }
    const auto wanted = method == io::Method::head ? io::Method::get : method;
    std::vector<std::string> captures;
    for (const auto& entry : entries_) {
        if (entry.segments.size() != segments->size() ||
            !fits(entry.segments, *segments, captures)) {
            continue;
        }
        if (entry.route->method == wanted) {
            return {.route = entry.route, .captures = std::move(captures), .allowed = {}};
        }
        match.allowed.append(match.allowed.empty() ? "" : ", ")
            .append(name_of(entry.route->method));
    }
    return match;
}

bool Router::is_slow(io::Method method, std::string_view path) const {
    const auto parts = static_cast<std::size_t>(std::ranges::count(path, '/')) + 1;
    return std::ranges::any_of(entries_, [&](const Entry& entry) {
        return entry.route->pace == Pace::slow && entry.route->method == method &&
               entry.segments.size() == parts && match(method, path).route == entry.route;
    });
}

}  // namespace postroom::api
