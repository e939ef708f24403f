// Signing in and out, one-time links, tokens of programs, passwords. See api/openapi.yaml, tag
// session.
#include "api/cookie.hpp"
#include "api/routes.hpp"
#include "desk/password.hpp"
#include "desk/system_notice.hpp"
#include "store/session.hpp"
#include "view/people.hpp"

namespace postroom::api {
namespace {

using view::Array;
using view::Object;

constexpr int kMembershipsMax = 50'000;
constexpr TextRule kEmailRule{.characters_min = 3, .characters_max = 320};
// A password is taken as it was typed: no white space is collapsed in it.
constexpr TextRule kPasswordRule{
    .characters_min = 1, .characters_max = desk::kPasswordBytesMax, .one_line = false};

Object session_json(Call& call, const model::User& user, std::string_view csrf_token,
                    std::optional<TimePoint> expires_at) {
    const auto memberships = call.database().read(
        [](db::Session& session) { return store::list_team_members(session, kMembershipsMax); });
    return Object{{"user", view::user_json(user, memberships, call.context.is_present(user.id))},
                  {"csrf_token", csrf_token},
                  {"expires_at", view::time_json(expires_at)}};
}

Outcome sign_in(Call& call) {
    auto fields = TRY(call.fields());
    const auto link = fields.text("link_token", {.characters_min = 1, .characters_max = 128});
    const auto email = link ? std::string{} : fields.required_text("email", kEmailRule);
    const auto password = link ? std::string{} : fields.required_text("password", kPasswordRule);
    TRY_VOID(fields.check());
    const auto signed_in =
        TRY(link ? desk::sign_in_by_link(call.database(), call.env(), *link, call.visitor())
                 : desk::sign_in(call.database(), call.env(), email, password, call.visitor()));
    return signed_in_reply(call, signed_in);
}

Outcome get_session(Call& call) {
    return Reply{
        .body = session_json(call, call.user(), call.caller->csrf_token, call.caller->expires_at)};
}

Outcome sign_out(Call& call) {
    if (!call.caller->by_cookie()) {
        return fail(ErrorKind::invalid, "not_a_session",
                    "A token is revoked with DELETE /api/v1/api_tokens/{id}.");
    }
    call.database().write(
        [&](db::Session& session) { desk::sign_out(session, call.caller->session_token); });
    auto reply = nothing();
    reply.headers.push_back(
        {"Set-Cookie", format_cleared_cookie(kSessionCookie, call.context.is_https())});
    return reply;
}

/// The same answer for every address. (SEC-14)
Outcome ask_for_reset(Call& call) {
    auto fields = TRY(call.fields());
    const auto email = fields.required_text("email", {.characters_min = 3, .characters_max = 320});
    TRY_VOID(fields.check());
    TRY_VOID(desk::ask_for_password_reset(call.database(), call.env(), email, call.visitor()));
    call.context.wake();
    return nothing();
}

Outcome create_sign_in_link(Call& call) {
    auto fields = TRY(call.fields());
    const auto user = fields.number("user_id", 1, INT64_MAX);
    if (!user) {
        fields.note("user_id", "is missing");
    }
    TRY_VOID(fields.check());
    const auto token = TRY(call.database().write([&](db::Session& session) -> Result<std::string> {
        if (!store::find_user(session, UserId{*user})) {
            return fail(ErrorKind::not_found, "user_not_found", "There is no such user.");
        }
        return desk::create_sign_in_link(session, call.env(), UserId{*user});
    }));
    return Reply{.status = 201,
                 .body = Object{
                     {"url", call.env().public_url + "/sign-in?token=" + token},
                     {"expires_at", view::time_json(call.context.now() + desk::kSignInLinkLife)}}};
}

Object token_json(const store::ApiToken& token) {
    return Object{{"id", token.id},
                  {"name", token.name},
                  {"created_at", view::time_json(token.created_at)},
                  {"last_used_at", view::time_json(token.last_used_at)}};
}

Outcome list_api_tokens(Call& call) {
    const int limit = TRY(call.limit());
    const auto before = TRY(call.before());
    const auto tokens = call.database().read([&](db::Session& session) {
        return store::list_api_tokens(session, call.user().id, before, limit + 1);
    });
    return Reply{.body = page_json(tokens, limit, token_json,
                                   [](const store::ApiToken& token) { return token.id; })};
}

Outcome create_api_token(Call& call) {
    auto fields = TRY(call.fields());
    const auto name = fields.required_text("name", {.characters_min = 1, .characters_max = 200});
    TRY_VOID(fields.check());
    const auto created = call.database().write([&](db::Session& session) {
        return desk::create_api_token(session, call.env(), call.user().id, name);
    });
    auto json = token_json({.id = created.id, .name = name, .created_at = call.context.now()});
    json["token"] = created.token;
    return Reply{.status = 201, .body = std::move(json)};
}

Outcome delete_api_token(Call& call) {
    const bool revoked = call.database().write([&](db::Session& session) {
        return store::revoke_api_token(session, call.user().id, call.id(), call.context.now());
    });
    return revoked ? Outcome(nothing())
                   : fail(ErrorKind::not_found, "token_not_found", "You have no such token.");
}

Outcome change_password(Call& call) {
    auto fields = TRY(call.fields());
    const auto current = fields.required_text("current_password", kPasswordRule);
    const auto changed = fields.required_text("new_password", kPasswordRule);
    TRY_VOID(fields.check());
    TRY_VOID(desk::change_password(call.database(), call.env(), *call.caller, current, changed));
    return nothing();
}

constexpr Route kRoutes[] = {
    {io::Method::post, "/api/v1/session", Access::anyone, sign_in},
    {io::Method::get, "/api/v1/session", Access::user, get_session},
    {io::Method::delete_, "/api/v1/session", Access::user, sign_out},
    {io::Method::post, "/api/v1/password_resets", Access::anyone, ask_for_reset},
    {io::Method::post, "/api/v1/sign_in_links", Access::administrator, create_sign_in_link},
    {io::Method::get, "/api/v1/api_tokens", Access::user, list_api_tokens},
    {io::Method::post, "/api/v1/api_tokens", Access::user, create_api_token},
    {io::Method::delete_, "/api/v1/api_tokens/{id}", Access::user, delete_api_token},
    {io::Method::post, "/api/v1/me/password", Access::user, change_password},
};

}  // namespace

Reply signed_in_reply(Call& call, const desk::SignedIn& signed_in) {
    const auto cookie =
        format_cookie(kSessionCookie, signed_in.token, desk::kSessionLife, call.context.is_https());
    return {.status = 201,
            .body = session_json(call, signed_in.user, signed_in.csrf_token, signed_in.expires_at),
            .headers = {{"Set-Cookie", cookie}}};
}

std::span<const Route> session_routes() { return kRoutes; }

}  // namespace postroom::api
