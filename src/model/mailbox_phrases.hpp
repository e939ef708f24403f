// What a mailbox's health and its test say, each sentence with its code.
// Invariant: what failed is said together with what to do about it; kept sentences are not reworded
// (see phrase.hpp). Rule: mail-correctness.md OAU-3, IMAP-9; features F109, F111, F112.
#pragma once

#include <array>

#include "model/phrase.hpp"

namespace postroom::model {

inline constexpr std::array kMailboxPhrases{
    Phrase{"works", "Everything works in both directions. Nothing was sent."},
    Phrase{"receiving_works", "Mail can be fetched. Nothing was changed in the mailbox."},
    Phrase{"answers", "{server} answers."},
    Phrase{"encrypted", "The connection is encrypted and the certificate belongs to {host}."},
    Phrase{"not_encrypted", "The connection is not encrypted."},
    Phrase{"signed_in", "The server accepts the sign-in of {user}."},
    Phrase{"folder_open", "The folder {folder} is open; {count} mails lie in it."},
    // Settings.
    Phrase{"clear_text",
           "{server} lies outside this machine and private networks, so a password is not sent "
           "there without encryption: choose TLS (usually port 993) or STARTTLS (usually port "
           "143)."},
    // Connecting.
    Phrase{"timed_out",
           "{server} did not answer in time. A firewall on the way may block the port."},
    Phrase{"host_unknown", "There is no server named {host}. Check how it is spelt."},
    Phrase{"port_closed",
           "{host} answers, but nothing reads mailboxes at that port. IMAP uses 993 with TLS or "
           "143 with STARTTLS."},
    Phrase{"unreachable", "{server} cannot be reached ({why})."},
    // Encryption.
    Phrase{"certificate",
           "The certificate of {host} cannot be trusted ({why}). Use the name that stands in the "
           "certificate, or have the server's certificate corrected."},
    Phrase{"no_starttls",
           "{server} offers no encryption by STARTTLS. Choose TLS with port 993 if the server has "
           "it."},
    Phrase{"tls_failed",
           "The encryption could not begin ({why}). Port 993 needs TLS, port 143 STARTTLS."},
    // Greeting.
    Phrase{"no_mail_server", "What answers at {server} is no IMAP server."},
    Phrase{"turned_away", "The server turns us away: {reply}."},
    // Signing in.
    Phrase{"app_password_needed",
           "Google refuses the sign-in: {reply}. An app password is needed: switch on 2-step "
           "verification in the Google account, create an app password and enter it here. The "
           "usual password does not work."},
    Phrase{"microsoft_password_refused",
           "Microsoft refuses the password: {reply}. Mailboxes of Microsoft 365 are connected by "
           "signing in with Microsoft; passwords do not work there any more."},
    Phrase{"sign_in_refused",
           "The server refuses user name and password: {reply}. Mailboxes with a second factor "
           "need an app password."},
    Phrase{"token_refused",
           "The provider does not accept the permission that was given: {reply}. Connect the "
           "mailbox again."},
    Phrase{"sign_in_later", "The server cannot check the sign-in right now: {reply}."},
    Phrase{"no_password_sign_in",
           "The server offers no way to sign in like this: {reply}. Passwords may be switched off "
           "for IMAP."},
    Phrase{"connected_but_not_allowed",
           "The sign-in worked, but the mailbox does not open: {reply}. IMAP may be switched off "
           "for this mailbox, the permission may be for another mailbox, or too many programs are "
           "connected to it."},
    // The folder and the work in it.
    Phrase{"folder_missing", "The folder {folder} cannot be opened: {reply}."},
    Phrase{"refused", "The server refuses what we ask for: {reply}."},
    Phrase{"connection_lost", "The connection broke ({why}). We connect again by ourselves."},
    Phrase{"nonsense", "The server's answers cannot be understood ({why})."},
    Phrase{"not_stored",
           "Fetched mail could not be stored here ({why}). It stays in the mailbox and is fetched "
           "again."},
    // OAuth.
    Phrase{"consent_needed",
           "The provider wants the permission to be given again: {reply}. Press \"Connect "
           "again\"."},
    Phrase{"client_secret_refused",
           "The provider refuses the client secret of the app registration: {reply}. It may have "
           "expired: create a new one and enter it."},
    Phrase{"provider_unreachable",
           "The provider's sign-in service does not answer ({why}). We try again by ourselves."},
};

/// The phrase with this code; a wrong code does not compile.
consteval Phrase mailbox_phrase(std::string_view code) { return phrase_of(kMailboxPhrases, code); }

}  // namespace postroom::model
