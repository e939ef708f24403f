// The first-start wizard: administrator, support address, test mail. See api/openapi.yaml, tag
// setup; F118, F132. Invariant: step 1 works only while there is no administrator; everything after
// it is an administrator's.
#include <boost/json.hpp>

#include "api/routes.hpp"
#include "core/text.hpp"
#include "desk/audit.hpp"
#include "desk/audit_facts.hpp"
#include "desk/automation_commands.hpp"
#include "desk/compose.hpp"
#include "desk/password.hpp"
#include "desk/system_mail_words.hpp"
#include "desk/workspace.hpp"
#include "html/to_text.hpp"
#include "store/channel.hpp"
#include "store/mail_view.hpp"
#include "store/people.hpp"
#include "view/mail.hpp"

namespace postroom::api {
namespace {

using view::Object;

constexpr int kChannelsMax = 1000;
constexpr std::string_view kSetupDone = "setup_done";
constexpr std::string_view kTestMailSent = "setup_test_mail";
constexpr std::string_view kFirstColor = "#228be6";

Object setup_json(db::Session& session, bool is_administrator) {
    const bool has_administrator = store::count_administrators(session) > 0;
    const auto channels = store::list_channels(session, kChannelsMax);
    const bool done =
        store::find_setting(session, kSetupDone).has_value() ||
        (!channels.empty() && store::find_setting(session, kTestMailSent).has_value());
    const std::string_view step = !has_administrator ? "account"
                                  : done             ? "done"
                                  : channels.empty() ? "support_address"
                                                     : "test_mail";
    const auto connector = is_administrator ? store::find_default_connector(session) : std::nullopt;
    return Object{{"step", step},
                  {"done", step == "done"},
                  {"support_address", is_administrator && !channels.empty()
                                          ? view::Value(channels.front().address)
                                          : view::Value(nullptr)},
                  {"connector", connector ? view::Value(view::connector_json(*connector, false))
                                          : view::Value(nullptr)}};
}

Reply setup_reply(Call& call) {
    const bool is_administrator = call.caller && call.is_administrator();
    return {.body = call.database().read(
                [&](db::Session& session) { return setup_json(session, is_administrator); })};
}

Outcome get_setup(Call& call) { return setup_reply(call); }

Outcome setup_account(Call& call) {
    auto fields = TRY(call.fields());
    desk::NewWorkspace workspace{
        .admin_email = fields.required_text("email", {.characters_min = 3, .characters_max = 320}),
        .admin_name = fields.required_text("name", {.characters_min = 1, .characters_max = 200})};
    const auto password =
        fields.required_text("password", {.characters_min = desk::kPasswordCharactersMin,
                                          .characters_max = desk::kPasswordBytesMax,
                                          .one_line = false});
    const auto language =
        fields.text("language", {.characters_min = 2, .characters_max = 2}).value_or("en");
    if (language != "en" && language != "fr" && language != "it" && language != "ru") {
        fields.note("language", "is none of en, fr, it, ru");
    }
    TRY_VOID(fields.check());
    if (call.database().read(
            [](db::Session& session) { return store::count_administrators(session); }) > 0) {
        return fail(ErrorKind::conflict, "already_set_up",
                    "There is an administrator already; sign in instead.");
    }
    workspace.admin_password_hash = TRY(desk::hash_password(password));
    const auto signed_in =
        TRY(call.database().write([&](db::Session& session) -> Result<desk::SignedIn> {
            const auto id = TRY(desk::create_workspace(session, call.env(), workspace));
            desk::create_standard_automations(session, call.env());
            auto user = *store::find_user(session, id);
            user.language = language;
            store::update_user(session, user);
            return desk::begin_session(session, call.env(), user, call.visitor());
        }));
    return signed_in_reply(call, signed_in);
}

Outcome setup_support_address(Call& call) {
    auto fields = TRY(call.fields());
    const auto address =
        to_lower(fields.required_text("address", {.characters_min = 3, .characters_max = 320}));
    const auto name = fields.text("name", {.characters_max = 200}).value_or("Support");
    TRY_VOID(fields.check());
    TRY_VOID(call.database().write([&](db::Session& session) -> Result<void> {
        const auto id =
            TRY(desk::create_channel(session, call.env(), name, address, std::string(kFirstColor)));
        desk::record_change(session, call.env(), call.actor(),
                            {model::AuditSubject::channel, id.value, name}, {},
                            desk::facts_of(session, *store::find_channel(session, id)));
        if (auto connector = store::find_default_connector(session)) {
            connector->from_address = address;  // F118
            connector->from_name = name;
            store::update_connector(session, *connector);
        }
        return {};
    }));
    return setup_reply(call);
}

Outcome setup_test_mail(Call& call) {
    auto fields = TRY(call.fields());
    const auto to = fields.required_text("to", {.characters_min = 3, .characters_max = 320});
    if (!to.empty() && !desk::is_plausible_address(to)) {
        fields.note("to", "must look like ana@example.org");
    }
    TRY_VOID(fields.check());
    const auto mail = TRY(call.database().write([&](db::Session& session) -> Result<MailId> {
        const bool quiet = desk::load_quiet_mode(session, call.context.now()).on;
        const auto words = desk::first_test_words(call.user().language);
        const auto made = TRY(desk::compose_plain_mail(
            session, call.env(),
            {.subject = words.subject, .text = html::to_text(words.html), .html = words.html},
            {call.actor(), call.user().name, to, call.user().language},
            {.kind = model::MailKind::test,
             .author_id = call.user().id,
             .reason = "test",
             .due_at = call.context.now(),
             .suppress = quiet,
             .is_system_generated = true}));
        store::save_setting(session, kTestMailSent, std::to_string(made.value));
        return made;
    }));
    return call.database().read([&](db::Session& session) -> Outcome {
        const auto row = store::find_outgoing_row(session, call.user(), mail);
        return Reply{.status = 201, .body = view::outbox_json(*row)};
    });
}

Outcome finish_setup(Call& call) {
    call.database().write([&](db::Session& session) {
        store::save_setting(session, kSetupDone, format_rfc3339(call.context.now()));
    });
    return setup_reply(call);
}

constexpr Route kRoutes[] = {
    {io::Method::get, "/api/v1/setup", Access::anyone, get_setup},
    {io::Method::post, "/api/v1/setup/account", Access::anyone, setup_account},
    {io::Method::post, "/api/v1/setup/support_address", Access::administrator,
     setup_support_address},
    {io::Method::post, "/api/v1/setup/test_mail", Access::administrator, setup_test_mail},
    {io::Method::post, "/api/v1/setup/finish", Access::administrator, finish_setup},
};

}  // namespace

std::span<const Route> setup_routes() { return kRoutes; }

}  // namespace postroom::api
