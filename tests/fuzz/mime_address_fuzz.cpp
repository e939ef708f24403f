// Fuzz target: mailbox lists; and each address found can be written and read again.
// Invariant: only things with an "@" become addresses, at most the limit of them (IN-5, IN-6).
// Rule: F35.
#include <cstdint>
#include <cstdlib>
#include <string>

#include "core/limits.hpp"
#include "core/text.hpp"
#include "mime/address.hpp"
#include "mime/build.hpp"
#include "mime/parse.hpp"

namespace {

void check(bool holds) {
    if (!holds) {
        std::abort();
    }
}

/// Whatever build() accepts must read back as the same mailbox, and as nothing more. (OUT-23)
void check_round_trip(const postroom::mime::Address& address) {
    postroom::mime::Outgoing mail;
    mail.from = {"support@example.org", ""};
    mail.to = {address};
    mail.message_id = "1@example.org";
    const auto raw = postroom::mime::build(mail);
    if (!raw) {
        return;
    }
    const auto back = postroom::mime::parse(*raw);
    check(back.to.size() == 1 && back.from.address == "support@example.org" && back.cc.empty());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace postroom;
    const std::string_view raw(reinterpret_cast<const char*>(data), size);
    const auto list = mime::parse_addresses(raw, {}).addresses;
    check(list.size() <= limits::kHeaderAddressesMax);
    for (const mime::Address& address : list) {
        check(is_valid_utf8(address.address) && is_valid_utf8(address.name));
        check(address.address.find('@') != std::string::npos);
        check(address.address.find_first_of("\r\n<>") == std::string::npos);
        check_round_trip(address);
    }
    return 0;
}
