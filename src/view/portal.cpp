// See portal.hpp.
#include "view/portal.hpp"

namespace postroom::view {
namespace {

using model::name_of;

/// Changes with the picture, so that browsers may keep it.
Value logo_url(const model::PortalSettings& settings) {
    return settings.logo ? Value("/api/v1/portal/logo?v=" + std::to_string(settings.logo.value))
                         : Value(nullptr);
}

Array texts_json(const std::vector<std::string>& texts) {
    return Array(texts.begin(), texts.end());
}

Array fields_json(const model::PortalForm& form) {
    Array fields;
    for (const auto& field : form.fields) {
        fields.emplace_back(Object{{"label", field.label},
                                   {"kind", name_of(field.kind)},
                                   {"required", field.is_required},
                                   {"choices", texts_json(field.choices)}});
    }
    return fields;
}

/// A name for a colleague of the customer: never their address.
std::string shown_name(const store::RequestRow& row) {
    return row.requester_name.empty() ? row.requester_email.substr(0, row.requester_email.find('@'))
                                      : row.requester_name;
}

}  // namespace

Object portal_json(const model::PortalSettings& settings) {
    return Object{{"title", settings.title},
                  {"color", settings.color},
                  {"logo_url", logo_url(settings)},
                  {"door", name_of(settings.door)}};
}

Object portal_customer_json(const model::Customer& customer,
                            const std::optional<store::OrganizationRow>& organization) {
    const bool shares = organization && organization->organization.shares_requests;
    return Object{
        {"id", customer.id.value},
        {"name", customer.name},
        {"email", customer.email},
        {"language", text_or_null(customer.language)},
        {"organization", shares ? Value(organization->organization.name) : Value(nullptr)}};
}

Object portal_form_json(const model::PortalForm& form) {
    return Object{{"type", name_of(form.type)},
                  {"title", form.title},
                  {"introduction", form.introduction},
                  {"fields", fields_json(form)}};
}

Object portal_request_json(const store::RequestRow& row, CustomerId viewer) {
    const auto phase = model::phase_of(row.item.state, row.item.status, row.last_author);
    return Object{{"id", row.item.id.value},
                  {"reference", model::reference_of(row.item)},
                  {"type", name_of(row.item.type)},
                  {"title", row.item.title},
                  {"phase", name_of(phase)},
                  {"state", name_of(row.item.state)},
                  {"requester_name", shown_name(row)},
                  {"mine", row.item.requester_id == viewer},
                  {"unread_count", row.unread},
                  {"conversation_id", row.conversation_id.value},
                  {"created_at", time_json(row.item.created_at)},
                  {"last_message_at", time_json(row.last_message_at)}};
}

Object portal_settings_json(const model::PortalSettings& settings, bool has_public_address) {
    Array forms;
    for (const auto& form : settings.forms) {
        auto json = portal_form_json(form);
        json["offered"] = form.is_offered;
        json["queue_id"] = id_json(form.queue_id);
        forms.emplace_back(std::move(json));
    }
    Object words;
    for (std::size_t i = 0; i < model::kPortalLanguages.size(); ++i) {
        words[model::kPortalLanguages[i]] = texts_json(settings.closing_words[i]);
    }
    return Object{{"enabled", settings.is_on},
                  {"title", settings.title},
                  {"color", settings.color},
                  {"logo_url", logo_url(settings)},
                  {"door", name_of(settings.door)},
                  {"forms", std::move(forms)},
                  {"closes_by_word", settings.closes_by_word},
                  {"closing_words", std::move(words)},
                  {"has_public_address", has_public_address}};
}

Object organization_json(const store::OrganizationRow& row) {
    return Object{{"id", row.organization.id.value},
                  {"name", row.organization.name},
                  {"domain", text_or_null(row.organization.domain)},
                  {"shares_requests", row.organization.shares_requests},
                  {"member_count", row.members}};
}

}  // namespace postroom::view
