// See chat_site.hpp.
#include "desk/chat_site.hpp"

#include <algorithm>

#include "core/text.hpp"

namespace postroom::desk {
namespace {

constexpr std::size_t kHostBytesMax = 253;

bool is_host(std::string_view host) {
    if (host.starts_with("*.")) {
        host.remove_prefix(2);
    }
    const auto labels = split(host, '.');
    return !host.empty() && host.size() <= kHostBytesMax &&
           std::ranges::all_of(labels, [](std::string_view label) {
               return !label.empty() && label.find_first_not_of(
                                            "abcdefghijklmnopqrstuvwxyz0123456789-") == label.npos;
           });
}

/// Nothing when there is a port that is none; empty for the scheme's own.
std::optional<std::string> port_of(std::string_view scheme, std::string_view text) {
    constexpr std::int64_t kPortMax = 65535;
    const auto number = parse_int(text);
    if (!number || *number < 1 || *number > kPortMax || text.size() > 5) {
        return std::nullopt;
    }
    const bool is_default = *number == (scheme == "https" ? 443 : 80);
    return is_default ? std::string{} : ":" + std::to_string(*number);
}

bool covers(std::string_view site, std::string_view origin) {
    const auto star = site.find("*.");
    if (star == std::string_view::npos) {
        return site == origin;
    }
    const auto scheme = site.substr(0, star);
    const auto tail = site.substr(star + 1);  // ".example.org"
    return origin.starts_with(scheme) && origin.size() > scheme.size() + tail.size() &&
           origin.ends_with(tail);
}

}  // namespace

std::optional<std::string> parse_site(std::string_view text) {
    const auto lower = to_lower(trim(text));
    const auto colon = lower.find("://");
    const std::string scheme = lower.substr(0, colon == std::string::npos ? 0 : colon);
    if (scheme != "http" && scheme != "https") {
        return std::nullopt;
    }
    const std::string rest = lower.substr(colon + 3);
    const std::string authority = rest.substr(0, rest.find_first_of("/?#"));
    const auto port_at = authority.find(':');
    const auto host = authority.substr(0, port_at);
    const auto port = port_at == std::string::npos
                          ? std::optional<std::string>("")
                          : port_of(scheme, std::string_view(authority).substr(port_at + 1));
    if (!is_host(host) || !port) {
        return std::nullopt;
    }
    return scheme + "://" + host + *port;
}

bool is_site_allowed(const model::ChatWidget& widget, std::string_view page) {
    const auto origin = parse_site(page);
    return origin && origin->find('*') == std::string::npos &&
           std::ranges::any_of(widget.sites,
                               [&](const std::string& site) { return covers(site, *origin); });
}

}  // namespace postroom::desk
