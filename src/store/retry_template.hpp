// Retry templates: when mail that failed for now is tried again, connector by connector.
// Invariant: exactly one is the default, and none that a connector uses can be deleted.
// Rule: features F148-F150, F179, F180.
#pragma once

#include <optional>
#include <vector>

#include "db/session.hpp"
#include "model/mail_flow.hpp"

namespace postroom::store {

/// Nothing when the name is taken. `is_default` is set by make_default_retry_template alone.
std::optional<RetryTemplateId> insert_retry_template(db::Session& session,
                                                     const model::RetryTemplate& retry_template);
/// Name, delays and limits.
void update_retry_template(db::Session& session, const model::RetryTemplate& retry_template);
void make_default_retry_template(db::Session& session, RetryTemplateId id);
/// False when a connector uses it, when it is the default, or when it is not there.
bool delete_retry_template(db::Session& session, RetryTemplateId id);

std::optional<model::RetryTemplate> find_retry_template(db::Session& session, RetryTemplateId id);
std::optional<model::RetryTemplate> find_default_retry_template(db::Session& session);
/// The one that the connector's mails follow; nothing when they are never tried again by
/// themselves.
std::optional<model::RetryTemplate> find_retry_template_of(db::Session& session,
                                                           ConnectorId connector);
std::vector<model::RetryTemplate> list_retry_templates(db::Session& session, int limit);

}  // namespace postroom::store
