// Bringing people and work in from a table: one row is one thing that is made or changed.
// Invariant: a row acts through the same commands as a person at the screen, with their events,
// mails and audit entries, or not at all; an empty cell changes nothing; nobody is removed from
// anything; the same table a second time changes nothing. Rule: directory_table.hpp; SEC-11
// (administrators only: the caller has checked).
#pragma once

#include <expected>
#include <string>
#include <vector>

#include "core/result.hpp"
#include "desk/directory_table.hpp"
#include "desk/environment.hpp"
#include "model/audit.hpp"

namespace postroom::desk {

/// Why a row was refused, and because of which cell.
struct RowProblem {
    Error error;
    std::string column{};  ///< empty: none in particular

    // NOLINTNEXTLINE(google-explicit-constructor): TRY turns an Error of a command into it.
    RowProblem(Error its_error, std::string its_column = {})
        : error(std::move(its_error)), column(std::move(its_column)) {}
};

struct ImportedRow {
    model::ImportOutcome outcome = model::ImportOutcome::unchanged;
    std::vector<model::FactChange> changes;  ///< by column, of what was there before
};

/// Errors of the table as a whole: invalid `csv_column_missing`.
Result<void> check_columns(DirectoryKind kind, const CsvTable& table);
/// Columns that nobody reads.
std::vector<std::string> unread_columns(DirectoryKind kind, const CsvTable& table);
/// What a row is about: "ana@example.org".
std::string key_of(DirectoryKind kind, const CsvCells& cells);

/// One transaction long; what a refused row did so far must be taken back with it. Whether it is to
/// be kept is the caller's: a dry run does the same and keeps nothing.
std::expected<ImportedRow, RowProblem> import_row(db::Session& session, const Environment& env,
                                                  DirectoryKind kind, const CsvCells& cells,
                                                  const model::User& actor);

}  // namespace postroom::desk
