// Foreign HTML made safe to show: allow-lists of elements, attributes, CSS and URL schemes.
// Invariant: the result runs nothing, loads nothing, posts nothing; text is revealed, never lost.
// Rule: mail-correctness.md SEC-1, SEC-2, SEC-3.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace postroom::html {

struct SanitiseOptions {
    /// Put before every id and name (and every "#fragment" link), so that a mail cannot name our
    /// own elements.
    std::string_view id_prefix = "mail-";
};

struct Sanitised {
    std::string html;                 ///< a fragment: no html, head or body element
    bool has_remote_content = false;  ///< an image was moved to data-remote-src (SEC-3)
    bool has_hidden_text =
        false;  ///< something invisible was revealed with class "postroom-hidden"
    std::vector<std::string> warnings;  ///< "html_too_large": cut; "html_too_deep": the rest lost
                                        ///< its markup, not its text
};

/// The markup of a mail as a fragment that may be shown inside a sandboxed frame. (SEC-1)
///
/// Remote images keep their address in `data-remote-src`, so showing the result sends no request.
/// Markup above limits::kHtmlBytesMax is cut; of what nests deeper than limits::kHtmlDepthMax only
/// the text stays; both are told in `warnings`. One pass without recursion, linear in the size of
/// the input. Any thread.
///
/// @param utf8_html  valid UTF-8, as the mail parser leaves it
Sanitised sanitise(std::string_view utf8_html, const SanitiseOptions& options = {});

}  // namespace postroom::html
