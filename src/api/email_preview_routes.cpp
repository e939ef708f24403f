// Words of the Messaging Center as a mail: shown, or sent to whoever asks. See api/openapi.yaml,
// tag messaging center. Invariant: administrators only; nothing is saved. Rule: features F060,
// F070, F077, F125; issue 6 points 1 and 4.
#include <boost/json.hpp>

#include "api/mail_words_fields.hpp"
#include "api/routes.hpp"
#include "automate/merge.hpp"
#include "desk/automatic_mail.hpp"
#include "desk/mail_preview.hpp"
#include "desk/system_mail.hpp"
#include "notify/rule.hpp"

namespace postroom::api {
namespace {

using view::Object;

struct PreviewRequest {
    model::MailWords words;
    std::string language;
    bool is_relay = false;
    desk::MailScheme scheme = desk::MailScheme::light;
};

std::expected<PreviewRequest, Problem> read_preview(Call& call) {
    auto fields = TRY(call.fields());
    PreviewRequest request;
    const auto kind = fields.required_text("kind", {.characters_min = 1, .characters_max = 20});
    const auto name = fields.text("name", {.characters_max = 60}).value_or("");
    request.is_relay = kind == "relay";
    request.language = read_language(fields).value_or("");
    if (!fields.has("language")) {
        fields.note("language", "is missing");
    }
    request.scheme =
        fields.flag("dark").value_or(false) ? desk::MailScheme::dark : desk::MailScheme::light;
    const auto* email = desk::find_system_email(name);
    if (kind != "template" && kind != "relay" && (kind != "system" || email == nullptr)) {
        fields.note("kind", "is none of template, system (with its name), relay");
    }
    if (auto words = fields.object("words")) {
        request.words = read_words(*words);
        fields.absorb("words", *words);
    } else {
        fields.note("words", "is missing");
    }
    note_unknown(fields, request.words,
                 request.is_relay                       ? desk::relay_fields()
                 : kind == "system" && email != nullptr ? email->fields
                                                        : automate::template_fields(),
                 "words");
    TRY_VOID(fields.check());
    return request;
}

desk::MailText filled(Call& call, const PreviewRequest& request) {
    const desk::PreviewReader reader{.name = call.user().name, .language = request.language};
    return request.is_relay ? desk::sample_relay_text(call.env(), reader, request.words)
                            : desk::sample_text(call.env(), reader, request.words);
}

Outcome preview(Call& call) {
    const auto request = TRY(read_preview(call));
    const auto mail = filled(call, request);
    return call.database().read([&](db::Session& session) {
        const auto shown = desk::preview_mail(session,
                                              {.look = desk::load_email_appearance(session),
                                               .language = request.language,
                                               .scheme = request.scheme},
                                              mail);
        return Reply{
            .body = Object{{"subject", mail.subject}, {"html", shown.html}, {"text", shown.text}}};
    });
}

Outcome send_test(Call& call) {
    const auto request = TRY(read_preview(call));
    const auto made = TRY(call.database().write([&](db::Session& session) {
        return desk::mail_automatically(session, call.env(), call.actor(),
                                        {.words = filled(call, request),
                                         .kind = model::MailKind::test,
                                         .rule = notify::rule::kSystemEmail});
    }));
    if (!made.mail_id) {
        return fail(ErrorKind::conflict, "no_connector",
                    "No mail can leave: add an outgoing email server under Administration > Emails "
                    "> Settings.");
    }
    call.context.wake();
    return Reply{.status = 201,
                 .body = Object{{"mail_id", made.mail_id.value}, {"address", call.user().email}}};
}

constexpr Route kRoutes[] = {
    {io::Method::post, "/api/v1/email_previews", Access::administrator, preview},
    {io::Method::post, "/api/v1/email_tests", Access::administrator, send_test},
};

}  // namespace

std::span<const Route> email_preview_routes() { return kRoutes; }

}  // namespace postroom::api
