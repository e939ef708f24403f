// See audit_facts.hpp.
#include "desk/audit_facts.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <boost/json.hpp>

#include "store/automation_codec.hpp"
#include "store/channel.hpp"
#include "store/organization.hpp"
#include "store/people.hpp"
#include "store/project.hpp"
#include "store/retry_template.hpp"

namespace postroom::desk {
namespace {

using model::Facts;

std::string yes_no(bool value) { return value ? "yes" : "no"; }

template <class Thing>
std::string name_or_nothing(const std::optional<Thing>& thing) {
    return thing ? thing->name : std::string();
}

std::string name_of(db::Session& session, ChannelId id) {
    return id ? name_or_nothing(store::find_channel(session, id)) : "";
}
std::string name_of(db::Session& session, ConnectorId id) {
    return id ? name_or_nothing(store::find_connector(session, id)) : "";
}
std::string name_of(db::Session& session, ProjectId id) {
    return id ? name_or_nothing(store::find_project(session, id)) : "";
}
std::string name_of(db::Session& session, RetryTemplateId id) {
    return id ? name_or_nothing(store::find_retry_template(session, id)) : "";
}
std::string name_of(db::Session& session, TeamId id) {
    return id ? name_or_nothing(store::find_team(session, id)) : "";
}
std::string name_of(db::Session& session, UserId id) {
    return id ? name_or_nothing(store::find_user(session, id)) : "";
}
std::string name_of(db::Session& session, OrganizationId id) {
    const auto row = id ? store::find_organization(session, id) : std::nullopt;
    return row ? row->organization.name : "";
}

template <class Enum>
std::string word(Enum value) {
    return std::string(model::name_of(value));
}

std::string questions_of(const model::PortalForm& form) {
    std::vector<std::string> questions;
    questions.reserve(form.fields.size());
    for (const auto& field : form.fields) {
        questions.push_back(field.label);
    }
    return fmt::format("{}", fmt::join(questions, ", "));
}

void append(Facts& facts, Facts more) {
    facts.insert(facts.end(), std::make_move_iterator(more.begin()),
                 std::make_move_iterator(more.end()));
}

}  // namespace

Facts facts_of(const model::User& user) {
    const auto& told = user.preferences;
    return {{"name", user.name},
            {"email", user.email},
            {"role", std::string(model::name_of(user.role))},
            {"active", yes_no(user.active)},
            {"language", user.language},
            {"signature", user.signature},
            {"conversations", std::string(model::name_of(told.conversations))},
            {"show_from_customers", yes_no(told.show_from_customers)},
            {"from_customers", std::string(model::name_of(told.from_customers))},
            {"replies_to_customers", std::string(model::name_of(told.replies_to_customers))},
            {"internal_messages", std::string(model::name_of(told.internal_messages))},
            {"include_automation", yes_no(told.include_automation)},
            {"notification_email", std::string(model::name_of(told.email))},
            {"assignment_emails", yes_no(told.assignment_emails)},
            {"project_member_emails", yes_no(told.project_member_emails)},
            {"accept_invitations", yes_no(told.accept_invitations)}};
}

Facts facts_of(db::Session& session, const model::Customer& customer) {
    return {{"name", customer.name},
            {"email", customer.email},
            {"active", yes_no(customer.active)},
            {"language", customer.language},
            {"organization", name_of(session, customer.organization_id)}};
}

Facts facts_of(const model::Organization& organization) {
    return {{"name", organization.name},
            {"domain", organization.domain},
            {"shares_requests", yes_no(organization.shares_requests)}};
}

Facts facts_of(db::Session& session, const model::Channel& channel) {
    return {{"name", channel.name},
            {"color", channel.color},
            {"address", channel.address},
            {"item_type", word(channel.item_type)},
            {"project", name_of(session, channel.project_id)},
            {"team", name_of(session, channel.team_id)},
            {"assignee", name_of(session, channel.assignee_id)},
            {"priority", word(channel.priority)},
            {"reply_via", name_of(session, channel.connector_id)},
            {"active", yes_no(channel.active)},
            {"client_networks", channel.client_networks}};
}

Facts facts_of(db::Session& session, const model::Connector& connector) {
    return {{"name", connector.name},
            {"kind", word(connector.kind)},
            {"from_address", connector.from_address},
            {"from_name", connector.from_name},
            {"host", connector.host},
            {"port", fmt::to_string(connector.port)},
            {"tls", word(connector.tls)},
            {"username", connector.username},
            {"enabled", yes_no(connector.enabled)},
            {"is_default", yes_no(connector.is_default)},
            {"connections_max", fmt::to_string(connector.connections_max)},
            {"mails_per_minute", fmt::to_string(connector.mails_per_minute)},
            {"retry_template", name_of(session, connector.retry_template_id)},
            {"signature", connector.signature},
            {"when_uncertain", word(connector.when_uncertain)}};
}

Facts facts_of(const model::Mailbox& mailbox) {
    return {{"address", mailbox.address}, {"provider", word(mailbox.provider)},
            {"host", mailbox.host},       {"port", fmt::to_string(mailbox.port)},
            {"tls", word(mailbox.tls)},   {"username", mailbox.username},
            {"folder", mailbox.folder},   {"after_fetch", word(mailbox.after_fetch)},
            {"move_to", mailbox.move_to}, {"active", yes_no(mailbox.active)}};
}

Facts facts_of(const model::OAuthClient& client) {
    return {{"provider", word(client.provider)},
            {"client_id", client.client_id},
            {"authorize_url", client.authorize_url},
            {"token_url", client.token_url},
            {"scopes", client.scopes},
            {"revoke_url", client.revoke_url},
            {"secret_expires_on", client.secret_expires_at
                                      ? format_rfc3339(*client.secret_expires_at).substr(0, 10)
                                      : std::string()}};
}

Facts facts_of(const model::RetryTemplate& retry_template) {
    std::vector<std::int64_t> seconds;
    for (const auto delay : retry_template.delays) {
        seconds.push_back(delay.count());
    }
    return {{"name", retry_template.name},
            {"delays_seconds", fmt::format("{}", fmt::join(seconds, ", "))},
            {"attempts_max", fmt::to_string(retry_template.attempts_max)},
            {"age_seconds_max", fmt::to_string(retry_template.age_max.count())},
            {"is_default", yes_no(retry_template.is_default)}};
}

Facts facts_of(const model::Automation& rule) {
    const bool has_filter = rule.filter != model::Filter{};
    Facts facts{{"name", rule.name},
                {"enabled", yes_no(rule.enabled)},
                {"object", word(rule.object)},
                {"trigger", word(rule.trigger.kind)},
                {"trigger_detail", rule.trigger.detail},
                {"filter", has_filter ? boost::json::serialize(store::filter_json(rule.filter))
                                      : std::string()}};
    std::size_t place = 0;
    for (const auto& action : store::actions_json(rule.actions)) {
        facts.emplace_back(fmt::format("action.{}", ++place), boost::json::serialize(action));
    }
    return facts;
}

Facts facts_of(const model::MailWords& words, std::string_view language) {
    return {{fmt::format("subject.{}", language), words.subject},
            {fmt::format("html.{}", language), words.html}};
}

Facts facts_of(const model::EmailTemplate& made) {
    Facts facts{{"name", made.name}, {"audience", word(made.audience)}};
    for (const auto& [language, words] : made.words) {
        append(facts, facts_of(words, language));
    }
    return facts;
}

Facts facts_of(db::Session& session, const model::ChatWidget& widget) {
    return {{"name", widget.name},
            {"active", yes_no(widget.active)},
            {"sites", fmt::format("{}", fmt::join(widget.sites, ", "))},
            {"color", widget.color},
            {"greeting", widget.greeting},
            {"offline_text", widget.offline_text},
            {"ask_name", word(widget.ask_name)},
            {"ask_email", word(widget.ask_email)},
            {"language", widget.language},
            {"side", word(widget.side)},
            {"queue", name_of(session, widget.queue_id)},
            {"team", name_of(session, widget.team_id)}};
}

Facts facts_of(db::Session& session, const model::PortalSettings& settings) {
    Facts facts{{"enabled", yes_no(settings.is_on)},
                {"title", settings.title},
                {"color", settings.color},
                {"logo", settings.logo ? fmt::to_string(settings.logo.value) : ""},
                {"door", word(settings.door)},
                {"closes_by_word", yes_no(settings.closes_by_word)}};
    for (const auto& form : settings.forms) {
        const auto type = model::name_of(form.type);
        append(facts, {{fmt::format("form_offered.{}", type), yes_no(form.is_offered)},
                       {fmt::format("form_title.{}", type), form.title},
                       {fmt::format("form_introduction.{}", type), form.introduction},
                       {fmt::format("form_queue.{}", type), name_of(session, form.queue_id)},
                       {fmt::format("form_questions.{}", type), questions_of(form)}});
    }
    for (std::size_t i = 0; i < settings.closing_words.size(); ++i) {
        facts.emplace_back(fmt::format("closing_words.{}", model::kPortalLanguages[i]),
                           fmt::format("{}", fmt::join(settings.closing_words[i], ", ")));
    }
    return facts;
}

Facts with_password_before(Facts facts, const SecretChange& change) {
    facts.emplace_back("password", change.was_set ? "set" : "");
    return facts;
}

Facts with_password_after(Facts facts, const SecretChange& change) {
    const bool is_renewed = change.was_set && change.is_written;
    const bool is_set = change.was_set || change.is_written;
    facts.emplace_back("password", is_renewed ? "renewed" : is_set ? "set" : "");
    return facts;
}

}  // namespace postroom::desk
