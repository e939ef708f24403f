// Why a mailbox could not be read, as a value.
// Invariant: the text is the other side's words made safe, never a secret of ours. Rule: IMAP-9,
// IMAP-11, OAU-3, OAU-5, SRV-13.
#pragma once

#include <string>
#include <string_view>

namespace postroom::imap {

/// How far the conversation had come.
enum class Stage { connect, tls, greeting, starttls, auth, select, work };

enum class Cause {
    refused,   ///< the server answered NO or BAD, or said goodbye
    closed,    ///< the connection ended or could not be made
    timeout,   ///< the server did not answer in time
    tls,       ///< no safe encryption: handshake, certificate, or not offered though required
    protocol,  ///< the server spoke nonsense, or more than anybody needs
    local      ///< our settings do not fit what the server offers
};

struct Failure {
    Stage stage = Stage::connect;
    Cause cause = Cause::closed;
    std::string code;  ///< response code in upper case, "AUTHENTICATIONFAILED"; may be empty
    std::string text;  ///< one sentence, safe to show, bounded
    /// The server said that it may work later. (RFC 5530: UNAVAILABLE, INUSE, LIMIT)
    bool is_temporary = false;
};

std::string_view name_of(Stage stage);

/// Whether user name and password, or token, are refused for good: asking again soon locks the
/// account. (OAU-5)
bool is_auth_refused(const Failure& failure);

}  // namespace postroom::imap
