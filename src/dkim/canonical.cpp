// See canonical.hpp.
#include "dkim/canonical.hpp"

#include "core/text.hpp"

namespace postroom::dkim {
namespace {

constexpr std::string_view kLineEnd = "\r\n";

bool is_blank(char c) { return c == ' ' || c == '\t'; }

/// Appends `text` with each run of blanks as one space; folds are gone.
void append_squeezed(std::string& out, std::string_view text) {
    bool is_pending = false;
    for (const char c : text) {
        if (is_blank(c)) {
            is_pending = true;
        } else if (c != '\r' && c != '\n') {
            if (is_pending) {
                out += ' ';
                is_pending = false;
            }
            out += c;
        }
    }
    if (is_pending) {
        out += ' ';
    }
}

/// Appends `text` with every line end as CRLF.
void append_with_line_ends(std::string& out, std::string_view text) {
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (text[at] == '\n' && (at == 0 || text[at - 1] != '\r')) {
            out += '\r';
        }
        out += text[at];
    }
}

void append_body_line(std::string& out, std::string_view line, Canonical how) {
    if (how == Canonical::simple) {
        out += line;
        return;
    }
    const std::size_t start = out.size();
    append_squeezed(out, line);
    if (out.size() > start && out.back() == ' ') {
        out.pop_back();
    }
}

}  // namespace

std::string canonical_field(const Field& field, Canonical how) {
    std::string out;
    out.reserve(field.whole.size() + kLineEnd.size());
    if (how == Canonical::simple) {
        append_with_line_ends(out, field.whole);
    } else {
        std::string value;
        append_squeezed(value, field.value);
        out.append(to_lower(field.name)).append(":").append(trim(value));
    }
    return out.append(kLineEnd);
}

std::string canonical_body(std::string_view body, Canonical how,
                           std::optional<std::uint64_t> length_max) {
    std::string out;
    out.reserve(body.size() + kLineEnd.size());
    std::size_t content_end = 0;  // empty lines at the end do not count
    while (!body.empty()) {
        const auto end = body.find('\n');
        std::string_view line = body.substr(0, end);
        body.remove_prefix(end == std::string_view::npos ? body.size() : end + 1);
        if (line.ends_with('\r')) {
            line.remove_suffix(1);
        }
        const std::size_t start = out.size();
        append_body_line(out, line, how);
        const bool is_empty = out.size() == start;
        out += kLineEnd;
        if (!is_empty) {
            content_end = out.size();
        }
    }
    out.resize(content_end);
    if (out.empty() && how == Canonical::simple) {
        out = kLineEnd;
    }
    if (length_max && *length_max < out.size()) {
        out.resize(static_cast<std::size_t>(*length_max));
    }
    return out;
}

std::optional<CanonicalPair> parse_canonical(std::string_view words) {
    const auto parse = [](std::string_view word) -> std::optional<Canonical> {
        if (word == "simple") {
            return Canonical::simple;
        }
        return word == "relaxed" ? std::optional(Canonical::relaxed) : std::nullopt;
    };
    const auto slash = words.find('/');
    const auto header = parse(words.substr(0, slash));
    const auto body =
        slash == std::string_view::npos ? Canonical::simple : parse(words.substr(slash + 1));
    if (!header || !body) {
        return std::nullopt;
    }
    return CanonicalPair{*header, *body};
}

}  // namespace postroom::dkim
