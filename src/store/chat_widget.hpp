// Chat widgets.
// Invariant: the identity secret is stored sealed only (SEC-20). Rule: mail-correctness.md SEC-10.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "db/session.hpp"
#include "model/chat.hpp"

namespace postroom::store {

/// Nothing when the name is taken.
std::optional<ChatWidgetId> insert_chat_widget(db::Session& session,
                                               const model::ChatWidget& widget);
std::optional<model::ChatWidget> find_chat_widget(db::Session& session, ChatWidgetId id);
/// Also one that is switched off.
std::optional<model::ChatWidget> find_chat_widget_by_key(db::Session& session,
                                                         std::string_view key);
/// In order of id.
std::vector<model::ChatWidget> list_chat_widgets(db::Session& session, int limit);
/// Everything but key, secret and time of creation. False when the name is taken by another one.
bool update_chat_widget(db::Session& session, const model::ChatWidget& widget);

std::optional<std::string> find_identity_secret(db::Session& session, ChatWidgetId id);
void update_identity_secret(db::Session& session, ChatWidgetId id, std::string_view sealed);

}  // namespace postroom::store
