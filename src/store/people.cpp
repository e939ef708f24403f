// Users, teams and projects; see people.hpp. Customers stand in customer.cpp.
#include "store/people.hpp"

#include "core/text.hpp"

namespace postroom::store {
namespace {

using model::name_of;
using model::stored_name;

// The columns of a user, in the order that read_user expects.
#define USER_COLUMNS                                                                             \
    "user_id, email, name, role, active, language, theme, sound, undo_send_seconds, signature, " \
    "conversations, show_from_customers, from_customers, replies_to_customers, "                 \
    "internal_messages, "                                                                        \
    "include_automation, notification_email, assignment_emails, project_member_emails, "         \
    "accept_invitations, created_at"

model::NotificationPreferences read_preferences(const db::Row& row) {
    return {
        .conversations = stored_name<model::ConversationAccess>(row.get<std::string_view>(10)),
        .show_from_customers = row.get<bool>(11),
        .from_customers = stored_name<model::FromCustomers>(row.get<std::string_view>(12)),
        .replies_to_customers =
            stored_name<model::RepliesToCustomers>(row.get<std::string_view>(13)),
        .internal_messages = stored_name<model::InternalMessages>(row.get<std::string_view>(14)),
        .include_automation = row.get<bool>(15),
        .email = stored_name<model::NotificationEmail>(row.get<std::string_view>(16)),
        .assignment_emails = row.get<bool>(17),
        .project_member_emails = row.get<bool>(18),
        .accept_invitations = row.get<bool>(19),
    };
}

model::User read_user(const db::Row& row) {
    return {
        .id = row.get<UserId>(0),
        .email = row.get<std::string>(1),
        .name = row.get<std::string>(2),
        .role = stored_name<model::Role>(row.get<std::string_view>(3)),
        .active = row.get<bool>(4),
        .language = row.get<std::string>(5),
        .theme = row.get<std::string>(6),
        .sound = row.get<bool>(7),
        .undo_send_seconds = row.get<int>(8),
        .signature = row.get<std::string>(9),
        .preferences = read_preferences(row),
        .created_at = row.get<TimePoint>(20),
    };
}

model::Team read_team(const db::Row& row) {
    return {.id = row.get<TeamId>(0), .name = row.get<std::string>(1)};
}

Project read_project(const db::Row& row) {
    return {.id = row.get<ProjectId>(0),
            .name = row.get<std::string>(1),
            .created_at = row.get<TimePoint>(2)};
}

}  // namespace

std::optional<UserId> insert_user(db::Session& session, const model::User& user) {
    const auto& p = user.preferences;
    return session.one(
        R"(insert into app_user (email, name, role, active, language, theme, sound, undo_send_seconds,
               signature, conversations, show_from_customers, from_customers, replies_to_customers,
               internal_messages, include_automation, notification_email, assignment_emails,
               project_member_emails, accept_invitations, created_at)
           values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20)
           on conflict (email) do nothing returning user_id)",
        [](const db::Row& row) { return row.get<UserId>(0); }, to_lower(user.email), user.name,
        name_of(user.role), user.active, user.language, user.theme, user.sound,
        user.undo_send_seconds, user.signature, name_of(p.conversations), p.show_from_customers,
        name_of(p.from_customers), name_of(p.replies_to_customers), name_of(p.internal_messages),
        p.include_automation, name_of(p.email), p.assignment_emails, p.project_member_emails,
        p.accept_invitations, user.created_at);
}

std::optional<model::User> find_user(db::Session& session, UserId id) {
    return session.one("select " USER_COLUMNS " from app_user where user_id = $1", read_user, id);
}

std::optional<model::User> find_user_by_email(db::Session& session, std::string_view email) {
    return session.one("select " USER_COLUMNS " from app_user where email = $1", read_user,
                       to_lower(email));
}

std::vector<UserId> list_active_users(db::Session& session) {
    return session.list("select user_id from app_user where active = 1 order by user_id",
                        [](const db::Row& row) { return row.get<UserId>(0); });
}

std::vector<model::User> list_users(db::Session& session, int limit) {
    return session.list("select " USER_COLUMNS " from app_user order by user_id limit $1",
                        read_user, limit);
}

void update_user(db::Session& session, const model::User& user) {
    const auto& p = user.preferences;
    session.execute(
        R"(update app_user set name = $2, role = $3, active = $4, language = $5, theme = $6, sound = $7,
               undo_send_seconds = $8, signature = $9, conversations = $10, show_from_customers = $11,
               from_customers = $12, replies_to_customers = $13, internal_messages = $14,
               include_automation = $15, notification_email = $16, assignment_emails = $17,
               project_member_emails = $18, accept_invitations = $19
           where user_id = $1)",
        user.id, user.name, name_of(user.role), user.active, user.language, user.theme, user.sound,
        user.undo_send_seconds, user.signature, name_of(p.conversations), p.show_from_customers,
        name_of(p.from_customers), name_of(p.replies_to_customers), name_of(p.internal_messages),
        p.include_automation, name_of(p.email), p.assignment_emails, p.project_member_emails,
        p.accept_invitations);
}

