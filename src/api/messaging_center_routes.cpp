// The Messaging Center: the relay's text, templates, system emails, previews and test mails. See
// api/openapi.yaml, tag messaging center. Invariant: administrators only; what an administrator
// writes is sanitised, an unknown merge field is refused before saving. Rule: features F052-F063,
// F067-F080.
#include <fmt/format.h>

#include <array>
#include <boost/json.hpp>

#include "api/routes.hpp"
#include "automate/merge.hpp"
#include "core/text.hpp"
#include "desk/automatic_mail.hpp"
#include "desk/automation_commands.hpp"
#include "desk/system_mail.hpp"
#include "html/sanitise.hpp"
#include "html/to_text.hpp"
#include "model/language.hpp"
#include "notify/rule.hpp"
#include "store/automation.hpp"
#include "store/mail_words.hpp"
#include "view/automation.hpp"

namespace postroom::api {
namespace {

using view::Array;
using view::Object;

constexpr int kRulesMax = static_cast<int>(limits::kAutomationsMax);
constexpr int kTemplatesMax = static_cast<int>(limits::kTemplatesMax);
constexpr std::array<std::string_view, 4> kLanguages{"en", "fr", "it", "ru"};
constexpr Milliseconds kCounted = std::chrono::hours{24 * 7};

bool posts(const model::Automation& rule) {
    return std::ranges::any_of(rule.actions, [](const model::RuleAction& action) {
        return action.kind == model::RuleActionKind::post_message;
    });
}

Outcome get_center(Call& call) {
    return call.database().read([&](db::Session& session) {
        const auto rules = store::list_automations(session, kRulesMax);
        const auto counts = store::count_runs(session, call.context.now() - kCounted);
        Array messages;
        Array templates;
        Array system;
        for (const auto& rule : rules) {
            if (posts(rule)) {
                messages.emplace_back(view::automation_json(rule, counts));
            }
        }
        for (const auto& each : store::list_templates(session, kTemplatesMax)) {
            templates.emplace_back(view::template_json(each, rules));
        }
        for (const auto& email : desk::system_emails()) {
            system.emplace_back(view::system_email_json(session, email));
        }
        return Reply{.body = Object{{"relay", view::relay_json(session)},
                                    {"automated_messages", std::move(messages)},
                                    {"automated_emails", std::move(templates)},
                                    {"system_emails", std::move(system)}}};
    });
}

model::MailWords read_words(Fields& fields) {
    model::MailWords words{
        .subject = fields.required_text("subject", {.characters_min = 1, .characters_max = 500}),
        .html = html::sanitise(
                    fields.required_text("html", {.characters_min = 1,
                                                  .characters_max = limits::kTemplateBytesMax,
                                                  .one_line = false}))
                    .html};
    return words;
}

void note_unknown(Fields& fields, const model::MailWords& words,
                  std::span<const std::string_view> known, std::string_view where) {
    for (const auto& field : automate::unknown_fields(words.subject + " " + words.html, known)) {
        fields.note(where, fmt::format("has an unknown field: {}", field));
    }
}

std::optional<std::string> read_language(Fields& fields) {
    auto language = fields.text("language", {.characters_min = 2, .characters_max = 2});
    if (language && !model::is_language(*language)) {
        fields.note("language", "is none of en, fr, it, ru");
    }
    return language;
}

/// What a change says: an outer nothing = not named, an inner one = restore.
struct WordsChange {
    std::optional<bool> enabled;
    std::string language;
    std::optional<std::optional<model::MailWords>> words;
};

WordsChange read_change(Fields& fields, std::span<const std::string_view> known) {
    WordsChange change{.enabled = fields.flag("enabled"),
                       .language = read_language(fields).value_or(""),
                       .words = {}};
    if (!fields.has("words")) {
        return change;
    }
    const auto* words = fields.value("words");
    if (change.language.empty()) {
        fields.note("language", "is missing");
    }
    if (words == nullptr || words->is_null()) {
        change.words.emplace(std::nullopt);
    } else if (auto inner = fields.object("words")) {
        change.words.emplace(read_words(*inner));
        fields.absorb("words", *inner);
        note_unknown(fields, **change.words, known, "words");
    }
    return change;
}

std::unexpected<Error> relay_locked() {
    return fail(ErrorKind::conflict, "relay_locked",
                "The relay of new messages cannot be switched off or deleted. Each user can opt "
                "out in the notification settings.");
}

Outcome update_relay(Call& call) {
    auto fields = TRY(call.fields());
    const auto change = read_change(fields, desk::relay_fields());
    if (change.words && *change.words) {
        const auto used = automate::fields_in((*change.words)->html);
        if (std::ranges::find(used, "messages") == used.end()) {
            fields.note("words", "must say where the new messages stand: {{messages}}");
        }
    }
    TRY_VOID(fields.check());
    if (change.enabled && !*change.enabled) {
        return relay_locked();
    }
    return call.database().write([&](db::Session& session) {
        if (change.words) {
            desk::save_words(session, call.env(), "relay", "", change.language, *change.words,
                             call.actor());
        }
        return Reply{.body = view::relay_json(session)};
    });
}

Outcome delete_relay(Call&) { return relay_locked(); }

Outcome update_system_email(Call& call) {
    const auto* email = desk::find_system_email(call.captures.at(0));
    if (email == nullptr) {
        return fail(ErrorKind::not_found, "system_email_not_found", "There is no such email.");
    }
    auto fields = TRY(call.fields());
    const auto change = read_change(fields, email->fields);
    TRY_VOID(fields.check());
    return Reply{.body = TRY(call.database().write([&](db::Session& session) -> Result<Object> {
                     if (change.enabled) {
                         TRY_VOID(desk::switch_system_email(session, call.env(), *email,
                                                            *change.enabled, call.actor()));
                     }
                     if (change.words) {
                         desk::save_words(session, call.env(), "system", email->name,
                                          change.language, *change.words, call.actor());
                     }
                     return view::system_email_json(session, *email);
                 }))};
}

// ---- previews

/// What stands for each field in a preview.
automate::MergeValues sample_values(Call& call) {
    const std::string url =
        call.env().public_url.empty() ? "https://desk.example.org" : call.env().public_url;
    return {{"item.number", "T-12"},
            {"item.title", "Printer on fire"},
            {"item.status", "open"},
            {"item.priority", "high"},
            {"item.link", url + "/items/12"},
            {"customer.name", "Eve Martin"},
            {"customer.first_name", "Eve"},
            {"customer.address", "eve@example.org"},
            {"assignee.name", call.user().name},
            {"team.name", "Support"},
            {"project.name", "Web shop"},
            {"queue.name", "Support"},
            {"message.text", "It burns."},
            {"user.name", call.user().name},
            {"who", call.user().name},
            {"link", url + "/sign-in?token=…"},
            {"old.number", "T-11"},
            {"site", url},
            {"connector.name", "Microsoft 365"},
            {"reason", "535 5.7.3 Authentication unsuccessful"},
            {"count", "3"},
            {"recipient", "eve@example.org"},
            {"subject", "Printer on fire"},
            {"news", "Eve Martin"},
            {"messages", "It burns."},
            {"overview", "T-12 Printer on fire"}};
}

struct PreviewRequest {
    model::MailWords words;
    std::string language;
};

std::expected<PreviewRequest, Problem> read_preview(Call& call) {
    auto fields = TRY(call.fields());
    PreviewRequest request;
    const auto kind = fields.required_text("kind", {.characters_min = 1, .characters_max = 20});
    const auto name = fields.text("name", {.characters_max = 60}).value_or("");
    request.language = read_language(fields).value_or("");
    if (!fields.has("language")) {
        fields.note("language", "is missing");
    }
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
                 kind == "relay"                        ? desk::relay_fields()
                 : kind == "system" && email != nullptr ? email->fields
                                                        : automate::template_fields(),
                 "words");
    TRY_VOID(fields.check());
    return request;
}

desk::MailText filled(Call& call, const model::MailWords& words) {
    const auto values = sample_values(call);
    const auto html = automate::fill(words.html, values, automate::Target::html);
    return {.subject = automate::fill(words.subject, values, automate::Target::line),
            .text = html::to_text(html),
            .html = html};
}

Outcome preview(Call& call) {
    const auto request = TRY(read_preview(call));
    const auto mail = filled(call, request.words);
    return Reply{.body =
                     Object{{"subject", mail.subject}, {"html", mail.html}, {"text", mail.text}}};
}

Outcome send_test(Call& call) {
    const auto request = TRY(read_preview(call));
    const auto made = TRY(call.database().write([&](db::Session& session) {
        return desk::mail_automatically(session, call.env(), call.actor(),
                                        {.words = filled(call, request.words),
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

// ---- templates

Outcome list_all_templates(Call& call) {
    return call.database().read([](db::Session& session) {
        const auto rules = store::list_automations(session, kRulesMax);
        Array items;
        for (const auto& each : store::list_templates(session, kTemplatesMax)) {
            items.emplace_back(view::template_json(each, rules));
        }
        return Reply{.body = view::list_json(std::move(items))};
    });
}

void read_template(Fields& fields, model::EmailTemplate& changed) {
    changed.name =
        fields.text("name", {.characters_min = 1, .characters_max = 120}).value_or(changed.name);
    changed.audience = fields.word<model::TemplateAudience>("audience").value_or(changed.audience);
    changed.version = fields.number("version", 1, INT64_MAX).value_or(changed.version);
    auto words = fields.object("words");
    if (!words) {
        return;
    }
    changed.words.clear();
    for (const auto language : kLanguages) {
        if (auto inner = words->object(language)) {
            auto text = read_words(*inner);
            words->absorb(language, *inner);
            note_unknown(*words, text, automate::template_fields(), language);
            changed.words.emplace(language, std::move(text));
        }
    }
    if (changed.words.empty()) {
        fields.note("words", "must not be empty");
    }
    fields.absorb("words", *words);
}

Outcome show_template(Call& call, TemplateId id, int status) {
    return call.database().read([&](db::Session& session) -> Outcome {
        const auto found = store::find_template(session, id);
        if (!found) {
            return fail(ErrorKind::not_found, "template_not_found", "There is no such template.");
        }
        return Reply{
            .status = status,
            .body = view::template_json(*found, store::list_automations(session, kRulesMax))};
    });
}

Outcome create_template(Call& call) {
    auto fields = TRY(call.fields());
    for (const auto* name : {"name", "words"}) {
        if (!fields.has(name)) {
            fields.note(name, "is missing");
        }
    }
    model::EmailTemplate made;
    read_template(fields, made);
    TRY_VOID(fields.check());
    const auto id = TRY(call.database().write([&](db::Session& session) {
        return desk::create_template(session, call.env(), made, call.actor());
    }));
    return show_template(call, id, 201);
}

Outcome update_template(Call& call) {
    auto fields = TRY(call.fields());
    const TemplateId id{call.id()};
    auto found = call.database().read(
        [&](db::Session& session) { return store::find_template(session, id); });
    if (!found) {
        return fail(ErrorKind::not_found, "template_not_found", "There is no such template.");
    }
    read_template(fields, *found);
    TRY_VOID(fields.check());
    TRY_VOID(call.database().write([&](db::Session& session) {
        return desk::change_template(session, call.env(), *found, call.actor());
    }));
    return show_template(call, id, 200);
}

Outcome delete_template(Call& call) {
    TRY_VOID(call.database().write([&](db::Session& session) {
        return desk::delete_template(session, call.env(), TemplateId{call.id()}, call.actor());
    }));
    return nothing();
}

constexpr Route kRoutes[] = {
    {io::Method::get, "/api/v1/messaging_center", Access::administrator, get_center},
    {io::Method::patch, "/api/v1/messaging_center/relay", Access::administrator, update_relay},
    {io::Method::delete_, "/api/v1/messaging_center/relay", Access::administrator, delete_relay},
    {io::Method::patch, "/api/v1/system_emails/{name}", Access::administrator, update_system_email},
    {io::Method::post, "/api/v1/email_previews", Access::administrator, preview},
    {io::Method::post, "/api/v1/email_tests", Access::administrator, send_test},
    {io::Method::get, "/api/v1/templates", Access::administrator, list_all_templates},
    {io::Method::post, "/api/v1/templates", Access::administrator, create_template},
    {io::Method::patch, "/api/v1/templates/{id}", Access::administrator, update_template},
    {io::Method::delete_, "/api/v1/templates/{id}", Access::administrator, delete_template},
};

}  // namespace

std::span<const Route> messaging_center_routes() { return kRoutes; }

}  // namespace postroom::api
