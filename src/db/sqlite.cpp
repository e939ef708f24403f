// Connections to SQLite: settings, transactions, checkpoints.
#include "db/sqlite.hpp"

#include <fmt/format.h>
#include <sqlite3.h>

#include "db/dialect.hpp"
#include "db/failure.hpp"
#include "db/sqlite_failure.hpp"
#include "db/sqlite_statement.hpp"
#include "db/statement_cache.hpp"

namespace postroom::db {

namespace {

struct Settings {
    std::string path;
    std::size_t writer_cache_bytes;
    std::size_t reader_cache_bytes;
    std::size_t mmap_bytes;
};

// A checkpoint costs two fsyncs however many pages it copies, and a page written often is copied
// once: rare checkpoints are cheap ones. 8,192 pages of 4 KiB bound the log to about 32 MiB.
constexpr int kCheckpointPages = 8192;
constexpr int kJournalBytesMax = 64 << 20;
constexpr int kBusyTimeoutMs = 10'000;

class SqliteConnection final : public Connection {
   public:
    SqliteConnection(const Settings& settings, Begin role);
    ~SqliteConnection() override {
        statements_.clear();
        sqlite3_close_v2(handle_);
    }

    Dialect dialect() const override { return Dialect::sqlite; }
    Cursor& run(std::string_view sql, std::span<const Value> args) override {
        SqliteStatement& statement = prepare(sql);
        statement.start(args);
        return statement;
    }
    std::int64_t execute(std::string_view sql, std::span<const Value> args) override;
    void script(std::string_view sql) override { run_script(resolve_dialect(sql, dialect())); }

    void begin(Begin kind) override {
        execute(kind == Begin::write ? "begin immediate" : "begin", {});
    }
    void commit() override { execute("commit", {}); }
    void roll_back() noexcept override;
    TransactionState transaction() const noexcept override {
        return sqlite3_get_autocommit(handle_) == 0 ? TransactionState::open
                                                    : TransactionState::none;
    }
    void set_savepoint() override { execute("savepoint job", {}); }
    void release_savepoint() override { execute("release job", {}); }
    void roll_back_to_savepoint() override {
        execute("rollback to job", {});
        execute("release job", {});
    }

    Result<void> check(std::string_view sql) override;
    std::string explain(std::string_view sql) override;
    bool usable() const noexcept override { return true; }
    void tidy() noexcept override {
        sqlite3_wal_checkpoint_v2(handle_, nullptr, SQLITE_CHECKPOINT_PASSIVE, nullptr, nullptr);
    }

   private:
    void open(const std::string& path);
    void configure(const Settings& settings, Begin role);
    void run_script(const std::string& sql);
    SqliteStatement& prepare(std::string_view sql);

    sqlite3* handle_ = nullptr;
    StatementCache<SqliteStatement> statements_;
};

SqliteConnection::SqliteConnection(const Settings& settings, Begin role) {
    try {
        open(settings.path);
        configure(settings, role);
    } catch (...) {
        statements_.clear();
        sqlite3_close_v2(handle_);
        throw;
    }
}

void SqliteConnection::open(const std::string& path) {
    const int flags =
        SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
    const int code = sqlite3_open_v2(path.c_str(), &handle_, flags, nullptr);
    if (code != SQLITE_OK) {
        throw_sqlite(handle_, code, path);
    }
    sqlite3_busy_timeout(handle_, kBusyTimeoutMs);
    // "text" in double quotes is a misspelt column, not a text.
    sqlite3_db_config(handle_, SQLITE_DBCONFIG_DQS_DML, 0, nullptr);
    sqlite3_db_config(handle_, SQLITE_DBCONFIG_DQS_DDL, 0, nullptr);
    sqlite3_db_config(handle_, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
}

void SqliteConnection::configure(const Settings& settings, Begin role) {
    const bool writes = role == Begin::write;
    const std::size_t cache = writes ? settings.writer_cache_bytes : settings.reader_cache_bytes;
    run_script(fmt::format(
        "pragma journal_mode = wal; pragma synchronous = full; pragma foreign_keys = on;"
        "pragma temp_store = memory; pragma cache_size = -{}; pragma mmap_size = {};"
        "pragma wal_autocheckpoint = {}; pragma journal_size_limit = {}; pragma query_only = {};",
        cache >> 10, settings.mmap_bytes, kCheckpointPages, kJournalBytesMax, writes ? 0 : 1));
}

void SqliteConnection::run_script(const std::string& sql) {
    const int code = sqlite3_exec(handle_, sql.c_str(), nullptr, nullptr, nullptr);
    if (code != SQLITE_OK) {
        throw_sqlite(handle_, code, sql);
    }
}

SqliteStatement& SqliteConnection::prepare(std::string_view sql) {
    if (SqliteStatement* found = statements_.find(sql)) {
        return *found;
    }
    return statements_.add(
        sql, std::make_unique<SqliteStatement>(handle_, resolve_dialect(sql, dialect())));
}

std::int64_t SqliteConnection::execute(std::string_view sql, std::span<const Value> args) {
    SqliteStatement& statement = prepare(sql);
    statement.start(args);
    // sqlite3_changes keeps the number of an earlier statement when this one changed nothing.
    const auto before = sqlite3_total_changes64(handle_);
    try {
        while (statement.next()) {
        }
    } catch (...) {
        statement.close();
        throw;
    }
    statement.close();
    return sqlite3_total_changes64(handle_) == before ? 0 : sqlite3_changes64(handle_);
}

void SqliteConnection::roll_back() noexcept {
    if (transaction() != TransactionState::none) {
        sqlite3_exec(handle_, "rollback", nullptr, nullptr, nullptr);
    }
}

Result<void> SqliteConnection::check(std::string_view sql) {
    try {
        const SqliteStatement statement{handle_, resolve_dialect(sql, dialect())};
        return {};
    } catch (const Failure& failure) {
        return fail(ErrorKind::invalid, "statement_refused", "The statement is refused.",
                    failure.what());
    }
}

std::string SqliteConnection::explain(std::string_view sql) {
    SqliteStatement plan{handle_, "explain query plan " + resolve_dialect(sql, dialect())};
    const std::vector<Value> nulls(plan.arguments());
    plan.start(nulls);
    std::string text;
    while (plan.next()) {
        text.append(plan.bytes(3)).push_back('\n');
    }
    return text;
}

class SqliteDriver final : public Driver {
   public:
    explicit SqliteDriver(Settings settings) : settings_(std::move(settings)) {}
    Dialect dialect() const override { return Dialect::sqlite; }
    std::unique_ptr<Connection> connect(Begin role) override {
        return std::make_unique<SqliteConnection>(settings_, role);
    }
    bool single_connection() const override { return settings_.path == ":memory:"; }
    std::string description() const override {
        return fmt::format("SQLite {}, {}", sqlite3_libversion(), settings_.path);
    }

   private:
    Settings settings_;
};

}  // namespace

std::unique_ptr<Driver> sqlite_driver(std::string path, const Options& options) {
    return std::make_unique<SqliteDriver>(Settings{.path = std::move(path),
                                                   .writer_cache_bytes = options.writer_cache_bytes,
                                                   .reader_cache_bytes = options.reader_cache_bytes,
                                                   .mmap_bytes = options.mmap_bytes});
}

}  // namespace postroom::db
