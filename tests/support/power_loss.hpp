// A disk under SQLite that can say what would be left of its files if the power went now.
// Invariant: only what was synced is certain; of the rest any part may be there, in pieces of a
// sector. Rule: mail-correctness.md F3, IN-1.
#pragma once

#include <filesystem>
#include <memory>

#include "core/random.hpp"

namespace postroom::test {

/// While it lives, every SQLite file that this program opens lies on it. One at a time.
class PowerLossDisk {
   public:
    PowerLossDisk();
    ~PowerLossDisk();
    PowerLossDisk(const PowerLossDisk&) = delete;
    PowerLossDisk& operator=(const PowerLossDisk&) = delete;

    enum class Unsynced { none, some };
    /// Writes to `folder` what a start after a power loss at this moment would find. Any thread.
    /// @param unsynced  whether some of what was written and not synced has reached the disk
    void leave_behind(const std::filesystem::path& folder, Unsynced unsynced, Random& random) const;
    /// How often a file was synced.
    int syncs() const;

   private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace postroom::test
