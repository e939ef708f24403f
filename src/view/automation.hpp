// Automations, templates and system emails as JSON.
// Invariant: for administrators only; the caller has checked. Rule: api/openapi.yaml
// MessagingCenter.
#pragma once

#include <span>
#include <vector>

#include "desk/automation_trial.hpp"
#include "desk/environment.hpp"
#include "desk/system_mail.hpp"
#include "model/automation.hpp"
#include "model/item_field.hpp"
#include "store/automation.hpp"
#include "view/json.hpp"

namespace postroom::view {

Object automation_reference_json(const model::Automation& rule);
/// @param counts  of the last days, one for each rule that ran
Object automation_json(const model::Automation& rule, std::span<const store::RunCount> counts);
Object automation_run_json(db::Session& session, const model::AutomationRun& run,
                           std::span<const model::Automation> rules);
Object trial_json(const desk::Trial& trial);
Object words_json(const model::WordsByLanguage& words);
Object template_json(const model::EmailTemplate& shown, std::span<const model::Automation> rules);
Object system_email_json(db::Session& session, const desk::SystemEmail& email);
Object relay_json(db::Session& session);
Object timesheet_entry_json(const model::TimesheetEntry& entry, std::string_view user_name);
/// What rules can be made of.
/// @param fields  the workspace's own
Object automation_vocabulary_json(std::span<const model::ItemField> fields);

}  // namespace postroom::view
