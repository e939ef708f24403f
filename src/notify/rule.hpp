// Every rule that can decide whether somebody is told, with its sentence for people.
// Invariant: a code, once stored in a receipt, keeps its meaning for ever.
// Rule: product.md "Explain"; features F003-F011, F022-F051, F088, F090, F130.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "core/time.hpp"

namespace postroom::notify {

/// Stable codes, as receipts and mails store them.
namespace rule {
// who is told, and how
inline constexpr std::string_view kRelay = "relay";
inline constexpr std::string_view kMention = "mention";
inline constexpr std::string_view kCustomerReply = "customer_reply";
inline constexpr std::string_view kDirect = "direct";
inline constexpr std::string_view kSeen = "seen";
inline constexpr std::string_view kCollapsed = "collapsed";
// told inside the product, but not by email
inline constexpr std::string_view kEmailNever = "email_never";
inline constexpr std::string_view kNoAddress = "no_address";
inline constexpr std::string_view kAddressUnproved = "address_unproved";
inline constexpr std::string_view kAutomaticToCustomer = "automatic_to_customer";
inline constexpr std::string_view kAutomaticCeiling = "automatic_ceiling";
inline constexpr std::string_view kToldAsCustomer = "told_as_customer";
// the mail is made and kept as suppressed
inline constexpr std::string_view kBlockedAddress = "blocked_address";
inline constexpr std::string_view kQuietMode = "quiet_mode";
inline constexpr std::string_view kMailCeiling = "mail_ceiling";
inline constexpr std::string_view kMailPostponed = "mail_postponed";
inline constexpr std::string_view kChannelStopped = "channel_stopped";
inline constexpr std::string_view kPairStopped = "pair_stopped";
inline constexpr std::string_view kCancelled = "cancelled";
// told nothing
inline constexpr std::string_view kAuthor = "author";
inline constexpr std::string_view kBot = "bot";
inline constexpr std::string_view kDeactivated = "deactivated";
inline constexpr std::string_view kInternalToCustomer = "internal_to_customer";
inline constexpr std::string_view kNoAccess = "no_access";
inline constexpr std::string_view kAutomationExcluded = "automation_excluded";
inline constexpr std::string_view kMutedFromCustomers = "muted_from_customers";
inline constexpr std::string_view kMutedReplies = "muted_replies";
inline constexpr std::string_view kMutedInternal = "muted_internal";
inline constexpr std::string_view kMutedDirect = "muted_direct";
inline constexpr std::string_view kNotParticipant = "not_participant";
inline constexpr std::string_view kNotFollowing = "not_following";
inline constexpr std::string_view kForSomebodyElse = "for_somebody_else";
inline constexpr std::string_view kMessageDeleted = "message_deleted";
// why a mail never left
inline constexpr std::string_view kMessageEdited = "message_edited";
// mail of another program, which goes by hand alone (F154)
inline constexpr std::string_view kImported = "imported";
// notices that are no messages
inline constexpr std::string_view kAssignment = "assignment";
inline constexpr std::string_view kAssignmentOff = "assignment_off";
inline constexpr std::string_view kProjectMember = "project_member";
inline constexpr std::string_view kProjectMemberOff = "project_member_off";
inline constexpr std::string_view kPortalLink = "portal_link";
inline constexpr std::string_view kInvitation = "invitation";
// mails to customers about what became of their request (F181)
inline constexpr std::string_view kItemSplit = "item_split";
inline constexpr std::string_view kItemMerged = "item_merged";
// automations and the product's own mails (F067, F072-F079)
inline constexpr std::string_view kAutomation = "automation";
inline constexpr std::string_view kSystemEmail = "system_email";
inline constexpr std::string_view kWayBackIn = "way_back_in";
inline constexpr std::string_view kQuietReminder = "quiet_reminder";
inline constexpr std::string_view kAcknowledgementCeiling = "acknowledgement_ceiling";
inline constexpr std::string_view kOpenedByMachine = "opened_by_machine";
inline constexpr std::string_view kSenderUnproved = "sender_unproved";
inline constexpr std::string_view kConversationGoesOn = "conversation_goes_on";
}  // namespace rule

/// Mail to administrators without which quiet mode could lock them out or be forgotten. (OUT-16)
constexpr bool leaves_in_quiet_mode(std::string_view rule) {
    return rule == rule::kWayBackIn || rule == rule::kQuietReminder;
}

struct RuleText {
    std::string_view code;
    std::string_view sentence;  ///< English, complete, about "this person"
    bool in_app = false;        ///< the person is told inside the product all the same
};

/// All rules, for translation and documentation.
std::span<const RuleText> all_rules();

/// The sentence behind a code; for a code of a later release a general one, never empty.
std::string_view sentence_of(std::string_view code);

/// The same with the real time in it, where the rule waits for one. (F008; `relay.grace_seconds`)
/// @param wait  from the message to its email; none when it is not known
std::string sentence_of(std::string_view code, std::optional<Milliseconds> wait);

/// "12 s", "5 min", "3 h", "4 d": the largest unit of which there are two or more.
std::string format_duration(Milliseconds duration);

/// Whether the rule waits for a time, so that its sentence can name it.
bool waits(std::string_view code);

/// Whether somebody to whom this rule applied is told inside the product; false for unknown codes.
bool tells_in_app(std::string_view code);

}  // namespace postroom::notify
