// See directory_table.hpp.
#include "desk/directory_table.hpp"

#include <fmt/format.h>

#include <array>
#include <limits>

#include "store/project.hpp"

namespace postroom::desk {
namespace {

constexpr int kPageRows = 1000;
constexpr int kPeopleMax = 10'000;

constexpr std::array<DirectoryColumn, 5> kCustomerColumns{
    {{"email", true}, {"name"}, {"organization"}, {"language"}, {"active"}}};
constexpr std::array<DirectoryColumn, 3> kOrganizationColumns{
    {{"name", true}, {"domain"}, {"shares_requests"}}};
constexpr std::array<DirectoryColumn, 6> kUserColumns{
    {{"email", true}, {"name"}, {"role"}, {"language"}, {"active"}, {"teams"}}};
constexpr std::array<DirectoryColumn, 2> kMemberColumns{{{"name", true}, {"members"}}};
constexpr std::array<DirectoryColumn, 9> kTimesheetColumns{{{"worked_at", true},
                                                            {"item", true},
                                                            {"title", false, false},
                                                            {"project", false, false},
                                                            {"user", true},
                                                            {"minutes", true},
                                                            {"billable"},
                                                            {"approved"},
                                                            {"note"}}};

std::string yes_no(bool value) { return value ? "yes" : "no"; }

/// Names in one cell.
class NameList {
   public:
    void add(std::string_view name) { text_.append(text_.empty() ? "" : "; ").append(name); }
    std::string text() && { return std::move(text_); }

