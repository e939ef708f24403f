// The choice itself; see choose.hpp.
// Invariant: signed tokens before known ids before body markers before subject numbers (THR-1).
// Rule: mail-correctness.md THR-3, THR-4, THR-5, THR-8, LOOP-4.
#include "threading/choose.hpp"

#include <algorithm>
#include <array>

namespace postroom::threading {
namespace {

using model::PersonKind;
using model::Trust;

constexpr std::string_view kTokenInRecipient = "token_in_recipient_address";
constexpr std::string_view kTokenInToOrCc = "token_in_to_or_cc";
constexpr std::string_view kTokenInThreadId = "token_in_thread_id";
constexpr std::string_view kKnownMessageId = "known_message_id";
constexpr std::string_view kTokenInBody = "token_in_body";
constexpr std::string_view kSubjectNumber = "subject_number";
constexpr std::string_view kSubjectHint = "subject_hint";
constexpr std::string_view kFinishedLongAgo = "finished_long_ago";
constexpr std::string_view kQueueLinks = "queue_links_answers";
constexpr std::string_view kQueueRejects = "queue_rejects_answers";
constexpr std::string_view kConversationGone = "conversation_gone";
constexpr std::string_view kNoEvidence = "no_evidence";

constexpr std::array kReasons{
    model::Phrase{kTokenInRecipient, "It was sent to the reply address of this conversation."},
    model::Phrase{kTokenInToOrCc,
                  "The reply address of this conversation stands among its recipients."},
    model::Phrase{kTokenInThreadId, "It answers a mail that we signed for this conversation."},
    model::Phrase{kKnownMessageId, "It answers a mail that belongs to this conversation."},
    model::Phrase{kTokenInBody, "It quotes a mail that we signed for this conversation."},
    model::Phrase{
        kSubjectNumber,
        "Its subject names the item, and its sender takes part in it and is authenticated."},
    model::Phrase{kSubjectHint,
                  "Its subject names an item, which alone is no proof: it may belong there."},
    model::Phrase{kFinishedLongAgo,
                  "The item that it answers was finished too long ago to begin again."},
    model::Phrase{kQueueLinks,
                  "In this queue an answer to a finished item begins a new, linked one."},
    model::Phrase{kQueueRejects, "This queue takes no answers to finished items."},
    model::Phrase{kConversationGone, "The conversation that it answers does not exist any more."},
    model::Phrase{kNoEvidence, "Nothing in it points to an earlier conversation."},
};

std::string_view reason_of(Place place) {
    switch (place) {
        case Place::recipient_address:
            return kTokenInRecipient;
        case Place::to_or_cc:
            return kTokenInToOrCc;
        case Place::thread_id:
            return kTokenInThreadId;
        case Place::quoted_body:
            return kTokenInBody;
    }
    return kTokenInBody;
}

template <class K>
const Target* find_target(const std::vector<std::pair<K, Target>>& rows, const K& key) {
    const auto found = std::ranges::find(rows, key, &std::pair<K, Target>::first);
    return found == rows.end() ? nullptr : &found->second;
}

/// Where evidence points, and whose token it was, if it was one.
struct Match {
    const Target* target = nullptr;
    Choice::Certainty certainty = Choice::Certainty::none;
    std::string_view reason;
    std::optional<model::Person> participant;
};

Match match_tokens(const Evidence& evidence, const Lookups& lookups, bool in_body) {
    for (const FoundToken& found : evidence.tokens) {
        const Target* target = find_target(lookups.by_conversation, found.token.conversation_id);
        if (target != nullptr && (found.place == Place::quoted_body) == in_body) {
            return {target, Choice::Certainty::certain, reason_of(found.place),
                    found.token.participant};
        }
    }
    return {};
}

Match match_message_ids(const Evidence& evidence, const Lookups& lookups) {
    for (const std::string& id : evidence.message_ids) {
        if (const Target* target = find_target(lookups.by_message_id, id)) {
            return {target, Choice::Certainty::likely, kKnownMessageId, std::nullopt};
        }
    }
    return {};
}

/// THR-5: only somebody who takes part and is authenticated may thread by subject.
Match match_numbers(const Evidence& evidence, const Lookups& lookups, const Arrival& arrival) {
    for (const std::int64_t number : evidence.numbers) {
        const Target* target = find_target(lookups.by_number, number);
        if (target != nullptr && target->from_takes_part &&
            target->visibility == model::Visibility::public_ &&
            arrival.authentication == Authentication::pass) {
            return {target, Choice::Certainty::likely, kSubjectNumber, std::nullopt};
        }
    }
    return {};
}

Match match(const Evidence& evidence, const Lookups& lookups, const Arrival& arrival) {
    Match found = match_tokens(evidence, lookups, false);
    if (found.target == nullptr) {
        found = match_message_ids(evidence, lookups);
    }
    if (found.target == nullptr) {
        found = match_tokens(evidence, lookups, true);
    }
    if (found.target == nullptr) {
        found = match_numbers(evidence, lookups, arrival);
    }
    return found;
}

bool is_from_user(const Arrival& arrival) {
    return arrival.from.kind == PersonKind::user && arrival.from.id != 0;
}

/// THR-3 for customers and strangers, THR-4 for users.
Trust trust_of(const Match& found, const Arrival& arrival) {
    const bool is_own_token = arrival.from.id != 0 && found.participant == arrival.from;
    if (is_from_user(arrival)) {
        return is_own_token && arrival.authentication == Authentication::pass ? Trust::known
                                                                              : Trust::unverified;
    }
    const bool takes_part = is_own_token || found.target->from_takes_part;
    const bool fits = found.target->visibility == model::Visibility::public_;
    return takes_part && fits && arrival.authentication != Authentication::fail ? Trust::known
                                                                                : Trust::unverified;
}

/// THR-8. What users write, what is internal and what a machine sent only appends.
void apply_finished_policy(const Target& target, const Arrival& arrival, const Policy& policy,
                           Choice& choice) {
    if (target.item_state != model::ItemState::finished || is_from_user(arrival) ||
        arrival.is_automatic || target.visibility != model::Visibility::public_) {
        return;
    }
    if (policy.finished == FinishedPolicy::reject) {
        choice.action = Choice::Action::reject;
        choice.reason = kQueueRejects;
    } else if (policy.finished == FinishedPolicy::linked_item) {
        choice.action = Choice::Action::new_linked_item;
        choice.reason = kQueueLinks;
    } else if (target.finished_at && arrival.at - *target.finished_at > policy.finished_age_max) {
        choice.action = Choice::Action::new_linked_item;
        choice.reason = kFinishedLongAgo;
    } else {
        choice.reopens = true;
    }
    if (choice.action != Choice::Action::append) {
        choice.conversation_id = {};
    }
}

Choice choose_match(const Match& found, const Arrival& arrival, const Policy& policy) {
    Choice choice;
    choice.action = Choice::Action::append;
    choice.certainty = found.certainty;
    choice.conversation_id = found.target->conversation_id;
    choice.item_id = found.target->item_id;
    choice.reason = found.reason;
    choice.trust = trust_of(found, arrival);
    choice.as_internal_note = is_from_user(arrival) && choice.trust == Trust::unverified;
    apply_finished_policy(*found.target, arrival, policy, choice);
    return choice;
}

Choice choose_new_item(const Evidence& evidence, const Lookups& lookups, const Arrival& arrival) {
    Choice choice;
    choice.reason = evidence.tokens.empty() ? kNoEvidence : kConversationGone;
    const bool proven = arrival.authentication == Authentication::pass;
    const bool refuted = arrival.authentication == Authentication::fail;
    choice.trust = refuted || (is_from_user(arrival) && !proven) ? Trust::unverified : Trust::known;
    for (const std::int64_t number : evidence.numbers) {
        if (find_target(lookups.by_number, number) != nullptr) {
            choice.certainty = Choice::Certainty::hint;
            choice.hint_number = number;
            choice.reason = kSubjectHint;
            break;
        }
    }
    return choice;
}

}  // namespace

std::string_view sentence_of(std::string_view reason) {
    const auto* found = std::ranges::find(kReasons, reason, &model::Phrase::code);
    return found == kReasons.end() ? std::string_view{} : found->text;
}

std::span<const model::Phrase> all_reasons() { return kReasons; }

Choice choose(const Evidence& evidence, const Lookups& lookups, const Arrival& arrival,
              const Policy& policy) {
    const Match found = match(evidence, lookups, arrival);
    return found.target != nullptr ? choose_match(found, arrival, policy)
                                   : choose_new_item(evidence, lookups, arrival);
}

}  // namespace postroom::threading
