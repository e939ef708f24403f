// Secrets at rest: a connector's or a mailbox's password, a chat widget's identity secret, as the
// database holds them. Invariant: the key stands in a file beside the database, never in it; a
// sealed secret opens for its own connector, mailbox or widget only. Rule: SEC-20.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/ids.hpp"
#include "desk/environment.hpp"

namespace postroom::desk {

/// XChaCha20-Poly1305 with a random nonce; whose it is is authenticated with it.
std::string seal(const Environment& env, std::string_view secret, ConnectorId connector);
std::string seal(const Environment& env, std::string_view secret, ChatWidgetId widget);
std::string seal(const Environment& env, std::string_view secret, ChannelId mailbox);
/// Nothing when it was changed, sealed for another one, or with another key.
std::optional<std::string> unseal(const Environment& env, std::string_view sealed,
                                  ConnectorId connector);
std::optional<std::string> unseal(const Environment& env, std::string_view sealed,
                                  ChatWidgetId widget);
std::optional<std::string> unseal(const Environment& env, std::string_view sealed,
                                  ChannelId mailbox);

/// The same for what belongs to something named in words, "oauth_client|microsoft365".
std::string seal_for(const Environment& env, std::string_view secret, const std::string& context);
std::optional<std::string> unseal_for(const Environment& env, std::string_view sealed,
                                      const std::string& context);

}  // namespace postroom::desk
