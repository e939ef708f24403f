// See query.hpp.
#include "api/query.hpp"

#include <fmt/format.h>

#include "core/text.hpp"

namespace postroom::api {
namespace {

constexpr std::size_t kMembersMax = 50;

int hex_value(char c) {
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    if (c >= 'a' && c <= 'f') {
        return c - 'a' + 10;
    }
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

}  // namespace

std::optional<std::string> percent_decode(std::string_view text, bool plus_is_space) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '%') {
            const int high = i + 2 < text.size() ? hex_value(text[i + 1]) : -1;
            const int low = i + 2 < text.size() ? hex_value(text[i + 2]) : -1;
            if (high < 0 || low < 0) {
                return std::nullopt;
            }
            out += static_cast<char>(high * 16 + low);
            i += 2;
        } else {
            out += plus_is_space && text[i] == '+' ? ' ' : text[i];
        }
    }
    if (out.find('\0') != std::string::npos || !is_valid_utf8(out)) {
        return std::nullopt;
    }
    return out;
}

Result<Query> Query::parse(std::string_view text) {
    Query query;
    if (text.empty()) {
        return query;
    }
    const auto members = split(text, '&');
    if (members.size() > kMembersMax) {
        return fail(ErrorKind::invalid, "bad_query", "The query has too many members.");
    }
    for (const auto member : members) {
        const auto equals = std::min(member.find('='), member.size());
        auto name = percent_decode(member.substr(0, equals), true);
        auto value = percent_decode(member.substr(std::min(equals + 1, member.size())), true);
        if (!name || !value) {
            return fail(ErrorKind::invalid, "bad_query",
                        "The query is not valid percent-encoded UTF-8.");
        }
        query.values_.emplace(std::move(*name), std::move(*value));
    }
    return query;
}

std::string_view Query::text(std::string_view name) const {
    const auto found = values_.find(name);
    return found == values_.end() ? std::string_view{} : std::string_view{found->second};
}

Result<std::int64_t> Query::number(std::string_view name, std::int64_t otherwise,
                                   std::int64_t least, std::int64_t most) const {
    if (!has(name)) {
        return otherwise;
    }
    const auto number = parse_int(text(name));
    if (!number || *number < least || *number > most) {
        return fail(ErrorKind::invalid, "bad_query",
                    fmt::format("{} must be a whole number from {} to {}.", name, least, most));
    }
    return *number;
}

}  // namespace postroom::api
