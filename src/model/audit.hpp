// What administrators changed: who, when, what, from what to what.
// Invariant: an entry stands in the transaction of the change itself; secrets never stand in it.
// Rule: SEC-21.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "core/time.hpp"
#include "model/people.hpp"

namespace postroom::model {

/// Names of properties with their values in words: {"role", "member"}.
using Facts = std::vector<std::pair<std::string, std::string>>;

struct FactChange {
    std::string field;
    std::string from;  ///< empty when it is new
    std::string to;    ///< empty when it is gone
    bool operator==(const FactChange&) const = default;
};

enum class AuditAction { created, changed, deleted };
POSTROOM_ENUM_NAMES(AuditAction, {AuditAction::created, "created"},
                    {AuditAction::changed, "changed"}, {AuditAction::deleted, "deleted"});

/// What kind of thing was changed.
enum class AuditSubject {
    user,
    customer,
    organization,
    team,
    project,
    channel,
    connector,
    email_filter,
    quiet_mode,
    automation,
    email_template,
    system_email,
    retry_template,
    appearance,
    portal,
    chat_widget,
    mailbox,
    app_registration,
    setting,
};
POSTROOM_ENUM_NAMES(
    AuditSubject, {AuditSubject::user, "user"}, {AuditSubject::customer, "customer"},
    {AuditSubject::organization, "organization"}, {AuditSubject::team, "team"},
    {AuditSubject::project, "project"}, {AuditSubject::channel, "channel"},
    {AuditSubject::connector, "connector"}, {AuditSubject::email_filter, "email_filter"},
    {AuditSubject::quiet_mode, "quiet_mode"}, {AuditSubject::automation, "automation"},
    {AuditSubject::email_template, "email_template"}, {AuditSubject::system_email, "system_email"},
    {AuditSubject::retry_template, "retry_template"}, {AuditSubject::appearance, "appearance"},
    {AuditSubject::portal, "portal"}, {AuditSubject::chat_widget, "chat_widget"},
    {AuditSubject::mailbox, "mailbox"}, {AuditSubject::app_registration, "app_registration"},
    {AuditSubject::setting, "setting"});

struct AuditEntry {
    std::int64_t id = 0;
    TimePoint at{};
    Person actor;
    std::string actor_name;
    AuditSubject subject = AuditSubject::setting;
    std::int64_t subject_id = 0;
    std::string subject_name;  ///< as it was called then
    AuditAction action = AuditAction::changed;
    std::vector<FactChange> changes;
};

}  // namespace postroom::model
