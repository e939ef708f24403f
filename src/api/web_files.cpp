// See web_files.hpp.
#include "api/web_files.hpp"

#include <algorithm>
#include <string>

#include "api/query.hpp"
#include "core/text.hpp"

namespace postroom::api {
namespace {

constexpr std::string_view kPagePolicy =
    "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: "
    "blob:; "
    "font-src 'self' data:; connect-src 'self'; frame-src 'self' blob: data:; object-src 'none'; "
    "base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'; report-uri /api/v1/csp_reports";

/// Of the customers' portal: no frames, no documents made in the browser, nothing from elsewhere.
constexpr std::string_view kPortalPolicy =
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' "
    "data:; "
    "font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'";

constexpr std::string_view kNotBuilt =
    "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>Postroom</title>"
    "<h1>Postroom is running</h1><p>The web files were not built into this program. Build them "
    "with "
    "<code>script/build</code>; the API stands at <code>/api/v1/</code>.</p>";

const WebFile* find_file(std::span<const WebFile> files, std::string_view path) {
    const auto found = std::ranges::lower_bound(files, path, {}, &WebFile::path);
    return found != files.end() && found->path == path ? &*found : nullptr;
}

/// The index.html of the folder, or of the nearest folder above: client routes are not files.
const WebFile* find_index(std::span<const WebFile> files, std::string_view path) {
    while (true) {
        if (const auto* file = find_file(files, std::string(path) + "/index.html")) {
            return file;
        }
        const auto slash = path.rfind('/');
        if (slash == std::string_view::npos) {
            return nullptr;
        }
        path = path.substr(0, slash);
    }
}

bool is_portal(std::string_view path) { return path == "/portal" || path.starts_with("/portal/"); }

bool looks_like_a_file(std::string_view path) {
    return path.substr(path.rfind('/') + 1).find('.') != std::string_view::npos;
}

io::HttpResponse text_page(int status, std::string_view type, std::string_view text) {
    io::HttpResponse response{.status = status};
    response.set("Content-Type", std::string(type));
    response.set("Cache-Control", "no-store");
    response.static_body = text;
    return response;
}

io::HttpResponse send_file(const io::HttpRequest& request, const WebFile& file) {
    const bool hashed = file.path.find("/assets/") != std::string_view::npos;
    io::HttpResponse response;
    response.set("ETag", std::string(file.etag));
    response.set("Cache-Control", hashed ? "public, max-age=31536000, immutable" : "no-cache");
    if (request.header("If-None-Match").find(file.etag) != std::string_view::npos) {
        response.status = 304;
        return response;
    }
    response.set("Content-Type", std::string(file.content_type));
    response.set("Vary", "Accept-Encoding");
    const bool takes_gzip =
        find_ignoring_case(request.header("Accept-Encoding"), "gzip") != std::string_view::npos;
    if (takes_gzip && !file.gzipped.empty()) {
        response.set("Content-Encoding", "gzip");
        response.static_body = file.gzipped;
    } else {
        response.static_body = file.plain;
    }
    return response;
}

io::HttpResponse choose(const io::HttpRequest& request, std::span<const WebFile> files) {
    if (request.method != io::Method::get && request.method != io::Method::head) {
        auto response =
            text_page(405, "text/plain; charset=utf-8", "Only GET and HEAD exist here.\n");
        response.set("Allow", "GET, HEAD");
        return response;
    }
    const auto path = percent_decode(request.path());
    if (!path || !path->starts_with('/')) {
        return text_page(404, "text/plain; charset=utf-8", "There is nothing at this address.\n");
    }
    if (const auto* file = find_file(files, *path)) {
        return send_file(request, *file);
    }
    if (looks_like_a_file(*path)) {
        return text_page(404, "text/plain; charset=utf-8", "There is nothing at this address.\n");
    }
    if (const auto* index = find_index(files, *path)) {
        return send_file(request, *index);
    }
    return text_page(200, "text/html; charset=utf-8", kNotBuilt);
}

}  // namespace

io::HttpResponse answer_web_file(const io::HttpRequest& request, std::span<const WebFile> files) {
    auto response = choose(request, files);
    response.set("Content-Security-Policy",
                 std::string(is_portal(request.path()) ? kPortalPolicy : kPagePolicy));
    response.set("X-Content-Type-Options", "nosniff");
    response.set("X-Frame-Options", "DENY");
    response.set("Referrer-Policy", "same-origin");
    return response;
}

io::HttpResponse answer_web_file(const io::HttpRequest& request) {
    return answer_web_file(request, web_files());
}

}  // namespace postroom::api
