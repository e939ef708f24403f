// The portal as administrators set it up, and organizations of customers. See api/openapi.yaml,
// tags administration and directory. Rule: features F001, F003; SEC-4 (the logo is a picture by our
// own sniffing), SEC-11; product-facts 1.1, 1.6.
#include <algorithm>
#include <array>
#include <boost/json.hpp>

#include "api/routes.hpp"
#include "api/sniff.hpp"
#include "core/text.hpp"
#include "desk/organization_commands.hpp"
#include "desk/portal_settings.hpp"
#include "store/blob.hpp"
#include "view/portal.hpp"

namespace postroom::api {
namespace {

using view::Object;

constexpr std::array<std::string_view, 4> kLogoTypes{"image/gif", "image/jpeg", "image/png",
                                                     "image/webp"};
constexpr TextRule kLabelRule{.characters_min = 1, .characters_max = 100};
constexpr TextRule kWordRule{.characters_min = 1, .characters_max = 60};
constexpr TextRule kNameRule{.characters_min = 1, .characters_max = 200};
constexpr TextRule kDomainRule{.characters_max = 253};

Object settings_json(Call& call, const model::PortalSettings& settings) {
    return view::portal_settings_json(settings, !call.env().public_url.empty());
}

Outcome get_settings(Call& call) {
    return Reply{.body = settings_json(call, call.database().read([](db::Session& session) {
                     return desk::load_portal_settings(session);
                 }))};
}

bool is_color(std::string_view text) {
    return text.size() == 7 && text.front() == '#' &&
           text.find_first_not_of("0123456789abcdef", 1) == std::string_view::npos;
}

model::PortalField read_field(Fields& fields) {
    model::PortalField field{
        .label = fields.required_text("label", kLabelRule),
        .kind = fields.word<model::PortalFieldKind>("kind").value_or(model::PortalFieldKind::text),
        .is_required = fields.flag("required").value_or(false),
        .choices = fields.texts("choices", limits::kPortalChoicesMax, kLabelRule)
                       .value_or(std::vector<std::string>{})};
    if (field.kind == model::PortalFieldKind::choice && field.choices.empty()) {
        fields.note("choices", "must not be empty");
    }
    return field;
}

void read_form(Fields& fields, model::PortalForm& form) {
    form.is_offered = fields.flag("offered").value_or(form.is_offered);
    form.title = fields.text("title", {.characters_max = 100}).value_or(form.title);
    form.introduction = fields.text("introduction", {.characters_max = 2000, .one_line = false})
                            .value_or(form.introduction);
    if (const auto queue = fields.id_or_null("queue_id")) {
        form.queue_id = ChannelId{*queue};
    }
    if (auto list = fields.objects("fields", limits::kPortalFieldsMax)) {
        form.fields.clear();
        for (auto& one : *list) {
            auto field = read_field(one);
            if (std::ranges::find(form.fields, field.label, &model::PortalField::label) !=
                form.fields.end()) {
                one.note("label", "stands there twice");
            }
            form.fields.push_back(std::move(field));
            fields.absorb("fields", one);
        }
    }
}

void read_forms(Fields& fields, model::PortalSettings& settings) {
    for (auto& one :
         fields.objects("forms", settings.forms.size()).value_or(std::vector<Fields>{})) {
        const auto type = one.word<model::ItemType>("type");
        if (!type) {
            one.note("type", "is missing");
        } else {
            read_form(one, *std::ranges::find(settings.forms, *type, &model::PortalForm::type));
        }
        fields.absorb("forms", one);
    }
}

void read_closing_words(Fields& fields, model::PortalSettings& settings) {
    auto words = fields.object("closing_words");
    for (std::size_t i = 0; words && i < model::kPortalLanguages.size(); ++i) {
        if (auto list =
                words->texts(model::kPortalLanguages[i], limits::kClosingWordsMax, kWordRule)) {
            settings.closing_words[i] = std::move(*list);
        }
    }
    if (words) {
        fields.absorb("closing_words", *words);
    }
}

void read_settings(Fields& fields, model::PortalSettings& settings) {
    settings.is_on = fields.flag("enabled").value_or(settings.is_on);
    settings.title = fields.text("title", {.characters_max = 100}).value_or(settings.title);
    settings.color =
        fields.text("color", {.characters_min = 7, .characters_max = 7}).value_or(settings.color);
    if (!is_color(settings.color)) {
        fields.note("color", "must look like #2f6fde");
    }
    settings.door = fields.word<model::PortalDoor>("door").value_or(settings.door);
    settings.closes_by_word = fields.flag("closes_by_word").value_or(settings.closes_by_word);
    read_forms(fields, settings);
    read_closing_words(fields, settings);
}

Outcome update_settings(Call& call) {
    auto fields = TRY(call.fields());
    // Read once more within the transaction: what is not named stays as it is then.
    auto checked = call.database().read(
        [](db::Session& session) { return desk::load_portal_settings(session); });
    auto rehearsed = fields;
    read_settings(rehearsed, checked);
    TRY_VOID(rehearsed.check());
    return Reply{
        .body = settings_json(
            call,
            TRY(call.database().write([&](db::Session& session) -> Result<model::PortalSettings> {
                auto settings = desk::load_portal_settings(session);
                auto again = fields;
                read_settings(again, settings);
                TRY_VOID(desk::save_portal_settings(session, call.env(), call.actor(), settings));
                return settings;
            })))};
}

/// Changes the logo alone; an empty type takes it away.
Outcome save_logo(Call& call, std::string_view content, const std::string& type) {
    const auto packed = store::pack_blob(content);
    return Reply{
        .body = settings_json(
            call,
            TRY(call.database().write([&](db::Session& session) -> Result<model::PortalSettings> {
                auto settings = desk::load_portal_settings(session);
                settings.logo = type.empty() ? BlobId{} : store::insert_blob(session, packed);
                settings.logo_type = type;
                TRY_VOID(desk::save_portal_settings(session, call.env(), call.actor(), settings));
                return settings;
            })))};
}

Outcome set_logo(Call& call) {
    const std::string_view content = call.request.body;
    const auto type = sniff_content_type(content);
    if (content.size() > limits::kPortalLogoBytesMax ||
        std::ranges::find(kLogoTypes, type) == kLogoTypes.end()) {
        return fail(ErrorKind::invalid, "not_a_logo",
                    "The logo must be a PNG, JPEG, GIF or WebP picture of at most 200 KB.");
    }
    return save_logo(call, content, type);
}

Outcome delete_logo(Call& call) { return save_logo(call, "", ""); }

Outcome list_organizations(Call& call) {
    const int limit = TRY(call.limit());
    const auto before = TRY(call.before());
    const auto rows = call.database().read([&](db::Session& session) {
        return store::list_organizations(session, OrganizationId{before}, limit + 1);
    });
    return Reply{.body = page_json(
                     rows, limit, view::organization_json,
                     [](const store::OrganizationRow& row) { return row.organization.id.value; })};
}

void read_organization(Fields& fields, model::Organization& organization) {
    if (const auto domain = fields.text("domain", kDomainRule)) {
        organization.domain = to_lower(trim(*domain));
        if (organization.domain.starts_with('@')) {
            organization.domain.erase(0, 1);
        }
    }
    organization.shares_requests =
        fields.flag("shares_requests").value_or(organization.shares_requests);
}

Outcome show_organization(Call& call, OrganizationId id, int status) {
    const auto row = call.database().read(
        [&](db::Session& session) { return store::find_organization(session, id); });
    return row ? Outcome(Reply{.status = status, .body = view::organization_json(*row)})
               : fail(ErrorKind::not_found, "organization_not_found",
                      "There is no such organization.");
}

Outcome create_organization(Call& call) {
    auto fields = TRY(call.fields());
    model::Organization organization{.name = fields.required_text("name", kNameRule)};
    read_organization(fields, organization);
    TRY_VOID(fields.check());
    const auto id = TRY(call.database().write([&](db::Session& session) {
        return desk::create_organization(session, call.env(), organization, call.actor());
    }));
    return show_organization(call, id, 201);
}

Outcome update_organization(Call& call) {
    auto fields = TRY(call.fields());
    const OrganizationId id{call.id()};
    const auto name = fields.text("name", kNameRule);
    auto rehearsed = fields;
    model::Organization unused;
    read_organization(rehearsed, unused);
    TRY_VOID(rehearsed.check());
    TRY_VOID(call.database().write([&](db::Session& session) -> Result<void> {
        const auto row = store::find_organization(session, id);
        auto organization = row ? row->organization : model::Organization{.id = id};
        organization.name = name.value_or(organization.name);
        auto again = fields;
        read_organization(again, organization);
        return desk::change_organization(session, call.env(), organization, call.actor());
    }));
    return show_organization(call, id, 200);
}

constexpr Route kRoutes[] = {
    {io::Method::get, "/api/v1/portal_settings", Access::administrator, get_settings},
    {io::Method::patch, "/api/v1/portal_settings", Access::administrator, update_settings},
    {io::Method::put, "/api/v1/portal_settings/logo", Access::administrator, set_logo},
    {io::Method::delete_, "/api/v1/portal_settings/logo", Access::administrator, delete_logo},
    {io::Method::get, "/api/v1/organizations", Access::user, list_organizations},
    {io::Method::post, "/api/v1/organizations", Access::administrator, create_organization},
    {io::Method::patch, "/api/v1/organizations/{id}", Access::administrator, update_organization},
};

}  // namespace

std::span<const Route> portal_settings_routes() { return kRoutes; }

}  // namespace postroom::api
