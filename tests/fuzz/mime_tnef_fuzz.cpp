// Fuzz target: winmail.dat and the compressed RTF inside it.
// Invariant: every length is checked; texts are UTF-8, file names safe (IN-12, SEC-5).
// Rule: F35.
#include <cstdint>
#include <cstdlib>
#include <string>

#include "core/text.hpp"
#include "mime/rtf.hpp"
#include "mime/tnef.hpp"

namespace {

void check(bool holds) {
    if (!holds) {
        std::abort();
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace postroom;
    const std::string_view raw(reinterpret_cast<const char*>(data), size);
    const mime::TnefContent content = mime::read_tnef(raw);
    check(is_valid_utf8(content.text) && is_valid_utf8(content.html));
    for (const mime::Attachment& file : content.attachments) {
        check(is_valid_utf8(file.filename) && is_valid_utf8(file.content_id));
        check(file.filename.find_first_of("/\\") == std::string::npos);
    }
    check(is_valid_utf8(mime::rtf_to_text(raw)));
    check(is_valid_utf8(mime::rtf_to_text(mime::decompress_rtf(raw))));
    return 0;
}
