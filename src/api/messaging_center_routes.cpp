// The Messaging Center: the relay's text, templates and system emails. See api/openapi.yaml, tag
// messaging center. Invariant: administrators only; what an administrator writes is sanitised, an
// unknown merge field is refused before saving. Rule: features F052-F063, F067-F080.
#include <fmt/format.h>

#include <array>
#include <boost/json.hpp>

#include "api/mail_words_fields.hpp"
#include "api/routes.hpp"
#include "automate/merge.hpp"
#include "desk/automation_commands.hpp"
#include "desk/system_mail.hpp"
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
    {io::Method::get, "/api/v1/templates", Access::administrator, list_all_templates},
    {io::Method::post, "/api/v1/templates", Access::administrator, create_template},
    {io::Method::patch, "/api/v1/templates/{id}", Access::administrator, update_template},
    {io::Method::delete_, "/api/v1/templates/{id}", Access::administrator, delete_template},
};

}  // namespace

std::span<const Route> messaging_center_routes() { return kRoutes; }

}  // namespace postroom::api
