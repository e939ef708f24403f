// See directory_import.hpp.
#include "desk/directory_import.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/text.hpp"
#include "desk/audit.hpp"
#include "desk/organization_commands.hpp"
#include "desk/people_commands.hpp"
#include "desk/project_commands.hpp"
#include "desk/tag_commands.hpp"
#include "desk/team_commands.hpp"
#include "desk/workspace.hpp"
#include "model/language.hpp"
#include "store/item.hpp"
#include "store/work_detail.hpp"

namespace postroom::desk {
namespace {

using model::ImportOutcome;
template <class T>
using RowResult = std::expected<T, RowProblem>;

constexpr std::size_t kTextBytesMax = 200;
constexpr std::size_t kNoteBytesMax = 1000;
constexpr int kMinutesMax = 7 * 24 * 60;

std::unexpected<RowProblem> refuse(std::string_view column, std::string code, std::string why) {
    return std::unexpected(RowProblem(
        Error{.kind = ErrorKind::invalid, .code = std::move(code), .reply = std::move(why)},
        std::string(column)));
}

/// The error of a command, which names no column, with the column that it was about.
template <class T>
RowResult<T> about(std::string_view column, Result<T> result) {
    if (!result) {
        return std::unexpected(RowProblem(std::move(result.error()), std::string(column)));
    }
    if constexpr (std::is_void_v<T>) {
        return {};
    } else {
        return *std::move(result);
    }
}

std::string_view cell_in(const CsvCells& cells, std::string_view column) {
    const auto found = cells.find(column);
    return found == cells.end() ? std::string_view{} : std::string_view(found->second);
}

RowResult<std::string> text_in(const CsvCells& cells, std::string_view column,
                               std::string_view otherwise) {
    auto text = one_line(cell_in(cells, column));
    if (text.size() > kTextBytesMax) {
        return refuse(column, "csv_too_long", "This is too long: 200 characters at most.");
    }
    return text.empty() ? std::string(otherwise) : text;
}

RowResult<bool> flag_in(const CsvCells& cells, std::string_view column, bool otherwise) {
    const auto word = to_lower(cell_in(cells, column));
    if (word.empty()) {
        return otherwise;
    }
    for (const auto yes : {"yes", "true", "1"}) {
        if (word == yes) {
            return true;
        }
    }
    for (const auto no : {"no", "false", "0"}) {
        if (word == no) {
            return false;
        }
    }
    return refuse(column, "csv_bad_flag", "Write yes or no.");
}

RowResult<std::string> language_in(const CsvCells& cells, std::string_view otherwise) {
    const auto word = to_lower(cell_in(cells, "language"));
    if (word.empty()) {
        return std::string(otherwise);
    }
    if (!model::is_language(word)) {
        return refuse("language", "csv_bad_language", "Write en, fr, it or ru.");
    }
    return word;
}

std::vector<std::string> names_in(const CsvCells& cells, std::string_view column) {
    std::vector<std::string> names;
    for (const auto name : split(cell_in(cells, column), ';')) {
        if (auto one = one_line(name); !one.empty()) {
            names.push_back(std::move(one));
        }
    }
    return names;
}

RowResult<UserId> user_called(db::Session& session, std::string_view column,
                              std::string_view email) {
    const auto user = store::find_user_by_email(session, email);
    if (!user) {
        return refuse(column, "user_not_found",
                      fmt::format("There is no user with the address {}.", for_log(email)));
    }
    return user->id;
}

RowResult<TeamId> team_called(db::Session& session, std::string_view column,
                              std::string_view name) {
    const auto team = store::find_team_by_name(session, name);
    if (!team) {
        return refuse(column, "team_not_found",
                      fmt::format("There is no team called {}.", for_log(name)));
    }
    return team->id;
}

ImportedRow created() { return {.outcome = ImportOutcome::created, .changes = {}}; }

/// What became of a thing that was there before.
ImportedRow compared(const CsvCells& before, const CsvCells& after) {
    ImportedRow row;
    const auto words = [](const CsvCells& cells) {
        return model::Facts(cells.begin(), cells.end());
    };
    row.changes = compare(words(before), words(after));
    row.outcome = row.changes.empty() ? ImportOutcome::unchanged : ImportOutcome::changed;
    return row;
}

RowResult<ImportedRow> import_customer(db::Session& session, const Environment& env,
                                       const CsvCells& cells, const model::User& actor) {
    const auto email = to_lower(cell_in(cells, "email"));
    if (!is_plausible_address(email)) {
        return refuse("email", "invalid_address", "The address must look like ana@example.org.");
    }
    const auto known = store::find_customer_by_email(session, email);
    auto after = known.value_or(model::Customer{.email = email});
    after.name = TRY(text_in(cells, "name", after.name));
    after.language = TRY(language_in(cells, after.language));
    after.active = TRY(flag_in(cells, "active", after.active));
    if (const auto name = TRY(text_in(cells, "organization", "")); !name.empty()) {
        const auto organization = store::find_organization_by_name(session, name);
        if (!organization) {
            return refuse("organization", "organization_not_found",
                          fmt::format("There is no organization called {}.", name));
        }
        after.organization_id = organization->organization.id;
    }
    if (!known) {
        create_customer(session, env, after, model::person(actor.id));
        return created();
    }
    const auto row = compared(cells_of(session, *known), cells_of(session, after));
    if (row.outcome == ImportOutcome::changed) {
        change_customer(session, env, after, model::person(actor.id));
    }
    return row;
}

RowResult<ImportedRow> import_organization(db::Session& session, const Environment& env,
                                           const CsvCells& cells, const model::User& actor) {
    const auto name = TRY(text_in(cells, "name", ""));
    const auto known = store::find_organization_by_name(session, name);
    auto after = known ? known->organization : model::Organization{.name = name};
    after.domain = to_lower(TRY(text_in(cells, "domain", after.domain)));
    after.shares_requests = TRY(flag_in(cells, "shares_requests", after.shares_requests));
    if (!known) {
        TRY(about("domain", create_organization(session, env, after, model::person(actor.id))));
        return created();
    }
    const auto row = compared(cells_of(known->organization), cells_of(after));
    if (row.outcome == ImportOutcome::changed) {
        TRY_VOID(
            about("domain", change_organization(session, env, after, model::person(actor.id))));
    }
    return row;
}

RowResult<void> join_teams(db::Session& session, const Environment& env, UserId user,
                           const CsvCells& cells, const model::User& actor) {
    for (const auto& name : names_in(cells, "teams")) {
        const auto team = TRY(team_called(session, "teams", name));
        std::vector<UserId> members;
        for (const auto& member : store::list_users_of_team(session, team)) {
            members.push_back(member.id);
        }
        if (std::ranges::find(members, user) == members.end()) {
            members.push_back(user);
            TRY(change_team(session, env, team, {.name = {}, .members = std::move(members)},
                            model::person(actor.id)));
        }
    }
    return {};
}

RowResult<model::Role> role_in(const CsvCells& cells, model::Role otherwise) {
    const auto word = to_lower(cell_in(cells, "role"));
    const auto role = word.empty() ? otherwise : model::parse_name<model::Role>(word);
    if (!role) {
        return refuse("role", "csv_bad_role", "Write administrator, team_leader or member.");
    }
    return *role;
}

RowResult<ImportedRow> import_user(db::Session& session, const Environment& env,
                                   const CsvCells& cells, const model::User& actor) {
    const auto email = to_lower(cell_in(cells, "email"));
    const auto known = store::find_user_by_email(session, email);
    auto after = known.value_or(model::User{.email = email});
    const bool was_active = after.active;
    after.name = TRY(text_in(cells, "name", after.name));
    after.role = TRY(role_in(cells, after.role));
    after.language = TRY(language_in(cells, after.language));
    after.active = TRY(flag_in(cells, "active", was_active));
    if (after.name.empty()) {
        return refuse("name", "csv_name_missing", "A new user needs a name.");
    }
    if (known) {
        const auto before = cells_of(session, *known);
        if (before != cells_of(session, after)) {
            TRY_VOID(about("active", change_user(session, env, after, actor)));
        }
        TRY_VOID(join_teams(session, env, known->id, cells, actor));
        return compared(before, cells_of(session, after));
    }
    auto made = TRY(about("email", create_user(session, env,
                                               {.email = email,
                                                .name = after.name,
                                                .role = after.role,
                                                .language = after.language,
                                                .password_hash = {},
                                                .teams = {}},
                                               model::person(actor.id))));
    if (!after.active) {
        made.active = false;
        TRY_VOID(change_user(session, env, made, actor));
    }
    TRY_VOID(join_teams(session, env, made.id, cells, actor));
    return created();
}

RowResult<ImportedRow> import_team(db::Session& session, const Environment& env,
                                   const CsvCells& cells, const model::User& actor) {
    const auto name = TRY(text_in(cells, "name", ""));
    const auto known = store::find_team_by_name(session, name);
    std::vector<UserId> members;
    if (known) {
        for (const auto& member : store::list_users_of_team(session, known->id)) {
            members.push_back(member.id);
        }
    }
    for (const auto& email : names_in(cells, "members")) {
        const auto user = TRY(user_called(session, "members", email));
        if (std::ranges::find(members, user) == members.end()) {
            members.push_back(user);
        }
    }
    if (!known) {
        TRY(create_team(session, env, name, members, model::person(actor.id)));
        return created();
    }
    const auto before = cells_of(session, *known);
    TRY(change_team(session, env, known->id, {.name = {}, .members = std::move(members)},
                    model::person(actor.id)));
    return compared(before, cells_of(session, *known));
}

/// A user by address or a team by name.
RowResult<store::ProjectMember> member_called(db::Session& session, const std::string& name) {
    if (const auto team = store::find_team_by_name(session, name)) {
        return store::ProjectMember{model::FollowerKind::team, team->id.value};
    }
    if (const auto user = store::find_user_by_email(session, name)) {
        return store::ProjectMember{model::FollowerKind::user, user->id.value};
    }
    return refuse("members", "member_not_found",
                  fmt::format("There is no user or team called {}.", for_log(name)));
}

RowResult<ImportedRow> import_project(db::Session& session, const Environment& env,
                                      const CsvCells& cells, const model::User& actor) {
    const auto name = TRY(text_in(cells, "name", ""));
    const auto known = store::find_project_by_name(session, name);
    const auto project = known ? *known : TRY(create_project(session, env, name, actor.id));
    const auto before = cells_of(session, project);
    for (const auto& member : names_in(cells, "members")) {
        const auto called = TRY(member_called(session, member));
        TRY_VOID(about("members", add_member(session, env, project.id, called, actor.id)));
    }
    return known ? compared(before, cells_of(session, project)) : created();
}

RowResult<TimePoint> time_in(const CsvCells& cells) {
    const std::string text(cell_in(cells, "worked_at"));
    const auto time = parse_rfc3339(text.size() == 10 ? text + "T12:00:00Z" : text);
    if (!time) {
        return refuse("worked_at", "csv_bad_time", "Write 2026-11-22 or 2026-11-22T09:30:00Z.");
    }
    return *time;
}

/// "T-12" or "12".
RowResult<ItemId> item_in(db::Session& session, const CsvCells& cells) {
    auto word = cell_in(cells, "item");
    word.remove_prefix(std::min(word.size(), word.find_last_of("-") + 1));
    const auto number = parse_int(word);
    if (!number || *number < 1 || !store::find_item(session, ItemId{*number})) {
        return refuse("item", "item_not_found", "There is no such item.");
    }
    return ItemId{*number};
}

RowResult<ImportedRow> import_timesheet(db::Session& session, const Environment& env,
                                        const CsvCells& cells, const model::User& actor) {
    const auto minutes = parse_int(cell_in(cells, "minutes"));
    if (!minutes || *minutes < 1 || *minutes > kMinutesMax) {
        return refuse("minutes", "csv_bad_minutes", "Write a number from 1 to 10080.");
    }
    model::TimesheetEntry entry{
        .item_id = TRY(item_in(session, cells)),
        .user_id = TRY(user_called(session, "user", cell_in(cells, "user"))),
        .minutes = static_cast<int>(*minutes),
        .note = std::string(truncate_utf8(cell_in(cells, "note"), kNoteBytesMax)),
        .billable = TRY(flag_in(cells, "billable", false)),
        .approved = TRY(flag_in(cells, "approved", false)),
        .worked_at = TRY(time_in(cells))};
    if (store::find_same_entry(session, entry)) {
        return ImportedRow{};
    }
    TRY(book_time(session, env, entry, model::person(actor.id)));
    return created();
}

}  // namespace

Result<void> check_columns(DirectoryKind kind, const CsvTable& table) {
    std::string missing;
    for (const auto& column : columns_of(kind)) {
        if (column.is_key && std::ranges::find(table.columns, column.name) == table.columns.end()) {
            missing.append(missing.empty() ? "" : ", ").append(column.name);
        }
    }
    return missing.empty() ? Result<void>{}
                           : fail(ErrorKind::invalid, "csv_column_missing",
                                  fmt::format("The first row names the columns; these are missing: "
                                              "{}. An export shows how the table must look.",
                                              missing));
}

std::vector<std::string> unread_columns(DirectoryKind kind, const CsvTable& table) {
    std::vector<std::string> unread;
    for (const auto& name : table.columns) {
        const auto column = std::ranges::find(columns_of(kind), name, &DirectoryColumn::name);
        if (!name.empty() && (column == columns_of(kind).end() || !column->is_imported)) {
            unread.push_back(name);
        }
    }
    return unread;
}

std::string key_of(DirectoryKind kind, const CsvCells& cells) {
    std::string key;
    for (const auto& column : columns_of(kind)) {
        if (column.is_key) {
            key.append(key.empty() ? "" : " ").append(cell_in(cells, column.name));
        }
    }
    return to_lower(one_line(key));
}

std::expected<ImportedRow, RowProblem> import_row(db::Session& session, const Environment& env,
                                                  DirectoryKind kind, const CsvCells& cells,
                                                  const model::User& actor) {
    for (const auto& column : columns_of(kind)) {
        if (column.is_key && cell_in(cells, column.name).empty()) {
            return refuse(column.name, "csv_cell_missing", "This cell must not be empty.");
        }
    }
    switch (kind) {
        case DirectoryKind::customers:
            return import_customer(session, env, cells, actor);
        case DirectoryKind::organizations:
            return import_organization(session, env, cells, actor);
        case DirectoryKind::users:
            return import_user(session, env, cells, actor);
        case DirectoryKind::teams:
            return import_team(session, env, cells, actor);
        case DirectoryKind::projects:
            return import_project(session, env, cells, actor);
        case DirectoryKind::timesheets:
            return import_timesheet(session, env, cells, actor);
    }
    return ImportedRow{};
}

}  // namespace postroom::desk
