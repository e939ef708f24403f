// What is known of each kind of outgoing mail server: where it is, how fast it may be used.
// Invariant: a preset is a beginning; an administrator may change each value. Rule: OUT-17; OUT-21;
// feature F120.
#pragma once

#include "model/mail_flow.hpp"

namespace postroom::desk {

/// Server, encryption, connections and rate that mails of this kind of connector begin with. The
/// host is empty where nobody but the administrator can know it.
model::Connector connector_preset(model::ConnectorKind kind);

}  // namespace postroom::desk
