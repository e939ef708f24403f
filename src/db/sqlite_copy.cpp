// See sqlite_copy.hpp.
#include "db/sqlite_copy.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sqlite3.h>
#include <unistd.h>

#include <filesystem>
#include <memory>

namespace postroom::db {
namespace {

constexpr int kBusyTimeoutMs = 30'000;

struct Close {
    void operator()(sqlite3* handle) const { sqlite3_close_v2(handle); }
};
using Handle = std::unique_ptr<sqlite3, Close>;

std::unexpected<Error> unreadable(const std::string& file, std::string_view why) {
    return fail(ErrorKind::invalid, "database_unreadable",
                fmt::format("The database {} cannot be read: {}.", file, why));
}

/// A file that does not exist is not created: that would be an empty backup.
Result<Handle> open_existing(const std::string& file) {
    sqlite3* raw = nullptr;
    const int code =
        sqlite3_open_v2(file.c_str(), &raw, SQLITE_OPEN_READWRITE | SQLITE_OPEN_EXRESCODE, nullptr);
    Handle handle(raw);
    if (code != SQLITE_OK) {
        return unreadable(file, sqlite3_errmsg(raw));
    }
    sqlite3_busy_timeout(raw, kBusyTimeoutMs);
    return handle;
}

Result<void> vacuum_into(sqlite3* handle, const std::string& to) {
    sqlite3_stmt* raw = nullptr;
    int code = sqlite3_prepare_v2(handle, "vacuum into ?1", -1, &raw, nullptr);
    if (code == SQLITE_OK) {
        sqlite3_bind_text(raw, 1, to.data(), static_cast<int>(to.size()), SQLITE_TRANSIENT);
        code = sqlite3_step(raw);
    }
    const std::string said = sqlite3_errmsg(handle);
    sqlite3_finalize(raw);
    if (code == SQLITE_DONE) {
        return {};
    }
    return fail((code & 0xff) == SQLITE_FULL ? ErrorKind::transient : ErrorKind::invalid,
                "copy_failed", fmt::format("The copy {} cannot be written: {}.", to, said));
}

Result<void> make_durable(const std::string& file) {
    const int descriptor = ::open(file.c_str(), O_RDWR | O_CLOEXEC);
    const bool synced = descriptor >= 0 && ::fsync(descriptor) == 0;
    if (descriptor >= 0) {
        ::close(descriptor);
    }
    return synced ? Result<void>{}
                  : fail(ErrorKind::transient, "copy_failed",
                         fmt::format("The copy {} could not be made durable.", file));
}

}  // namespace

Result<void> copy_sqlite(const std::string& from, const std::string& to) {
    if (std::filesystem::exists(to)) {
        return fail(ErrorKind::invalid, "copy_exists", fmt::format("{} is there already.", to));
    }
    const Handle handle = TRY(open_existing(from));
    TRY_VOID(vacuum_into(handle.get(), to));
    TRY_VOID(make_durable(to));
    return check_sqlite(to);
}

Result<void> check_sqlite(const std::string& file) {
    const Handle handle = TRY(open_existing(file));
    sqlite3_stmt* raw = nullptr;
    int code = sqlite3_prepare_v2(handle.get(), "pragma quick_check(1)", -1, &raw, nullptr);
    std::string found = sqlite3_errmsg(handle.get());
    if (code == SQLITE_OK && (code = sqlite3_step(raw)) == SQLITE_ROW) {
        found = reinterpret_cast<const char*>(sqlite3_column_text(raw, 0));
    }
    sqlite3_finalize(raw);
    return code == SQLITE_ROW && found == "ok" ? Result<void>{} : unreadable(file, found);
}

}  // namespace postroom::db
