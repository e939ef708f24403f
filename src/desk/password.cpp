// Argon2id by libsodium; see password.hpp.
#include "desk/password.hpp"

#include <sodium.h>

#include <algorithm>
#include <array>
#include <semaphore>

#include "core/check.hpp"

namespace postroom::desk {
namespace {

constexpr unsigned long long kPasses = 2;
constexpr std::size_t kMemoryBytes = std::size_t{19} << 20;

/// Hashing at most this many at once bounds the memory that a flood of sign-ins can take.
std::counting_semaphore<2>& hashing_slots() {
    static std::counting_semaphore<2> slots(2);
    return slots;
}

struct Slot {
    Slot() { hashing_slots().acquire(); }
    ~Slot() { hashing_slots().release(); }
    Slot(const Slot&) = delete;
    Slot& operator=(const Slot&) = delete;
};

/// Code points: whoever writes Cyrillic does not get a shorter password for it.
std::size_t count_characters(std::string_view text) {
    return static_cast<std::size_t>(std::ranges::count_if(
        text, [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; }));
}

std::string hash_now(std::string_view password) {
    CHECK(sodium_init() >= 0);
    const Slot slot;
    std::array<char, crypto_pwhash_STRBYTES> out{};
    const int failed = crypto_pwhash_str_alg(out.data(), password.data(), password.size(), kPasses,
                                             kMemoryBytes, crypto_pwhash_ALG_ARGON2ID13);
    CHECK(failed == 0 && "out of memory for Argon2id");
    return out.data();
}

}  // namespace

Result<std::string> hash_password(std::string_view password) {
    if (count_characters(password) < kPasswordCharactersMin) {
        return fail(ErrorKind::invalid, "password_too_short",
                    "A password needs at least 8 characters.");
    }
    if (password.size() > kPasswordBytesMax) {
        return fail(ErrorKind::invalid, "password_too_long", "A password has at most 1024 bytes.");
    }
    return hash_now(password);
}

bool verify_password(std::string_view password, const std::string& hash) {
    static const std::string nobodys = hash_now("nobody has this password");
    const std::string& compared = hash.empty() ? nobodys : hash;
    const Slot slot;
    const bool matches =
        crypto_pwhash_str_verify(compared.c_str(), password.data(), password.size()) == 0;
    return matches && !hash.empty();
}

}  // namespace postroom::desk
