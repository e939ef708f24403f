// See bounce_class.hpp.
#include "guard/bounce_class.hpp"

#include <algorithm>
#include <span>
#include <string>

#include "core/text.hpp"
#include "guard/refusal_phrase.hpp"

namespace postroom::guard {
namespace {

constexpr std::size_t kWordsBytesMax = 8192;

bool contains_any(std::string_view text, std::span<const std::string_view> phrases) {
    return std::ranges::any_of(phrases,
                               [&](std::string_view phrase) { return text.contains(phrase); });
}

/// One line in lower case without web addresses: "https://…/user-unknown" says nothing about this
/// mail.
std::string bare_words(std::string_view words) {
    const std::string text = to_lower(one_line(truncate_utf8(words, kWordsBytesMax)));
    std::string bare;
    bare.reserve(text.size());
    std::size_t start = 0;
    for (std::size_t at = text.find("http"); at != std::string::npos; at = text.find("http", at)) {
        const std::string_view rest = std::string_view(text).substr(at);
        if (!rest.starts_with("http://") && !rest.starts_with("https://")) {
            at += 4;
            continue;
        }
        bare.append(text, start, at - start);
        start = at + std::min(rest.find_first_of(" >)"), rest.size());
        at = start;
    }
    return bare.append(text, start, std::string::npos);
}

/// Whether the recipient itself was refused, not the mail for what it holds. Without any code it is
/// only certain where a system speaks of its own directory.
bool is_recipient_refused(const Refusal& refusal, std::string_view text) {
    const bool has_code = !refusal.reply_code.empty() || !refusal.status.empty();
    if (refusal.status.starts_with("5.1.") ||
        (!has_code && contains_any(text, phrases_of_directory()))) {
        return true;
    }
    const auto tells = [&](std::string_view phrase) {
        return find_ignoring_case(refusal.words, phrase) != std::string_view::npos ||
               refusal.stages.contains(phrase);
    };
    return !std::ranges::any_of(phrases_of_data_stage(), tells) &&
           std::ranges::any_of(phrases_of_recipient_stage(), tells);
}

bool is_listed(std::span<const std::string_view> statuses, std::string_view status) {
    return std::ranges::find(statuses, status) != statuses.end();
}

/// No words settle it: what the enhanced status alone says. (RFC 3463, RFC 7505)
BounceClass class_of_status(std::string_view status, std::string_view text) {
    return is_listed(hard_statuses(), status) && !contains_any(text, phrases_against_status())
               ? BounceClass::hard
               : BounceClass::soft;
}

}  // namespace

std::string stages_told(std::string_view words) {
    const std::string text = to_lower(words.substr(0, kWordsBytesMax));
    std::string told;
    for (const auto phrases : {phrases_of_recipient_stage(), phrases_of_data_stage()}) {
        for (const std::string_view phrase : phrases) {
            if (text.contains(phrase)) {
                told.append(phrase).append("\n");
            }
        }
    }
    return told;
}

BounceClass judge_bounce_class(const Refusal& refusal) {
    const bool is_temporary =
        refusal.reply_code.starts_with('4') ||
        (refusal.status.starts_with('4') && !refusal.reply_code.starts_with('5'));
    const std::string text = bare_words(refusal.words);
    if (is_listed(soft_statuses(), refusal.status) || contains_any(text, phrases_about_sender())) {
        return BounceClass::soft;
    }
    if (contains_any(text, phrases_of_missing_host()) && !refusal.reply_code.starts_with('4')) {
        return BounceClass::hard;
    }
    if (is_temporary || contains_any(text, phrases_of_closed_mailbox()) ||
        find_ignoring_case(refusal.words, "spamhaus") != std::string_view::npos) {
        return BounceClass::soft;
    }
    if (contains_any(text, phrases_of_disabled_mailbox())) {
        return class_of_status(refusal.status, text);
    }
    if (contains_any(text, phrases_of_missing_person())) {
        return is_recipient_refused(refusal, text) ? BounceClass::hard : BounceClass::soft;
    }
    return class_of_status(refusal.status, text);
}

bool is_policy_refusal(const Refusal& refusal) {
    const std::string text = bare_words(refusal.words);
    const std::string_view status = refusal.status;
    if (is_listed(mailbox_statuses(), status) || contains_any(text, phrases_of_full_mailbox())) {
        return false;
    }
    const std::string_view subject = status.size() > 2 ? status.substr(2) : std::string_view{};
    return subject.starts_with("7.") || subject.starts_with("6.") ||
           is_listed(mail_statuses(), status) || contains_any(text, phrases_about_sender()) ||
           contains_any(text, phrases_against_mail());
}

}  // namespace postroom::guard
