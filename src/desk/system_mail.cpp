// See system_mail.hpp.
#include "desk/system_mail.hpp"

#include <algorithm>
#include <array>
#include <boost/json.hpp>

#include "core/text.hpp"
#include "desk/audit.hpp"
#include "desk/audit_facts.hpp"
#include "desk/notice_text.hpp"
#include "desk/sending_mail_words.hpp"
#include "desk/system_mail_words.hpp"
#include "html/entity.hpp"
#include "html/to_text.hpp"
#include "store/event.hpp"
#include "store/mail_words.hpp"

namespace postroom::desk {
namespace {

using Fields = std::span<const std::string_view>;

constexpr std::array<std::string_view, 2> kItemFields{"item.number", "item.title"};
constexpr std::array<std::string_view, 2> kProjectFields{"project.name", "who"};
constexpr std::array<std::string_view, 3> kMoveFields{"item.number", "item.title", "old.number"};
constexpr std::array<std::string_view, 3> kAccountFields{"user.name", "who", "link"};
constexpr std::array<std::string_view, 2> kLinkFields{"user.name", "link"};
constexpr std::array<std::string_view, 2> kPortalFields{"site", "link"};
constexpr std::array<std::string_view, 4> kQuietFields{"user.name", "since", "count", "link"};
constexpr std::array<std::string_view, 4> kFailureFields{"recipient", "subject", "reason", "link"};
constexpr std::array<std::string_view, 3> kAttentionFields{"connector.name", "reason", "link"};
constexpr std::array<std::string_view, 3> kSecretFields{"date", "days", "link"};
constexpr std::array<std::string_view, 6> kRelayFields{"messages",    "overview",   "news",
                                                       "item.number", "item.title", "item.status"};

model::MailWords as_html(const MailText& text) { return {text.subject, text_to_html(text.text)}; }

model::MailWords assignment(std::string_view language) {
    return as_html(assignment_text({.language = std::string(language),
                                    .reference = "{{item.number}}",
                                    .title = "{{item.title}}"},
                                   true));
}
model::MailWords unassignment(std::string_view language) {
    return as_html(assignment_text({.language = std::string(language),
                                    .reference = "{{item.number}}",
                                    .title = "{{item.title}}"},
                                   false));
}
model::MailWords project_member(std::string_view language) {
    return as_html(project_joined_text(language, {"{{project.name}}", "{{who}}"}));
}
model::MailWords project_invitation(std::string_view language) {
    return as_html(invitation_text(language, {"{{project.name}}", "{{who}}"}));
}
model::MailWords item_split(std::string_view language) {
    return as_html(split_text(language, {"{{old.number}}", "{{item.number}}", "{{item.title}}"}));
}
model::MailWords item_merged(std::string_view language) {
    return as_html(merged_text(language, {"{{old.number}}", "{{item.number}}", "{{item.title}}"}));
}

constexpr std::array kEmails{
    SystemEmail{"user_welcome", false, false, kAccountFields, user_welcome_words},
    SystemEmail{"password_reset", true, false, kLinkFields, password_reset_words},
    SystemEmail{"project_invitation", false, false, kProjectFields, project_invitation},
    SystemEmail{"project_member", false, false, kProjectFields, project_member},
    SystemEmail{"assignment", false, false, kItemFields, assignment},
    SystemEmail{"unassignment", false, false, kItemFields, unassignment},
    SystemEmail{"quiet_mode_reminder", false, false, kQuietFields, quiet_mode_reminder_words},
    SystemEmail{"outbox_failure", false, false, kFailureFields, outbox_failure_words},
    SystemEmail{"connector_attention", false, false, kAttentionFields, connector_attention_words},
    SystemEmail{"client_secret_end", false, false, kSecretFields, client_secret_end_words},
    SystemEmail{"customer_sign_in", true, true, kPortalFields, customer_sign_in_words},
    SystemEmail{"customer_account", false, true, kPortalFields, customer_account_words},
    SystemEmail{"item_split", false, true, kMoveFields, item_split},
    SystemEmail{"item_merged", false, true, kMoveFields, item_merged},
};

MailText fill(const model::MailWords& words, const automate::MergeValues& values) {
    const auto html = automate::fill(words.html, values, automate::Target::html);
    return {.subject = automate::fill(words.subject, values, automate::Target::line),
            .text = html::to_text(html),
            .html = html};
}

/// Somebody's words, or the product's own where nobody wrote any.
model::MailWords effective_words(db::Session& session, std::string_view owner_kind,
                                 std::string_view owner_name, std::string_view language) {
    const auto written = store::list_mail_words(session, {owner_kind, owner_name});
    if (const auto own = written.find(language); own != written.end()) {
        return own->second;
    }
    const auto* email = find_system_email(owner_name);
    return email == nullptr ? standard_relay_words() : email->standard(language);
}

}  // namespace

std::span<const SystemEmail> system_emails() { return kEmails; }

const SystemEmail* find_system_email(std::string_view name) {
    const auto found = std::ranges::find(kEmails, name, &SystemEmail::name);
    return found == kEmails.end() ? nullptr : &*found;
}

bool is_system_email_on(db::Session& session, const SystemEmail& email) {
    return email.locked || store::find_system_email_enabled(session, email.name).value_or(true);
}

Result<void> switch_system_email(db::Session& session, const Environment& env,
                                 const SystemEmail& email, bool on, model::Person actor) {
    if (email.locked && !on) {
        return fail(ErrorKind::conflict, "system_email_locked",
                    "This email cannot be switched off: without it nobody gets back in.");
    }
    const bool was_on = is_system_email_on(session, email);
    store::save_system_email_enabled(session, email.name, on, env.now());
    const auto facts = [](bool is_on) { return model::Facts{{"enabled", is_on ? "yes" : "no"}}; };
    record_change(session, env, actor,
                  {model::AuditSubject::system_email, 0, std::string(email.name)}, facts(was_on),
                  facts(on));
    store::append_event(session, {.kind = model::EventKind::setting_changed,
                                  .at = env.now(),
                                  .actor = actor,
                                  .payload = boost::json::serialize(boost::json::object{
                                      {"system_email", email.name}, {"enabled", on}})});
    return {};
}

std::optional<MailText> written_words(db::Session& session, const SystemEmail& email,
                                      std::string_view language,
                                      const automate::MergeValues& values) {
    const auto written = store::list_mail_words(session, {"system", email.name});
    const auto own = written.find(language.substr(0, 2));
    return own == written.end() ? std::nullopt : std::optional(fill(own->second, values));
}

MailText system_words(db::Session& session, const SystemEmail& email, std::string_view language,
                      const automate::MergeValues& values) {
    if (auto own = written_words(session, email, language, values)) {
        return *std::move(own);
    }
    return fill(email.standard(language), values);
}

std::string linked(std::string_view html, std::string_view address) {
    const std::string escaped = html::escaped(address);
    return address.empty()
               ? std::string(html)
               : replace_all(html, escaped, "<a href=\"" + escaped + "\">" + escaped + "</a>");
}

Fields relay_fields() { return kRelayFields; }

model::MailWords standard_relay_words() {
    return {"[{{item.number}}] {{item.title}} – {{news}}",
            "<div>{{messages}}</div><div>{{overview}}</div>"};
}

void save_words(db::Session& session, const Environment& env, std::string_view owner_kind,
                std::string_view owner_name, std::string_view language,
                const std::optional<model::MailWords>& words, model::Person actor) {
    const auto before = effective_words(session, owner_kind, owner_name, language);
    if (words) {
        store::save_mail_words(session, {owner_kind, owner_name}, language, *words, env.now());
    } else {
        store::delete_mail_words(session, {owner_kind, owner_name}, language);
    }
    record_change(session, env, actor,
                  {model::AuditSubject::system_email, 0,
                   std::string(owner_name.empty() ? owner_kind : owner_name)},
                  facts_of(before, language),
                  facts_of(effective_words(session, owner_kind, owner_name, language), language));
    store::append_event(session, {.kind = model::EventKind::setting_changed,
                                  .at = env.now(),
                                  .actor = actor,
                                  .payload = boost::json::serialize(boost::json::object{
                                      {"mail_words", owner_kind},
                                      {"name", owner_name},
                                      {"language", language},
                                      {"change", words ? "written" : "restored"}})});
}

}  // namespace postroom::desk
