// Secrets at rest: a connector's password as the database holds it.
// Invariant: the key stands in a file beside the database, never in it; a sealed secret opens for
// its own connector only. Rule: SEC-20.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/ids.hpp"
#include "desk/environment.hpp"

namespace postroom::desk {

/// XChaCha20-Poly1305 with a random nonce; the connector's id is authenticated with it.
std::string seal(const Environment& env, std::string_view secret, ConnectorId connector);
/// Nothing when it was changed, sealed for another connector, or with another key.
std::optional<std::string> unseal(const Environment& env, std::string_view sealed,
                                  ConnectorId connector);

}  // namespace postroom::desk
