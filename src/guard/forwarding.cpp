// See forwarding.hpp.
#include "guard/forwarding.hpp"

#include <algorithm>
#include <array>
#include <span>

#include "core/text.hpp"

namespace postroom::guard {
namespace {

constexpr std::string_view kGmailSender = "forwarding-noreply@google.com";
constexpr std::string_view kScheme = "https://";
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

/// Whether a link leads to this domain or below it, without user or port.
bool leads_to(std::string_view link, std::string_view domain) {
    link.remove_prefix(kScheme.size());
    const auto host = to_lower(link.substr(0, std::min(link.find_first_of("/?#"), link.size())));
    const bool is_plain =
        host.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-.") == std::string::npos;
    return is_plain && !domain.empty() &&
           (host == domain || host.ends_with("." + std::string(domain)));
}

/// The first link to the provider in which this stands.
std::string link_in(std::string_view text, std::string_view domain, std::string_view part) {
    for (auto at = text.find(kScheme); at != std::string_view::npos;
         at = text.find(kScheme, at + 1)) {
        const auto rest = text.substr(at);
        const auto link = rest.substr(0, std::min(rest.find_first_of(" \t\r\n<>\""), rest.size()));
        if (link.size() <= kLinkBytesMax && leads_to(link, domain) &&
            link.find(part) != std::string_view::npos) {
            return std::string(link);
        }
    }
    return {};
}

/// Gmail's own; the link that says yes is "/vf-…", the one that says no "/uf-…".
std::optional<ForwardingRequest> judge_gmail(const mime::Mail& mail) {
    if (!equals_ignoring_case(mail.from.address, kGmailSender)) {
        return std::nullopt;
    }
    const std::string code = code_in(mail.subject);
    if (code.empty() || mail.text.find(code) == std::string::npos) {
        return std::nullopt;
    }
    return ForwardingRequest{.provider = "gmail",
                             .account = first_address_in(mail.text),
                             .code = code,
                             .link = link_in(mail.text, "google.com", "/vf-")};
}

/// Nobody reads what is sent there: "no-reply@", "forwarding.noreply@", "donotreply@".
bool is_robot(std::string_view address) {
    std::string name;
    for (const char c : address.substr(0, std::min(address.find('@'), address.size()))) {
        if (c != '-' && c != '_' && c != '.') {
            name += c;
        }
    }
    name = to_lower(name);
    return name.find("noreply") != std::string::npos ||
           name.find("donotreply") != std::string::npos;
}

bool has_any(std::string_view text, std::span<const std::string_view> words) {
    return std::ranges::any_of(
        words, [&](std::string_view word) { return text.find(word) != std::string_view::npos; });
}

/// Parts of words, in lower case; a first letter that is not ASCII, and may be a capital, left out.
constexpr std::array<std::string_view, 10> kAsking{
    "confirm", "verif", "érif", "approv", "allow", "autori", "confer", "одтвер", "азреш", "bestät"};
constexpr std::array<std::string_view, 10> kForwarding{
    "forward", "transfert", "redirection", "renvoi",     "éexpédition",
    "inoltro", "ересылк",   "ереадрес",    "weiterleit", "reenv"};

/// A number by itself, as long as a code is.
std::string first_code_in(std::string_view text) {
    for (auto at = text.find_first_of(kDigits); at != std::string_view::npos;
         at = text.find_first_of(kDigits, at)) {
        const auto end = std::min(text.find_first_not_of(kDigits, at), text.size());
        const bool stands_alone =
            (at == 0 ||
             std::string_view(" \t\r\n:").find(text[at - 1]) != std::string_view::npos) &&
            (end == text.size() ||
             std::string_view(" \t\r\n.,;").find(text[end]) != std::string_view::npos);
        if (stands_alone && end - at >= kCodeDigitsMin && end - at <= kCodeDigitsMax) {
            return std::string(text.substr(at, end - at));
        }
        at = end;
    }
    return {};
}

std::optional<ForwardingRequest> judge_other(const mime::Mail& mail,
                                             const ForwardingContext& context) {
    const auto at = mail.from.address.rfind('@');
    const bool is_to_us = std::ranges::any_of(mail.to, [&](const mime::Address& to) {
        return equals_ignoring_case(to.address, context.recipient);
    });
    const auto subject = to_lower(mail.subject);
    if (at == std::string::npos || !is_robot(mail.from.address) || !is_to_us ||
        !mail.references.empty() || !has_any(subject, kAsking) || !has_any(subject, kForwarding)) {
        return std::nullopt;
    }
    const auto domain = to_lower(std::string_view(mail.from.address).substr(at + 1));
    const auto code = first_code_in(mail.text);
    const bool has_link = mail.text.find(kScheme) != std::string::npos;
    if (code.empty() && !has_link) {
        return std::nullopt;
    }
    const auto account = first_address_in(mail.text);
    return ForwardingRequest{
        .provider = domain,
        .account = equals_ignoring_case(account, context.recipient) ? std::string() : account,
        .code = code,
        .link = context.is_sender_proved ? link_in(mail.text, domain, "") : std::string()};
}

}  // namespace

std::optional<ForwardingRequest> judge_forwarding(const mime::Mail& mail,
                                                  const ForwardingContext& context) {
    if (!mail.in_reply_to.empty()) {
        return std::nullopt;
    }
    auto found = judge_gmail(mail);
    return found ? found : judge_other(mail, context);
}

}  // namespace postroom::guard
