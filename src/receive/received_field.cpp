// See received_field.hpp.
#include "receive/received_field.hpp"

#include <fmt/format.h>

namespace postroom::receive {
namespace {

/// A name as it may stand in a header outside comments; anything else becomes "?".
std::string as_word(std::string_view text) {
    std::string word(text.substr(0, 255));
    for (char& c : word) {
        const bool is_safe = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                             (c >= '0' && c <= '9') ||
                             std::string_view(".-_:[]").find(c) != std::string_view::npos;
        c = is_safe ? c : '?';
    }
    return word.empty() ? "unknown" : word;
}

/// The registered "with" keyword. (RFC 3848, RFC 6531 section 4.3)
std::string protocol_name(const smtp::Envelope& envelope, const Trace& trace) {
    if (trace.protocol == smtp::Protocol::smtp && !envelope.is_extended) {
        return "SMTP";
    }
    std::string name = envelope.is_utf8                         ? "UTF8"
                       : trace.protocol == smtp::Protocol::smtp ? "E"
                                                                : "";
    name += trace.protocol == smtp::Protocol::smtp ? "SMTP" : "LMTP";
    return trace.is_tls ? name + "S" : name;
}

}  // namespace

std::string format_received(const smtp::Envelope& envelope, const Trace& trace) {
    std::string field = "Received: from " + as_word(envelope.client_name);
    if (!trace.peer_address.empty()) {
        const bool is_v6 = trace.peer_address.find(':') != std::string_view::npos;
        field += fmt::format(" ([{}{}])", is_v6 ? "IPv6:" : "", trace.peer_address);
    }
    field += fmt::format("\r\n\tby {} (Postroom) with {} id {}", as_word(trace.host_name),
                         protocol_name(envelope, trace), trace.transaction_id);
    // One recipient may be named; several would tell each of the others. (RFC 5321 section 7.6)
    if (envelope.recipients.size() == 1) {
        field += "\r\n\tfor <" + envelope.recipients.front() + ">";
    }
    return field + ";\r\n\t" + format_rfc5322(trace.at) + "\r\n";
}

}  // namespace postroom::receive
