// See bounce_class.hpp.
#include "guard/bounce_class.hpp"

#include <algorithm>
#include <array>
#include <span>
#include <string>

#include "core/text.hpp"

namespace postroom::guard {
namespace {

constexpr std::size_t kWordsBytesMax = 8192;
using Phrases = std::span<const std::string_view>;

// clang-format off
/// The address is right, but does not take mail now; stands before "user unknown", which some servers add to it.
constexpr auto kFullOrClosed = std::to_array<std::string_view>({
    "mailbox full", "mailbox is full", "mail box full", "inbox is full", "mailbox for user is full", "mailfolder is full", "over quota", "overquota", "quota exceed", "exceeded quota", "exceeded its quota", "exceeded the quota",
    "quota violation", "out of storage", "storage limit", "exceeded storage", "exceeded his quota", "not enough storage", "insufficient disk", "insufficient system storage", "mailbox size", "mailbox exceeds", "exceeded the local limit",
    "recipient's mailbox exceeded", "account full", "account is full", "user is over", "disk quota", "too much mail", "casilla llena", "boîte pleine", "postfach voll",
    "account is disabled", "account disabled", "account has been disabled", "mailbox disabled", "mailbox is disabled", "user disabled", "is suspended", "been suspended", "account suspended", "mailbox suspended", "suspended mailbox",
    "account is locked", "mailbox locked", "inactive", "is not active", "not activated", "deactivated", "account expired", "temporarily unavailable", "temporarily locked", "mailbox is frozen", "currently suspended", "account closed",
    "recipient preferences", "refuses to accept", "restricted", "not permitted to", "only accepts", "may not exist", "bad sender", "sender address rejected", "sender rejected", "sender verify", "sender domain", "sender unknown",
    "envelope sender", "return path", "from address", "originator", "unknown sender", "invalid sender", "mail from domain", "from domain", "you are not allowed", "not authorized", "unauthorized",
});

constexpr auto kNobodyThere = std::to_array<std::string_view>({
    "user unknown", "unknown user", "no such user", "no such recipient", "no such mailbox", "no such address", "no such account", "no such person", "recipient unknown", "unknown recipient", "unknown address", "address unknown", "unknown mailbox",
    "unknown account", "unknown local", "unknown or illegal", "unknown email", "user is unknown", "does not exist", "doesn't exist", "not exist", "invalid recipient", "invalid user", "invalid mailbox", "invalid address", "invalid final delivery",
    "user invalid", "recipient invalid", "bad destination", "bad recipient", "bad address", "recipient not found", "user not found", "mailbox not found", "address not found", "recipientnotfound", "adrnotfound", "recipnotfound", "cannot find user",
    "couldn't find any", "couldn't be found", "could not be found", "wasn't found", "not our customer", "no mailbox", "account that you tried to reach", "not listed in", "not a known user", "isn't a known", "not known here", "not known at", "unrouteable", "unroutable",
    "name is not recognized", "no account", "not a valid mailbox", "not a valid recipient", "not a valid user", "not a registered", "is not a user", "no user", "not in my", "not have an account", "doesn't have a", "does not have a", "has no account", "no longer valid",
    "no longer available", "no longer active", "no longer in use", "no longer exists", "no longer with", "has moved", "has left", "address is not valid", "recipient address rejected: address", "mailbox unavailable", "this address no longer", "address no longer accepts",
    "user doesn", "no one here", "no recipients", "unable to find recipient", "not found in directory", "not in directory", "addressee unknown", "5.1.10", "user account does not", "dosn't have", "no existe", "inconnu", "n'existe pas", "unbekannt", "existiert nicht", "не существует", "non trovat", "inesistente", "utente sconosciuto",
});

/// The domain takes no mail at all.
constexpr auto kNoSuchHost = std::to_array<std::string_view>({
        "host unknown", "unknown host", "host not found", "domain not found", "domain name not found", "no such domain", "nxdomain", "invalid domain", "unknown domain", "name or service not known", "domain is not valid", "illegal host", "host or domain name not found", "name service error",
    "no mx found", "no mx record", "does not accept mail", "doesn't accept mail", "nullmx", "null mx", "no route to domain", "cname lookup failed", "no a record", "no mail exchanger", "couldn't find a mail exchanger", "couldn't find any host", "bad destination system", "domain nonexistent", "all relevant mx records point to non-existent", "not in database",
    "has no mail exchanger", "smtp protocol returned a permanent", "mail receiving disabled", "server does not accept",
});

constexpr auto kNotTheAddress = std::to_array<std::string_view>({
    "spam", "junk", "unsolicited", "bulk", "blocked", "blacklist", "block list", "blocklist", "denylist", "dnsbl", "rbl", "spamhaus", "reputation", "listed at", "listed by", "listed in", "access denied", "reverse dns", "ptr record", "ptr lookup", "reverse lookup",
    "spf", "dkim", "dmarc", "unauthenticated", "authenticat", "policy", "policies", "tls", "relay", "too large", "too big", "size limit", "message size", "exceeds size", "size exceed", "too many", "rate limit", "throttl", "try again", "try later", "greylist", "graylist",
    "timed out", "timeout", "time out", "expired", "in the queue too long", "queue too long", "delayed", "connection refused", "connect", "loop", "hop count", "too many hops", "temporar", "virus", "malware", "header", "attachment", "content", "8-bit", "mime", "rfc", "url in message",
    "service unavailable", "service refused", "not accepted", "administratively", "prohibited", "banned", "refused", "retry", "helo", "ehlo", "syntax", "command", "protocol", "system error", "internal error", "local error", "i/o error", "unsupported",
});

/// Status codes that name a missing address or domain (RFC 3463 3.2 and 3.5, RFC 7505).
constexpr auto kHardStatuses = std::to_array<std::string_view>({"5.1.0", "5.1.1", "5.1.2", "5.1.3", "5.1.4", "5.1.6", "5.1.10", "5.4.4", "5.7.27"});
// clang-format on

bool contains_any(std::string_view text, Phrases phrases) {
    return std::ranges::any_of(phrases,
                               [&](std::string_view phrase) { return text.contains(phrase); });
}

/// One line in lower case without web addresses: "https://…/user-unknown" says nothing about this
/// mail.
std::string bare_words(std::string_view words) {
    std::string text = to_lower(one_line(truncate_utf8(words, kWordsBytesMax)));
    for (std::size_t at = text.find("http"); at != std::string::npos; at = text.find("http", at)) {
        const std::string_view rest = std::string_view(text).substr(at);
        if (!rest.starts_with("http://") && !rest.starts_with("https://")) {
            at += 4;
            continue;
        }
        text.erase(at, std::min(rest.find_first_of(" >)"), rest.size()));
    }
    return text;
}

/// Whether the recipient itself was refused, not the mail for what it holds.
bool is_recipient_refused(const Refusal& refusal) {
    if (refusal.status.starts_with("5.1.") ||
        (refusal.reply_code.empty() && refusal.status.empty())) {
        return true;
    }
    const auto tells = [&](std::string_view phrase) {
        return find_ignoring_case(refusal.words, phrase) != std::string_view::npos ||
               find_ignoring_case(refusal.context.substr(0, kWordsBytesMax), phrase) !=
                   std::string_view::npos;
    };
    if (tells("end of data") || tells("data command") || tells("command: data") ||
        tells(">>> data")) {
        return false;
    }
    return tells("rcpt") || tells("does not like recipient") ||
           tells("recipient address rejected") || tells("recipientnotfound");
}

}  // namespace

BounceClass judge_bounce_class(const Refusal& refusal) {
    const bool is_temporary =
        refusal.reply_code.starts_with('4') ||
        (refusal.status.starts_with('4') && !refusal.reply_code.starts_with('5'));
    const std::string text = bare_words(refusal.words);
    if (contains_any(text, kNoSuchHost) && !refusal.reply_code.starts_with('4')) {
        return BounceClass::hard;
    }
    if (is_temporary || contains_any(text, kFullOrClosed) ||
        find_ignoring_case(refusal.words, "spamhaus") != std::string_view::npos) {
        return BounceClass::soft;
    }
    if (contains_any(text, kNobodyThere)) {
        return is_recipient_refused(refusal) ? BounceClass::hard : BounceClass::soft;
    }
    if (contains_any(text, kNotTheAddress)) {
        return BounceClass::soft;
    }
    return std::ranges::find(kHardStatuses, refusal.status) == kHardStatuses.end()
               ? BounceClass::soft
               : BounceClass::hard;
}

}  // namespace postroom::guard
