// See csv.hpp.
#include "core/csv.hpp"

#include <csv.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "core/text.hpp"

namespace postroom {
namespace {

constexpr std::string_view kFormulaBeginnings = "=+-@\t\r";
constexpr std::size_t kColumnsMax = 64;

/// The separator of which the header holds most.
char separator_of(std::string_view bytes) {
    const auto header = bytes.substr(0, bytes.find_first_of("\r\n"));
    constexpr std::array kSeparators{',', ';', '\t'};
    return *std::ranges::max_element(
        kSeparators, {}, [&](char separator) { return std::ranges::count(header, separator); });
}

/// Collects what the parser calls out, row by row.
struct Reader {
    CsvTable table;
    std::vector<std::string> cells;
    std::size_t row = 0;
    std::size_t rows_max = 0;
    bool too_many = false;

    void end_row() {
        ++row;
        if (table.columns.empty()) {
            for (const auto& cell : cells) {
                table.columns.push_back(to_lower(cell));
            }
        } else if (std::ranges::any_of(cells, [](const auto& cell) { return !cell.empty(); })) {
            too_many = too_many || table.rows.size() >= rows_max;
            if (!too_many) {
                table.rows.push_back({.number = row, .cells = by_column()});
            }
        }
        cells.clear();
    }

    CsvCells by_column() {
        CsvCells named;
        for (std::size_t i = 0; i < std::min(cells.size(), table.columns.size()); ++i) {
            if (!cells[i].empty()) {
                named.try_emplace(table.columns[i], std::move(cells[i]));
            }
        }
        return named;
    }
};

std::string cell_of(std::string_view text) {
    text = trim(text);
    const bool guarded =
        text.size() > 1 && text.front() == '\'' && kFormulaBeginnings.contains(text[1]);
    return std::string(guarded ? text.substr(1) : text);
}

void on_cell(void* text, std::size_t size, void* reader) {
    auto& cells = static_cast<Reader*>(reader)->cells;
    if (cells.size() < kColumnsMax) {
        cells.push_back(cell_of({static_cast<const char*>(text), size}));
    }
}

void on_row_end(int, void* reader) { static_cast<Reader*>(reader)->end_row(); }

/// Owns the parser's memory.
class Parser {
   public:
    explicit Parser(char separator) {
        // Blank rows are counted, so that a row is named as the spreadsheet names it.
        csv_init(&parser_, CSV_STRICT | CSV_STRICT_FINI | CSV_REPALL_NL);
        csv_set_delim(&parser_, static_cast<unsigned char>(separator));
    }
    Parser(const Parser&) = delete;
    Parser& operator=(const Parser&) = delete;
    ~Parser() { csv_free(&parser_); }

    bool parse(std::string_view bytes, Reader& reader) {
        return csv_parse(&parser_, bytes.data(), bytes.size(), on_cell, on_row_end, &reader) ==
                   bytes.size() &&
               csv_fini(&parser_, on_cell, on_row_end, &reader) == 0;
    }

   private:
    csv_parser parser_{};
};

}  // namespace

Result<CsvTable> read_csv(std::string_view bytes, std::size_t rows_max) {
    if (bytes.starts_with(kCsvByteOrderMark)) {
        bytes.remove_prefix(kCsvByteOrderMark.size());
    }
    if (!is_valid_utf8(bytes)) {
        return fail(ErrorKind::invalid, "csv_not_utf8",
                    "The file is not in UTF-8. Save it as \"CSV UTF-8\" and try again.");
    }
    // One kind of line end: the parser would count CR LF as two rows.
    const auto text = replace_all(bytes, "\r\n", "\n");
    Reader reader{.table = {}, .cells = {}, .row = 0, .rows_max = rows_max};
    if (!Parser(separator_of(text)).parse(text, reader)) {
        return fail(ErrorKind::invalid, "csv_broken",
                    fmt::format("The table breaks off in row {}: a quotation mark is never closed, "
                                "or stands in the middle of a cell.",
                                reader.row + 1));
    }
    if (reader.too_many) {
        return fail(
            ErrorKind::invalid, "csv_too_many_rows",
            fmt::format("The table has more than {} rows. Split it into several files.", rows_max));
    }
    if (reader.table.rows.empty()) {
        return fail(ErrorKind::invalid, "csv_no_rows", "The table has no rows below its header.");
    }
    return std::move(reader.table);
}

void append_csv(std::string& out, std::span<const std::string> cells) {
    std::string_view separator;
    for (const auto& cell : cells) {
        out.append(separator);
        separator = ",";
        const bool is_formula = !cell.empty() && kFormulaBeginnings.contains(cell.front());
        if (!is_formula && cell.find_first_of(",;\"\t\r\n") == std::string::npos) {
            out.append(cell);
            continue;
        }
        out.append(is_formula ? "\"'" : "\"");
        out.append(replace_all(cell, "\"", "\"\""));
        out.push_back('"');
    }
    out.append("\r\n");
}

}  // namespace postroom
