// Compares the steps on record with those compiled in, then runs the missing ones in order.
#include "db/migrator.hpp"

#include <fmt/format.h>

#include <string>
#include <vector>

#include "core/check.hpp"
#include "core/encoding.hpp"
#include "core/log.hpp"
#include "db/failure.hpp"

namespace postroom::db {

namespace {

struct Applied {
    int number;
    std::string name;
    std::string checksum;
};

std::string checksum_of(const Migration& migration) {
    // Of the text as written, both engines' blocks included: a database can change its engine.
    return hex_encode(sha256(migration.sql));
}

void check_order(std::span<const Migration> migrations) {
    int last = 0;
    for (const Migration& migration : migrations) {
        CHECK(migration.number > last);
        last = migration.number;
    }
}

void lock_out_others(Session& session) {
    // SQLite's `begin immediate` has done it already.
    if (session.dialect() == Dialect::postgresql) {
        session.script("select pg_advisory_xact_lock(8057002)");
    }
}

void make_table(Session& session) {
    session.script(
        "create table if not exists schema_migration"
        " (number integer primary key, name text not null, checksum text not null)");
}

std::vector<Applied> list_applied(Session& session) {
    return session.list(
        "select number, name, checksum from schema_migration order by number", [](const Row& row) {
            return Applied{row.get<int>(0), row.get<std::string>(1), row.get<std::string>(2)};
        });
}

std::unexpected<Error> newer(const Applied& applied, int known) {
    return fail(ErrorKind::conflict, "database_newer",
                fmt::format("The database has been upgraded to schema {} by a newer version, and "
                            "this version knows schema {}: start the newer version, or restore "
                            "the backup made before the upgrade. Nothing was changed.",
                            applied.number, known));
}

std::unexpected<Error> edited(const Applied& applied) {
    return fail(ErrorKind::conflict, "migration_edited",
                fmt::format("Schema step {} ({}) of this database differs from the one in this "
                            "version, which is not a released one. Nothing was changed.",
                            applied.number, applied.name));
}

/// How many of `migrations` are on record already.
Result<std::size_t> count_applied(std::span<const Applied> applied,
                                  std::span<const Migration> migrations) {
    const int known = migrations.empty() ? 0 : migrations.back().number;
    if (!applied.empty() && applied.back().number > known) {
        return newer(applied.back(), known);
    }
    for (std::size_t index = 0; index < applied.size(); ++index) {
        if (index >= migrations.size() || applied[index].number != migrations[index].number ||
            applied[index].checksum != checksum_of(migrations[index])) {
            return edited(applied[index]);
        }
    }
    return applied.size();
}

void apply(Session& session, const Migration& migration) {
    log_info("database: schema step {} ({})", migration.number, migration.name);
    session.script(migration.sql);
    session.execute("insert into schema_migration (number, name, checksum) values ($1, $2, $3)",
                    migration.number, migration.name, checksum_of(migration));
}

}  // namespace

Result<void> apply_migrations(Session& session, std::span<const Migration> migrations) {
    check_order(migrations);
    lock_out_others(session);
    make_table(session);
    const std::vector<Applied> applied = list_applied(session);
    const std::size_t count = TRY(count_applied(applied, migrations));
    for (const Migration& migration : migrations.subspan(count)) {
        apply(session, migration);
    }
    return {};
}

Result<std::size_t> count_pending_migrations(Session& session,
                                             std::span<const Migration> migrations) {
    return migrations.size() - TRY(count_applied(list_applied(session), migrations));
}

}  // namespace postroom::db
