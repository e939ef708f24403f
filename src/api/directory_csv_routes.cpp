// People and work as CSV files: export, import, and what an import would do. See
// api/openapi.yaml, tag directory. Invariant: each row stands or falls by itself; a dry run does
// everything that the import does and keeps nothing.
#include <boost/json.hpp>
#include <latch>
#include <map>

#include "api/routes.hpp"
#include "core/limits.hpp"
#include "desk/directory_import.hpp"

namespace postroom::api {
namespace {

using model::ImportOutcome;
using view::Array;
using view::Object;

Result<model::DirectoryKind> kind_of(const Call& call) {
    const auto kind = model::parse_name<model::DirectoryKind>(call.captures.front());
    if (!kind) {
        return fail(ErrorKind::not_found, "not_found", "There is nothing here.");
    }
    return *kind;
}

Outcome export_csv(Call& call) {
    const auto kind = TRY(kind_of(call));
    return Reply{
        .headers = {{"Content-Disposition",
                     "attachment; filename=\"" + std::string(model::name_of(kind)) + ".csv\""}},
        .content_type = "text/csv; charset=utf-8",
        .content = call.database().read([&](db::Session& session) {
            return desk::export_directory(session, kind, call.user());
        })};
}

using RowResult = std::expected<desk::ImportedRow, desk::RowProblem>;

/// Some rows in one commit; the others of the server get in between.
class Batch {
   public:
    Batch(Call& call, model::DirectoryKind kind, bool is_dry, std::size_t rows)
        : call_(call), kind_(kind), is_dry_(is_dry), left_(static_cast<std::ptrdiff_t>(rows)) {}

    void add(const CsvRow& row, RowResult& result) {
        call_.database().write_async(
            [this, &row, &result](db::Session& session) -> Result<void> {
                result = desk::import_row(session, call_.env(), kind_, row.cells, call_.user());
                if (!result || is_dry_) {
                    return std::unexpected(Error{});  // nothing of the row is kept
                }
                return {};
            },
            [this](std::exception_ptr thrown) {
                if (thrown) {
                    thrown_ = std::move(thrown);
                }
                left_.count_down();
            });
    }

    void wait() {
        left_.wait();
        if (thrown_) {
            std::rethrow_exception(thrown_);
        }
    }

   private:
    Call& call_;
    model::DirectoryKind kind_;
    bool is_dry_;
    std::latch left_;
    std::exception_ptr thrown_;  ///< set on the writer thread, read after the latch
};

/// The row in which the same thing stood before, if it did.
class Seen {
   public:
    std::optional<std::size_t> row_before(const std::string& key, std::size_t row) {
        const auto [known, is_new] = rows_.try_emplace(key, row);
        return is_new ? std::nullopt : std::optional(known->second);
    }

   private:
    std::map<std::string, std::size_t> rows_;
};

std::vector<RowResult> import_rows(Call& call, model::DirectoryKind kind,
                                   const std::vector<CsvRow>& rows, bool is_dry) {
    std::vector<RowResult> results(rows.size());
    Seen seen;
    for (std::size_t begin = 0; begin < rows.size(); begin += limits::kImportRowsAtOnce) {
        const auto end = std::min(rows.size(), begin + limits::kImportRowsAtOnce);
        std::vector<std::size_t> wanted;
        for (auto i = begin; i < end; ++i) {
            if (const auto first =
                    seen.row_before(desk::key_of(kind, rows[i].cells), rows[i].number)) {
                results[i] = std::unexpected(
                    desk::RowProblem(fail(ErrorKind::invalid, "csv_twice",
                                          "The same stands in row " + std::to_string(*first) + ".")
                                         .error()));
            } else {
                wanted.push_back(i);
            }
        }
        Batch batch(call, kind, is_dry, wanted.size());
        for (const auto i : wanted) {
            batch.add(rows[i], results[i]);
        }
        batch.wait();
    }
    return results;
}

Object row_json(const CsvRow& row, std::string key, const RowResult& result) {
    Array changes;
    if (result) {
        for (const auto& change : result->changes) {
            changes.push_back(
                Object{{"field", change.field}, {"from", change.from}, {"to", change.to}});
        }
    }
    return Object{{"row", row.number},
                  {"name", std::move(key)},
                  {"outcome", model::name_of(result ? result->outcome : ImportOutcome::refused)},
                  {"changes", std::move(changes)},
                  {"problem", result ? view::Value(nullptr)
                                     : view::Value(Object{{"code", result.error().error.code},
                                                          {"detail", result.error().error.reply},
                                                          {"column", result.error().column}})}};
}

Outcome import_csv(Call& call) {
    const auto kind = TRY(kind_of(call));
    if (!call.request.header("Content-Type").starts_with("text/csv")) {
        return fail(ErrorKind::invalid, "not_csv", "Send the table as text/csv.");
    }
    const bool is_dry = call.query.text("dry_run") == "true";
    const auto table = TRY(read_csv(call.request.body, limits::kImportRowsMax));
    TRY_VOID(desk::check_columns(kind, table));
    const auto results = import_rows(call, kind, table.rows, is_dry);
    std::map<ImportOutcome, std::int64_t> counts;
    Array rows;
    for (std::size_t i = 0; i < results.size(); ++i) {
        ++counts[results[i] ? results[i]->outcome : ImportOutcome::refused];
        rows.push_back(
            row_json(table.rows[i], desk::key_of(kind, table.rows[i].cells), results[i]));
    }
    Array unread;
    for (auto& column : desk::unread_columns(kind, table)) {
        unread.emplace_back(std::move(column));
    }
    Object report{{"dry_run", is_dry}, {"unread_columns", std::move(unread)}};
    for (const auto& [outcome, name] : model::EnumNames<ImportOutcome>::kNames) {
        report[name] = counts[outcome];
    }
    report["rows"] = std::move(rows);
    return Reply{.body = std::move(report)};
}

constexpr Route kRoutes[] = {
    {io::Method::get, "/api/v1/directory/{kind}/csv", Access::administrator, export_csv,
     Pace::slow},
    {io::Method::post, "/api/v1/directory/{kind}/csv", Access::administrator, import_csv,
     Pace::slow},
};

}  // namespace

std::span<const Route> directory_csv_routes() { return kRoutes; }

}  // namespace postroom::api
