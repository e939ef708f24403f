// See fields.hpp.
#include "mime/fields.hpp"

#include <algorithm>
#include <array>
#include <iterator>

#include "core/limits.hpp"
#include "core/text.hpp"
#include "mime/lines.hpp"

namespace postroom::mime {
namespace {

/// Where the colon of a field line stands, or npos when the line is no field.
std::size_t colon_of(std::string_view line) {
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos || colon == 0 || line.starts_with("--")) {
        return std::string_view::npos;
    }
    // White space before the colon is obsolete but legal (RFC 5322 section 4.5); inside a name it
    // is not.
    const std::string_view name = trim(line.substr(0, colon));
    const bool ok = !name.empty() && std::ranges::all_of(name, [](char c) {
        return static_cast<unsigned char>(c) > 0x20 && c != 0x7f;
    });
    return ok && line.front() != ' ' && line.front() != '\t' ? colon : std::string_view::npos;
}

bool is_fold(std::string_view line) {
    return !line.empty() && (line.front() == ' ' || line.front() == '\t');
}

bool is_mbox_line(std::string_view line) {
    return line.starts_with("From ") || line.starts_with(">From ");
}

bool next_line_is_field(std::string_view rest, char line_end) {
    return colon_of(take_line(rest, line_end)) != std::string_view::npos;
}

/// Fields that stand at the top of mails: enough to know a header by.
constexpr auto kFirstFields = std::to_array<std::string_view>(
    {"arc-seal", "authentication-results", "cc", "content-type", "date", "delivered-to",
     "dkim-signature", "from", "message-id", "mime-version", "received", "reply-to", "return-path",
     "sender", "subject", "to"});

constexpr std::size_t kPrefaceBytesMax = std::size_t{16} << 10;

constexpr auto kTrace = std::to_array<std::string_view>(
    {"received", "return-path", "delivered-to", "x-original-to", "envelope-to"});

bool begins_mail(std::string_view line) {
    const std::size_t colon = colon_of(line);
    if (colon == std::string_view::npos) {
        return is_mbox_line(line);
    }
    const std::string name = to_lower(trim(line.substr(0, colon)));
    return name.starts_with("x-") || std::ranges::find(kFirstFields, name) != kFirstFields.end();
}

/// Whether relays have written all of it.
bool is_trace_alone(const std::vector<RawField>& fields) {
    return !fields.empty() && std::ranges::all_of(fields, [](const RawField& field) {
        return std::ranges::find(kTrace, to_lower(field.name)) != kTrace.end();
    });
}

}  // namespace

std::string_view skip_preface(std::string_view mail, char line_end) {
    if (mail.starts_with("\xef\xbb\xbf")) {
        mail.remove_prefix(3);
    }
    const std::size_t last = std::min(mail.size(), kPrefaceBytesMax);
    const std::size_t text = mail.substr(0, last).find_first_not_of(" \t\r\n");
    if (text == std::string_view::npos || text == 0) {
        return mail;
    }
    // A field starts where a line does.
    std::string_view rest = mail.substr(text);
    const bool is_at_line_start = mail[text - 1] == line_end;
    std::string_view look = rest;
    return is_at_line_start && begins_mail(take_line(look, line_end)) ? rest : mail;
}

HeaderBlock take_header_block(std::string_view& rest, char line_end) {
    HeaderBlock block;
    const std::string_view all = rest;
    std::size_t lines = 0;
    std::size_t value_start = 0;  // of the last field
    while (!rest.empty()) {
        std::string_view after = rest;
        const std::string_view line = take_line(after, line_end);
        if (line.empty()) {
            rest = after;
            break;
        }
        const std::size_t line_start = all.size() - rest.size();
        const bool full = ++lines > limits::kHeaderLinesMax ||
                          all.size() - after.size() > limits::kHeaderBytesMax;
        if (full) {
            block.is_cut = true;  // the rest of the block is read over, so that the body is found
        } else if (is_fold(line)) {
            if (trim(line).empty() && block.fields.empty()) {
                rest = after;
                break;
            }
            if (!block.fields.empty()) {
                block.fields.back().value =
                    all.substr(value_start, line_start + line.size() - value_start);
            }
        } else if (const std::size_t colon = colon_of(line); colon != std::string_view::npos) {
            block.fields.push_back({trim(line.substr(0, colon)), line.substr(colon + 1)});
            value_start = line_start + colon + 1;
        } else if (!is_mbox_line(line) &&
                   (line.starts_with("--") || !next_line_is_field(after, line_end))) {
            break;
        }
        rest = after;
    }
    return block;
}

HeaderBlock take_mail_header(std::string_view& rest, char line_end) {
    HeaderBlock block = take_header_block(rest, line_end);
    if (!is_trace_alone(block.fields)) {
        return block;
    }
    std::string_view after = skip_preface(rest, line_end);
    std::string_view look = after;
    if (!begins_mail(take_line(look, line_end))) {
        return block;
    }
    HeaderBlock more = take_header_block(after, line_end);
    std::ranges::move(more.fields, std::back_inserter(block.fields));
    block.is_cut |= more.is_cut;
    rest = after;
    return block;
}

std::string_view find_field(const std::vector<RawField>& fields, std::string_view name) {
    for (const RawField& field : fields) {
        if (equals_ignoring_case(field.name, name)) {
            return field.value;
        }
    }
    return {};
}

std::string unfold(std::string_view value) {
    value = trim(value);
    std::string out;
    out.reserve(value.size());
    for (std::size_t at = 0; at < value.size(); ++at) {
        const char c = value[at];
        if (c != '\r' && c != '\n') {
            out += c == '\t' ? ' ' : c;
            continue;
        }
        while (at + 1 < value.size() && trim(value.substr(at + 1, 1)).empty()) {
            ++at;
        }
        out += ' ';
    }
    return out;
}

}  // namespace postroom::mime
