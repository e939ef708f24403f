// Retry templates: when mail that failed for now is tried again. See api/openapi.yaml, tag
// administration; features F148-F150, F179, F180.
#include <boost/json.hpp>

#include "api/routes.hpp"
#include "core/limits.hpp"
#include "desk/audit.hpp"
#include "desk/audit_facts.hpp"
#include "store/event.hpp"
#include "store/retry_template.hpp"
#include "view/mail.hpp"

namespace postroom::api {
namespace {

using view::Array;
using view::Object;

constexpr int kTemplatesMax = 1000;
constexpr TextRule kNameRule{.characters_min = 1, .characters_max = 200};

std::unexpected<Error> no_template() {
    return fail(ErrorKind::not_found, "retry_template_not_found",
                "There is no such retry template.");
}

std::unexpected<Error> name_taken() {
    return fail(ErrorKind::conflict, "retry_template_exists",
                "There is already a retry template with this name.");
}

/// Reads what is named into `into`.
void read_template(Fields& fields, model::RetryTemplate& into) {
    into.name = fields.text("name", kNameRule).value_or(into.name);
    if (fields.has("delays_seconds")) {
        into.delays.clear();
        for (const auto seconds : fields.ids("delays_seconds", limits::kRetryDelaysMax)) {
            into.delays.emplace_back(seconds);
            if (into.delays.back() > limits::kRetryDelayMax) {
                fields.note("delays_seconds", "must be a whole number from 1 to 2592000");
            }
        }
        if (into.delays.empty()) {
            fields.note("delays_seconds", "must not be empty");
        }
    }
    into.attempts_max = static_cast<int>(
        fields.number("attempts_max", 1, limits::kRetryAttemptsMax).value_or(into.attempts_max));
    into.age_max =
        std::chrono::seconds{fields.number("age_seconds_max", 0, limits::kRetryDelayMax.count())
                                 .value_or(into.age_max.count())};
}

void append_template_event(db::Session& session, Call& call, RetryTemplateId id,
                           std::string_view what) {
    store::append_event(session,
                        {.kind = model::EventKind::setting_changed,
                         .at = call.context.now(),
                         .actor = call.actor(),
                         .subject_id = id.value,
                         .payload = boost::json::serialize(Object{{"retry_template", what}})});
}

model::Facts facts_now(db::Session& session, RetryTemplateId id) {
    const auto found = store::find_retry_template(session, id);
    return found ? desk::facts_of(*found) : model::Facts{};
}

void record(db::Session& session, Call& call, RetryTemplateId id, const std::string& name,
            const model::Facts& before) {
    desk::record_change(session, call.env(), call.actor(),
                        {model::AuditSubject::retry_template, id.value, name}, before,
                        facts_now(session, id));
}

Outcome list_templates(Call& call) {
    return call.database().read([](db::Session& session) -> Outcome {
        Array items;
        for (const auto& each : store::list_retry_templates(session, kTemplatesMax)) {
            items.emplace_back(view::retry_template_json(each));
        }
        return Reply{.body = view::list_json(std::move(items))};
    });
}

Outcome create_template(Call& call) {
    auto fields = TRY(call.fields());
    model::RetryTemplate made{.attempts_max = 3};
    for (const auto* needed : {"name", "delays_seconds", "attempts_max"}) {
        if (!fields.has(needed)) {
            fields.note(needed, "is missing");
        }
    }
    read_template(fields, made);
    TRY_VOID(fields.check());
    return Reply{.status = 201,
                 .body = TRY(call.database().write([&](db::Session& session) -> Result<Object> {
                     const auto id = store::insert_retry_template(session, made);
                     if (!id) {
                         return name_taken();
                     }
                     append_template_event(session, call, *id, "created");
                     record(session, call, *id, made.name, {});
                     return view::retry_template_json(*store::find_retry_template(session, *id));
                 }))};
}

Outcome update_template(Call& call) {
    const RetryTemplateId id{call.id()};
    const auto found = call.database().read(
        [&](db::Session& session) { return store::find_retry_template(session, id); });
    if (!found) {
        return no_template();
    }
    auto fields = TRY(call.fields());
    auto changed = *found;
    read_template(fields, changed);
    const bool becomes_default = fields.flag("is_default").value_or(false);
    TRY_VOID(fields.check());
    return Reply{.body = TRY(call.database().write([&](db::Session& session) -> Result<Object> {
                     for (const auto& other : store::list_retry_templates(session, kTemplatesMax)) {
                         if (other.id != id && other.name == changed.name) {
                             return name_taken();
                         }
                     }
                     const auto before = facts_now(session, id);
                     store::update_retry_template(session, changed);
                     if (becomes_default) {
                         store::make_default_retry_template(session, id);
                     }
                     append_template_event(session, call, id, "changed");
                     record(session, call, id, changed.name, before);
                     return view::retry_template_json(*store::find_retry_template(session, id));
                 }))};
}

Outcome delete_template(Call& call) {
    const RetryTemplateId id{call.id()};
    TRY_VOID(call.database().write([&](db::Session& session) -> Result<void> {
        const auto found = store::find_retry_template(session, id);
        if (!found) {
            return no_template();
        }
        if (!store::delete_retry_template(session, id)) {
            return fail(ErrorKind::conflict, "retry_template_in_use",
                        "An outgoing email server uses this retry template, or new ones begin with "
                        "it.");
        }
        append_template_event(session, call, id, "deleted");
        record(session, call, id, found->name, desk::facts_of(*found));
        return {};
    }));
    return nothing();
}

constexpr Route kRoutes[] = {
    {io::Method::get, "/api/v1/retry_templates", Access::administrator, list_templates},
    {io::Method::post, "/api/v1/retry_templates", Access::administrator, create_template},
    {io::Method::patch, "/api/v1/retry_templates/{id}", Access::administrator, update_template},
    {io::Method::delete_, "/api/v1/retry_templates/{id}", Access::administrator, delete_template},
};

}  // namespace

std::span<const Route> retry_template_routes() { return kRoutes; }

}  // namespace postroom::api
