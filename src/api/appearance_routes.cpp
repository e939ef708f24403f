// What outgoing mail looks like, with a preview of what is not saved yet. See api/openapi.yaml, tag
// administration. Rule: feature F125; SEC-4 (the logo is a picture by our own reading).
#include <fmt/format.h>

#include <boost/json.hpp>

#include "api/routes.hpp"
#include "desk/email_appearance.hpp"
#include "desk/mail_preview.hpp"

namespace postroom::api {
namespace {

using view::Object;

constexpr TextRule kWords{.characters_max = 2000, .one_line = false};

Object appearance_json(db::Session& session, const desk::EmailAppearance& look) {
    return Object{{"background", view::text_or_null(look.background)},
                  {"paper", view::text_or_null(look.paper)},
                  {"accent", view::text_or_null(look.accent)},
                  {"header", look.header},
                  {"footer", look.footer},
                  {"logo", view::text_or_null(desk::logo_data_url(session, look))}};
}

/// A colour, or none: an empty text.
void read_color_or_none(Fields& fields, std::string_view name, std::string& color) {
    const auto wanted = fields.text(name, {.characters_max = 7});
    if (!wanted) {
        return;
    }
    const bool is_color = wanted->size() == 7 && wanted->starts_with('#') &&
                          wanted->find_first_not_of("0123456789abcdef", 1) == std::string::npos;
    if (!is_color && !wanted->empty()) {
        fields.note(name, "must look like #1c7ed6");
    }
    color = *wanted;
}

void read_appearance(Fields& fields, desk::EmailAppearance& look) {
    read_color_or_none(fields, "background", look.background);
    read_color_or_none(fields, "paper", look.paper);
    read_color_or_none(fields, "accent", look.accent);
    look.header = fields.text("header", kWords).value_or(look.header);
    look.footer = fields.text("footer", kWords).value_or(look.footer);
}

Outcome get_appearance(Call& call) {
    return call.database().read([](db::Session& session) -> Outcome {
        return Reply{.body = appearance_json(session, desk::load_email_appearance(session))};
    });
}

Outcome change_appearance(Call& call) {
    auto fields = TRY(call.fields());
    auto rehearsed = fields;
    desk::EmailAppearance unused;
    read_appearance(rehearsed, unused);
    TRY_VOID(rehearsed.check());
    return Reply{.body = call.database().write([&](db::Session& session) {
        auto look = desk::load_email_appearance(session);
        auto again = fields;
        read_appearance(again, look);
        desk::save_email_appearance(session, call.env(), call.actor(), look);
        return appearance_json(session, look);
    })};
}

Outcome save_logo(Call& call, const std::optional<mime::Picture>& picture) {
    return Reply{.body = call.database().write([&](db::Session& session) {
        return appearance_json(session,
                               desk::save_email_logo(session, call.env(), call.actor(), picture));
    })};
}

Outcome set_logo(Call& call) {
    const std::string_view content = call.request.body;
    const auto picture =
        content.size() <= limits::kPortalLogoBytesMax ? mime::read_picture(content) : std::nullopt;
    if (!picture) {
        return fail(ErrorKind::invalid, "not_an_email_logo",
                    "The logo must be a whole PNG, JPEG or GIF picture of at most 200 KB.");
    }
    return save_logo(call, picture);
}

Outcome delete_logo(Call& call) { return save_logo(call, std::nullopt); }

/// What of a request the preview needs beside the appearance itself.
struct Wanted {
    std::string sample;
    desk::MailScheme scheme = desk::MailScheme::light;
};

/// An answer as a customer gets it, signed by whoever looks and by the default connector.
Outcome show_preview(Call& call, desk::EmailAppearance look, const Wanted& wanted) {
    const auto& user = call.user();
    return call.database().read([&](db::Session& session) -> Outcome {
        const auto words = desk::reply_text({.reference = "T-12",
                                             .title = "Postroom",
                                             .signature = user.signature,
                                             .language = user.language,
                                             .portal_link = {},
                                             .is_first = false},
                                            {.author_name = user.name, .text = wanted.sample});
        const auto shown = desk::preview_mail(
            session, {.look = std::move(look), .language = user.language, .scheme = wanted.scheme},
            words);
        return Reply{
            .body = Object{{"subject", words.subject}, {"text", shown.text}, {"html", shown.html}}};
    });
}

Outcome preview_appearance(Call& call) {
    auto fields = TRY(call.fields());
    auto look = call.database().read(
        [](db::Session& session) { return desk::load_email_appearance(session); });
    read_appearance(fields, look);
    const Wanted wanted{.sample = fields.text("sample", kWords).value_or(""),
                        .scheme = fields.flag("dark").value_or(false) ? desk::MailScheme::dark
                                                                      : desk::MailScheme::light};
    TRY_VOID(fields.check());
    return show_preview(call, std::move(look), wanted);
}

constexpr Route kRoutes[] = {
    {io::Method::get, "/api/v1/email_appearance", Access::administrator, get_appearance},
    {io::Method::patch, "/api/v1/email_appearance", Access::administrator, change_appearance},
    {io::Method::put, "/api/v1/email_appearance/logo", Access::administrator, set_logo},
    {io::Method::delete_, "/api/v1/email_appearance/logo", Access::administrator, delete_logo},
    {io::Method::post, "/api/v1/email_appearance/preview", Access::administrator,
     preview_appearance},
};

}  // namespace

std::span<const Route> appearance_routes() { return kRoutes; }

}  // namespace postroom::api
