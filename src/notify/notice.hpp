// Mails to users that carry no message: assignment, new members of a followed project, invitations.
// Invariant: each depends on its own checkbox only, never on "email notification of new messages".
// Rule: features F041-F043, F046, F047; contradiction 6.
#pragma once

#include <string_view>

#include "notify/decide.hpp"

namespace postroom::notify {

enum class NoticeKind {
    assigned,        ///< this user was assigned to an item
    unassigned,      ///< this user is no longer assigned
    project_joined,  ///< a user or a team became a member of a project that this user follows
    invited,         ///< an invitation to a project waits for this user
};

struct NoticeDecision {
    bool mail = false;
    bool suppress_mail = false;  ///< make it and log it as suppressed (quiet mode, blocked address)
    std::string_view rule;
    bool operator==(const NoticeDecision&) const = default;
};

/// Whether a user is mailed about something that `actor` did.
NoticeDecision decide_notice(NoticeKind kind, model::Person actor, const Candidate& candidate,
                             const Settings& settings);

enum class Invitation { member_at_once, waits };

/// What an invitation to a project does. (F043)
Invitation decide_invitation(const model::NotificationPreferences& preferences);

}  // namespace postroom::notify
