// Builders of messages and people for the tests of notify.
// Invariant: each starts from the everyday case: an active follower with access and an address.
// Rule: style.md "Tests" (builders, no shared fixtures).
#pragma once

#include "notify/decide.hpp"

namespace postroom::notify {

inline constexpr TimePoint kPosted = from_unix_ms(1'795'000'000'000);
inline constexpr model::Person kAna{model::PersonKind::user, 1};
inline constexpr model::Person kBob{model::PersonKind::user, 2};
inline constexpr model::Person kEve{model::PersonKind::customer, 1};
inline constexpr model::Person kZoe{model::PersonKind::customer, 2};
inline constexpr model::Person kBot{model::PersonKind::bot, 1};

/// A public message by `author`.
inline Subject message_by(model::Person author) {
    Subject subject;
    subject.author = author;
    subject.posted_at = kPosted;
    return subject;
}

inline Subject internal_by(model::Person author) {
    Subject subject = message_by(author);
    subject.visibility = model::Visibility::internal;
    return subject;
}

/// `person` as a follower.
inline Candidate follower(model::Person person) {
    Candidate candidate;
    candidate.person = person;
    candidate.follows = true;
    return candidate;
}

/// `person` with access, but neither follower nor earlier author.
inline Candidate bystander(model::Person person) {
    Candidate candidate = follower(person);
    candidate.follows = false;
    return candidate;
}

inline Candidate with(Candidate candidate, model::NotificationPreferences preferences) {
    candidate.preferences = preferences;
    return candidate;
}

/// Everything that concerns messages switched off. (F047)
inline model::NotificationPreferences silence() {
    return {.from_customers = model::FromCustomers::none,
            .replies_to_customers = model::RepliesToCustomers::none,
            .internal_messages = model::InternalMessages::none,
            .include_automation = false,
            .email = model::NotificationEmail::never,
            .assignment_emails = false};
}

}  // namespace postroom::notify
