// Texts of mails that administrators write: templates, system emails, the relay.
// Invariant: only what somebody wrote stands here; the product's own words stand in desk.
// Rule: features F060, F067-F071, F074, F077.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "db/session.hpp"
#include "model/automation.hpp"

namespace postroom::store {

/// Nothing when a template has this name.
std::optional<TemplateId> insert_template(db::Session& session, const model::EmailTemplate& made,
                                          TimePoint now);
/// False when it was changed since `version`. Throws nothing for a name that is taken: ask first.
bool update_template(db::Session& session, const model::EmailTemplate& changed, TimePoint now);
void delete_template(db::Session& session, TemplateId id);
/// With its words.
std::optional<model::EmailTemplate> find_template(db::Session& session, TemplateId id);
std::optional<TemplateId> find_template_named(db::Session& session, std::string_view name);
/// By name, with their words.
std::vector<model::EmailTemplate> list_templates(db::Session& session, int limit);

/// Whose words: {"template", "12"}, {"system", "user_welcome"}, {"relay", ""}.
struct WordsOwner {
    std::string_view kind;
    std::string_view name;
};
model::WordsByLanguage list_mail_words(db::Session& session, WordsOwner owner);
void save_mail_words(db::Session& session, WordsOwner owner, std::string_view language,
                     const model::MailWords& words, TimePoint now);
bool delete_mail_words(db::Session& session, WordsOwner owner, std::string_view language);

/// Whether somebody switched it; nothing when nobody did.
std::optional<bool> find_system_email_enabled(db::Session& session, std::string_view name);
void save_system_email_enabled(db::Session& session, std::string_view name, bool enabled,
                               TimePoint now);

}  // namespace postroom::store
