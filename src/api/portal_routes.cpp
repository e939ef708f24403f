// The customers' portal: its door, the customer's session and profile, their requests. See
// api/openapi.yaml, tag portal. Rule: features F001, F003, F086; SEC-8, SEC-11, SEC-14.
#include <boost/json.hpp>

#include "api/cookie.hpp"
#include "api/routes.hpp"
#include "core/text.hpp"
#include "desk/portal_link.hpp"
#include "desk/portal_request.hpp"
#include "desk/portal_settings.hpp"
#include "store/access.hpp"
#include "store/blob.hpp"
#include "store/people.hpp"
#include "view/portal.hpp"

namespace postroom::api {
namespace {

using view::Object;

constexpr TextRule kEmailRule{.characters_min = 3, .characters_max = 320};
constexpr TextRule kTitleRule{.characters_min = 1, .characters_max = 200};
constexpr TextRule kAnswerRule{.characters_max = 5000, .one_line = false};

model::PortalSettings load_settings(Call& call) {
    return call.database().read(
        [](db::Session& session) { return desk::load_portal_settings(session); });
}

std::unexpected<Error> portal_is_off() {
    return fail(ErrorKind::not_found, "portal_off", "There is no customer portal here.");
}

Outcome get_portal(Call& call) {
    const auto settings = load_settings(call);
    return settings.is_on ? Outcome(Reply{.body = view::portal_json(settings)}) : portal_is_off();
}

Outcome get_logo(Call& call) {
    return call.database().read([](db::Session& session) -> Outcome {
        const auto settings = desk::load_portal_settings(session);
        auto picture = settings.is_on && settings.logo ? store::find_blob(session, settings.logo)
                                                       : std::nullopt;
        if (!picture) {
            return fail(ErrorKind::not_found, "logo_not_found", "The portal has no logo.");
        }
        return Reply{.headers = {{"Cache-Control", "public, max-age=86400"}},
                     .content_type = settings.logo_type,
                     .content = std::move(*picture)};
    });
}

/// A page on this very machine, while nobody has set a public address: for a demonstration.
std::string local_address(const io::HttpRequest& request) {
    const auto host = request.header("Host");
    const auto name = host.substr(0, host.rfind(':'));
    return name == "127.0.0.1" || name == "localhost" || name == "[::1]"
               ? "http://" + std::string(host)
               : std::string();
}

std::string language_of(Fields& fields) {
    const auto language = fields.text("language", {.characters_min = 2, .characters_max = 2});
    if (language &&
        std::ranges::find(model::kPortalLanguages, *language) == model::kPortalLanguages.end()) {
        fields.note("language", "is none of en, fr, it, ru");
    }
    return language.value_or("");
}

Outcome ask_for_link(Call& call) {
    auto fields = TRY(call.fields());
    const desk::PortalLinkWish wish{.email = fields.required_text("email", kEmailRule),
                                    .language = language_of(fields),
                                    .base_url = local_address(call.request)};
    TRY_VOID(fields.check());
    TRY_VOID(desk::ask_for_portal_link(call.database(), call.env(), wish, call.visitor()));
    return nothing();
}

Object customer_json(db::Session& session, const model::Customer& customer) {
    return view::portal_customer_json(
        customer, customer.organization_id
                      ? store::find_organization(session, customer.organization_id)
                      : std::nullopt);
}

Object session_json(Call& call, const model::Customer& customer, std::string_view csrf_token,
                    std::optional<TimePoint> expires_at) {
    return Object{{"customer", call.database().read([&](db::Session& session) {
                       return customer_json(session, customer);
                   })},
                  {"csrf_token", csrf_token},
                  {"expires_at", view::time_json(expires_at)}};
}

Outcome sign_in(Call& call) {
    auto fields = TRY(call.fields());
    const auto token =
        fields.required_text("link_token", {.characters_min = 1, .characters_max = 128});
    TRY_VOID(fields.check());
    const auto begun =
        TRY(desk::sign_in_by_portal_link(call.database(), call.env(), token, call.visitor()));
    return Reply{.status = 201,
                 .body = session_json(call, begun.customer, begun.csrf_token, begun.expires_at),
                 .headers = {{"Set-Cookie",
                              format_cookie(kPortalCookie, begun.token, desk::kPortalSessionLife,
                                            call.context.is_https())}}};
}

Outcome get_session(Call& call) {
    const auto& caller = *call.customer_caller;
    return Reply{.body = session_json(call, caller.customer, caller.csrf_token, caller.expires_at)};
}

Outcome sign_out(Call& call) {
    call.database().write([&](db::Session& session) {
        desk::sign_out_of_portal(session, call.customer_caller->session_token);
    });
    auto reply = nothing();
    reply.headers.push_back(
        {"Set-Cookie", format_cleared_cookie(kPortalCookie, call.context.is_https())});
    return reply;
}

Outcome update_profile(Call& call) {
    auto fields = TRY(call.fields());
    const auto name = fields.text("name", {.characters_min = 1, .characters_max = 200});
    const bool says_language = fields.has("language");
    const auto language = language_of(fields);
    TRY_VOID(fields.check());
    return Reply{.body = call.database().write([&](db::Session& session) {
        auto customer = call.customer();
        customer.name = name.value_or(customer.name);
        customer.language = says_language ? language : customer.language;
        desk::change_own_profile(session, call.env(), customer);
        return customer_json(session, customer);
    })};
}

Outcome list_forms(Call& call) {
    view::Array items;
    for (const auto& form : load_settings(call).forms) {
        if (form.is_offered) {
            items.emplace_back(view::portal_form_json(form));
        }
    }
    return Reply{.body = view::list_json(std::move(items))};
}

/// "12" or "T-12".
std::int64_t number_in(std::string_view words) {
    const auto digits = words.substr(words.find('-') + 1);
    return parse_int(trim(digits)).value_or(0);
}

Result<store::RequestFilter> filter_of(const Query& query) {
    const auto state = query.text("state");
    const auto whose = query.text("whose");
    if ((!state.empty() && state != "open" && state != "closed") ||
        (!whose.empty() && whose != "mine" && whose != "organization")) {
        return fail(ErrorKind::invalid, "bad_query", "state or whose is a word that is not known.");
    }
    constexpr std::size_t kWordsBytesMax = 200;
    const auto words = truncate_utf8(trim(query.text("q")), kWordsBytesMax);
    return store::RequestFilter{
        .is_finished = state.empty() ? std::nullopt : std::optional(state == "closed"),
        .with_colleagues = whose == "organization",
        .words = std::string(words),
        .number = number_in(words)};
}

Outcome list_requests(Call& call) {
    const int limit = TRY(call.limit());
    const auto before = TRY(call.before());
    const auto filter = TRY(filter_of(call.query));
    const auto viewer = call.customer().id;
    if (!filter.words.empty()) {
        TRY_VOID(call.database().write(
            [&](db::Session& session) { return desk::count_search(session, call.env(), viewer); }));
    }
    const auto rows = call.database().read([&](db::Session& session) {
        return store::list_requests(session, viewer, filter, ItemId{before}, limit + 1);
    });
    return Reply{
        .body = page_json(
            rows, limit,
            [&](const store::RequestRow& row) { return view::portal_request_json(row, viewer); },
            [](const store::RequestRow& row) { return row.item.id.value; })};
}

Outcome show_request(Call& call, ItemId item, int status) {
    const auto viewer = call.customer().id;
    const auto row = call.database().read(
        [&](db::Session& session) { return store::find_request(session, viewer, item); });
    if (!row) {
        return fail(ErrorKind::not_found, "request_not_found",
                    "There is no such request, or you may not see it.");
    }
    return Reply{.status = status, .body = view::portal_request_json(*row, viewer)};
}

Outcome get_request(Call& call) { return show_request(call, ItemId{call.id()}, 200); }

/// The answers to the questions of the form; wrong ones are noted.
std::vector<desk::FieldAnswer> read_answers(Fields& fields, const model::PortalForm& form) {
    std::vector<desk::FieldAnswer> answers;
    auto given = fields.object("answers");
    for (const auto& field : form.fields) {
        const auto text = given ? given->text(field.label, kAnswerRule).value_or("") : "";
        if (field.is_required && trim(text).empty()) {
            fields.note("answers." + field.label, "is missing");
        }
        if (field.kind == model::PortalFieldKind::choice && !text.empty() &&
            std::ranges::find(field.choices, text) == field.choices.end()) {
            fields.note("answers." + field.label, "is not known here");
        }
        answers.push_back({field.label, text});
    }
    if (given) {
        fields.absorb("answers", *given);
    }
    return answers;
}

Outcome create_request(Call& call) {
    auto fields = TRY(call.fields());
    const auto settings = load_settings(call);
    desk::NewRequest request{
        .type = fields.word<model::ItemType>("type").value_or(model::ItemType::ticket),
        .title = fields.required_text("title", kTitleRule),
        .text = fields.required_text("text", {.characters_min = 1,
                                              .characters_max = limits::kCustomerTextCharactersMax,
                                              .one_line = false}),
        .answers = {},
        .client_id =
            fields.text("client_id", {.characters_min = 1, .characters_max = 64}).value_or(""),
        .attachment_ids = {}};
    request.answers = read_answers(fields, desk::form_of(settings, request.type));
    for (const auto id : fields.ids("attachment_ids", limits::kAttachmentsPerMessageMax)) {
        request.attachment_ids.emplace_back(id);
    }
    TRY_VOID(fields.check());
    const auto item = TRY(call.database().write([&](db::Session& session) {
        return desk::begin_request(session, call.env(), *call.customer_caller, request);
    }));
    return show_request(call, item, 201);
}

Outcome close_request(Call& call) {
    const ItemId item{call.id()};
    TRY_VOID(call.database().write([&](db::Session& session) -> Result<void> {
        if (!store::may_see_item(session, call.scope(), item)) {
            return fail(ErrorKind::not_found, "request_not_found",
                        "There is no such request, or you may not see it.");
        }
        return desk::close_request(session, call.env(), *call.customer_caller, item);
    }));
    return show_request(call, item, 200);
}

constexpr Route kRoutes[] = {
    {io::Method::get, "/api/v1/portal", Access::anyone, get_portal},
    {io::Method::get, "/api/v1/portal/logo", Access::anyone, get_logo},
    {io::Method::post, "/api/v1/portal/links", Access::anyone, ask_for_link},
    {io::Method::post, "/api/v1/portal/session", Access::anyone, sign_in},
    {io::Method::get, "/api/v1/portal/session", Access::portal, get_session},
    {io::Method::delete_, "/api/v1/portal/session", Access::portal, sign_out},
    {io::Method::patch, "/api/v1/portal/profile", Access::portal, update_profile},
    {io::Method::get, "/api/v1/portal/forms", Access::portal, list_forms},
    {io::Method::get, "/api/v1/portal/requests", Access::portal, list_requests},
    {io::Method::post, "/api/v1/portal/requests", Access::portal, create_request},
    {io::Method::get, "/api/v1/portal/requests/{id}", Access::portal, get_request},
    {io::Method::post, "/api/v1/portal/requests/{id}/close", Access::portal, close_request},
};

}  // namespace

std::span<const Route> portal_routes() { return kRoutes; }

}  // namespace postroom::api
