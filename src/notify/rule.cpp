// The sentences behind the rules; see rule.hpp.
// Invariant: one row for each code of namespace rule (a test compares).
// Rule: product.md "Explain".
#include "notify/rule.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace postroom::notify {
namespace {

constexpr std::array kRules{
    RuleText{rule::kRelay, "Messages that stay unseen are sent by email.", true},
    RuleText{rule::kMention,
             "Whoever is mentioned by name is told, also without following the conversation; what "
             "stays unseen is sent by email.",
             true},
    RuleText{
        rule::kCustomerReply,
        "A customer who is not in the chat or the portal gets public messages by email at once.",
        true},
    RuleText{rule::kDirect,
             "Messages of a direct conversation that stay unseen are sent by email to those who "
             "take part in it.",
             true},
    RuleText{rule::kSeen, "The message was seen before the email was due.", true},
    RuleText{rule::kCollapsed,
             "The message travelled in one email together with others that were unseen.", true},
    RuleText{rule::kEmailNever, "This person chose never to be emailed about new messages.", true},
    RuleText{rule::kNoAddress, "No email address is known for this person.", true},
    RuleText{
        rule::kAddressUnproved,
        "The address was typed into a chat and has not been proved: only what colleagues write "
        "is emailed there.",
        true},
    RuleText{rule::kAutomaticToCustomer,
             "Messages that a machine wrote by email are never emailed on to customers.", true},
    RuleText{rule::kAutomaticCeiling,
             "Automatic messages of one item are emailed once an hour at most.", true},
    RuleText{rule::kToldAsCustomer,
             "The same address belongs to a customer of this conversation, who gets the email.",
             true},
    RuleText{rule::kBlockedAddress,
             "The email address is on the block list, or mail to it has bounced.", true},
    RuleText{rule::kQuietMode, "All outgoing emails are disabled (quiet mode).", true},
    RuleText{rule::kMailCeiling,
             "Too many automatic emails went to this address lately; this one was held back so "
             "that two systems cannot answer each other for ever.",
             true},
    RuleText{rule::kImported,
             "The mail was imported from another program and is sent only when somebody clicks "
             "Retry.",
             false},
    RuleText{rule::kMailPostponed,
             "Very many emails went to this address just now; this one waits until there is room "
             "again, unless the message is seen before.",
             true},
    RuleText{rule::kChannelStopped,
             "The channel sent too many automatic emails, so its automatic emails are stopped "
             "until an administrator resumes them.",
             true},
    RuleText{rule::kPairStopped,
             "Two machines answered each other in this item: automatic emails to this address are "
             "stopped there until somebody resumes them.",
             true},
    RuleText{rule::kCancelled, "The email was cancelled before it left.", true},
    RuleText{rule::kAuthor, "Nobody is told of what they wrote themselves.", false},
    RuleText{rule::kBot, "The bot is not told of messages.", false},
    RuleText{rule::kDeactivated, "This person is deactivated.", false},
    RuleText{rule::kInternalToCustomer, "Internal messages never reach customers.", false},
    RuleText{rule::kNoAccess, "This person may not open the conversation.", false},
    RuleText{rule::kAutomationExcluded,
             "This person chose not to hear of messages by the bot and by automations.", false},
    RuleText{rule::kMutedFromCustomers, "This person chose not to hear of messages from customers.",
             false},
    RuleText{rule::kMutedReplies, "This person chose not to hear of replies to customers.", false},
    RuleText{rule::kMutedInternal, "This person chose not to hear of internal messages.", false},
    RuleText{rule::kMutedDirect,
             "This person chose not to hear of internal messages, and direct ones are internal.",
             false},
    RuleText{rule::kNotParticipant,
             "Only those who take part in a direct conversation are told of it.", false},
    RuleText{rule::kNotFollowing, "This person does not follow the conversation.", false},
    RuleText{rule::kForSomebodyElse, "This notice concerns one colleague only.", false},
    RuleText{rule::kMessageDeleted, "The message was deleted or undone before the email was due.",
             false},
    RuleText{rule::kMessageEdited,
             "The message was changed before the email left; another email carries what it says "
             "now.",
             false},
    RuleText{rule::kAssignment, "Users are emailed when they are assigned or unassigned.", false},
    RuleText{rule::kAssignmentOff, "This person chose not to be emailed about assignments.", false},
    RuleText{rule::kProjectMember,
             "This person chose to be emailed about new members of followed projects.", false},
    RuleText{rule::kProjectMemberOff,
             "This person chose not to be emailed about new members of followed projects.", false},
    RuleText{rule::kPortalLink, "This person asked for a link to sign in to the customer portal.",
             false},
    RuleText{rule::kInvitation,
             "Users who decide about invitations themselves are emailed when one waits for them.",
             false},
    RuleText{rule::kItemSplit,
             "Customers are emailed when a part of their request goes on as another one.", false},
    RuleText{rule::kItemMerged,
             "Customers are emailed when their request goes on together with another one.", false},
    RuleText{rule::kAutomation, "An automation sends this email.", false},
    RuleText{rule::kWayBackIn,
             "An administrator asked for a link to sign in; it leaves even while all outgoing "
             "emails are disabled.",
             false},
    RuleText{rule::kQuietReminder,
             "Administrators are reminded once a day that outgoing emails are disabled and what "
             "was kept back.",
             false},
    RuleText{rule::kSystemEmail, "Postroom sends this email by itself.", false},
    RuleText{rule::kAcknowledgementCeiling,
             "This address was thanked for its requests so often lately that it is not thanked "
             "again now.",
             false},
    RuleText{rule::kOpenedByMachine,
             "A machine wrote what began this item, or asked for no answer: it gets none by "
             "itself.",
             false},
    RuleText{rule::kConversationGoesOn,
             "The item goes on with what was said before: nobody is thanked for it again.", false},
    RuleText{rule::kSenderUnproved,
             "The mail that began this item does not come from whom it says: nobody is answered "
             "by itself.",
             false},
};

const RuleText* find_rule(std::string_view code) {
    const auto* found = std::ranges::find(kRules, code, &RuleText::code);
    return found == kRules.end() ? nullptr : found;
}

}  // namespace

