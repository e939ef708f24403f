// See command.hpp.
#include "smtp/command.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "core/text.hpp"

namespace postroom::smtp {
namespace {

constexpr std::size_t kPathBytesMax =
    320;  // 64 local part, "@", 255 domain (RFC 5321 section 4.5.3.1)

constexpr std::array<std::pair<std::string_view, Verb>, 13> kVerbs{{
    {"MAIL", Verb::mail},
    {"RCPT", Verb::rcpt},
    {"DATA", Verb::data},
    {"EHLO", Verb::ehlo},
    {"HELO", Verb::helo},
    {"LHLO", Verb::lhlo},
    {"RSET", Verb::rset},
    {"NOOP", Verb::noop},
    {"VRFY", Verb::vrfy},
    {"EXPN", Verb::expn},
    {"HELP", Verb::help},
    {"QUIT", Verb::quit},
    {"STARTTLS", Verb::starttls},
}};

bool is_forbidden(char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte < 0x20 || byte == 0x7f;
}

/// Cuts a quoted string from the front; nothing when it does not end.
bool skip_quoted(std::string_view text, std::size_t& at) {
    for (++at; at < text.size(); ++at) {
        if (text[at] == '\\') {
            ++at;
        } else if (text[at] == '"') {
            ++at;
            return true;
        }
    }
    return false;
}

bool is_domain(std::string_view domain) {
    return !domain.empty() && domain.size() <= 255 && domain.front() != '.' &&
           domain.find("..") == std::string_view::npos &&
           domain.find_first_of(" \t<>()\\,;@\"") == std::string_view::npos;
}

/// Position of the "@" between local part and domain, or npos when the local part is malformed.
std::size_t local_part_end(std::string_view address) {
    std::size_t at = 0;
    if (address.starts_with('"')) {
        return skip_quoted(address, at) ? at : std::string_view::npos;
    }
    at = address.find('@');
    const std::string_view local = address.substr(0, at);
    const bool malformed =
        local.empty() || local.find_first_of(" \t<>()\\,;:\"[]") != std::string_view::npos;
    return malformed ? std::string_view::npos : std::min(at, address.size());
}

bool is_address(std::string_view address) {
    if (address.empty() || address.size() > kPathBytesMax ||
        std::ranges::any_of(address, is_forbidden)) {
        return false;
    }
    const std::size_t end = local_part_end(address);
    return end != std::string_view::npos && end < address.size() && address[end] == '@' &&
           is_domain(address.substr(end + 1)) && is_valid_utf8(address);
}

/// Takes "<...>" (or a bare word, which old clients send) from the front of `text`.
std::optional<std::string_view> take_path(std::string_view& text) {
    if (!text.starts_with('<')) {
        const std::size_t end = std::min(text.find(' '), text.size());
        const std::string_view word = text.substr(0, end);
        text.remove_prefix(end);
        return word.empty() || word.find_first_of("<>") != std::string_view::npos
                   ? std::nullopt
                   : std::optional(word);
    }
    std::size_t at = 1;
    while (at < text.size() && text[at] != '>') {
        if (text[at] == '"') {
            if (!skip_quoted(text, at)) {
                return std::nullopt;
            }
        } else {
            ++at;
        }
    }
    if (at >= text.size()) {
        return std::nullopt;
    }
    std::string_view path = text.substr(1, at - 1);
    text.remove_prefix(at + 1);
    // A source route ("@a,@b:user@c") is read and dropped. (RFC 5321 appendix C)
    if (path.starts_with('@')) {
        const std::size_t colon = path.find(':');
        if (colon == std::string_view::npos) {
            return std::nullopt;
        }
        path.remove_prefix(colon + 1);
    }
    return path;
}

/// Cuts "FROM:" or "TO:" off, with the space after it that many clients send.
bool take_prefix(std::string_view& argument, std::string_view prefix) {
    if (argument.size() < prefix.size() || !starts_with_ignoring_case(argument, prefix)) {
        return false;
    }
    argument = trim(argument.substr(prefix.size()));
    return true;
}

Refused refused(int code, std::string enhanced, std::string text) {
    return Refused(Reply{code, std::move(enhanced), std::move(text)});
}

Refused unknown_parameter(std::string_view parameter) {
    return refused(555, "5.5.4",
                   "The parameter \"" + std::string(parameter) + "\" is not supported here");
}

std::expected<void, Reply> apply_mail_parameter(MailArguments& mail, std::string_view parameter) {
    const std::size_t equals = parameter.find('=');
    const std::string_view name = parameter.substr(0, equals);
    const std::string_view value =
        equals == std::string_view::npos ? std::string_view{} : parameter.substr(equals + 1);
    if (equals_ignoring_case(name, "SIZE")) {
        const auto size = parse_int(value);
        if (!size || *size < 0) {
            return refused(501, "5.5.4", "SIZE takes a number of bytes, as in SIZE=12345");
        }
        mail.size = static_cast<std::uint64_t>(*size);
    } else if (equals_ignoring_case(name, "BODY")) {
        mail.is_8bit = equals_ignoring_case(value, "8BITMIME");
        if (!mail.is_8bit && !equals_ignoring_case(value, "7BIT")) {
            return refused(501, "5.5.4", "BODY takes 7BIT or 8BITMIME");
        }
    } else if (equals_ignoring_case(name, "SMTPUTF8") && equals == std::string_view::npos) {
        mail.is_utf8 = true;
    } else {
        return unknown_parameter(name);
    }
    return {};
}

}  // namespace

bool is_ascii(std::string_view text) {
    return std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

bool is_sendable_address(std::string_view address) {
    return is_address(address) && address.find_first_of("<> \t") == std::string_view::npos;
}

Command parse_command(std::string_view line) {
    const std::size_t end = std::min(line.find(' '), line.size());
    const std::string_view word = line.substr(0, end);
    for (const auto& [name, verb] : kVerbs) {
        if (equals_ignoring_case(word, name)) {
            return {verb, trim(line.substr(end))};
        }
    }
    return {Verb::unknown, {}};
}

std::expected<MailArguments, Reply> parse_mail_arguments(std::string_view argument, bool extended) {
    if (!take_prefix(argument, "FROM:")) {
        return refused(501, "5.5.4", "Say MAIL FROM:<address>");
    }
    MailArguments mail;
    const auto path = take_path(argument);
    if (!path || (!path->empty() && !is_address(*path))) {
        return refused(501, "5.1.7",
                       "The sender is not a mail address; say MAIL FROM:<name@example.org>");
    }
    mail.address = *path;
    for (argument = trim(argument); !argument.empty(); argument = trim(argument)) {
        const std::string_view parameter = argument.substr(0, argument.find(' '));
        argument.remove_prefix(parameter.size());
        if (!extended) {
            return unknown_parameter(parameter);
        }
        if (auto applied = apply_mail_parameter(mail, parameter); !applied) {
            return Refused(std::move(applied.error()));
        }
    }
    if (!mail.is_utf8 && !is_ascii(mail.address)) {
        return refused(553, "5.6.7", "An address beyond ASCII needs the parameter SMTPUTF8");
    }
    return mail;
}

std::expected<std::string, Reply> parse_rcpt_argument(std::string_view argument,
                                                      bool utf8_allowed) {
    if (!take_prefix(argument, "TO:")) {
        return refused(501, "5.5.4", "Say RCPT TO:<address>");
    }
    const auto path = take_path(argument);
    // "postmaster" alone is an address everywhere. (RFC 5321 section 4.5.1)
    if (!path || (!is_address(*path) && !equals_ignoring_case(*path, "postmaster"))) {
        return refused(501, "5.1.3",
                       "The recipient is not a mail address; say RCPT TO:<name@example.org>");
    }
    if (argument = trim(argument); !argument.empty()) {
        return unknown_parameter(argument.substr(0, argument.find_first_of(" =")));
    }
    if (!utf8_allowed && !is_ascii(*path)) {
        return refused(553, "5.6.7", "An address beyond ASCII needs SMTPUTF8 at MAIL");
    }
    return std::string(*path);
}

}  // namespace postroom::smtp
