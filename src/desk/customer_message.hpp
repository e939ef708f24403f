// What a customer writes in the portal or the chat.
// Invariant: the caller has checked that the customer may see the conversation; a client_id posts
// once (CHAT-1); a finished item begins again, as it does by mail, unless the message is a closing
// word. Rule: features F001, F028; SEC-10, SEC-14.
#pragma once

#include "desk/customer_sign_in.hpp"
#include "desk/post_message.hpp"

namespace postroom::desk {

/// What the customer sends; author and origin are the caller's.
struct CustomerMessage {
    ConversationId conversation_id;
    std::string text;       ///< plain text, UTF-8; may be empty when there are files
    std::string client_id;  ///< empty = none
    std::vector<AttachmentId> attachment_ids;
};

/// Errors: those of post_message; `too_many_messages` beyond limits::kCustomerMessagesPerMinuteMax.
Result<Posted> post_as_customer(db::Session& session, const Environment& env,
                                const CustomerCaller& caller, CustomerMessage message,
                                const PresentCustomers& present = {});

}  // namespace postroom::desk
