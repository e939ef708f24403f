// Any bytes through the visible reply (IN-15, IN-16): the spans cover the text, and a mail with
// text never becomes empty.
#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "core/text.hpp"
#include "html/to_text.hpp"
#include "html/visible_reply.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace postroom;
    const std::string input = repair_utf8({reinterpret_cast<const char*>(data), size});
    const std::size_t middle = input.find('\x01');
    const std::string_view text = std::string_view(input).substr(0, middle);
    const std::string_view html = middle == std::string::npos
                                      ? std::string_view{}
                                      : std::string_view(input).substr(middle + 1);
    const html::Reply reply = html::visible_reply(text, html);
    const std::size_t whole =
        trim(text).empty() && !html.empty() ? html::to_text(html).size() : text.size();
    std::size_t at = 0;
    for (const html::Span& span : reply.spans) {
        if (span.begin != at || span.end < span.begin) {
            std::abort();
        }
        at = span.end;
    }
    if (at != whole || (reply.text.empty() && !trim(text).empty()) || !is_valid_utf8(reply.text)) {
        std::abort();
    }
    html::visible_html(html);
    return 0;
}
