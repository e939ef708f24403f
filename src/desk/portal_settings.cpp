// See portal_settings.hpp.
#include "desk/portal_settings.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>

#include "desk/audit.hpp"
#include "desk/audit_facts.hpp"
#include "store/channel.hpp"
#include "store/event.hpp"

namespace postroom::desk {
namespace {

using boost::json::array;
using boost::json::object;
using model::name_of;

constexpr std::string_view kPortal = "portal";

array texts_json(const std::vector<std::string>& texts) {
    return array(texts.begin(), texts.end());
}

std::vector<std::string> read_texts(const boost::json::value& value) {
    std::vector<std::string> texts;
    for (const auto& text : value.as_array()) {
        texts.emplace_back(text.as_string());
    }
    return texts;
}

std::string read_text(const object& from, std::string_view name) {
    return std::string(from.at(name).as_string());
}

object field_json(const model::PortalField& field) {
    return {{"label", field.label},
            {"kind", name_of(field.kind)},
            {"required", field.is_required},
            {"choices", texts_json(field.choices)}};
}

object form_json(const model::PortalForm& form) {
    array fields;
    for (const auto& field : form.fields) {
        fields.push_back(field_json(field));
    }
    return {{"type", name_of(form.type)},
            {"offered", form.is_offered},
            {"title", form.title},
            {"introduction", form.introduction},
            {"queue_id", form.queue_id.value},
            {"fields", std::move(fields)}};
}

object settings_json(const model::PortalSettings& settings) {
    array forms;
    for (const auto& form : settings.forms) {
        forms.push_back(form_json(form));
    }
    array words;
    for (const auto& of_language : settings.closing_words) {
        words.push_back(texts_json(of_language));
    }
    return {{"on", settings.is_on},
            {"title", settings.title},
            {"color", settings.color},
            {"logo", settings.logo.value},
            {"logo_type", settings.logo_type},
            {"door", name_of(settings.door)},
            {"forms", std::move(forms)},
            {"closes_by_word", settings.closes_by_word},
            {"closing_words", std::move(words)}};
}

model::PortalForm read_form(const object& from) {
    model::PortalForm form{.type = model::stored_name<model::ItemType>(read_text(from, "type")),
                           .is_offered = from.at("offered").as_bool(),
                           .title = read_text(from, "title"),
                           .introduction = read_text(from, "introduction"),
                           .queue_id = ChannelId{from.at("queue_id").to_number<std::int64_t>()},
                           .fields = {}};
    for (const auto& value : from.at("fields").as_array()) {
        const auto& field = value.as_object();
        form.fields.push_back(
            {.label = read_text(field, "label"),
             .kind = model::stored_name<model::PortalFieldKind>(read_text(field, "kind")),
             .is_required = field.at("required").as_bool(),
             .choices = read_texts(field.at("choices"))});
    }
    return form;
}

}  // namespace

model::PortalSettings load_portal_settings(db::Session& session) {
    auto settings = model::default_portal_settings();
    const auto text = store::find_setting(session, kPortal);
    if (!text) {
        return settings;
    }
    const auto value = boost::json::parse(*text);
    const auto& from = value.as_object();
    settings.is_on = from.at("on").as_bool();
    settings.title = read_text(from, "title");
    settings.color = read_text(from, "color");
    settings.logo = BlobId{from.at("logo").to_number<std::int64_t>()};
    settings.logo_type = read_text(from, "logo_type");
    settings.door = model::stored_name<model::PortalDoor>(read_text(from, "door"));
    settings.closes_by_word = from.at("closes_by_word").as_bool();
    for (const auto& form : from.at("forms").as_array()) {
        auto read = read_form(form.as_object());
        const auto place = std::ranges::find(settings.forms, read.type, &model::PortalForm::type);
        *place = std::move(read);
    }
    const auto& words = from.at("closing_words").as_array();
    for (std::size_t i = 0; i < std::min(words.size(), settings.closing_words.size()); ++i) {
        settings.closing_words[i] = read_texts(words[i]);
    }
    return settings;
}

Result<void> save_portal_settings(db::Session& session, const Environment& env, model::Person actor,
                                  const model::PortalSettings& settings) {
    for (const auto& form : settings.forms) {
        if (form.queue_id && !store::find_channel(session, form.queue_id)) {
            return fail(ErrorKind::invalid, "unknown_queue", "There is no such queue.");
        }
    }
    const auto before = facts_of(session, load_portal_settings(session));
    store::save_setting(session, kPortal, boost::json::serialize(settings_json(settings)));
    store::append_event(session, {.kind = model::EventKind::setting_changed,
                                  .at = env.now(),
                                  .actor = actor,
                                  .payload = R"({"portal":"changed"})"});
    record_change(session, env, actor, {model::AuditSubject::portal, 0, {}}, before,
                  facts_of(session, settings));
    return {};
}

const model::PortalForm& form_of(const model::PortalSettings& settings, model::ItemType type) {
    return *std::ranges::find(settings.forms, type, &model::PortalForm::type);
}

std::string portal_address_of(db::Session& session, const Environment& env, ItemId item) {
    if (env.public_url.empty() || !item || !load_portal_settings(session).is_on) {
        return {};
    }
    return fmt::format("{}/portal/requests/{}", env.public_url, item.value);
}

}  // namespace postroom::desk
