// Pictures that a mail refers to on other machines, fetched by us so that nobody learns who reads
// it when and where. See api/openapi.yaml, conversations. Rule: mail-correctness.md SEC-3, SEC-12.
#include <algorithm>
#include <array>

#include "api/routes.hpp"
#include "api/sniff.hpp"
#include "core/log.hpp"
#include "core/text.hpp"
#include "store/item.hpp"

namespace postroom::api {
namespace {

constexpr std::size_t kUrlBytesMax = 4096;
/// Raster formats only: an SVG is a document.
constexpr std::array<std::string_view, 7> kPictures{"image/png",
                                                    "image/jpeg",
                                                    "image/gif",
                                                    "image/webp",
                                                    "image/avif",
                                                    "image/bmp",
                                                    "image/vnd.microsoft.icon"};

std::string unescape(std::string_view attribute) {
    std::string text = replace_all(attribute, "&quot;", "\"");
    text = replace_all(text, "&#39;", "'");
    text = replace_all(text, "&lt;", "<");
    text = replace_all(text, "&gt;", ">");
    return replace_all(text, "&amp;", "&");
}

/// Whether the sanitised HTML names this picture: nothing else is fetched for anybody.
bool names_picture(std::string_view html, std::string_view url) {
    constexpr std::string_view kAttribute = "data-remote-src=\"";
    for (auto at = html.find(kAttribute); at != html.npos; at = html.find(kAttribute, at)) {
        at += kAttribute.size();
        const auto end = html.find('"', at);
        if (end == html.npos) {
            return false;
        }
        if (unescape(html.substr(at, end - at)) == url) {
            return true;
        }
    }
    return false;
}

std::unexpected<Error> no_picture() {
    return fail(ErrorKind::not_found, "picture_not_found",
                "There is no such picture, or it could not be loaded.");
}

Outcome get_picture(Call& call) {
    const auto url = call.query.text("url");
    const auto message = call.database().read([&](db::Session& session) {
        auto found = store::find_message(session, MessageId{call.id()});
        const bool is_seen =
            found && check_sees_conversation(session, call.user(), found->conversation_id);
        return is_seen ? std::move(found) : std::nullopt;
    });
    if (!message || url.empty() || url.size() > kUrlBytesMax ||
        !names_picture(message->html, url) || !call.context.ports.fetch) {
        return no_picture();
    }
    auto bytes = call.context.ports.fetch(std::string(url));
    if (!bytes) {
        log_info("a picture of message {} was not loaded: {}", message->id.value,
                 bytes.error().detail);
        return no_picture();
    }
    auto type = sniff_content_type(*bytes);
    if (std::ranges::find(kPictures, type) == kPictures.end()) {
        return no_picture();
    }
    return Reply{.headers = {{"Cache-Control", "private, max-age=86400"}},
                 .content_type = std::move(type),
                 .content = std::move(*bytes)};
}

constexpr Route kRoutes[] = {
    {io::Method::get, "/api/v1/messages/{id}/picture", Access::user, get_picture, Pace::slow},
};

}  // namespace

std::span<const Route> image_routes() { return kRoutes; }

}  // namespace postroom::api
