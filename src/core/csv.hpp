// Tables as spreadsheets keep them: comma-separated values.
// Invariant: what is written can be read again; no cell that a stranger wrote becomes a formula in
// a spreadsheet. Rule: RFC 4180; OWASP "CSV Injection".
#pragma once

#include <cstddef>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.hpp"

namespace postroom {

using CsvCells = std::map<std::string, std::string, std::less<>>;

struct CsvRow {
    std::size_t number = 0;  ///< as a spreadsheet counts: the first row below the header is 2
    CsvCells cells;          ///< by column, without blanks around them; empty ones are left out
};
struct CsvTable {
    std::vector<std::string> columns;  ///< lower case, in the order of the file
    std::vector<CsvRow> rows;          ///< blank rows are left out
};

/// Reads a table whose first row names its columns; commas, semicolons and tabs separate, whichever
/// the header holds most of. Errors: `csv_not_utf8`, `csv_broken` (says the row), `csv_no_rows`,
/// `csv_too_many_rows`.
Result<CsvTable> read_csv(std::string_view bytes, std::size_t rows_max);

/// One row with its line end. A cell that a spreadsheet would take for a formula gets an apostrophe
/// before it, which read_csv takes off again.
void append_csv(std::string& out, std::span<const std::string> cells);

/// What a spreadsheet wants at the beginning to read the file as UTF-8.
inline constexpr std::string_view kCsvByteOrderMark = "\xEF\xBB\xBF";

}  // namespace postroom
