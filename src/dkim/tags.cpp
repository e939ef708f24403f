// See tags.hpp.
#include "dkim/tags.hpp"

#include <algorithm>

#include "core/text.hpp"

namespace postroom::dkim {
namespace {

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_white_space(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

bool is_name(std::string_view text) {
    return !text.empty() && is_letter(text.front()) && std::ranges::all_of(text, [](char c) {
        return is_letter(c) || (c >= '0' && c <= '9') || c == '_';
    });
}

bool is_value(std::string_view text) {
    return std::ranges::all_of(text,
                               [](char c) { return is_white_space(c) || (c > ' ' && c < '\x7f'); });
}

}  // namespace

std::optional<Tags> Tags::parse(std::string_view text) {
    Tags list;
    auto specs = split(text, ';');
    if (!specs.empty() && trim(specs.back()).empty()) {
        specs.pop_back();  // a semicolon may end the list
    }
    for (const std::string_view spec : specs) {
        const auto equals = spec.find('=');
        if (equals == std::string_view::npos) {
            return std::nullopt;
        }
        const std::string_view name = trim(spec.substr(0, equals));
        const std::string_view value = trim(spec.substr(equals + 1));
        if (!is_name(name) || !is_value(value) || list.find(name)) {
            return std::nullopt;
        }
        list.tags_.emplace_back(name, value);
    }
    return list;
}

std::optional<std::string_view> Tags::find(std::string_view name) const {
    const auto found =
        std::ranges::find(tags_, name, &std::pair<std::string_view, std::string_view>::first);
    return found == tags_.end() ? std::nullopt : std::optional(found->second);
}

std::string Tags::compact(std::string_view name) const {
    return without_white_space(find(name).value_or(""));
}

bool Tags::begins_with(std::string_view name) const {
    return !tags_.empty() && tags_.front().first == name;
}

std::string without_white_space(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    std::ranges::copy_if(text, std::back_inserter(out), [](char c) { return !is_white_space(c); });
    return out;
}

}  // namespace postroom::dkim
