// One row of the append-only log of everything that happened.
// Invariant: appended in the transaction that makes the change; ids rise in commit order.
// Rule: architecture.md "The event log is the spine".
#pragma once

#include <string>

#include "core/ids.hpp"
#include "core/time.hpp"
#include "model/enum_names.hpp"
#include "model/people.hpp"

namespace postroom::model {

enum class EventKind {
    item_created,
    item_changed,
    message_posted,
    message_edited,
    message_deleted,
    message_seen,
    message_reread,
    receipt_changed,
    follower_changed,
    conversation_changed,
    project_changed,
    outbox_changed,
    mail_received,
    customer_changed,
    user_changed,
    setting_changed,
    timesheet_changed,
};
POSTROOM_ENUM_NAMES(
    EventKind, {EventKind::item_created, "item_created"}, {EventKind::item_changed, "item_changed"},
    {EventKind::message_posted, "message_posted"}, {EventKind::message_edited, "message_edited"},
    {EventKind::message_deleted, "message_deleted"}, {EventKind::message_seen, "message_seen"},
    {EventKind::message_reread, "message_reread"}, {EventKind::receipt_changed, "receipt_changed"},
    {EventKind::follower_changed, "follower_changed"},
    {EventKind::conversation_changed, "conversation_changed"},
    {EventKind::project_changed, "project_changed"}, {EventKind::outbox_changed, "outbox_changed"},
    {EventKind::mail_received, "mail_received"}, {EventKind::customer_changed, "customer_changed"},
    {EventKind::user_changed, "user_changed"}, {EventKind::setting_changed, "setting_changed"},
    {EventKind::timesheet_changed, "timesheet_changed"});

struct Event {
    EventId id;
    EventKind kind = EventKind::item_changed;
    TimePoint at{};
    Person actor;
    ItemId item_id;
    ConversationId conversation_id;
    MessageId message_id;
    std::int64_t subject_id = 0;  ///< the mail, customer, user... that the kind speaks of
    std::string payload = "{}";   ///< JSON object with what changed
};

}  // namespace postroom::model
