// A shim between SQLite and its usual VFS: it passes everything on and keeps a second copy of each
// file, into which writes come only when they are synced. (sqlite.org/vfs.html; no mmap: version 2)
#include "support/power_loss.hpp"

#include <sqlite3.h>

#include <algorithm>
#include <cstring>
#include <fstream>
#include <map>
#include <mutex>
#include <new>
#include <string>
#include <vector>

namespace postroom::test {
namespace {

constexpr std::size_t kSectorBytes = 512;

struct Write {
    std::size_t at = 0;
    std::string bytes;
};

/// A write is lost whole or sector by sector; a new length is a write of nothing.
struct Content {
    bool exists = false;  ///< its name is in the directory for certain
    std::string synced;
    std::vector<Write> pending;
    std::size_t length = 0;
};

void apply(std::string& content, std::size_t at, std::string_view bytes) {
    if (content.size() < at + bytes.size()) {
        content.resize(at + bytes.size());
    }
    std::copy(bytes.begin(), bytes.end(), content.begin() + static_cast<std::ptrdiff_t>(at));
}

struct Disk {
    std::mutex mutex;
    std::map<std::string, Content> files;
    int syncs = 0;
    sqlite3_vfs* real = nullptr;
    sqlite3_vfs shim{};
};
Disk* disk = nullptr;  // SQLite's interface is global

struct File {
    sqlite3_file base;
    Content* content;  ///< none for temporary files
    sqlite3_file* real() { return reinterpret_cast<sqlite3_file*>(this + 1); }
};

File& of(sqlite3_file* file) { return *reinterpret_cast<File*>(file); }
sqlite3_file* real_of(sqlite3_file* file) { return of(file).real(); }
const sqlite3_io_methods& methods_of(sqlite3_file* file) { return *real_of(file)->pMethods; }

int close_file(sqlite3_file* file) { return methods_of(file).xClose(real_of(file)); }

int read_file(sqlite3_file* file, void* into, int count, sqlite3_int64 at) {
    return methods_of(file).xRead(real_of(file), into, count, at);
}

int write_file(sqlite3_file* file, const void* bytes, int count, sqlite3_int64 at) {
    if (Content* content = of(file).content) {
        const std::lock_guard lock(disk->mutex);
        const std::string_view text{static_cast<const char*>(bytes),
                                    static_cast<std::size_t>(count)};
        content->pending.push_back({static_cast<std::size_t>(at), std::string(text)});
        content->length = std::max(content->length, static_cast<std::size_t>(at) + text.size());
    }
    return methods_of(file).xWrite(real_of(file), bytes, count, at);
}

int truncate_file(sqlite3_file* file, sqlite3_int64 size) {
    if (Content* content = of(file).content) {
        const std::lock_guard lock(disk->mutex);
        content->length = static_cast<std::size_t>(size);
        std::erase_if(content->pending,
                      [&](const Write& write) { return write.at >= content->length; });
    }
    return methods_of(file).xTruncate(real_of(file), size);
}

int sync_file(sqlite3_file* file, int flags) {
    const int status = methods_of(file).xSync(real_of(file), flags);
    Content* content = of(file).content;
    if (status == SQLITE_OK && content != nullptr) {
        const std::lock_guard lock(disk->mutex);
        for (const Write& write : content->pending) {
            apply(content->synced, write.at, write.bytes);
        }
        content->pending.clear();
        content->synced.resize(content->length);
        // A journal's first sync syncs the directory, and with it every name that stands there.
        for (auto& [name, each] : disk->files) {
            each.exists = true;
        }
        ++disk->syncs;
    }
    return status;
}

const sqlite3_io_methods kMethods{
    .iVersion = 2,
    .xClose = close_file,
    .xRead = read_file,
    .xWrite = write_file,
    .xTruncate = truncate_file,
    .xSync = sync_file,
    .xFileSize = [](sqlite3_file* f,
                    sqlite3_int64* n) { return methods_of(f).xFileSize(real_of(f), n); },
    .xLock = [](sqlite3_file* f, int level) { return methods_of(f).xLock(real_of(f), level); },
    .xUnlock = [](sqlite3_file* f, int level) { return methods_of(f).xUnlock(real_of(f), level); },
    .xCheckReservedLock =
        [](sqlite3_file* f, int* held) {
            return methods_of(f).xCheckReservedLock(real_of(f), held);
        },
    .xFileControl = [](sqlite3_file* f, int what,
                       void* with) { return methods_of(f).xFileControl(real_of(f), what, with); },
    .xSectorSize = [](sqlite3_file* f) { return methods_of(f).xSectorSize(real_of(f)); },
    // Nothing is promised: the most careful order of writes.
    .xDeviceCharacteristics = [](sqlite3_file*) { return 0; },
    .xShmMap =
        [](sqlite3_file* f, int page, int size, int extend, void volatile** at) {
            return methods_of(f).xShmMap(real_of(f), page, size, extend, at);
        },
    .xShmLock = [](sqlite3_file* f, int offset, int count,
                   int flags) { return methods_of(f).xShmLock(real_of(f), offset, count, flags); },
    .xShmBarrier = [](sqlite3_file* f) { methods_of(f).xShmBarrier(real_of(f)); },
    .xShmUnmap = [](sqlite3_file* f,
                    int remove) { return methods_of(f).xShmUnmap(real_of(f), remove); },
    .xFetch = nullptr,
    .xUnfetch = nullptr};

int open_file(sqlite3_vfs*, const char* name, sqlite3_file* file, int flags, int* out) {
    auto* made = new (file) File{};
    const int status = disk->real->xOpen(disk->real, name, made->real(), flags, out);
    if (status != SQLITE_OK) {
        made->base.pMethods = nullptr;
        return status;
    }
    if (name != nullptr && (flags & SQLITE_OPEN_DELETEONCLOSE) == 0) {
        const std::lock_guard lock(disk->mutex);
        made->content = &disk->files[name];
    }
    made->base.pMethods = &kMethods;
    return status;
}

int delete_file(sqlite3_vfs*, const char* name, int sync_directory) {
    {
        const std::lock_guard lock(disk->mutex);
        disk->files.erase(name);
    }
    return disk->real->xDelete(disk->real, name, sync_directory);
}

/// What a file holds after a power loss.
std::string left_of(const Content& content, PowerLossDisk::Unsynced unsynced, Random& random) {
    std::string left = content.synced;
    if (unsynced == PowerLossDisk::Unsynced::none) {
        return left;
    }
    for (const Write& write : content.pending) {
        for (std::size_t at = 0; at < write.bytes.size(); at += kSectorBytes) {
            if (random.below(2) == 0) {
                apply(left, write.at + at, std::string_view(write.bytes).substr(at, kSectorBytes));
            }
        }
    }
    return left;
}

}  // namespace

struct PowerLossDisk::State : Disk {};

PowerLossDisk::PowerLossDisk() : state_(std::make_unique<State>()) {
    disk = state_.get();
    disk->real = sqlite3_vfs_find(nullptr);
    disk->shim = *disk->real;
    disk->shim.pNext = nullptr;
    disk->shim.zName = "power-loss";
    disk->shim.szOsFile = static_cast<int>(sizeof(File)) + disk->real->szOsFile;
    disk->shim.xOpen = open_file;
    disk->shim.xDelete = delete_file;
    sqlite3_vfs_register(&disk->shim, 1);
}

PowerLossDisk::~PowerLossDisk() {
    sqlite3_vfs_unregister(&disk->shim);
    sqlite3_vfs_register(disk->real, 1);
    disk = nullptr;
}

void PowerLossDisk::leave_behind(const std::filesystem::path& folder, Unsynced unsynced,
                                 Random& random) const {
    std::filesystem::create_directories(folder);
    const std::lock_guard lock(state_->mutex);
    for (const auto& [name, content] : state_->files) {
        if (content.exists) {
            const std::string left = left_of(content, unsynced, random);
            std::ofstream(folder / std::filesystem::path(name).filename(), std::ios::binary)
                .write(left.data(), static_cast<std::streamsize>(left.size()));
        }
    }
}

int PowerLossDisk::syncs() const {
    const std::lock_guard lock(state_->mutex);
    return state_->syncs;
}

}  // namespace postroom::test
