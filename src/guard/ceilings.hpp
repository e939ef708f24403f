// How much automatic mail is too much: the rate ceilings as data.
// Invariant: pure: the counts come from the caller's rows, so they survive a restart (I9).
// Rule: mail-correctness.md LOOP-6, LOOP-7.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "core/time.hpp"

namespace postroom::guard {

/// What is counted, and over which key.
enum class CeilingKind {
    acks_for_ticket,               ///< acknowledgements for one new ticket, ever
    acks_to_address,               ///< acknowledgements to one address
    acks_to_address_same_subject,  ///< the same with one subject
    automatic_in_ticket,           ///< automatic mails of one (ticket, address)
    automatic_to_address,          ///< automatic mails to one address, all tickets
    tickets_from_sender,           ///< new tickets of one sender
    identical_from_sender,         ///< mails with the same body and subject of one sender
    received_hops,                 ///< Received fields of one mail
    own_hops,                      ///< Received fields of one mail that name our own host
    automation_depth,              ///< automations that caused one another
    automatic_of_channel,          ///< automatic mails of one channel (LOOP-7)
};

/// What must happen when a ceiling is reached; the mildest first.
enum class CeilingAction {
    allow,
    withhold,       ///< do not send this one automatic mail
    no_automation,  ///< take the mail, start nothing automatic
    stop_channel,   ///< circuit breaker: stop this channel's automation, tell the administrator
    collect,        ///< append to the sender's "storm" ticket
    reject,         ///< refuse with 5.4.6
};

struct Ceiling {
    CeilingKind kind;
    std::int64_t count_max;  ///< this many are allowed in the window; one more is not
    Milliseconds window;     ///< zero: no window, counted over the life of the key
    CeilingAction action;
};

/// The whole table of LOOP-6 and LOOP-7, in the order of judgement: the severest of one kind first.
std::span<const Ceiling> ceilings();

/// How many of a kind there are in the window that ends now, WITH the one to be judged.
struct Count {
    CeilingKind kind;
    Milliseconds window;
    std::int64_t count = 0;
};

struct CeilingVerdict {
    CeilingAction action = CeilingAction::allow;
    std::string reason;  ///< "automatic_in_ticket: ..."; empty when allowed
};

/// The severest action that the counts ask for. Counts that the table does not know are ignored.
/// (LOOP-6)
CeilingVerdict judge_ceiling(std::span<const Count> counts);

std::string_view to_string(CeilingKind kind);
std::string_view to_string(CeilingAction action);

}  // namespace postroom::guard
