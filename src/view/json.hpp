// Small words for making JSON: times, nulls, references.
// Invariant: times are RFC 3339 UTC, ids are integers, "none" is null. Rule: ARCHITECTURE.md
// "Contracts: HTTP".
#pragma once

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "core/ids.hpp"
#include "core/time.hpp"

namespace postroom::view {

using Object = boost::json::object;
using Array = boost::json::array;
using Value = boost::json::value;

inline Value time_json(TimePoint time) { return Value(format_rfc3339(time)); }
inline Value time_json(const std::optional<TimePoint>& time) {
    return time ? time_json(*time) : Value(nullptr);
}

template <class Tag>
Value id_json(Id<Tag> id) {
    return id ? Value(id.value) : Value(nullptr);
}

/// null for an empty text.
inline Value text_or_null(std::string_view text) {
    return text.empty() ? Value(nullptr) : Value(text);
}

/// {"id", "name"}, or null without an id.
template <class Tag>
Value named_json(Id<Tag> id, std::string_view name) {
    return id ? Value(Object{{"id", id.value}, {"name", name}}) : Value(nullptr);
}

/// {"items": [...], "next_cursor": null or the text}.
inline Object list_json(Array items, std::string_view next_cursor = {}) {
    return Object{{"items", std::move(items)}, {"next_cursor", text_or_null(next_cursor)}};
}

}  // namespace postroom::view
