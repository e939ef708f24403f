// To which item and conversation a mail belongs, how sure that is, why, and how far to trust it.
// Invariant: pure; a token identifies but does not authorise; a subject alone never appends.
// Rule: mail-correctness.md THR-1, THR-3, THR-4, THR-5, THR-8, THR-10, LOOP-4.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/ids.hpp"
#include "core/time.hpp"
#include "model/people.hpp"
#include "model/phrase.hpp"
#include "model/work.hpp"
#include "threading/evidence.hpp"

namespace postroom::threading {

/// A conversation to which evidence points, as the database has it now. When items were merged it
/// is the survivor's (THR-10).
struct Target {
    ConversationId conversation_id;
    ItemId item_id;  ///< none for a conversation that hangs on no item
    std::int64_t item_number = 0;
    model::Visibility visibility = model::Visibility::public_;
    model::ItemState item_state = model::ItemState::not_started;
    std::optional<TimePoint> finished_at;  ///< set when the item is finished
    bool from_takes_part = false;          ///< From is requester, follower or earlier author
};

/// The rows behind the evidence; what resolved to nothing is absent.
struct Lookups {
    std::vector<std::pair<ConversationId, Target>> by_conversation;  ///< as named by the tokens
    std::vector<std::pair<std::string, Target>> by_message_id;
    std::vector<std::pair<std::int64_t, Target>> by_number;
};

/// DMARC-style result for the From address; none is not fail. (THR-6)
enum class Authentication { none, pass, fail };

/// The mail's sender and arrival.
struct Arrival {
    model::Person from;  ///< whom the From address belongs to; id 0 when to nobody
    Authentication authentication = Authentication::none;
    bool is_automatic = false;  ///< never reopens, never begins a linked item (LOOP-4)
    TimePoint at{};
};

/// What a queue wants done with answers to finished items. (THR-8)
enum class FinishedPolicy { reopen, linked_item, reject };

struct Policy {
    FinishedPolicy finished = FinishedPolicy::reopen;
    Milliseconds finished_age_max =
        std::chrono::hours{24 * 90};  ///< later answers begin a linked item
};

struct Choice {
    enum class Action {
        append,           ///< to conversation_id
        new_item,         ///< belongs to nothing we know; hint_number may say to what perhaps
        new_linked_item,  ///< a new item, linked to the finished item_id
        reject,           ///< the queue takes no answers to finished items: notify the sender
    };
    enum class Certainty { none, hint, likely, certain };

    Action action = Action::new_item;
    Certainty certainty = Certainty::none;
    ConversationId conversation_id;  ///< of append
    ItemId item_id;                  ///< of append, new_linked_item and reject
    std::int64_t hint_number = 0;    ///< "may belong to #n" (THR-5)
    model::Trust trust = model::Trust::known;
    /// From is a user's address without the proof that THR-4 asks for: store as an internal note.
    bool as_internal_note = false;
    bool reopens = false;     ///< the item was finished and begins again
    std::string_view reason;  ///< stable code, such as "token_in_recipient_address"
};

/// English sentence for a reason code.
std::string_view sentence_of(std::string_view reason);

/// All reasons with their sentences, for translation.
std::span<const model::Phrase> all_reasons();

/// Where a mail goes.
Choice choose(const Evidence& evidence, const Lookups& lookups, const Arrival& arrival,
              const Policy& policy = {});

}  // namespace postroom::threading
