// One SMTP command line as values.
// Invariant: a path that parses holds no control character, no space outside quotes, and is
// bounded. Rule: RFC 5321 sections 4.1.1 and 4.1.2, RFC 6531 (UTF-8), RFC 2033 (LHLO).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/result.hpp"
#include "smtp/reply.hpp"

namespace postroom::smtp {

enum class Verb {
    helo,
    ehlo,
    lhlo,
    mail,
    rcpt,
    data,
    rset,
    noop,
    vrfy,
    expn,
    help,
    quit,
    starttls,
    unknown
};

struct Command {
    Verb verb = Verb::unknown;
    std::string_view argument;  ///< what follows the verb, without surrounding spaces
};

/// Splits a line (without its line end); views into `line`.
Command parse_command(std::string_view line);

/// Arguments of MAIL FROM.
struct MailArguments {
    std::string address;  ///< empty: the null reverse path of a bounce
    std::optional<std::uint64_t> size;
    bool is_8bit = false;
    bool is_utf8 = false;
};

/// What to answer when arguments do not parse.
using Refused = std::unexpected<Reply>;

/// @param extended  whether the client said EHLO or LHLO, so that parameters are allowed
std::expected<MailArguments, Reply> parse_mail_arguments(std::string_view argument, bool extended);

/// The address of RCPT TO; `utf8_allowed` when MAIL said SMTPUTF8.
std::expected<std::string, Reply> parse_rcpt_argument(std::string_view argument, bool utf8_allowed);

/// Whether `address` may stand between angle brackets in a command that we send: local part, "@",
/// domain; no white space, control character, angle bracket or broken UTF-8. (OUT-23)
bool is_sendable_address(std::string_view address);

bool is_ascii(std::string_view text);

}  // namespace postroom::smtp
