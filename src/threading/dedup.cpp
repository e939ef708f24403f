// The key by which two copies are one mail; see dedup.hpp.
// Invariant: every field is length-prefixed, so that no two sets of fields make one text.
// Rule: mail-correctness.md IN-10.
#include "threading/dedup.hpp"

#include <fmt/format.h>

#include "core/encoding.hpp"
#include "core/text.hpp"
#include "threading/evidence.hpp"

namespace postroom::threading {
namespace {

void append_field(std::string& out, std::string_view value) {
    fmt::format_to(std::back_inserter(out), "{}:", value.size());
    out += value;
}

/// Without what relays change on the way: line ends, blanks at line ends, empty lines at the end.
std::string canonical_body(std::string_view body) {
    std::string out;
    out.reserve(body.size());
    while (!body.empty()) {
        const std::size_t end = std::min(body.find('\n'), body.size());
        const std::string_view line = body.substr(0, end);
        const std::size_t last = line.find_last_not_of(" \t\r");
        out += line.substr(0, last == std::string_view::npos ? 0 : last + 1);
        out += '\n';
        body.remove_prefix(std::min(end + 1, body.size()));
    }
    out.erase(out.find_last_not_of('\n') + 1);
    return out;
}

}  // namespace

std::string dedup_key(const mime::Mail& mail, std::string_view scope) {
    std::string fields;
    append_field(fields, scope);
    append_field(fields, normalise_message_id(mail.message_id));
    append_field(fields, to_lower(mail.from.address));
    append_field(fields, mail.date);
    append_field(fields, mail.subject);
    append_field(fields, sha256(canonical_body(mail.text)));
    // The text of such a mail was made from the HTML and follows from it.
    append_field(fields, mail.html.empty() ? std::string() : sha256(canonical_body(mail.html)));
    for (const mime::Attachment& attachment : mail.attachments) {
        append_field(fields, attachment.filename);
        append_field(fields, sha256(attachment.content));
    }
    return hex_encode(sha256(fields));
}

}  // namespace postroom::threading
