// See cookie.hpp.
#include "api/cookie.hpp"

#include <fmt/format.h>

#include "core/text.hpp"

namespace postroom::api {

std::string_view find_cookie(std::string_view header, std::string_view name) {
    for (const auto part : split(header, ';')) {
        const auto pair = trim(part);
        const auto equals = pair.find('=');
        if (equals != std::string_view::npos && pair.substr(0, equals) == name) {
            return pair.substr(equals + 1);
        }
    }
    return {};
}

std::string format_cookie(std::string_view name, std::string_view token, Milliseconds life,
                          bool secure) {
    return fmt::format("{}={}; Path=/; Max-Age={}; HttpOnly; SameSite=Lax{}", name, token,
                       std::chrono::duration_cast<std::chrono::seconds>(life).count(),
                       secure ? "; Secure" : "");
}

std::string format_cleared_cookie(std::string_view name, bool secure) {
    return format_cookie(name, "", Milliseconds{0}, secure);
}

}  // namespace postroom::api