std::int64_t count_administrators(db::Session& session) {
    return session
        .one("select count(*) from app_user where role = 'administrator' and active = 1",
             [](const db::Row& row) { return row.get<std::int64_t>(0); })
        .value_or(0);
}

void update_password_hash(db::Session& session, UserId id, std::string_view hash) {
    session.execute("update app_user set password_hash = $2 where user_id = $1", id, hash);
}

std::optional<std::string> find_password_hash(db::Session& session, UserId id) {
    return session.one(
        "select password_hash from app_user where user_id = $1 and password_hash is not null",
        [](const db::Row& row) { return row.get<std::string>(0); }, id);
}

void save_user_setting(db::Session& session, UserId id, std::string_view name,
                       std::string_view value) {
    session.execute(
        R"(insert into user_setting (user_id, name, value) values ($1, $2, $3)
           on conflict (user_id, name) do update set value = excluded.value)",
        id, name, value);
}

std::optional<std::string> find_user_setting(db::Session& session, UserId id,
                                             std::string_view name) {
    return session.one(
        "select value from user_setting where user_id = $1 and name = $2",
        [](const db::Row& row) { return row.get<std::string>(0); }, id, name);
}

std::optional<TeamId> insert_team(db::Session& session, std::string_view name) {
    return session.one(
        "insert into team (name) values ($1) on conflict (name) do nothing returning team_id",
        [](const db::Row& row) { return row.get<TeamId>(0); }, name);
}

std::optional<model::Team> find_team(db::Session& session, TeamId id) {
    return session.one("select team_id, name from team where team_id = $1", read_team, id);
}

std::optional<model::Team> find_team_by_name(db::Session& session, std::string_view name) {
    return session.one("select team_id, name from team where name = $1", read_team, name);
}

std::vector<model::Team> list_teams(db::Session& session, int limit) {
    return session.list("select team_id, name from team order by name limit $1", read_team, limit);
}

bool rename_team(db::Session& session, const model::Team& team) {
    return session.execute(
               R"(update team set name = $2 where team_id = $1
             and not exists (select 1 from team other where other.name = $2
                 and other.team_id <> $1))",
               team.id, team.name) == 1;
}

void add_team_member(db::Session& session, TeamId team, UserId user) {
    session.execute(
        "insert into team_member (team_id, user_id) values ($1, $2) on conflict do nothing", team,
        user);
}

void remove_team_member(db::Session& session, TeamId team, UserId user) {
    session.execute("delete from team_member where team_id = $1 and user_id = $2", team, user);
}

std::vector<model::Team> list_teams_of_user(db::Session& session, UserId user) {
    return session.list(
        R"(select team_id, name from team where team_id in
               (select team_id from team_member where user_id = $1)
           order by name)",
        read_team, user);
}

std::vector<model::User> list_users_of_team(db::Session& session, TeamId team) {
    return session.list("select " USER_COLUMNS
                        R"( from app_user where user_id in
               (select user_id from team_member where team_id = $1)
           order by name, user_id)",
                        read_user, team);
}

std::vector<TeamMember> list_team_members(db::Session& session, int limit) {
    return session.list(
        "select team_id, user_id from team_member order by team_id, user_id limit $1",
        [](const db::Row& row) { return TeamMember{row.get<TeamId>(0), row.get<UserId>(1)}; },
        limit);
}

std::optional<ProjectId> insert_project(db::Session& session, std::string_view name,
                                        TimePoint now) {
    return session.one(
        R"(insert into project (name, created_at) values ($1, $2)
           on conflict (name) do nothing returning project_id)",
        [](const db::Row& row) { return row.get<ProjectId>(0); }, name, now);
}

std::optional<Project> find_project(db::Session& session, ProjectId id) {
    return session.one("select project_id, name, created_at from project where project_id = $1",
                       read_project, id);
}

std::optional<Project> find_project_by_name(db::Session& session, std::string_view name) {
    return session.one("select project_id, name, created_at from project where name = $1",
                       read_project, name);
}

std::vector<Project> list_projects(db::Session& session, int limit) {
    return session.list("select project_id, name, created_at from project order by name limit $1",
                        read_project, limit);
}

std::vector<ProjectId> list_projects_of_team(db::Session& session, TeamId team) {
    return session.list(
        "select project_id from project_member where kind = 'team' and member_id = $1",
        [](const db::Row& row) { return row.get<ProjectId>(0); }, team);
}

std::vector<ProjectId> list_projects_of_user(db::Session& session, UserId user, int limit) {
    return session.list(
        R"(select project_id from project_member where kind = 'user' and member_id = $1
           union
           select m.project_id from project_member m join team_member t on t.team_id = m.member_id
           where m.kind = 'team' and t.user_id = $1
           limit $2)",
        [](const db::Row& row) { return row.get<ProjectId>(0); }, user, limit);
}

}  // namespace postroom::store
