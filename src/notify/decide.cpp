// The decision itself; see decide.hpp.
// Invariant: audience first (may this person be told at all), then the channel, then the moment.
// Rule: features F003, F010, F022-F040, F088, F090, F130; contradiction 9; mail-correctness.md
// LOOP-4.
#include "notify/decide.hpp"

#include <algorithm>

namespace postroom::notify {
namespace {

using model::PersonKind;

/// Following is being a follower or having taken part before. (F031)
bool is_following(const Candidate& candidate) { return candidate.follows || candidate.took_part; }

/// Turns one of the three choices "all", "followed", "none" into a rule; empty when it tells.
template <class Choice>
std::string_view rule_of_choice(Choice choice, Choice none, Choice followed, std::string_view muted,
                                const Candidate& candidate) {
    if (choice == none) {
        return muted;
    }
    return choice == followed && !is_following(candidate) && !candidate.mentioned
               ? rule::kNotFollowing
               : std::string_view{};
}

/// The rule by which a user's own settings keep a message away; empty when they let it pass.
std::string_view user_setting_against(const Subject& subject, const Candidate& candidate) {
    const auto& wants = candidate.preferences;
    const bool by_machine = subject.by_automation || subject.author.kind == PersonKind::bot;
    if (by_machine && !wants.include_automation) {
        return rule::kAutomationExcluded;
    }
    if (subject.visibility == model::Visibility::internal) {
        using enum model::InternalMessages;
        return rule_of_choice(wants.internal_messages, none, followed,
                              subject.is_direct ? rule::kMutedDirect : rule::kMutedInternal,
                              candidate);
    }
    if (subject.author.kind == PersonKind::customer) {
        using enum model::FromCustomers;
        return rule_of_choice(wants.from_customers, none, mine, rule::kMutedFromCustomers,
                              candidate);
    }
    using enum model::RepliesToCustomers;
    return rule_of_choice(wants.replies_to_customers, none, followed, rule::kMutedReplies,
                          candidate);
}

/// The rule by which somebody is told nothing; empty when they are told.
std::string_view rule_against_telling(const Subject& subject, const Candidate& candidate) {
    if (candidate.person == subject.author || candidate.shares_author_address) {
        return rule::kAuthor;
    }
    if (candidate.person.kind == PersonKind::bot) {
        return rule::kBot;
    }
    if (!candidate.active) {
        return rule::kDeactivated;
    }
    const bool is_customer = candidate.person.kind == PersonKind::customer;
    if (is_customer && subject.visibility == model::Visibility::internal) {
        return rule::kInternalToCustomer;
    }
    if (subject.is_direct && !candidate.took_part) {
        return rule::kNotParticipant;
    }
    if (!candidate.may_see) {
        return rule::kNoAccess;
    }
    if (subject.only_for) {
        return candidate.person == *subject.only_for ? std::string_view{} : rule::kForSomebodyElse;
    }
    if (!is_customer) {
        return user_setting_against(subject, candidate);
    }
    return is_following(candidate) || candidate.is_requester ? std::string_view{}
                                                             : rule::kNotFollowing;
}

/// What a colleague wrote to a customer, and no automation.
bool is_reply(const Subject& subject, const Candidate& candidate) {
    return candidate.person.kind == PersonKind::customer &&
           subject.author.kind == PersonKind::user && !subject.by_automation;
}

/// The rule by which somebody who is told gets no email; empty when they may get one.
std::string_view rule_against_email(const Subject& subject, const Candidate& candidate) {
    const bool is_customer = candidate.person.kind == PersonKind::customer;
    if (!is_customer && candidate.preferences.email == model::NotificationEmail::never) {
        return rule::kEmailNever;
    }
    if (!candidate.has_address) {
        return rule::kNoAddress;
    }
    if (candidate.address_unproved && !is_reply(subject, candidate)) {
        return rule::kAddressUnproved;
    }
    if (subject.is_automatic && is_customer) {
        return rule::kAutomaticToCustomer;
    }
    if (candidate.mailed_as_customer && subject.visibility == model::Visibility::public_) {
        return rule::kToldAsCustomer;
    }
    if (subject.is_automatic && candidate.automatic_email_spent) {
        return rule::kAutomaticCeiling;
    }
    return {};
}

/// Only a person at a keyboard can undo.
Milliseconds undo_delay_of(const Subject& subject, const Settings& settings) {
    return subject.author.kind == PersonKind::user && !subject.by_automation ? settings.undo_delay
                                                                             : Milliseconds{0};
}

/// Fills in kind and moment of an email, and whether it will be suppressed.
void plan_email(const Subject& subject, const Candidate& candidate, const Settings& settings,
                Decision& decision) {
    const Milliseconds undo = undo_delay_of(subject, settings);
    const bool at_once = candidate.person.kind == PersonKind::customer && !candidate.present;
    // A mail about a message that may still be undone would be early (I6).
    const Milliseconds wait = at_once ? undo : std::max(settings.grace, undo);
    decision.email = at_once ? Decision::Email::at_once : Decision::Email::if_unseen;
    decision.due_at = subject.posted_at + wait;
    decision.rule = at_once               ? rule::kCustomerReply
                    : candidate.mentioned ? rule::kMention
                    : subject.is_direct   ? rule::kDirect
                                          : rule::kRelay;
    const bool is_blocked =
        candidate.address_blocked || (candidate.mail_comes_back && !is_reply(subject, candidate));
    if (is_blocked || settings.quiet_mode) {
        decision.suppress_mail = true;
        decision.rule = is_blocked ? rule::kBlockedAddress : rule::kQuietMode;
    }
}

}  // namespace

Decision decide_one(const Subject& subject, const Candidate& candidate, const Settings& settings) {
    Decision decision;
    decision.person = candidate.person;
    decision.rule = rule_against_telling(subject, candidate);
    if (!decision.rule.empty()) {
        return decision;
    }
    decision.in_app = true;
    decision.rule = rule_against_email(subject, candidate);
    if (decision.rule.empty()) {
        plan_email(subject, candidate, settings, decision);
    }
    return decision;
}

std::vector<Decision> decide(const Subject& subject, std::span<const Candidate> candidates,
                             const Settings& settings) {
    std::vector<Decision> decisions;
    decisions.reserve(candidates.size());
    for (const Candidate& candidate : candidates) {
        decisions.push_back(decide_one(subject, candidate, settings));
    }
    return decisions;
}

std::optional<TimePoint> email_due_at(TimePoint posted_at, std::optional<TimePoint> seen_at,
                                      Milliseconds grace) {
    const TimePoint due_at = posted_at + grace;
    if (seen_at && *seen_at <= due_at) {
        return std::nullopt;
    }
    return due_at;
}

}  // namespace postroom::notify
