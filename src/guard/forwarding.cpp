// See forwarding.hpp.
#include "guard/forwarding.hpp"

#include <algorithm>

#include "core/text.hpp"

namespace postroom::guard {
namespace {

constexpr std::string_view kGmailSender = "forwarding-noreply@google.com";
constexpr std::string_view kDigits = "0123456789";
constexpr std::size_t kCodeDigitsMin = 6;
constexpr std::size_t kCodeDigitsMax = 16;
constexpr std::size_t kLinkBytesMax = 2000;

/// The number in "(#123456789) …" at the very beginning: an answer begins with "Re:".
std::string code_in(std::string_view subject) {
    subject = trim(subject);
    if (!subject.starts_with("(#")) {
        return {};
    }
    subject.remove_prefix(2);
    const std::size_t digits = std::min(subject.find_first_not_of(kDigits), subject.size());
    const bool is_code = digits >= kCodeDigitsMin && digits <= kCodeDigitsMax &&
                         subject.substr(digits).starts_with(')');
    return is_code ? std::string(subject.substr(0, digits)) : std::string();
}

/// The address at which white space ends, before or after: "user@gmail.com has requested…".
std::string first_address_in(std::string_view text) {
    for (const auto line : split(text, '\n')) {
        for (const auto word : split(line, ' ')) {
            const auto at = word.find('@');
            const bool is_address =
                at != std::string_view::npos && at > 0 &&
                word.find('.', at) != std::string_view::npos &&
                word.find_first_of("<>\"'()[]:;,\\/\t") == std::string_view::npos;
            if (is_address && word.size() <= 254) {
                return to_lower(trim(word));
            }
        }
    }
    return {};
}

/// A host of Google's: "mail.google.com", "mail-settings.google.com".
bool is_googles(std::string_view link) {
    constexpr std::string_view kScheme = "https://";
    if (!link.starts_with(kScheme)) {
        return false;
    }
    link.remove_prefix(kScheme.size());
    const auto host = to_lower(link.substr(0, std::min(link.find('/'), link.size())));
    const bool is_plain = host.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-.") ==
                          std::string::npos;  // no user, no port
    return is_plain && host.ends_with(".google.com");
}

/// The link that says yes ("/vf-…"); the one that says no is "/uf-…".
std::string link_in(std::string_view text) {
    constexpr std::string_view kStart = "https://";
    for (auto at = text.find(kStart); at != std::string_view::npos;
         at = text.find(kStart, at + 1)) {
        const auto rest = text.substr(at);
        const auto link = rest.substr(0, std::min(rest.find_first_of(" \t\r\n<>\""), rest.size()));
        if (link.size() <= kLinkBytesMax && is_googles(link) &&
            link.find("/vf-") != std::string_view::npos) {
            return std::string(link);
        }
    }
    return {};
}

}  // namespace

std::optional<ForwardingRequest> judge_forwarding(const mime::Mail& mail) {
    if (!equals_ignoring_case(mail.from.address, kGmailSender) || !mail.in_reply_to.empty()) {
        return std::nullopt;
    }
    const std::string code = code_in(mail.subject);
    if (code.empty() || mail.text.find(code) == std::string::npos) {
        return std::nullopt;
    }
    return ForwardingRequest{.provider = "gmail",
                             .account = first_address_in(mail.text),
                             .code = code,
                             .link = link_in(mail.text)};
}

}  // namespace postroom::guard
