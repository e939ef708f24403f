// What the test of a connector says, each sentence with its code.
// Invariant: what failed is said together with what to do about it. Rule: ui.md "test button with
// plain-language diagnosis"; OUT-21, OUT-22.
#pragma once

#include <array>
#include <string>

#include "model/mail_flow.hpp"
#include "model/phrase.hpp"

namespace postroom::app {

inline constexpr std::array kConnectorPhrases{
    model::Phrase{"works", "Everything works. Nothing was sent."},
    model::Phrase{"captured", "Mail is kept in the mail log; nothing leaves."},
    model::Phrase{"answers", "{server} answers."},
    model::Phrase{"greets", "The server greets and speaks SMTP."},
    model::Phrase{"not_encrypted", "The connection is not encrypted."},
    model::Phrase{"encrypted_unchecked",
                  "The connection is encrypted; the certificate was not checked."},
    model::Phrase{"encrypted",
                  "The connection is encrypted and the certificate belongs to {host}."},
    model::Phrase{"nothing_to_sign_in",
                  "No user name is set, so there was nothing to sign in with."},
    model::Phrase{"password_accepted", "The server accepts the password of {user}."},
    // Settings.
    model::Phrase{"clear_text",
                  "{server} lies outside this machine and private networks, so mail is not sent "
                  "there without encryption: choose STARTTLS (usually port 587) or TLS (usually "
                  "port 465)."},
    model::Phrase{"settings_refused", "{why}."},
    // Connecting.
    model::Phrase{"timed_out",
                  "{server} did not answer in time. A firewall on the way may block the port; many "
                  "networks block port 25: try 587 with STARTTLS."},
    model::Phrase{"host_unknown", "There is no server named {host}. Check how it is spelt."},
    model::Phrase{"port_closed",
                  "{host} answers, but nothing takes mail at port {port}. Usual ports are 587 with "
                  "STARTTLS, 465 with TLS, and 25 between servers."},
    model::Phrase{"unreachable", "{server} cannot be reached ({why})."},
    // Encryption.
    model::Phrase{"certificate",
                  "The certificate of {host} cannot be trusted ({why}). Use the name that stands "
                  "in the certificate, or have the server's certificate corrected."},
    model::Phrase{"no_starttls",
                  "{server} offers no encryption by STARTTLS. Choose TLS with port 465 if the "
                  "server has it; do not send passwords without encryption."},
    model::Phrase{"tls_at_wrong_port",
                  "The encryption could not begin ({why}). If the port is 587 or 25, choose "
                  "STARTTLS instead of TLS."},
    model::Phrase{"tls_failed",
                  "The encryption could not begin ({why}). Ask whoever runs the server."},
    // Greeting.
    model::Phrase{"turned_away",
                  "The server turns us away: {reply}. It may allow certain addresses only."},
    model::Phrase{"no_mail_server", "What answers at {server} is no mail server."},
    model::Phrase{"expects_tls",
                  "The server says nothing: port 465 expects TLS from the first byte. Choose TLS "
                  "instead of STARTTLS."},
    model::Phrase{"no_greeting", "The connection was made, but the server does not greet ({why})."},
    // Signing in.
    model::Phrase{"password_in_clear",
                  "The server offers no encryption, and a password is not sent without it. Choose "
                  "STARTTLS or TLS."},
    model::Phrase{"no_password_sign_in",
                  "The server offers no way to sign in with a password. It may be switched off for "
                  "this mailbox, or work at port 587 or 465 only."},
    model::Phrase{"broke_while_signing_in", "The connection broke while signing in ({why})."},
    model::Phrase{"sign_in_later",
                  "The server cannot check the password right now: {reply}. Try again later."},
    model::Phrase{"smtp_auth_off",
                  "Sending with a sign-in is switched off for this mailbox: {reply}. In the "
                  "Microsoft 365 admin center open the user, Mail, Manage email apps, and allow "
                  "\"Authenticated SMTP\"."},
    model::Phrase{"basic_sign_in_off",
                  "The provider takes no passwords for sending any more: {reply}. Connect the "
                  "mailbox by signing in at the provider."},
    model::Phrase{"sign_in_refused",
                  "The server refuses user name and password: {reply}. Mailboxes with a second "
                  "factor need an app password; Microsoft 365 must allow \"Authenticated SMTP\" "
                  "for the mailbox."},
};

/// The phrase with this code; a wrong code does not compile.
consteval model::Phrase advice(std::string_view code) {
    return model::phrase_of(kConnectorPhrases, code);
}

/// "mail.example:587"
inline std::string server_of(const model::Connector& connector) {
    return connector.host + ":" + std::to_string(connector.port);
}

}  // namespace postroom::app
