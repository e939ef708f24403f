// Chats and the visitors who hold them: counted against floods, listed, handed over to a known
// address. Invariant: what a visitor may see is decided by access_sql.hpp alone. Rule:
// mail-correctness.md SEC-10, SEC-14, CHAT-1, LOOP-8.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "db/session.hpp"
#include "model/chat.hpp"
#include "model/people.hpp"
#include "model/work.hpp"

namespace postroom::store {

/// How many visitors began since then from one network, or in one widget. (SEC-10)
std::int64_t count_visitors_from(db::Session& session, std::string_view network, TimePoint since);
std::int64_t count_visitors_of(db::Session& session, ChatWidgetId widget, TimePoint since);
/// How many chats one visitor began since then.
std::int64_t count_chats_by(db::Session& session, VisitorId visitor, TimePoint since);

void record_visited_page(db::Session& session, VisitorId visitor, const model::VisitedPage& page,
                         TimePoint now);

/// One of the visitor's chats, as the widget lists it.
struct OwnChat {
    model::Conversation conversation;
    std::int64_t unread = 0;    ///< of colleagues, above what this customer has seen
    std::int64_t seen_seq = 0;  ///< up to where the customer has seen it
    std::string last_text;      ///< the beginning of it
    model::Person last_author;
    std::string last_author_name;
};
/// Latest message first.
std::vector<OwnChat> list_own_chats(db::Session& session, const model::CustomerScope& scope,
                                    int limit);
/// The chat that this visitor began with this message. (CHAT-1)
std::optional<ConversationId> find_chat_begun_with(db::Session& session, VisitorId visitor,
                                                   std::string_view client_id);

/// The visitor has told the address of another customer: their chats are that one's from now on.
/// What had been told to nobody's address and is unseen is mailed at `due_at`. (F011)
void hand_over_chats(db::Session& session, VisitorId visitor, CustomerId from, CustomerId to,
                     TimePoint due_at);

/// Nothing when the conversation is no chat.
std::optional<model::ChatDetails> find_chat_details(db::Session& session,
                                                    ConversationId conversation);
/// Where a visitor chats and who it is; also in a widget that is switched off.
struct ChatOrigin {
    ChatWidgetId widget_id;
    CustomerId customer_id;
};
std::optional<ChatOrigin> find_chat_origin(db::Session& session, VisitorId visitor);
/// Whether the address behind the chat is the visitor's: the site vouches for it, or a mail came
/// from it into this chat. (LOOP-8)
bool is_chat_address_proved(db::Session& session, ConversationId conversation);

}  // namespace postroom::store
