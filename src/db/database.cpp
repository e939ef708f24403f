// Puts the writer, the readers and the driver of one engine together.
#include "db/database.hpp"

#include <utility>

#include "core/log.hpp"
#include "db/migrator.hpp"
#include "db/postgresql.hpp"
#include "db/readers.hpp"
#include "db/sqlite.hpp"
#include "db/writer.hpp"

namespace postroom::db {

class Database::Engine {
   public:
    Engine(std::unique_ptr<Driver> engine_driver, const Options& options)
        : driver(std::move(engine_driver)),
          writer(*driver, options),
          readers(*driver, options.readers) {}

    const std::unique_ptr<Driver> driver;
    Writer writer;
    Readers readers;
};

namespace {

/// Nothing when no engine goes by that name.
std::unique_ptr<Driver> choose_driver(const Options& options) {
    constexpr std::string_view scheme = "sqlite:";
    if (options.url.starts_with(scheme) && options.url.size() > scheme.size()) {
        return sqlite_driver(options.url.substr(scheme.size()), options);
    }
    if (options.url.starts_with("postgresql://") || options.url.starts_with("postgres://")) {
        return postgresql_driver(options.url);
    }
    return nullptr;
}

}  // namespace

const Clock& system_clock() {
    static const SystemClock clock;
    return clock;
}

Result<std::unique_ptr<Database>> Database::open(const Options& options) {
    std::unique_ptr<Driver> driver = choose_driver(options);
    if (!driver) {
        return fail(ErrorKind::invalid, "database_url",
                    "A database is named \"sqlite:PATH\" or \"postgresql://...\".");
    }
    try {
        return std::unique_ptr<Database>{
            new Database{std::make_unique<Engine>(std::move(driver), options)}};
    } catch (const Failure& failure) {
        return fail(ErrorKind::transient, "database_unavailable",
                    "The database could not be opened; the log says why.", failure.what());
    }
}

Database::Database(std::unique_ptr<Engine> engine) : engine_(std::move(engine)) {}
Database::~Database() = default;

void Database::enqueue(std::move_only_function<bool(Session&)> work, Done done, Haste haste) {
    engine_->writer.enqueue({std::move(work), std::move(done), haste});
}

void Database::write_and_wait(std::move_only_function<bool(Session&)> work, Haste haste) {
    engine_->writer.run(std::move(work), haste);
}

void Database::read_here(std::move_only_function<void(Session&)> work) {
    if (!engine_->driver->single_connection()) {
        engine_->readers.run(work);
        return;
    }
    engine_->writer.run(
        [&](Session& session) {
            work(session);
            return true;
        },
        Haste::waited_for);
}

Result<void> Database::migrate(std::span<const Migration> migrations) {
    try {
        return write([&](Session& session) { return apply_migrations(session, migrations); });
    } catch (const Failure& failure) {
        return fail(ErrorKind::internal, "migration_failed",
                    "The schema could not be brought up to date; nothing was changed.",
                    failure.what());
    }
}

Dialect Database::dialect() const { return engine_->driver->dialect(); }
Counts Database::counts() const { return engine_->writer.counts(); }
std::string Database::description() const { return engine_->driver->description(); }

}  // namespace postroom::db
