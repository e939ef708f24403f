// See fields.hpp.
#include "api/fields.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>

#include "core/text.hpp"

namespace postroom::api {

namespace json = boost::json;

namespace {

/// Code points: bytes of UTF-8 that do not continue one.
std::size_t count_characters(std::string_view text) {
    return static_cast<std::size_t>(std::ranges::count_if(
        text, [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; }));
}

}  // namespace

std::expected<Fields, Problem> Fields::parse(std::string_view content_type, std::string_view body) {
    if (trim(body).empty()) {
        return Fields(json::object{});
    }
    const auto type = trim(content_type.substr(0, content_type.find(';')));
    if (!equals_ignoring_case(type, "application/json")) {
        // A form of another site cannot send this type without asking first (SEC-8).
        return fail(ErrorKind::invalid, "not_json", "The body must be application/json.");
    }
    boost::system::error_code error;
    auto value = json::parse(json::string_view(body.data(), body.size()), error);
    if (error) {
        return fail(ErrorKind::invalid, "malformed_json", "The body is not valid JSON.",
                    error.message());
    }
    if (!value.is_object()) {
        return fail(ErrorKind::invalid, "malformed_json", "The body must be a JSON object.");
    }
    return Fields(std::move(value.as_object()));
}

void Fields::note(std::string_view name, std::string message) {
    errors_.push_back({std::string(name), std::move(message)});
}

const json::value* Fields::take(std::string_view name) {
    asked_.emplace(name);
    const auto* value = object_.if_contains(name);
    return value && !value->is_null() ? value : nullptr;
}

std::optional<std::string> Fields::text_of(std::string_view name, const json::value& value,
                                           TextRule rule) {
    if (!value.is_string()) {
        note(name, "must be a text");
        return std::nullopt;
    }
    const std::string_view raw{value.get_string().data(), value.get_string().size()};
    auto text = rule.one_line ? one_line(raw) : strip_controls(raw);
    const auto length = count_characters(text);
    if (length < rule.characters_min) {
        note(name, rule.characters_min == 1
                       ? std::string("must not be empty")
                       : fmt::format("needs at least {} characters", rule.characters_min));
        return std::nullopt;
    }
    if (length > rule.characters_max) {
        note(name, fmt::format("is longer than {} characters", rule.characters_max));
        return std::nullopt;
    }
    return text;
}

std::string Fields::required_text(std::string_view name, TextRule rule) {
    if (!take(name)) {
        note(name, "is missing");
        return {};
    }
    return text(name, rule).value_or("");
}

std::optional<std::string> Fields::text(std::string_view name, TextRule rule) {
    const auto* value = take(name);
    return value ? text_of(name, *value, rule) : std::nullopt;
}

std::optional<std::int64_t> Fields::number(std::string_view name, std::int64_t least,
                                           std::int64_t most) {
    const auto* value = take(name);
    if (!value) {
        return std::nullopt;
    }
    if (!value->is_int64() || value->get_int64() < least || value->get_int64() > most) {
        note(name, fmt::format("must be a whole number from {} to {}", least, most));
        return std::nullopt;
    }
    return value->get_int64();
}

std::optional<bool> Fields::flag(std::string_view name) {
    const auto* value = take(name);
    if (!value) {
        return std::nullopt;
    }
    if (!value->is_bool()) {
        note(name, "must be true or false");
        return std::nullopt;
    }
    return value->get_bool();
}

std::optional<TimePoint> Fields::time(std::string_view name) {
    const auto read = text(name, {.characters_min = 1, .characters_max = 64});
    const auto time = read ? parse_rfc3339(*read) : std::nullopt;
    if (read && !time) {
        note(name, "must be an RFC 3339 time such as 2026-11-21T09:30:00Z");
    }
    return time;
}

std::optional<std::int64_t> Fields::id_or_null(std::string_view name) {
    const auto* value = object_.if_contains(name);
    if (value && value->is_null()) {
        asked_.emplace(name);
        return 0;
    }
    return number(name, 1, INT64_MAX);
}

std::optional<std::optional<TimePoint>> Fields::day_or_null(std::string_view name) {
    asked_.emplace(name);
    const auto* value = object_.if_contains(name);
    if (!value) {
        return std::nullopt;
    }
    if (value->is_null()) {
        return std::optional<TimePoint>{};
    }
    const auto text = value->is_string() ? std::string(value->get_string()) : std::string();
    const auto day = text.size() == 10 ? parse_rfc3339(text + "T00:00:00Z") : std::nullopt;
    if (!day) {
        note(name, "must look like 2027-05-31");
    }
    return day;
}

std::vector<std::int64_t> Fields::ids(std::string_view name, std::size_t most) {
    std::vector<std::int64_t> ids;
    const auto* value = take(name);
    if (!value) {
        return ids;
    }
    if (!value->is_array() || value->get_array().size() > most) {
        note(name, fmt::format("must be a list of at most {} ids", most));
        return ids;
    }
    for (const auto& id : value->get_array()) {
        if (!id.is_int64() || id.get_int64() < 1) {
            note(name, "must hold ids: whole numbers from 1");
            return {};
        }
        ids.push_back(id.get_int64());
    }
    return ids;
}

std::optional<std::vector<std::string>> Fields::texts(std::string_view name, std::size_t most,
                                                      TextRule rule) {
    const auto* value = take(name);
    if (!value) {
        return std::nullopt;
    }
    if (!value->is_array() || value->get_array().size() > most) {
        note(name, fmt::format("must be a list of at most {} texts", most));
        return std::nullopt;
    }
    std::vector<std::string> texts;
    for (const auto& element : value->get_array()) {
        auto text = text_of(name, element, rule);
        if (!text) {
            return std::nullopt;
        }
        texts.push_back(std::move(*text));
    }
    return texts;
}

std::optional<Fields> Fields::object(std::string_view name) {
    const auto* value = take(name);
    if (!value) {
        return std::nullopt;
    }
    if (!value->is_object()) {
        note(name, "must be an object");
        return std::nullopt;
    }
    return Fields(value->get_object());
}

std::optional<std::vector<Fields>> Fields::objects(std::string_view name, std::size_t most) {
    const auto* value = take(name);
    if (!value) {
        return std::nullopt;
    }
    if (!value->is_array() || value->get_array().size() > most) {
        note(name, fmt::format("must be a list of at most {} objects", most));
        return std::nullopt;
    }
    std::vector<Fields> objects;
    for (const auto& element : value->get_array()) {
        if (!element.is_object()) {
            note(name, "must be an object");
            return std::nullopt;
        }
        objects.push_back(Fields(element.get_object()));
    }
    return objects;
}

void Fields::absorb(std::string_view name, const Fields& inner) {
    if (const auto checked = inner.check(); !checked) {
        for (const auto& wrong : checked.error().fields) {
            errors_.push_back({fmt::format("{}.{}", name, wrong.field), wrong.message});
        }
    }
}

std::expected<void, Problem> Fields::check() const {
    auto errors = errors_;
    for (const auto& member : object_) {
        const std::string_view key{member.key().data(), member.key().size()};
        if (!asked_.contains(key)) {
            errors.push_back({std::string(truncate_utf8(key, 64)), "is not known here"});
        }
    }
    if (errors.empty()) {
        return {};
    }
    Error error{ErrorKind::invalid,
                "invalid_fields",
                fmt::format("{} {}.", errors.front().field, errors.front().message),
                {}};
    return std::unexpected(Problem(std::move(error), std::move(errors)));
}

}  // namespace postroom::api
