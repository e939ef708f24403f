// Who might be told of a message: the facts that notify::decide judges.
// Invariant: the fan-out, the forecast, the relay and the explanation gather the same facts here.
// Rule: product.md "Explain", "Foresee"; features F001-F011, F022-F051.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "desk/directory.hpp"
#include "model/work.hpp"
#include "notify/decide.hpp"

namespace postroom::desk {

/// A conversation with the item that it hangs on.
struct Place {
    model::Conversation conversation;
    std::optional<model::Item> item;
};
std::optional<Place> find_place(db::Session& session, ConversationId conversation);

/// Customers who have a live, focused view just now; what presence knows (CHAT-5).
using PresentCustomers = std::unordered_set<std::int64_t>;

struct Audience {
    std::vector<notify::Candidate> candidates;
    /// Name and address of each candidate, in the same order.
    struct Contact {
        std::string name;
        std::string email;
        std::string language;
        bool has_complained = false;  ///< called a mail of ours unwanted (BNC-7)
    };
    std::vector<Contact> contacts;
};

/// Every user, and every customer who is requester, follower or earlier author.
Audience load_audience(db::Session& session, const Directory& directory, const Place& place,
                       const PresentCustomers& present, TimePoint now);
/// Marks whoever has the author's address: they wrote the message, whatever else they are. (F010)
void mark_author_address(db::Session& session, const model::Message& message, Audience& audience);
/// Marks whom the message names.
void mark_mentioned(std::span<const UserId> mentioned, Audience& audience);
/// The same facts about one person; nothing when there is no such person.
std::optional<notify::Candidate> load_candidate(db::Session& session, const Directory& directory,
                                                const Place& place, model::Person person,
                                                TimePoint now);

/// What notify::decide asks about a message.
notify::Subject subject_of(const model::Message& message, const Place& place);

}  // namespace postroom::desk