   private:
    std::string text_;
};

CsvCells without_empty(CsvCells cells) {
    std::erase_if(cells, [](const auto& cell) { return cell.second.empty(); });
    return cells;
}

void append_row(std::string& out, DirectoryKind kind, const CsvCells& cells) {
    std::vector<std::string> row;
    for (const auto& column : columns_of(kind)) {
        const auto cell = cells.find(column.name);
        row.push_back(cell == cells.end() ? std::string() : cell->second);
    }
    append_csv(out, row);
}

/// Calls `append` for each row of a list that is read in pages from its newest row on.
template <class List, class IdOf, class Append>
void for_each_page(List list, IdOf id_of, Append append) {
    for (decltype(id_of(list({}).front())) before{};;) {
        const auto rows = list(before);
        for (const auto& row : rows) {
            append(row);
        }
        if (std::ssize(rows) < kPageRows) {
            return;
        }
        before = id_of(rows.back());
    }
}

void append_customers(db::Session& session, std::string& out) {
    for_each_page(
        [&](CustomerId before) { return store::list_customers(session, "", before, kPageRows); },
        [](const model::Customer& customer) { return customer.id; },
        [&](const model::Customer& customer) {
            append_row(out, DirectoryKind::customers, cells_of(session, customer));
        });
}

void append_organizations(db::Session& session, std::string& out) {
    for_each_page(
        [&](OrganizationId before) {
            return store::list_organizations(session, before, kPageRows);
        },
        [](const store::OrganizationRow& row) { return row.organization.id; },
        [&](const store::OrganizationRow& row) {
            append_row(out, DirectoryKind::organizations, cells_of(row.organization));
        });
}

void append_timesheets(db::Session& session, const model::User& viewer, std::string& out) {
    for_each_page(
        [&](const std::optional<store::TimesheetPlace>& below) {
            return store::list_timesheets(session, viewer, {}, below, kPageRows);
        },
        [](const store::TimesheetRow& row) {
            return std::optional(store::TimesheetPlace{row.entry.worked_at, row.entry.id});
        },
        [&](const store::TimesheetRow& row) {
            append_row(out, DirectoryKind::timesheets, cells_of(row));
        });
}

}  // namespace

std::span<const DirectoryColumn> columns_of(DirectoryKind kind) {
    switch (kind) {
        case DirectoryKind::customers:
            return kCustomerColumns;
        case DirectoryKind::organizations:
            return kOrganizationColumns;
        case DirectoryKind::users:
            return kUserColumns;
        case DirectoryKind::teams:
        case DirectoryKind::projects:
            return kMemberColumns;
        case DirectoryKind::timesheets:
            return kTimesheetColumns;
    }
    return {};
}

CsvCells cells_of(db::Session& session, const model::Customer& customer) {
    const auto organization = customer.organization_id
                                  ? store::find_organization(session, customer.organization_id)
                                  : std::nullopt;
    return without_empty({{"email", customer.email},
                          {"name", customer.name},
                          {"organization", organization ? organization->organization.name : ""},
                          {"language", customer.language},
                          {"active", yes_no(customer.active)}});
}

CsvCells cells_of(const model::Organization& organization) {
    return without_empty({{"name", organization.name},
                          {"domain", organization.domain},
                          {"shares_requests", yes_no(organization.shares_requests)}});
}

CsvCells cells_of(db::Session& session, const model::User& user) {
    NameList teams;
    for (const auto& team : store::list_teams_of_user(session, user.id)) {
        teams.add(team.name);
    }
    return without_empty({{"email", user.email},
                          {"name", user.name},
                          {"role", std::string(model::name_of(user.role))},
                          {"language", user.language},
                          {"active", yes_no(user.active)},
                          {"teams", std::move(teams).text()}});
}

CsvCells cells_of(db::Session& session, const model::Team& team) {
    NameList members;
    for (const auto& user : store::list_users_of_team(session, team.id)) {
        members.add(user.email);
    }
    return without_empty({{"name", team.name}, {"members", std::move(members).text()}});
}

CsvCells cells_of(db::Session& session, const store::Project& project) {
    NameList members;
    for (const auto& member : store::list_project_members(session, project.id)) {
        if (member.kind == model::FollowerKind::team) {
            const auto team = store::find_team(session, TeamId{member.id});
            members.add(team ? team->name : "");
        } else {
            const auto user = store::find_user(session, UserId{member.id});
            members.add(user ? user->email : "");
        }
    }
    return without_empty({{"name", project.name}, {"members", std::move(members).text()}});
}

CsvCells cells_of(const store::TimesheetRow& row) {
    const auto& entry = row.entry;
    return without_empty(
        {{"worked_at", format_rfc3339(entry.worked_at)},
         {"item", model::reference_of(
                      {.id = entry.item_id, .number = entry.item_id.value, .type = row.item_type})},
         {"title", row.item_title},
         {"project", row.project_name},
         {"user", row.user_email},
         {"minutes", fmt::to_string(entry.minutes)},
         {"billable", yes_no(entry.billable)},
         {"approved", yes_no(entry.approved)},
         {"note", entry.note}});
}

std::string export_directory(db::Session& session, DirectoryKind kind, const model::User& viewer) {
    std::string out(kCsvByteOrderMark);
    std::vector<std::string> header;
    for (const auto& column : columns_of(kind)) {
        header.emplace_back(column.name);
    }
    append_csv(out, header);
    switch (kind) {
        case DirectoryKind::customers:
            append_customers(session, out);
            break;
        case DirectoryKind::organizations:
            append_organizations(session, out);
            break;
        case DirectoryKind::users:
            for (const auto& user : store::list_users(session, kPeopleMax)) {
                append_row(out, kind, cells_of(session, user));
            }
            break;
        case DirectoryKind::teams:
            for (const auto& team : store::list_teams(session, kPeopleMax)) {
                append_row(out, kind, cells_of(session, team));
            }
            break;
        case DirectoryKind::projects:
            for (const auto& project : store::list_projects(session, kPeopleMax)) {
                append_row(out, kind, cells_of(session, project));
            }
            break;
        case DirectoryKind::timesheets:
            append_timesheets(session, viewer, out);
            break;
    }
    return out;
}

}  // namespace postroom::desk
