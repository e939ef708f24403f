// See check_command.hpp.
#include "app/check_command.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <filesystem>

#include "app/data_dir.hpp"
#include "db/database.hpp"
#include "db/failure.hpp"
#include "db/migrator.hpp"
#include "io/tls.hpp"
#include "store/channel.hpp"
#include "store/incoming_mail.hpp"
#include "store/migrations.hpp"
#include "store/outgoing_mail.hpp"
#include "store/people.hpp"

namespace postroom::app {
namespace {

namespace fs = std::filesystem;

constexpr int kListedMax = 1000;
constexpr std::uintmax_t kFreeBytesWanted = std::uintmax_t{1} << 30;
constexpr std::string_view kSqlite = "sqlite:";

std::unexpected<Error> wrong(std::string sentence) {
    return fail(ErrorKind::invalid, "check", std::move(sentence));
}

Result<std::string> check_directory(const Config& config) {
    std::error_code error;
    if (!fs::is_directory(config.data_dir, error)) {
        return wrong(
            fmt::format("There is no data directory {}: postroom serve or postroom setup "
                        "makes it.",
                        config.data_dir));
    }
    if (::access(config.data_dir.c_str(), W_OK) != 0) {
        return wrong(fmt::format("The data directory {} is not writable.", config.data_dir));
    }
    const auto key = read_file(config.data_dir + "/postroom.key");
    if (!key) {
        return wrong(key.error().reply);
    }
    const auto space = fs::space(config.data_dir, error);
    const bool is_short = !error && space.available < kFreeBytesWanted;
    return fmt::format(
        "data directory: {}\n{}", config.data_dir,
        is_short ? "warning: less than 1 GiB is free where the data directory is\n" : "");
}

Result<std::string> check_certificate(const Config& config) {
    if (config.tls_certificate.empty()) {
        return std::string("encryption: no certificate is set, so STARTTLS is not offered\n");
    }
    TRY(io::TlsContext::server(config.tls_certificate, config.tls_key));
    return fmt::format("encryption: {}\n", config.tls_certificate);
}

std::string workspace_lines(db::Session& session) {
    std::string lines;
    const auto administrators = store::count_administrators(session);
    lines += administrators > 0
                 ? fmt::format("administrators: {}\n", administrators)
                 : "warning: there is no administrator yet; open the address in a browser\n";
    bool has_address = false;
    for (const auto& channel : store::list_channels(session, kListedMax)) {
        if (channel.active) {
            has_address = true;
            lines += fmt::format("takes mail for: {} ({})\n", channel.address, channel.name);
        }
    }
    if (!has_address) {
        lines += "warning: there is no support address yet, so all mail is refused\n";
    }
    for (const auto& connector : store::list_connectors(session, kListedMax)) {
        if (!connector.enabled) {
            lines += fmt::format("warning: the connector {} is disabled\n", connector.name);
        } else if (connector.needs_attention) {
            lines += fmt::format("warning: the connector {} needs attention: {}\n", connector.name,
                                 connector.attention);
        }
    }
    lines += fmt::format("mails waiting: {} for the intake, {} in the Outbox\n",
                         store::count_pending_mails(session), store::count_waiting_mails(session));
    return lines;
}

Result<std::string> look_into(db::Database& database) {
    const auto migrations = store::migrations();
    const auto pending = TRY(database.read(
        [&](db::Session& session) { return db::count_pending_migrations(session, migrations); }));
    std::string lines = fmt::format("database: {}\n", database.description());
    if (pending > 0) {
        return lines + fmt::format(
                           "warning: {} schema steps are applied at the next start; take a "
                           "backup first\n",
                           pending);
    }
    return lines + database.read([](db::Session& session) { return workspace_lines(session); });
}

Result<std::string> check_database(const Config& config) {
    const bool is_sqlite = config.store_url.starts_with(kSqlite);
    if (is_sqlite && !fs::exists(config.store_url.substr(kSqlite.size()))) {
        return std::string("warning: there is no database yet; it is made at the first start\n");
    }
    const auto database = TRY(db::Database::open({.url = config.store_url, .on_commit = {}}));
    try {
        return look_into(*database);
    } catch (const db::Failure& failure) {
        return wrong(fmt::format("The database cannot be read: {}.", failure.what()));
    }
}

}  // namespace

Result<std::string> check(const Config& config) {
    std::string lines = TRY(check_directory(config));
    lines += TRY(check_certificate(config));
    lines += TRY(check_database(config));
    return lines + "The settings are right.\n";
}

}  // namespace postroom::app
