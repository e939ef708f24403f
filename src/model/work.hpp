// Items, conversations, messages, followers and receipts.
// Invariant: a conversation has one visibility, and all its messages have it (F002).
// Rule: product.md "Words".
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/ids.hpp"
#include "core/time.hpp"
#include "model/enum_names.hpp"
#include "model/people.hpp"

namespace postroom::model {

enum class ItemType { ticket, task, case_, action };
POSTROOM_ENUM_NAMES(ItemType, {ItemType::ticket, "ticket"}, {ItemType::task, "task"},
                    {ItemType::case_, "case"}, {ItemType::action, "action"});

/// The three states to which every status maps.
enum class ItemState { not_started, in_progress, finished };
POSTROOM_ENUM_NAMES(ItemState, {ItemState::not_started, "not_started"},
                    {ItemState::in_progress, "in_progress"}, {ItemState::finished, "finished"});

enum class Priority { low, normal, high, urgent };
POSTROOM_ENUM_NAMES(Priority, {Priority::low, "low"}, {Priority::normal, "normal"},
                    {Priority::high, "high"}, {Priority::urgent, "urgent"});

struct Item {
    ItemId id;
    std::int64_t number = 0;  ///< shown as "T-12"; counts from 1 within the workspace
    ItemType type = ItemType::ticket;
    std::string title;
    std::string description;  ///< plain text
    std::string status;       ///< a name of the table item_status, such as "new"
    ItemState state = ItemState::not_started;
    Priority priority = Priority::normal;
    ChannelId queue_id;
    ProjectId project_id;
    CustomerId requester_id;
    UserId assignee_id;
    TeamId team_id;
    ItemId merged_into;        ///< set for good when its conversations went to that item (F181)
    std::int64_t version = 1;  ///< counts changes, for If-Match
    TimePoint created_at{};
    TimePoint updated_at{};
};

/// "T-12", "C-3": the first letter of the type and the number.
std::string reference_of(const Item& item);

enum class Visibility { public_, internal };
POSTROOM_ENUM_NAMES(Visibility, {Visibility::public_, "public"},
                    {Visibility::internal, "internal"});

struct Conversation {
    ConversationId id;
    Visibility visibility = Visibility::public_;
    ItemId item_id;        ///< none for a chat or a direct conversation
    ProjectId project_id;  ///< set when it hangs on a project itself
    VisitorId visitor_id;  ///< set when it is a chat: who began it
    std::string title;     ///< of a direct conversation or a project's stream; empty = none
    std::int64_t last_seq = 0;
    TimePoint created_at{};
    TimePoint last_message_at{};
    /// A mail of it is known not to have arrived, and nobody has looked yet. (BNC-6)
    std::optional<TimePoint> undelivered_at{};
};

/// Between users, for those who take part only: neither customers nor administrators see it.
constexpr bool is_direct(const Conversation& conversation) {
    return !conversation.item_id && !conversation.project_id &&
           conversation.visibility == Visibility::internal;
}

/// How two items came to be linked: part of one went to the other, or all of it (F181), or a rule
/// made one because of the other.
enum class LinkKind { split, merge, made };
POSTROOM_ENUM_NAMES(LinkKind, {LinkKind::split, "split"}, {LinkKind::merge, "merge"},
                    {LinkKind::made, "made"});

enum class Origin { email, chat, portal, app, automation, api };
POSTROOM_ENUM_NAMES(Origin, {Origin::email, "email"}, {Origin::chat, "chat"},
                    {Origin::portal, "portal"}, {Origin::app, "app"},
                    {Origin::automation, "automation"}, {Origin::api, "api"});

/// How sure we are that the author is who the mail says. (THR-3, THR-6)
enum class Trust { known, unverified };
POSTROOM_ENUM_NAMES(Trust, {Trust::known, "known"}, {Trust::unverified, "unverified"});

struct Message {
    MessageId id;
    ConversationId conversation_id;
    std::int64_t seq = 0;  ///< counts from 1 within the conversation
    Person author;
    std::string author_name;
    Origin origin = Origin::app;
    Trust trust = Trust::known;
    std::string text;          ///< the whole text
    std::string html;          ///< sanitised; empty when the message is plain text
    std::string visible_text;  ///< what the person wrote now: without quotes and signature (IN-15)
    std::string client_id;  ///< chosen by the client; unique within the conversation when not empty
    bool is_automatic = false;  ///< a vacation notice, a bounce notice, a bot's text (LOOP-4)
    IncomingMailId incoming_mail_id;
    std::vector<std::string> warnings;
    TimePoint created_at{};
    UserId for_user_id{};  ///< a notice for one colleague: nobody else is told of it (BNC-6)
    std::optional<TimePoint> edited_at;   ///< by its author, within a minute
    std::optional<TimePoint> deleted_at;  ///< its words are gone from here, and kept for the audit
};

struct Attachment {
    AttachmentId id;
    MessageId message_id;
    std::string filename;
    std::string content_type;
    std::int64_t size = 0;
    BlobId blob_id;
    std::string content_id;
    bool is_inline = false;
};

/// One follower of an item or a project: a user, a customer, or a whole team.
enum class FollowerKind { user, customer, team };
POSTROOM_ENUM_NAMES(FollowerKind, {FollowerKind::user, "user"},
                    {FollowerKind::customer, "customer"}, {FollowerKind::team, "team"});

struct Follower {
    FollowerKind kind = FollowerKind::user;
    std::int64_t id = 0;
    constexpr auto operator<=>(const Follower&) const = default;
};

/// What became of one message for one person.
enum class ReceiptState { delivered, seen, emailed, withheld };
POSTROOM_ENUM_NAMES(ReceiptState, {ReceiptState::delivered, "delivered"},
                    {ReceiptState::seen, "seen"}, {ReceiptState::emailed, "emailed"},
                    {ReceiptState::withheld, "withheld"});

/// The rule that decided; the words behind each stand in notify/rule.hpp.
struct Receipt {
    ReceiptId id;
    MessageId message_id;
    ConversationId conversation_id;
    std::int64_t seq = 0;
    Person person;
    ReceiptState state = ReceiptState::delivered;
    std::string rule;                 ///< stable code, such as "relay" or "author"
    std::optional<TimePoint> due_at;  ///< when the relay mails it if still unseen
    std::optional<TimePoint> seen_at;
    MailId mail_id;  ///< the mail that carried it
    TimePoint decided_at{};
};

}  // namespace postroom::model
