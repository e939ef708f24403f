// A receipt in words; see explain.hpp.
// Invariant: the furthest channel reached wins: email over in-app over nothing.
// Rule: product.md "Explain".
#include "notify/explain.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "notify/rule.hpp"

namespace postroom::notify {
namespace {

using Channel = Explanation::Channel;
using model::ReceiptState;

std::string_view verdict_of(const Explanation& explanation) {
    if (!explanation.told) {
        return "not_told";
    }
    if (explanation.channel == Channel::email) {
        return "emailed";
    }
    return explanation.seen_after ? "seen" : explanation.email_due_at ? "planned" : "only";
}

/// A receipt can name a mail that was made and kept back; then its rule says why.
bool is_emailed(const model::Receipt& receipt) {
    const bool left = waits(receipt.rule) || receipt.rule == rule::kCustomerReply;
    return receipt.state == ReceiptState::emailed || (receipt.mail_id && left);
}

void explain_withheld(const model::Receipt& receipt, Explanation& out) {
    out.told = tells_in_app(receipt.rule);
    out.channel = out.told ? Channel::in_app : Channel::none;
    out.at = receipt.decided_at;
}

void explain_told(const model::Receipt& receipt, std::optional<TimePoint> mailed_at,
                  Explanation& out) {
    out.told = true;
    if (is_emailed(receipt)) {
        out.channel = Channel::email;
        out.at = mailed_at.value_or(receipt.decided_at);
        return;
    }
    out.channel = Channel::in_app;
    if (receipt.seen_at) {
        out.rule = rule::kSeen;
        out.at = *receipt.seen_at;
        return;
    }
    out.at = receipt.decided_at;
    out.email_due_at = receipt.due_at;
}

}  // namespace

std::string_view name_of(Explanation::Channel channel) {
    switch (channel) {
        case Channel::none:
            return "none";
        case Channel::in_app:
            return "in_app";
        case Channel::email:
            return "email";
    }
    return "none";
}

std::optional<Milliseconds> email_wait(const model::Receipt& receipt, TimePoint posted_at,
                                       std::optional<TimePoint> mailed_at) {
    const auto leaves_at = receipt.due_at ? receipt.due_at : mailed_at;
    if (leaves_at) {
        return *leaves_at - posted_at;
    }
    return receipt.state == ReceiptState::emailed ? std::optional(receipt.decided_at - posted_at)
                                                  : std::nullopt;
}

Explanation explain(const model::Receipt& receipt, TimePoint posted_at,
                    std::optional<TimePoint> mailed_at) {
    Explanation out;
    out.rule = receipt.rule;
    out.place = receipt.person.kind == model::PersonKind::customer ? "chat or portal" : "Messenger";
    if (receipt.seen_at) {
        out.seen_after = *receipt.seen_at - posted_at;
    }
    if (receipt.state == ReceiptState::withheld) {
        explain_withheld(receipt, out);
    } else {
        explain_told(receipt, mailed_at, out);
    }
    out.sentence = sentence_of(out.rule, email_wait(receipt, posted_at, mailed_at));
    out.verdict = verdict_of(out);
    return out;
}

std::string rule_text(const model::Receipt& receipt, TimePoint posted_at) {
    return sentence_of(receipt.rule, email_wait(receipt, posted_at));
}

std::string describe(const Explanation& explanation, std::string_view person_name, TimePoint now) {
    const auto& e = explanation;
    if (!e.told) {
        return fmt::format("{}: not told. {}", person_name, e.sentence);
    }
    if (e.channel == Channel::email) {
        return fmt::format("{}: emailed at {}. {}", person_name, format_rfc3339(e.at), e.sentence);
    }
    if (e.seen_after) {
        return fmt::format("{}: seen in {} after {}, so no email.", person_name, e.place,
                           format_duration(*e.seen_after));
    }
    if (e.email_due_at) {
        return fmt::format("{}: in {}, email in {} unless seen. {}", person_name, e.place,
                           format_duration(*e.email_due_at - now), e.sentence);
    }
    return fmt::format("{}: in {}, no email. {}", person_name, e.place, e.sentence);
}

}  // namespace postroom::notify
