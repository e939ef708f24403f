// See data_dir.hpp.
#include "app/data_dir.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "core/encoding.hpp"

namespace postroom::app {
namespace {

constexpr std::size_t kKeyBytes = 32;
constexpr std::size_t kOwnerCharacters = 16;

std::unexpected<Error> unusable(const std::string& path, std::string_view why) {
    return fail(ErrorKind::invalid, "data_directory",
                fmt::format("The data directory {} {}.", path, why));
}

/// Written beside and renamed, so that a crash leaves either no key or a whole one.
Result<void> write_key(const std::string& file, const std::string& key) {
    const std::string draft = file + ".new";
    const int descriptor = ::open(draft.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    const bool written = descriptor >= 0 &&
                         ::write(descriptor, key.data(), key.size()) == std::ssize(key) &&
                         ::fsync(descriptor) == 0;
    if (descriptor >= 0) {
        ::close(descriptor);
    }
    if (!written || ::rename(draft.c_str(), file.c_str()) != 0) {
        return fail(
            ErrorKind::invalid, "data_directory",
            fmt::format("The key file {} cannot be written: {}.", file, std::strerror(errno)));
    }
    return {};
}

}  // namespace

Result<DataDir> DataDir::open(const std::string& path, DataUse use) {
    std::error_code error;
    std::filesystem::create_directories(path, error);
    if (error) {
        return unusable(path, "cannot be created: " + error.message());
    }
    const std::string lock_file = path + "/lock";
    const int lock = ::open(lock_file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (lock < 0) {
        return unusable(path, fmt::format("is not writable: {}", std::strerror(errno)));
    }
    if (use == DataUse::server && ::flock(lock, LOCK_EX | LOCK_NB) != 0) {
        ::close(lock);
        return unusable(path, "is in use by another Postroom; stop that one first");
    }
    return DataDir(path, lock);
}

DataDir::DataDir(DataDir&& other) noexcept
    : path_(std::move(other.path_)), lock_(std::exchange(other.lock_, -1)) {}

DataDir::~DataDir() {
    if (lock_ >= 0) {
        ::close(lock_);
    }
}

Result<std::string> DataDir::load_lease_owner(Random& random) const {
    std::array<char, kOwnerCharacters> known{};
    if (::pread(lock_, known.data(), known.size(), 0) == std::ssize(known)) {
        return std::string(known.data(), known.size());
    }
    const std::string made = random.hex(kOwnerCharacters / 2);
    if (::pwrite(lock_, made.data(), made.size(), 0) != std::ssize(made) || ::fsync(lock_) != 0) {
        return unusable(path_, fmt::format("is not writable: {}", std::strerror(errno)));
    }
    return made;
}

Result<std::string> DataDir::load_key(Random& random) const {
    const std::string file = path_ + "/postroom.key";
    if (!std::filesystem::exists(file)) {
        std::string key(kKeyBytes, '\0');
        random.fill({reinterpret_cast<std::uint8_t*>(key.data()), key.size()});
        TRY_VOID(write_key(file, key));
        return key;
    }
    const std::string key = TRY(read_file(file));
    if (key.size() != kKeyBytes) {
        return unusable(path_, fmt::format("holds a damaged key file ({} bytes instead of {}); "
                                           "restore postroom.key from its copy",
                                           key.size(), kKeyBytes));
    }
    return key;
}

std::string derive_key(const std::string& master, std::string_view purpose) {
    return hmac_sha256(master, purpose);
}

Result<std::string> read_file(const std::string& path) {
    std::ifstream in(path, std::ios::binary);
    std::ostringstream out;
    out << in.rdbuf();
    if (!in) {
        return fail(ErrorKind::invalid, "file",
                    fmt::format("The file {} cannot be read: {}.", path, std::strerror(errno)));
    }
    return out.str();
}

}  // namespace postroom::app
