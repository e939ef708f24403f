// See backup_command.hpp.
#include "app/backup_command.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <array>
#include <boost/json.hpp>
#include <filesystem>
#include <fstream>

#include "app/data_dir.hpp"
#include "core/text.hpp"
#include "core/time.hpp"
#include "db/sqlite_copy.hpp"

namespace postroom::app {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kDatabase = "postroom.db";
constexpr std::string_view kKey = "postroom.key";
constexpr std::string_view kSettings = "postroom.toml";
constexpr std::string_view kManifest = "backup.json";
constexpr std::string_view kSqlite = "sqlite:";

std::unexpected<Error> cannot(std::string sentence) {
    return fail(ErrorKind::invalid, "backup", std::move(sentence));
}

fs::path in(const fs::path& folder, std::string_view name) { return folder / std::string(name); }

bool is_empty_or_missing(const fs::path& folder) {
    std::error_code error;
    return !fs::exists(folder, error) ||
           (fs::is_directory(folder, error) && fs::is_empty(folder, error));
}

void sync_folder(const fs::path& folder) {
    const int descriptor = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor >= 0) {
        ::fsync(descriptor);
        ::close(descriptor);
    }
}

/// Written and synced before it counts; readable by its owner only.
Result<void> write_file(const fs::path& file, std::string_view content) {
    const int descriptor =
        ::open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, S_IRUSR | S_IWUSR);
    const bool written =
        descriptor >= 0 &&
        ::write(descriptor, content.data(), content.size()) == std::ssize(content) &&
        ::fsync(descriptor) == 0;
    if (descriptor >= 0) {
        ::close(descriptor);
    }
    return written ? Result<void>{} : cannot(fmt::format("{} cannot be written.", file.string()));
}

Result<void> copy_small(const fs::path& from, const fs::path& to) {
    return write_file(to, TRY(read_file(from.string())));
}

/// A folder that vanishes again unless it is kept: a backup that broke off leaves nothing behind.
class Draft {
   public:
    static Result<Draft> make(const fs::path& target) {
        fs::path draft = target;
        draft += ".unfinished";
        std::error_code error;
        fs::remove_all(draft, error);
        if (!fs::create_directories(draft, error)) {
            return cannot(
                fmt::format("The folder {} cannot be made: {}.", draft.string(), error.message()));
        }
        fs::permissions(draft, fs::perms::owner_all, error);
        return Draft(target, draft);
    }
    Draft(Draft&& other) noexcept
        : target_(std::move(other.target_)), draft_(std::exchange(other.draft_, {})) {}
    Draft& operator=(Draft&&) = delete;
    ~Draft() {
        std::error_code ignored;
        if (!draft_.empty()) {
            fs::remove_all(draft_, ignored);
        }
    }
    const fs::path& path() const { return draft_; }
    Result<void> keep() {
        std::error_code error;
        sync_folder(draft_);
        fs::remove(target_, error);  // an empty folder that was there
        fs::rename(draft_, target_, error);
        if (error) {
            return cannot(fmt::format("{} cannot be made: {}.", target_.string(), error.message()));
        }
        draft_.clear();
        sync_folder(fs::absolute(target_).parent_path());
        return {};
    }

   private:
    Draft(fs::path target, fs::path draft) : target_(std::move(target)), draft_(std::move(draft)) {}
    fs::path target_;
    fs::path draft_;
};

std::string manifest_of(const Clock& clock, bool has_database) {
    return boost::json::serialize(boost::json::object{{"made_at", format_rfc3339(clock.now())},
                                                      {"program", POSTROOM_VERSION},
                                                      {"has_database", has_database}}) +
           "\n";
}

/// Key and settings; the settings file is optional.
Result<void> copy_keys(const fs::path& from, const fs::path& to) {
    if (!fs::exists(in(from, kKey))) {
        return cannot(fmt::format("{} holds no workspace: there is no {}.", from.string(), kKey));
    }
    TRY_VOID(copy_small(in(from, kKey), in(to, kKey)));
    if (fs::exists(in(from, kSettings))) {
        TRY_VOID(copy_small(in(from, kSettings), in(to, kSettings)));
    }
    return {};
}

}  // namespace

Result<std::string> back_up(const Config& config, const BackupOptions& options,
                            const Clock& clock) {
    const bool is_sqlite = config.store_url.starts_with(kSqlite);
    if (!is_sqlite && !options.keys_only) {
        return cannot(
            "The database is PostgreSQL, which has its own backup: run pg_dump --format=custom, "
            "and postroom backup --keys-only beside it for key and settings.");
    }
    const fs::path target(options.to);
    if (!is_empty_or_missing(target)) {
        return cannot(fmt::format("{} is there already and is not empty.", options.to));
    }
    auto draft = TRY(Draft::make(target));
    // The key first: a database without its key is no backup.
    TRY_VOID(copy_keys(config.data_dir, draft.path()));
    if (!options.keys_only) {
        TRY_VOID(db::copy_sqlite(config.store_url.substr(kSqlite.size()),
                                 in(draft.path(), kDatabase).string()));
    }
    TRY_VOID(write_file(in(draft.path(), kManifest), manifest_of(clock, !options.keys_only)));
    TRY_VOID(draft.keep());
    return fmt::format("The backup is in {}{}. It holds the key: keep it as safe as the data.\n",
                       options.to, options.keys_only ? ", without the database" : "");
}

Result<std::string> restore(const std::string& from, const std::string& data_dir) {
    const fs::path source(from);
    if (!fs::exists(in(source, kManifest))) {
        return cannot(fmt::format("{} is no backup: there is no {}.", from, kManifest));
    }
    if (!is_empty_or_missing(data_dir)) {
        return cannot(
            fmt::format("{} is not empty; a backup is restored into an empty data "
                        "directory only.",
                        data_dir));
    }
    const bool has_database = fs::exists(in(source, kDatabase));
    auto draft = TRY(Draft::make(data_dir));
    TRY_VOID(copy_keys(source, draft.path()));
    if (has_database) {
        TRY_VOID(
            db::copy_sqlite(in(source, kDatabase).string(), in(draft.path(), kDatabase).string()));
    }
    TRY_VOID(draft.keep());
    const auto config = TRY(load_config(data_dir, {}));
    const bool is_used = config.store_url == std::string(kSqlite) + data_dir + "/postroom.db";
    std::string said = fmt::format("The workspace is in {}.\n", data_dir);
    if (!has_database) {
        said += "The backup holds no database: restore that one with pg_restore.\n";
    } else if (!is_used) {
        said += fmt::format(
            "Its settings name another database ({}): change store.url in {}/{}, or move "
            "{} there.\n",
            config.store_url.starts_with(kSqlite) ? config.store_url : "PostgreSQL", data_dir,
            kSettings, kDatabase);
    }
    return said;
}

}  // namespace postroom::app
