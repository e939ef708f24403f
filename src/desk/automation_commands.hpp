// Making, changing, switching and deleting automations and templates.
// Invariant: what does not pass automate::check is not saved; a template that a rule sends is not
// deleted. Rule: features F054, F062-F071.
#pragma once

#include <string>
#include <vector>

#include "automate/check.hpp"
#include "core/result.hpp"
#include "db/session.hpp"
#include "desk/environment.hpp"
#include "model/automation.hpp"

namespace postroom::desk {

/// Everything wrong with the rule, also what it names and is not there.
std::vector<automate::Flaw> find_flaws(db::Session& session, const model::Automation& rule);

/// The caller has asked find_flaws. Error conflict `too_many_automations`.
Result<AutomationId> create_automation(db::Session& session, const Environment& env,
                                       const model::Automation& rule, model::Person actor);
/// Errors: not_found; conflict `version_differs`.
Result<void> change_automation(db::Session& session, const Environment& env, model::Automation rule,
                               model::Person actor);
Result<void> delete_automation(db::Session& session, const Environment& env, AutomationId id,
                               model::Person actor);

/// Fields of the words that are not there: "{{customer.nmae}}".
std::vector<std::string> unknown_fields_of(const model::WordsByLanguage& words,
                                           std::span<const std::string_view> known);

/// Errors: conflict `template_exists`, `too_many_templates`, `version_differs`; not_found.
Result<TemplateId> create_template(db::Session& session, const Environment& env,
                                   const model::EmailTemplate& made, model::Person actor);
Result<void> change_template(db::Session& session, const Environment& env,
                             const model::EmailTemplate& changed, model::Person actor);
/// Error conflict `template_in_use`.
Result<void> delete_template(db::Session& session, const Environment& env, TemplateId id,
                             model::Person actor);
/// The rules that send it. (F067)
std::vector<model::Automation> list_users_of(const std::vector<model::Automation>& rules,
                                             TemplateId id);

/// What a new workspace begins with: A01 mails the administrators about new tickets (off), A02
/// thanks for a new ticket (on), and some more that are off.
void create_standard_automations(db::Session& session, const Environment& env);

}  // namespace postroom::desk
