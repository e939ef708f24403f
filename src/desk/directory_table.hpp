// The people and the work of the workspace as tables: what a CSV file of each kind holds.
// Invariant: what is exported can be imported again, and then changes nothing. Rule: RFC 4180;
// product.md "Words"; SEC-11 (administrators only: the caller has checked).
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "core/csv.hpp"
#include "db/session.hpp"
#include "model/directory.hpp"
#include "model/people.hpp"
#include "store/organization.hpp"
#include "store/people.hpp"
#include "store/timesheet.hpp"

namespace postroom::desk {

using model::DirectoryKind;

struct DirectoryColumn {
    std::string_view name;
    bool is_key = false;      ///< a row without it is refused; all of them name the row
    bool is_imported = true;  ///< else it stands there to be read
};
/// In the order of the file.
std::span<const DirectoryColumn> columns_of(DirectoryKind kind);

/// One row by column; what is empty is left out.
CsvCells cells_of(db::Session& session, const model::Customer& customer);
CsvCells cells_of(const model::Organization& organization);
CsvCells cells_of(db::Session& session, const model::User& user);
CsvCells cells_of(db::Session& session, const model::Team& team);
CsvCells cells_of(db::Session& session, const store::Project& project);
CsvCells cells_of(const store::TimesheetRow& row);

/// The whole table as a CSV file, with a header and the mark that spreadsheets want.
/// @param viewer  sees the time booked on items that they may see only
std::string export_directory(db::Session& session, DirectoryKind kind, const model::User& viewer);

}  // namespace postroom::desk