std::span<const RuleText> all_rules() { return kRules; }

std::string_view sentence_of(std::string_view code) {
    const RuleText* found = find_rule(code);
    return found != nullptr ? found->sentence : "A rule decided that this version does not know.";
}

bool waits(std::string_view code) {
    return code == rule::kRelay || code == rule::kMention || code == rule::kDirect;
}

std::string sentence_of(std::string_view code, std::optional<Milliseconds> wait) {
    if (code == rule::kMention && wait) {
        return fmt::format(
            "Whoever is mentioned by name is told, also without following the conversation; what "
            "stays unseen for {} is sent by email.",
            format_duration(*wait));
    }
    if (code == rule::kRelay && wait) {
        return fmt::format("Messages that stay unseen for {} are sent by email.",
                           format_duration(*wait));
    }
    if (code == rule::kDirect && wait) {
        return fmt::format(
            "Messages of a direct conversation that stay unseen for {} are sent by email to those "
            "who take part in it.",
            format_duration(*wait));
    }
    return std::string(sentence_of(code));
}

std::string format_duration(Milliseconds duration) {
    using namespace std::chrono;
    if (duration < minutes{2}) {
        return fmt::format("{} s", floor<seconds>(std::max(duration, Milliseconds{0})).count());
    }
    if (duration < hours{2}) {
        return fmt::format("{} min", floor<minutes>(duration).count());
    }
    return duration < days{2} ? fmt::format("{} h", floor<hours>(duration).count())
                              : fmt::format("{} d", floor<days>(duration).count());
}

bool tells_in_app(std::string_view code) {
    const RuleText* found = find_rule(code);
    return found != nullptr && found->in_app;
}

}  // namespace postroom::notify
