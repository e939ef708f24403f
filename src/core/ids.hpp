// Row ids that cannot be mistaken for each other.
// Invariant: 0 means "none"; the database hands out ids from 1 on.
#pragma once

#include <compare>
#include <cstdint>
#include <functional>

namespace postroom {

template <class Tag>
struct Id {
    std::int64_t value = 0;

    constexpr Id() = default;
    constexpr explicit Id(std::int64_t v) : value(v) {}
    constexpr explicit operator bool() const { return value != 0; }
    constexpr auto operator<=>(const Id&) const = default;
};

using UserId = Id<struct UserTag>;
using TeamId = Id<struct TeamTag>;
using CustomerId = Id<struct CustomerTag>;
using OrganizationId = Id<struct OrganizationTag>;
using ProjectId = Id<struct ProjectTag>;
using ChannelId = Id<struct ChannelTag>;  ///< also the queue
using ConnectorId = Id<struct ConnectorTag>;
using ItemId = Id<struct ItemTag>;
using ConversationId = Id<struct ConversationTag>;
using MessageId = Id<struct MessageTag>;
using AttachmentId = Id<struct AttachmentTag>;
using BlobId = Id<struct BlobTag>;
using ReceiptId = Id<struct ReceiptTag>;
using EventId = Id<struct EventTag>;
using IncomingMailId = Id<struct IncomingMailTag>;
using MailId = Id<struct MailTag>;  ///< one outgoing mail to one recipient
using AttemptId = Id<struct AttemptTag>;
using ChatWidgetId = Id<struct ChatWidgetTag>;
using VisitorId = Id<struct VisitorTag>;  ///< one browser in a chat widget
using CannedReplyId = Id<struct CannedReplyTag>;
using AutomationId = Id<struct AutomationTag>;
using AutomationRunId = Id<struct AutomationRunTag>;  ///< the bot that acts in it has this id
using TemplateId = Id<struct TemplateTag>;
using TimesheetEntryId = Id<struct TimesheetEntryTag>;
using WebhookCallId = Id<struct WebhookCallTag>;
using RetryTemplateId = Id<struct RetryTemplateTag>;

}  // namespace postroom

template <class Tag>
struct std::hash<postroom::Id<Tag>> {
    std::size_t operator()(postroom::Id<Tag> id) const noexcept {
        return std::hash<std::int64_t>{}(id.value);
    }
};
