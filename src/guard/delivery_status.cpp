// See delivery_status.hpp.
#include "guard/delivery_status.hpp"

#include <algorithm>
#include <charconv>

#include "core/text.hpp"

namespace postroom::guard {
namespace {

constexpr std::size_t kGroupsMax = 1000;
constexpr std::size_t kFieldsMax = 50;

bool is_field_name(std::string_view name) {
    return !name.empty() &&
           std::ranges::all_of(name, [](char c) { return c > ' ' && c < 0x7f && c != ':'; });
}

void append_code_point(std::string& out, unsigned c) {
    if (c < 0x80) {
        out += static_cast<char>(c);
    } else if (c < 0x800) {
        out += static_cast<char>(0xc0 | (c >> 6));
        out += static_cast<char>(0x80 | (c & 0x3f));
    } else if (c < 0x10000) {
        out += static_cast<char>(0xe0 | (c >> 12));
        out += static_cast<char>(0x80 | ((c >> 6) & 0x3f));
        out += static_cast<char>(0x80 | (c & 0x3f));
    } else if (c < 0x110000) {
        out += static_cast<char>(0xf0 | (c >> 18));
        out += static_cast<char>(0x80 | ((c >> 12) & 0x3f));
        out += static_cast<char>(0x80 | ((c >> 6) & 0x3f));
        out += static_cast<char>(0x80 | (c & 0x3f));
    }
}

/// Resolves "\x{F6}" of the utf-8-addr-xtext form. (RFC 6533 section 3)
std::string resolve_escapes(std::string_view text) {
    std::string out;
    std::size_t start = 0;
    for (std::size_t at = text.find("\\x{"); at != std::string_view::npos;
         at = text.find("\\x{", start)) {
        const std::size_t end = text.find('}', at);
        unsigned value = 0;
        if (end == std::string_view::npos ||
            std::from_chars(text.data() + at + 3, text.data() + end, value, 16).ptr !=
                text.data() + end) {
            break;
        }
        out.append(text.substr(start, at - start));
        append_code_point(out, value);
        start = end + 1;
    }
    return repair_utf8(out.append(text.substr(start)));
}

}  // namespace

std::string_view FieldGroup::get(std::string_view name) const {
    const auto found = std::ranges::find(fields, name, &std::pair<std::string, std::string>::first);
    return found == fields.end() ? std::string_view{} : std::string_view(found->second);
}

std::vector<FieldGroup> parse_field_groups(std::string_view content) {
    std::vector<FieldGroup> groups;
    bool wants_group = true;
    for (const std::string_view line : split(content, '\n')) {
        if (trim(line).empty()) {
            wants_group = true;
            continue;
        }
        const bool is_folded = line.front() == ' ' || line.front() == '\t';
        if (is_folded && !wants_group && !groups.back().fields.empty()) {
            groups.back().fields.back().second.append(" ").append(trim(line));
            continue;
        }
        const std::size_t colon = line.find(':');
        const std::string_view name = trim(line.substr(0, std::min(colon, line.size())));
        if (colon == std::string_view::npos || !is_field_name(name)) {
            continue;
        }
        if (wants_group && groups.size() < kGroupsMax) {
            groups.emplace_back();
        }
        wants_group = false;
        if (groups.back().fields.size() < kFieldsMax) {
            groups.back().fields.emplace_back(to_lower(name),
                                              repair_utf8(trim(line.substr(colon + 1))));
        }
    }
    return groups;
}

std::string_view value_after_type(std::string_view field) {
    const std::size_t semicolon = field.find(';');
    return trim(semicolon == std::string_view::npos ? field : field.substr(semicolon + 1));
}

std::string bare_recipient(std::string_view field) {
    std::string_view address = value_after_type(field);
    const std::size_t angle = address.find('<');
    if (angle != std::string_view::npos) {
        address = address.substr(angle + 1);
        address = address.substr(0, address.find('>'));
    }
    while (!address.empty() && std::string_view("\"'<> ").contains(address.front())) {
        address.remove_prefix(1);
    }
    while (!address.empty() && std::string_view("\"'<> ").contains(address.back())) {
        address.remove_suffix(1);
    }
    return resolve_escapes(address);
}

}  // namespace postroom::guard
