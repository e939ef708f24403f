// The data directory: who uses it, and the keys that stand in it.
// Invariant: one server at a time uses a directory; the key file is readable by its owner only and
// is never in the database. Rule: SEC-20; architecture.md "Contracts: Command line".
#pragma once

#include <memory>
#include <string>

#include "core/random.hpp"
#include "core/result.hpp"
#include "desk/environment.hpp"

namespace postroom::app {

/// Who opens a data directory: the one server, or a command beside it.
enum class DataUse { server, command };

/// Keeps the directory for this process until it is destroyed.
class DataDir {
   public:
    /// Creates the directory when it is not there. Errors: `invalid` with one sentence (not
    /// writable; in use by another server).
    static Result<DataDir> open(const std::string& path, DataUse use);
    DataDir(DataDir&& other) noexcept;
    DataDir& operator=(DataDir&&) = delete;
    ~DataDir();

    const std::string& path() const { return path_; }
    /// Names the server of this directory in leases; made at the first call and kept in the lock
    /// file, so that no two running servers can have the same.
    Result<std::string> load_lease_owner(Random& random) const;
    /// The master key, 32 bytes; made at the first call.
    Result<std::string> load_key(Random& random) const;

   private:
    DataDir(std::string path, int lock) : path_(std::move(path)), lock_(lock) {}
    std::string path_;
    int lock_;
};

/// A key for one purpose, derived from the master key.
std::string derive_key(const std::string& master, std::string_view purpose);

/// Reads the whole file. Errors: `invalid` with one sentence.
Result<std::string> read_file(const std::string& path);

}  // namespace postroom::app
