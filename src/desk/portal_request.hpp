// Requests that customers begin and end in the portal.
// Invariant: a request begins like one that came by mail: item, requester, public conversation,
// first message, the same events, all in one transaction; a client_id begins one only (CHAT-1).
// Rule: features F001, F003, F096-F100; LOOP-8, SEC-14; product-facts 1.6.
#pragma once

#include <string>
#include <vector>

#include "desk/customer_sign_in.hpp"
#include "desk/item_commands.hpp"
#include "desk/post_message.hpp"
#include "model/portal.hpp"

namespace postroom::desk {

/// What the customer answered to one more question of the form.
struct FieldAnswer {
    std::string label;
    std::string text;
};

struct NewRequest {
    model::ItemType type = model::ItemType::ticket;
    std::string title;
    std::string text;
    std::vector<FieldAnswer> answers;  ///< checked against the form
    std::string client_id;             ///< empty = none
    std::vector<AttachmentId> attachment_ids;
};

/// The item's id; the same again for a client_id that has begun one.
/// Errors: `form_not_offered`, `too_many_requests`, those of post_message.
Result<ItemId> begin_request(db::Session& session, const Environment& env,
                             const CustomerCaller& caller, const NewRequest& request);

/// Ends the customer's own request. The caller has checked that they may see it. Error
/// `not_your_request`: what a colleague of theirs asked for is that colleague's to end.
Result<void> close_request(db::Session& session, const Environment& env,
                           const CustomerCaller& caller, ItemId item);

/// Counts one search against the customer's pace. Error `too_many_searches`.
Result<void> count_search(db::Session& session, const Environment& env, CustomerId customer);

/// Renames, chooses a language: what customers say about themselves.
void change_own_profile(db::Session& session, const Environment& env, const model::Customer& after);

}  // namespace postroom::desk
