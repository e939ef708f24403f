// What the simulation did and what the world outside saw: the facts that the invariants judge.
// Invariant: written by the actors alone; nothing here is read from the database.
// Rule: mail-correctness.md 4.2 ("the sink is the judge").
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "core/ids.hpp"
#include "core/time.hpp"
#include "model/people.hpp"

namespace postroom::sim {

/// One utterance, known again anywhere by its marker: "[pub17]" or "[int17]".
struct Said {
    std::string marker;
    ConversationId conversation;
    std::string author_address;  ///< the author hears nothing of it at this address
    bool by_user = false;
    bool is_internal = false;
    bool is_automatic = false;
    Milliseconds may_leave_at{};  ///< on the steady clock: no customer has it before (I6)
};

/// A mail from outside that was answered 250, however often it was delivered.
struct MailedIn {
    std::string marker;
    int copies = 0;
    bool may_open_or_append = true;  ///< false for bounces, loops, junk
};

/// One copy of a mail at the receiving side.
struct Copy {
    MailId mail_id;
    std::string message_id;
    std::string recipient;
    std::string bytes;
    std::set<std::string> markers;
    TimePoint at{};
    Milliseconds steady_at{};
};

/// Somebody looked at a conversation.
struct Look {
    model::Person person;
    ConversationId conversation;
    std::int64_t up_to_seq = 0;
    TimePoint at{};
};

struct Ledger {
    std::map<std::string, Said> said;
    std::vector<MailedIn> mailed_in;
    std::int64_t accepted_mails = 0;  ///< rows that intake owes us
    std::vector<Copy> copies;
    std::vector<Look> looks;
    std::map<MailId, TimePoint> cancelled;
    std::map<MailId, Milliseconds> not_before;
    std::set<std::string> silent_addresses;    ///< of users who never want anything
    std::set<std::string> customer_addresses;  ///< everybody who is no user
};

}  // namespace postroom::sim
