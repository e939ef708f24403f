// The button "Test" of a connector: connect, encrypt, greet, sign in; nothing is sent.
// Invariant: the password never stands in a text; the test ends within its limit whatever the other
// side does. Rule: ui.md "test button with plain-language diagnosis"; F121, OUT-20 to OUT-22.
#pragma once

#include "api/context.hpp"
#include "app/config.hpp"
#include "core/clock.hpp"
#include "io/executor.hpp"
#include "smtp/failure.hpp"

namespace postroom::app {

/// The connector as this program uses it: --capture and --smart-host applied.
model::Connector effective_connector(model::Connector connector, const Config& config);

/// Tries `connector`, its secret filled in; with `token` it signs in with that. Waits up to half a
/// minute; never on the loop's thread.
api::ConnectorTest test_connector(io::Loop& loop, const Clock& clock, const Config& config,
                                  const model::Connector& connector, const std::string& token = {});

/// What a failure means for whoever set the connector up. Pure.
api::ConnectorTest explain_failure(const model::Connector& connector, const smtp::Failure& failure);

}  // namespace postroom::app
