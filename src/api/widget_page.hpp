// The page that a chat widget's frame shows, for the sites that may hold it.
// Invariant: no other site can embed it: the policy names the widget's own sites, and a widget that
// is unknown or switched off has no page. Rule: mail-correctness.md SEC-10; CSP Level 3 section
// 6.4.2 (frame-ancestors).
#pragma once

#include <string_view>

#include "api/context.hpp"
#include "io/http_message.hpp"

namespace postroom::api {

/// "/widget/KEY".
bool is_widget_page(std::string_view path);
/// Reads the database: on the work pool.
io::HttpResponse answer_widget_page(const Context& context, const io::HttpRequest& request);

}  // namespace postroom::api
