// See auth.hpp.
#include "smtp/auth.hpp"

#include <algorithm>

#include "core/encoding.hpp"
#include "core/text.hpp"

namespace postroom::smtp {
namespace {

std::string token_response(Mechanism mechanism, const Credentials& credentials) {
    const std::string bearer = "auth=Bearer " + credentials.oauth_token + "\x01\x01";
    return mechanism == Mechanism::xoauth2 ? "user=" + credentials.user + "\x01" + bearer
                                           : "n,a=" + credentials.user + ",\x01" + bearer;
}

}  // namespace

std::optional<Mechanism> choose_mechanism(std::string_view offered,
                                          const Credentials& credentials) {
    const auto words = split(offered, ' ');
    const auto has = [&](std::string_view name) {
        return std::ranges::any_of(
            words, [&](std::string_view word) { return equals_ignoring_case(word, name); });
    };
    if (!credentials.oauth_token.empty()) {
        return has("XOAUTH2")       ? std::optional(Mechanism::xoauth2)
               : has("OAUTHBEARER") ? std::optional(Mechanism::oauthbearer)
                                    : std::nullopt;
    }
    return has("PLAIN")   ? std::optional(Mechanism::plain)
           : has("LOGIN") ? std::optional(Mechanism::login)
                          : std::nullopt;
}

std::string first_auth_line(Mechanism mechanism, const Credentials& credentials) {
    switch (mechanism) {
        case Mechanism::plain: {
            std::string response(1, '\0');
            response.append(credentials.user).append(1, '\0').append(credentials.password);
            return "AUTH PLAIN " + base64_encode(response);
        }
        case Mechanism::login:
            return "AUTH LOGIN";
        case Mechanism::xoauth2:
            return "AUTH XOAUTH2 " + base64_encode(token_response(mechanism, credentials));
        case Mechanism::oauthbearer:
            return "AUTH OAUTHBEARER " + base64_encode(token_response(mechanism, credentials));
    }
    return "AUTH";
}

std::string next_auth_line(Mechanism mechanism, const Credentials& credentials, int challenge) {
    switch (mechanism) {
        case Mechanism::login:
            return base64_encode(challenge == 0 ? credentials.user : credentials.password);
        case Mechanism::oauthbearer:
            return "AQ==";  // the lone control-A of RFC 7628 section 3.2.3
        case Mechanism::plain:
        case Mechanism::xoauth2:
            return "";
    }
    return "";
}

}  // namespace postroom::smtp
