// Fuzz target: any bytes give some mail, quickly, and all of its text is UTF-8 without NUL.
// Invariant: the parser never fails a message (IN-4) and stays within its limits (IN-5).
// Rule: F35.
#include <cstdint>
#include <cstdlib>
#include <string>

#include "core/text.hpp"
#include "mime/parse.hpp"

namespace {

void check_text(const std::string& text) {
    if (!postroom::is_valid_utf8(text) || text.find('\0') != std::string::npos) {
        std::abort();
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto mail =
        postroom::mime::parse(std::string_view(reinterpret_cast<const char*>(data), size));
    for (const auto* text : {&mail.subject, &mail.text, &mail.html, &mail.from.address,
                             &mail.from.name, &mail.message_id}) {
        check_text(*text);
    }
    for (const auto& attachment : mail.attachments) {
        check_text(attachment.filename);
        if (attachment.filename.find('/') != std::string::npos) {  // SEC-5
            std::abort();
        }
    }
    return 0;
}
