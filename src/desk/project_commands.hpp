// Projects: making them, who is a member, who follows.
// Invariant: a user who decides about invitations becomes a member by accepting only (F043); each
// command is one transaction with its event. Rule: features F005, F024, F042, F043.
#pragma once

#include <string>

#include "core/result.hpp"
#include "db/session.hpp"
#include "desk/environment.hpp"
#include "model/people.hpp"
#include "model/work.hpp"
#include "store/people.hpp"
#include "store/project.hpp"

namespace postroom::desk {

/// Its maker is its first member. Error: conflict `project_exists`.
Result<store::Project> create_project(db::Session& session, const Environment& env,
                                      const std::string& name, UserId maker);

enum class Membership { joined, invited, was_there };
/// A team joins at once, a user as their settings say; followers who want it are mailed of whoever
/// joined. Errors: not_found `member_not_found`; invalid `not_a_member_kind`.
Result<Membership> add_member(db::Session& session, const Environment& env, ProjectId project,
                              store::ProjectMember member, UserId actor);
/// Also takes back an invitation. Who is no member any more does not follow any more either.
Result<void> remove_member(db::Session& session, const Environment& env, ProjectId project,
                           store::ProjectMember member, UserId actor);

/// Whoever is no member any more, directly or by a team, does not follow either: following would
/// leave the project's conversations open to them.
void drop_lost_followers(db::Session& session, ProjectId project);

/// Error: not_found `invitation_not_found`.
Result<void> answer_invitation(db::Session& session, const Environment& env, ProjectId project,
                               UserId user, bool accepts);

/// Errors: not_found `follower_not_found`. True when something changed.
Result<bool> follow_project(db::Session& session, const Environment& env, ProjectId project,
                            model::Follower follower, model::Person actor);
Result<bool> unfollow_project(db::Session& session, const Environment& env, ProjectId project,
                              model::Follower follower, UserId actor);

}  // namespace postroom::desk
