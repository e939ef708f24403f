// Fuzz target: header values: encoded words, parameters, message ids, dates, file names.
// Invariant: any bytes give valid UTF-8 on one line (IN-6) and a safe file name (SEC-5).
// Rule: F35.
#include <cstdint>
#include <cstdlib>
#include <string>

#include "core/limits.hpp"
#include "core/text.hpp"
#include "core/time.hpp"
#include "mime/date.hpp"
#include "mime/filename.hpp"
#include "mime/message_id.hpp"
#include "mime/parameters.hpp"
#include "mime/words.hpp"

namespace {

void check(bool holds) {
    if (!holds) {
        std::abort();
    }
}

bool is_line(const std::string& text) {
    return postroom::is_valid_utf8(text) &&
           text.find_first_of(std::string_view("\r\n\0", 3)) == std::string::npos;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace postroom;
    const std::string_view raw(reinterpret_cast<const char*>(data), size);
    check(is_line(mime::decode_header(raw, {})));
    check(is_line(mime::decode_header(raw, "gb2312")));
    const auto ids = mime::parse_message_ids(raw);
    check(ids.size() <= limits::kReferencesMax);
    for (const std::string& id : ids) {
        check(is_line(id) && id.find_first_of("<> ") == std::string::npos);
    }
    const mime::Structured value = mime::parse_structured(raw);
    const std::string name = mime::safe_filename(value.text("filename", {}));
    check(is_line(name) && name.size() <= 255 && name.find_first_of("/\\") == std::string::npos);
    if (const auto date = mime::parse_date(raw)) {
        check(parse_rfc3339(date->text) == date->utc);
    }
    return 0;
}
