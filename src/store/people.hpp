// Users, customers and teams.
// Invariant: email addresses are stored in lower case. Rule: product.md "Words".
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "db/session.hpp"
#include "model/people.hpp"

namespace postroom::store {

/// `user.id` is ignored; nothing when a user with this address exists.
std::optional<UserId> insert_user(db::Session& session, const model::User& user);
std::optional<model::User> find_user(db::Session& session, UserId id);
std::optional<model::User> find_user_by_email(db::Session& session, std::string_view email);
/// In order of id; at most `limit`.
std::vector<model::User> list_users(db::Session& session, int limit);
std::vector<UserId> list_active_users(db::Session& session);
/// Everything but id, email, password and time of creation.
void update_user(db::Session& session, const model::User& user);
std::int64_t count_administrators(db::Session& session);

void update_password_hash(db::Session& session, UserId id, std::string_view hash);
std::optional<std::string> find_password_hash(db::Session& session, UserId id);

/// A named choice that a screen keeps for a user (F140, F159).
void save_user_setting(db::Session& session, UserId id, std::string_view name,
                       std::string_view value);
std::optional<std::string> find_user_setting(db::Session& session, UserId id,
                                             std::string_view name);

/// The customer with this address, made when there is none; a known customer keeps their name.
CustomerId ensure_customer(db::Session& session, std::string_view email, std::string_view name,
                           TimePoint now);
std::optional<model::Customer> find_customer(db::Session& session, CustomerId id);
std::optional<model::Customer> find_customer_by_email(db::Session& session, std::string_view email);
/// Newest first, below `before` (0 = from the newest), names and addresses holding `query` if not
/// empty.
std::vector<model::Customer> list_customers(db::Session& session, std::string_view query,
                                            CustomerId before, int limit);
void update_customer(db::Session& session, const model::Customer& customer);

/// Nothing when a team of this name exists.
std::optional<TeamId> insert_team(db::Session& session, std::string_view name);
std::optional<model::Team> find_team(db::Session& session, TeamId id);
std::optional<model::Team> find_team_by_name(db::Session& session, std::string_view name);
std::vector<model::Team> list_teams(db::Session& session, int limit);
/// False when another team is called so.
bool rename_team(db::Session& session, const model::Team& team);
void add_team_member(db::Session& session, TeamId team, UserId user);
void remove_team_member(db::Session& session, TeamId team, UserId user);
/// By name.
std::vector<model::Team> list_teams_of_user(db::Session& session, UserId user);
std::vector<model::User> list_users_of_team(db::Session& session, TeamId team);
struct TeamMember {
    TeamId team;
    UserId user;
};
/// All memberships: few, read as a whole by who decides about many people.
std::vector<TeamMember> list_team_members(db::Session& session, int limit);

std::optional<ProjectId> insert_project(db::Session& session, std::string_view name, TimePoint now);
struct Project {
    ProjectId id;
    std::string name;
    TimePoint created_at{};
};
std::optional<Project> find_project(db::Session& session, ProjectId id);
std::optional<Project> find_project_by_name(db::Session& session, std::string_view name);
std::vector<Project> list_projects(db::Session& session, int limit);
std::vector<ProjectId> list_projects_of_team(db::Session& session, TeamId team);
/// Projects shared with the user, directly or through a team.
std::vector<ProjectId> list_projects_of_user(db::Session& session, UserId user, int limit);

}  // namespace postroom::store
