// Fuzz target: no address, Message-ID or body that we did not sign is ever taken for ours.
// Invariant: nobody without the key makes a token that verifies (THR-2).
// Rule: F36.
#include <array>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "threading/token.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace postroom;
    using namespace postroom::threading;
    static const std::array keys{Key{.id = 1, .secret = "an installation's own 32 bytes!!"}};
    static const KeyRing ring(keys, from_unix_ms(1'795'000'000'000));
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    if (verify_token(ring, text) || token_in_address(ring, text) ||
        token_in_message_id(ring, text) || token_in_body(ring, text)) {
        std::abort();
    }
    return 0;
}
