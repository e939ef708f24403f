// Users, customers, teams and what a user wants to be told.
// Invariant: an email address identifies at most one user and at most one customer.
// Rule: product.md "Words"; features F022-F051.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/ids.hpp"
#include "core/time.hpp"
#include "model/enum_names.hpp"

namespace postroom::model {

enum class Role { administrator, team_leader, member };
POSTROOM_ENUM_NAMES(Role, {Role::administrator, "administrator"},
                    {Role::team_leader, "team_leader"}, {Role::member, "member"});

/// Which conversations a user may open; set by administrators only. (F022-F025)
enum class ConversationAccess { all_projects, followed };
POSTROOM_ENUM_NAMES(ConversationAccess, {ConversationAccess::all_projects, "all_projects"},
                    {ConversationAccess::followed, "followed"});

/// Messages written by customers. (F028-F032)
enum class FromCustomers { all, mine, none };
POSTROOM_ENUM_NAMES(FromCustomers, {FromCustomers::all, "all"}, {FromCustomers::mine, "mine"},
                    {FromCustomers::none, "none"});

/// Public messages written by colleagues or the bot. (F033-F036)
enum class RepliesToCustomers { all, followed, none };
POSTROOM_ENUM_NAMES(RepliesToCustomers, {RepliesToCustomers::all, "all"},
                    {RepliesToCustomers::followed, "followed"}, {RepliesToCustomers::none, "none"});

/// Internal messages. (F037, F038)
enum class InternalMessages { followed, none };
POSTROOM_ENUM_NAMES(InternalMessages, {InternalMessages::followed, "followed"},
                    {InternalMessages::none, "none"});

/// "Send email notification of new messages". (F040)
enum class NotificationEmail { if_unseen, never };
POSTROOM_ENUM_NAMES(NotificationEmail, {NotificationEmail::if_unseen, "if_unseen"},
                    {NotificationEmail::never, "never"});

struct NotificationPreferences {
    ConversationAccess conversations = ConversationAccess::all_projects;
    bool show_from_customers = true;  ///< display only, never an access right (F026, F027)
    FromCustomers from_customers = FromCustomers::all;
    RepliesToCustomers replies_to_customers = RepliesToCustomers::followed;
    InternalMessages internal_messages = InternalMessages::followed;
    bool include_automation = true;  ///< messages of bot and automations (F039)
    NotificationEmail email = NotificationEmail::if_unseen;
    bool assignment_emails = true;       ///< F041
    bool project_member_emails = false;  ///< F042
    bool accept_invitations = true;      ///< F043
    bool operator==(const NotificationPreferences&) const = default;
};

/// What a new user starts with: administrators and team leaders hear everything, members what they
/// follow.
NotificationPreferences default_preferences(Role role);

struct User {
    UserId id;
    std::string email;  ///< lower case
    std::string name;
    Role role = Role::member;
    bool active = true;
    std::string language = "en";  ///< en, fr, it, ru
    std::string theme = "auto";   ///< auto, light, dark
    bool sound = true;
    int undo_send_seconds = 10;  ///< 0..120 (OUT-14)
    std::string signature;
    NotificationPreferences preferences;
    TimePoint created_at{};
};

struct Customer {
    CustomerId id;
    std::string email;  ///< lower case
    std::string name;
    OrganizationId organization_id;
    bool active = true;  ///< a deactivated customer is told nothing (F088)
    std::string language;
    TimePoint created_at{};
    std::optional<TimePoint> complained_at;  ///< called a mail of ours unwanted (BNC-7)
};

/// Customers who belong together.
struct Organization {
    OrganizationId id;
    std::string name;
    std::string domain;            ///< "acme.example": customers with such an address; may be empty
    bool shares_requests = false;  ///< they see each other's requests in the portal
};

/// The domain of customers of whom no address is known: an anonymous visitor's. (RFC 6761 section
/// 6.4: no mail can ever arrive there.)
inline constexpr std::string_view kNoAddressDomain = "visitor.invalid";
/// Whether mail could reach the customer.
bool is_mailable(const Customer& customer);
/// "Ana", or the beginning of the address, or "Visitor": how a customer is named in a conversation.
std::string display_name_of(const Customer& customer);

/// As whom a customer is here: in the portal, where they see all that concerns them, or as one
/// visitor of a chat widget, who sees that visitor's chats only. (SEC-10: no history by address)
struct CustomerScope {
    CustomerId customer;
    VisitorId visitor;  ///< none in the portal
    constexpr auto operator<=>(const CustomerScope&) const = default;
};

struct Team {
    TeamId id;
    std::string name;
};

/// Who can be told something, follow something or write something.
enum class PersonKind { user, customer, bot };
POSTROOM_ENUM_NAMES(PersonKind, {PersonKind::user, "user"}, {PersonKind::customer, "customer"},
                    {PersonKind::bot, "bot"});

struct Person {
    PersonKind kind = PersonKind::bot;
    std::int64_t id = 0;
    constexpr auto operator<=>(const Person&) const = default;
};
constexpr Person person(UserId id) { return {PersonKind::user, id.value}; }
constexpr Person person(CustomerId id) { return {PersonKind::customer, id.value}; }
/// The bot that acts in a run of an automation: whatever it causes says so.
constexpr Person person(AutomationRunId id) { return {PersonKind::bot, id.value}; }

}  // namespace postroom::model
