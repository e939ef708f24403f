// See random.hpp. SystemRandom is libsodium's generator; SeededRandom is SplitMix64.
#include "core/random.hpp"

#include <sodium.h>

#include <cstring>

#include "core/check.hpp"
#include "core/encoding.hpp"

namespace postroom {

std::uint64_t Random::next_u64() {
    std::uint64_t value = 0;
    fill({reinterpret_cast<std::uint8_t*>(&value), sizeof value});
    return value;
}

std::uint64_t Random::below(std::uint64_t bound) {
    CHECK(bound > 0);
    // Rejection keeps the result uniform for every bound.
    const std::uint64_t limit = UINT64_MAX - UINT64_MAX % bound;
    std::uint64_t value = next_u64();
    while (value >= limit) {
        value = next_u64();
    }
    return value % bound;
}

std::string Random::hex(std::size_t bytes) {
    std::string raw(bytes, '\0');
    fill({reinterpret_cast<std::uint8_t*>(raw.data()), raw.size()});
    return hex_encode(raw);
}

void SystemRandom::fill(std::span<std::uint8_t> out) { randombytes_buf(out.data(), out.size()); }

void SeededRandom::fill(std::span<std::uint8_t> out) {
    const std::lock_guard lock(mutex_);
    for (std::size_t at = 0; at < out.size(); at += sizeof state_) {
        std::uint64_t z = (state_ += 0x9e3779b97f4a7c15ULL);
        z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
        z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
        z ^= z >> 31;
        std::memcpy(out.data() + at, &z, std::min(sizeof z, out.size() - at));
    }
}

}  // namespace postroom
