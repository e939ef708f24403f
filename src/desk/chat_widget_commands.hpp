// Making and changing chat widgets.
// Invariant: each command is one transaction with its event; the identity secret leaves this file
// once, to the administrator who asked for it. Rule: mail-correctness.md SEC-10, SEC-20.
#pragma once

#include <string>

#include "core/result.hpp"
#include "db/session.hpp"
#include "desk/environment.hpp"
#include "model/chat.hpp"
#include "model/people.hpp"

namespace postroom::desk {

/// The key is made here. Errors: conflict `chat_widget_exists`; invalid `unknown_queue`,
/// `unknown_team`.
Result<model::ChatWidget> create_chat_widget(db::Session& session, const Environment& env,
                                             model::ChatWidget widget, model::Person actor);
/// Errors: the same.
Result<void> change_chat_widget(db::Session& session, const Environment& env,
                                const model::ChatWidget& widget, model::Person actor);
/// A new secret with which the site signs who its visitors are; what the old one signed is void.
std::string renew_identity_secret(db::Session& session, const Environment& env, ChatWidgetId widget,
                                  model::Person actor);

}  // namespace postroom::desk
