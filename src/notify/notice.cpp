// Mails about assignments and members; see notice.hpp.
// Invariant: one checkbox a kind.
// Rule: features F041-F043.
#include "notify/notice.hpp"

#include "core/check.hpp"

namespace postroom::notify {
namespace {

/// The rule that forbids the notice, or the one that asks for it.
NoticeDecision wanted_notice(NoticeKind kind, const Candidate& candidate) {
    if (kind == NoticeKind::project_joined) {
        if (!candidate.follows) {
            return {.rule = rule::kNotFollowing};
        }
        return candidate.preferences.project_member_emails
                   ? NoticeDecision{.mail = true, .rule = rule::kProjectMember}
                   : NoticeDecision{.rule = rule::kProjectMemberOff};
    }
    if (kind == NoticeKind::invited) {
        return {.mail = true, .rule = rule::kInvitation};
    }
    return candidate.preferences.assignment_emails
               ? NoticeDecision{.mail = true, .rule = rule::kAssignment}
               : NoticeDecision{.rule = rule::kAssignmentOff};
}

}  // namespace

NoticeDecision decide_notice(NoticeKind kind, model::Person actor, const Candidate& candidate,
                             const Settings& settings) {
    CHECK(candidate.person.kind == model::PersonKind::user);
    if (candidate.person == actor) {
        return {.rule = rule::kAuthor};
    }
    if (!candidate.active) {
        return {.rule = rule::kDeactivated};
    }
    if (!candidate.may_see) {
        return {.rule = rule::kNoAccess};
    }
    NoticeDecision decision = wanted_notice(kind, candidate);
    if (!decision.mail) {
        return decision;
    }
    if (!candidate.has_address) {
        return {.rule = rule::kNoAddress};
    }
    const bool is_blocked = candidate.address_blocked || candidate.mail_comes_back;
    if (is_blocked || settings.quiet_mode) {
        return {.suppress_mail = true,
                .rule = is_blocked ? rule::kBlockedAddress : rule::kQuietMode};
    }
    return decision;
}

Invitation decide_invitation(const model::NotificationPreferences& preferences) {
    return preferences.accept_invitations ? Invitation::member_at_once : Invitation::waits;
}

}  // namespace postroom::notify
