// Items, conversations and messages as JSON.
// Invariant: a message is shown with what became of it for everybody concerned (F019-F021).
// Rule: api/openapi.yaml Item, Conversation, Message, Receipt.
#pragma once

#include <string>
#include <vector>

#include "model/work.hpp"
#include "store/conversation_view.hpp"
#include "store/item_view.hpp"
#include "view/people.hpp"

namespace postroom::view {

Object item_ref_json(const model::Item& item);
Value item_ref_json(const std::optional<model::Item>& item);
/// `with_description` is false in lists.
Object item_json(const store::ItemRow& row, bool with_description);
Object queue_json(const store::QueueRow& row);
Object conversation_json(const store::ConversationRow& row);
Object attachment_json(const model::Attachment& attachment);
/// What was reported about a mail after it had left; null when nothing was. (BNC-4 to BNC-8)
Value mail_report_json(const std::optional<store::LastReport>& report);
/// `posted_at` of the message.
Object receipt_json(const store::ShownReceipt& shown, TimePoint posted_at, Names& names);

/// Messages of one conversation (in any order) as JSON in ascending order, with receipts, files and
/// undo times: a few statements however many they are.
Array messages_json(db::Session& session, ConversationId conversation, model::Visibility visibility,
                    std::vector<model::Message> messages, Names& names);

/// One line of at most 160 characters.
std::string snippet_of(std::string_view text);

}  // namespace postroom::view
