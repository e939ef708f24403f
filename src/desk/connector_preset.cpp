// See connector_preset.hpp. The providers' limits: mail-correctness.md OUT-17 with its sources.
#include "desk/connector_preset.hpp"

#include "core/limits.hpp"

namespace postroom::desk {

model::Connector connector_preset(model::ConnectorKind kind) {
    using enum model::ConnectorKind;
    model::Connector preset{.kind = kind, .port = 587, .tls = model::TlsPolicy::starttls};
    switch (kind) {
        case builtin:
            preset.host = "127.0.0.1";
            preset.port = 25;
            preset.tls = model::TlsPolicy::opportunistic;
            preset.connections_max = static_cast<int>(limits::kConnectorConnectionsMax);
            break;
        case capture:
            preset.connections_max = static_cast<int>(limits::kConnectorConnectionsMax);
            break;
        case smtp:
            preset.connections_max = 4;
            preset.mails_per_minute = 60;
            break;
        case microsoft365:
            preset.host = "smtp.office365.com";
            preset.connections_max = 2;  // the third is turned away with 432 4.3.2
            preset.mails_per_minute = 25;
            break;
        case gmail:
            preset.host = "smtp.gmail.com";
            preset.connections_max = 2;
            preset.mails_per_minute = 60;
            break;
    }
    return preset;
}

}  // namespace postroom::desk
