// Our trace line in front of every mail that we take. (SRV-11)
// Invariant: nothing that the peer said can break the field or add another one. Rule: RFC 5321
// section 4.4.
#pragma once

#include <string>
#include <string_view>

#include "core/time.hpp"
#include "smtp/server.hpp"

namespace postroom::receive {

struct Trace {
    std::string_view host_name;     ///< ours
    std::string_view peer_address;  ///< empty for a Unix socket
    std::string_view transaction_id;
    smtp::Protocol protocol = smtp::Protocol::smtp;
    bool is_tls = false;
    TimePoint at;
};

/// "Received: from ... by ... with ESMTPS id ...; date" with its line end.
std::string format_received(const smtp::Envelope& envelope, const Trace& trace);

}  // namespace postroom::receive
