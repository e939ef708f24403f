// Where randomness comes from: the only source in the program.
// Invariant: nothing else draws random numbers (lint "banned calls"), so that a simulation replays.
#pragma once

#include <cstdint>
#include <mutex>
#include <span>
#include <string>

namespace postroom {

/// A source of random bytes. Any thread.
class Random {
   public:
    virtual ~Random() = default;
    virtual void fill(std::span<std::uint8_t> out) = 0;

    std::uint64_t next_u64();
    /// Uniform in [0, bound); `bound` is at least 1.
    std::uint64_t below(std::uint64_t bound);
    /// `bytes` random bytes in lower-case hexadecimal, for tokens and ids.
    std::string hex(std::size_t bytes);
};

/// The operating system's generator, fit for secrets.
class SystemRandom final : public Random {
   public:
    void fill(std::span<std::uint8_t> out) override;
};

/// The same sequence for the same seed; for tests and simulation only.
class SeededRandom final : public Random {
   public:
    explicit SeededRandom(std::uint64_t seed) : state_(seed) {}
    void fill(std::span<std::uint8_t> out) override;

   private:
    std::mutex mutex_;
    std::uint64_t state_;
};

}  // namespace postroom
