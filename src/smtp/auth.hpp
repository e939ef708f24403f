// What a client says to sign in at a submission server.
// Invariant: a secret appears only in the bytes returned here, never in a failure text or a log.
// (PRV-4) Rule: RFC 4954, RFC 4616 (PLAIN), RFC 7628 (OAUTHBEARER), the LOGIN and XOAUTH2
// conventions; OUT-22.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace postroom::smtp {

struct Credentials {
    std::string user;
    std::string password;
    std::string oauth_token;  ///< when set, a token mechanism is used, never the password
};

enum class Mechanism { plain, login, xoauth2, oauthbearer };

/// The best mechanism that fits `credentials` among those of an EHLO line ("PLAIN LOGIN"), if any.
std::optional<Mechanism> choose_mechanism(std::string_view offered, const Credentials& credentials);

/// "AUTH PLAIN <base64>" and so on, without the line end.
std::string first_auth_line(Mechanism mechanism, const Credentials& credentials);

/// The answer to the n-th (0, 1...) 334 of the server. After a token's 334, which holds an error,
/// it is the empty answer that makes the server say its 535.
std::string next_auth_line(Mechanism mechanism, const Credentials& credentials, int challenge);

}  // namespace postroom::smtp
