// See widget_page.hpp.
#include "api/widget_page.hpp"

#include <algorithm>

#include "api/web_files.hpp"
#include "core/text.hpp"
#include "store/chat_widget.hpp"

namespace postroom::api {
namespace {

constexpr std::string_view kFolder = "/widget/";
constexpr std::string_view kFramePolicy =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors ";

void set_only(io::HttpResponse& response, std::string_view name, std::string value) {
    std::erase_if(response.headers, [&](const io::HttpHeader& header) {
        return equals_ignoring_case(header.name, name);
    });
    if (!value.empty()) {
        response.set(std::string(name), std::move(value));
    }
}

io::HttpResponse no_page() {
    io::HttpResponse response{.status = 404};
    response.set("Content-Type", "text/plain; charset=utf-8");
    response.set("Content-Security-Policy", std::string(kFramePolicy) + "'none'");
    response.set("X-Content-Type-Options", "nosniff");
    response.set("Cache-Control", "no-store");
    response.static_body = "There is no such chat.\n";
    return response;
}

/// Our own pages show it as a preview.
std::string policy_of(const model::ChatWidget& widget) {
    std::string policy = std::string(kFramePolicy) + "'self'";
    for (const auto& site : widget.sites) {
        policy.append(" ").append(site);
    }
    return policy;
}

}  // namespace

bool is_widget_page(std::string_view path) {
    return path.starts_with(kFolder) && path.size() > kFolder.size() &&
           path.find_first_of("/.", kFolder.size()) == std::string_view::npos;
}

io::HttpResponse answer_widget_page(const Context& context, const io::HttpRequest& request) {
    const auto key = request.path().substr(kFolder.size());
    const auto widget = context.database.read(
        [&](db::Session& session) { return store::find_chat_widget_by_key(session, key); });
    if (!widget || !widget->active) {
        return no_page();
    }
    auto response = answer_web_file(request);
    set_only(response, "Content-Security-Policy", policy_of(*widget));
    set_only(response, "X-Frame-Options", "");
    set_only(response, "Referrer-Policy", "no-referrer");
    // The policy changes with the widget's sites, whatever the page's own tag says.
    set_only(response, "ETag", "");
    set_only(response, "Cache-Control", "no-store");
    return response;
}

}  // namespace postroom::api
