// `postroom deliver`: one mail from standard input, for the pipe of a mail server.
// Invariant: exit 0 only when the mail is durable; 75 asks the mail server to keep it, 67 names an
// unknown recipient (sysexits). Rule: architecture.md "Contracts"; IN-1.
#pragma once

#include <string>
#include <string_view>

#include "db/database.hpp"
#include "desk/environment.hpp"

namespace postroom::app {

inline constexpr int kExitRefused = 65;           // EX_DATAERR: this mail, never
inline constexpr int kExitUnknownRecipient = 67;  // EX_NOUSER
inline constexpr int kExitTryAgain = 75;          // EX_TEMPFAIL

/// A mail as a mail server writes it into a pipe.
struct PipedMail {
    std::string sender;  ///< of "Return-Path: <...>" on top; empty: none, or a bounce
    std::string content;
};

/// Takes off the line "From sender date" that local delivery agents put before a mail (mbox).
PipedMail read_piped(std::string raw);

/// The exit status.
int deliver(db::Database& database, const desk::Environment& env, const std::string& recipient,
            std::string raw);

}  // namespace postroom::app
