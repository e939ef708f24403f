// Chats: a visitor begins, writes the first message, tells an address later.
// Invariant: an address opens no history; a widget serves its own sites only; floods are refused
// before anything is written. Rule: features F001, F006, F011; mail-correctness.md SEC-10, SEC-14,
// CHAT-1.
#pragma once

#include <optional>
#include <string>

#include "desk/chat_identity.hpp"
#include "desk/customer_message.hpp"
#include "desk/customer_sign_in.hpp"
#include "model/chat.hpp"

namespace postroom::desk {

/// Whoever opens a chat.
struct ChatGuest {
    std::string site;  ///< the origin of the page that holds the widget
    std::string name;
    std::string email;
    std::string language;
    std::optional<ClaimedIdentity> identity;  ///< when the site knows them
    Visitor from;
};

/// A widget that is switched on, for a page of one of its sites or of our own.
/// Errors: not_found `chat_widget_not_found`, denied `site_not_allowed`.
Result<model::ChatWidget> open_widget(db::Session& session, const Environment& env,
                                      std::string_view key, std::string_view site);

/// Errors: those of open_widget and check_identity; invalid `name_missing`, `email_missing`,
/// `invalid_address`; denied `customer_deactivated` for whom the site vouches; transient
/// `too_many_chats`.
Result<NewChatVisitor> begin_chat(db::Session& session, const Environment& env,
                                  std::string_view widget_key, const ChatGuest& guest);

/// The first message of a new chat. The same client_id posts once, however often it is sent.
/// Errors: `too_many_chats`, those of post_as_customer.
Result<Posted> start_chat(db::Session& session, const Environment& env,
                          const CustomerCaller& caller, CustomerMessage message,
                          const PresentCustomers& present = {});

/// An anonymous visitor says where answers may be mailed. Nothing is opened by it: the chats go on
/// as they are, for the customer of that address. Errors: invalid `invalid_address`; conflict
/// `address_known` when there is one already, or the site vouches for who they are.
Result<void> tell_address(db::Session& session, const Environment& env,
                          const CustomerCaller& caller, std::string_view email,
                          std::string_view name);

/// The page on which the visitor is, without query and fragment; on a foreign site it is left out.
void note_page(db::Session& session, const Environment& env, const CustomerCaller& caller,
               const model::VisitedPage& page);

}  // namespace postroom::desk
