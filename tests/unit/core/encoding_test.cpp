// Encodings and hashes against published vectors (RFC 4648, FIPS 180-4, RFC 4231).
#include "core/encoding.hpp"

#include <gtest/gtest.h>

#include "core/random.hpp"
#include "core/time.hpp"

namespace postroom {
namespace {

TEST(Encoding, Base32RoundTripsEveryLength) {
    SeededRandom random(7);
    for (std::size_t length = 0; length < 40; ++length) {
        std::string bytes(length, '\0');
        random.fill({reinterpret_cast<std::uint8_t*>(bytes.data()), bytes.size()});
        EXPECT_EQ(base32_decode(base32_encode(bytes)), bytes);
        EXPECT_EQ(base64_decode(base64url_encode(bytes)), bytes);
    }
    EXPECT_EQ(base32_encode("foobar"), "mzxw6ytboi");
    EXPECT_EQ(base32_decode("not!"), std::nullopt);
}

TEST(Encoding, Sha256OfAbc) {
    EXPECT_EQ(hex_encode(sha256("abc")),
              "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST(Encoding, HmacSha256OfRfc4231Case2) {
    EXPECT_EQ(hex_encode(hmac_sha256("Jefe", "what do ya want for nothing?")),
              "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
}

TEST(Time, Rfc3339RoundTripsAndReadsZones) {
    const auto time = from_unix_ms(1'795'000'000'123);
    EXPECT_EQ(parse_rfc3339(format_rfc3339(time)), time);
    EXPECT_EQ(parse_rfc3339("2026-11-21T10:00:00+01:00"), parse_rfc3339("2026-11-21T09:00:00Z"));
    EXPECT_EQ(parse_rfc3339("2026-02-30T10:00:00Z"), std::nullopt);
    EXPECT_EQ(parse_rfc3339("2026-11-21T09:00:00"), std::nullopt);
}

TEST(Time, Rfc5322IsWhatMailWants) {
    EXPECT_EQ(format_rfc5322(*parse_rfc3339("2026-11-21T09:05:07Z")),
              "Sat, 21 Nov 2026 09:05:07 +0000");
}

}  // namespace
}  // namespace postroom
