// Items, conversations and their messages.
// Invariant: a conversation's messages are numbered 1, 2, 3... without a gap. Rule: CHAT-1.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "db/session.hpp"
#include "model/work.hpp"

namespace postroom::store {

/// `item.id`, `number` and `version` are ignored; the number is the id.
ItemId insert_item(db::Session& session, const model::Item& item);
std::optional<model::Item> find_item(db::Session& session, ItemId id);
/// Writes title, description, status, state, priority, queue, project, requester, assignee, team
/// and where it was merged into, when the version is still `item.version`, and raises it; false
/// when somebody was faster.
bool update_item(db::Session& session, const model::Item& item, TimePoint now);
/// Marks the item as changed now without raising its version.
void touch_item(db::Session& session, ItemId id, TimePoint now);

/// What tells one more item of a flood from an ordinary one (LOOP-6).
struct NewestItem {
    ItemId id;
    std::string title;
    std::string description;
    TimePoint created_at{};
};
/// The newest items that this customer requested, newest first.
std::vector<NewestItem> list_newest_items_of(db::Session& session, CustomerId requester, int limit);

struct ItemStatus {
    std::string name;
    model::ItemState state;
};
std::vector<ItemStatus> list_item_statuses(db::Session& session);

ConversationId insert_conversation(db::Session& session, model::Visibility visibility, ItemId item,
                                   ProjectId project, TimePoint now);
/// A public conversation that this visitor of a chat begins; no item has it yet.
ConversationId insert_chat(db::Session& session, VisitorId visitor, TimePoint now);
std::optional<model::Conversation> find_conversation(db::Session& session, ConversationId id);
std::vector<model::Conversation> list_conversations_of_item(db::Session& session, ItemId item);
std::vector<model::Conversation> list_conversations_of_project(db::Session& session,
                                                               ProjectId project);
void rename_conversation(db::Session& session, ConversationId id, std::string_view title);
/// The nameless direct conversation that exactly these two take part in.
std::optional<ConversationId> find_direct_conversation(db::Session& session, UserId one,
                                                       UserId other);
/// Hangs the conversation on this item, with its mails and what the search knows of it; references
/// and tokens name the conversation, so answers follow. (F181)
void move_conversation(db::Session& session, ConversationId id, ItemId item);

/// Gives the message the next number of its conversation and stores it.
struct InsertedMessage {
    MessageId id;
    std::int64_t seq = 0;
};
InsertedMessage insert_message(db::Session& session, const model::Message& message);
std::optional<model::Message> find_message(db::Session& session, MessageId id);
/// How many messages this person wrote since then.
std::int64_t count_messages_by(db::Session& session, model::Person author, TimePoint since);
std::optional<model::Message> find_message_by_client_id(db::Session& session,
                                                        ConversationId conversation,
                                                        std::string_view client_id);
/// Newest first, below `before_seq` (0 = from the newest).
std::vector<model::Message> list_messages(db::Session& session, ConversationId conversation,
                                          std::int64_t before_seq, int limit);

/// Text, HTML, visible text and warnings of a message that was understood anew. (IN-2)
void update_message_body(db::Session& session, const model::Message& message);
/// Names and kind of a file whose content stays.
void update_attachment(db::Session& session, const model::Attachment& attachment);
void delete_attachment(db::Session& session, AttachmentId id);

AttachmentId insert_attachment(db::Session& session, const model::Attachment& attachment,
                               model::Person uploaded_by, TimePoint now);
/// Ties an upload to its message: only the uploader's own, only once (SEC-7).
bool attach_to_message(db::Session& session, AttachmentId attachment, model::Person uploaded_by,
                       MessageId message);
/// The uploader of a file that no message carries yet; nothing otherwise (SEC-7).
std::optional<model::Person> find_uploader(db::Session& session, AttachmentId attachment);
/// Files of this customer that no message carries, uploaded since then.
std::int64_t count_loose_uploads(db::Session& session, CustomerId uploaded_by, TimePoint since);
std::optional<model::Attachment> find_attachment(db::Session& session, AttachmentId id);
std::vector<model::Attachment> list_attachments(db::Session& session, MessageId message);

}  // namespace postroom::store
