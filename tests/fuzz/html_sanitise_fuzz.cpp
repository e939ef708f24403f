// Fuzz target: sanitised HTML is inert, and sanitising it again changes nothing that matters.
// Invariant: no script, no handler, no remote request, whatever the mail holds (SEC-1, SEC-3).
// Rule: F35, F37.
#include <cstdint>
#include <cstdlib>
#include <string>

#include "core/text.hpp"
#include "html/sanitise.hpp"
#include "html/to_text.hpp"
#include "html/visible_reply.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string html =
        postroom::repair_utf8(std::string_view(reinterpret_cast<const char*>(data), size));
    const auto result = postroom::html::sanitise(html);
    const std::string lower = postroom::to_lower(result.html);
    for (const char* banned :
         {"<script", "<iframe", "<object", "<meta", "<base", "<form", " src=\"http"}) {
        if (lower.find(banned) != std::string::npos) {
            std::abort();
        }
    }
    const std::string text = postroom::html::to_text(html);
    const auto reply = postroom::html::visible_reply(text, html);
    std::size_t at = 0;
    for (const auto& span : reply.spans) {  // the spans cover the whole text, in order
        if (span.begin != at || span.end < span.begin) {
            std::abort();
        }
        at = span.end;
    }
    if (!reply.spans.empty() && at != (text.empty() ? at : text.size())) {
        std::abort();
    }
    return 0;
}
