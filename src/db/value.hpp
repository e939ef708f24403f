// Arguments of a statement: C++ values as a small tagged view, without a copy of their bytes.
// Invariant: a Value lives no longer than the call that it is passed to.
// Rule: architecture.md "SQL": times are bigint UTC milliseconds, a bool is the integer 0 or 1.
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/ids.hpp"
#include "core/time.hpp"

namespace postroom::db {

/// Marks bytes that belong into a {{bytes}} column; a plain string belongs into a text column.
struct Bytes {
    std::string_view view;
};

struct Value {
    enum class Kind : std::uint8_t { untyped, integer, real, text, bytes };
    Kind kind = Kind::untyped;
    bool null = true;
    std::int64_t integer = 0;
    double real = 0;
    std::string_view view{};
};

inline Value to_value(std::nullptr_t) { return {}; }
template <std::integral T>
Value to_value(T value) {
    return {
        .kind = Value::Kind::integer, .null = false, .integer = static_cast<std::int64_t>(value)};
}
inline Value to_value(double value) {
    return {.kind = Value::Kind::real, .null = false, .real = value};
}
inline Value to_value(std::string_view text) {
    return {.kind = Value::Kind::text, .null = false, .view = text};
}
inline Value to_value(const std::string& text) { return to_value(std::string_view{text}); }
inline Value to_value(const char* text) { return to_value(std::string_view{text}); }
inline Value to_value(Bytes bytes) {
    return {.kind = Value::Kind::bytes, .null = false, .view = bytes.view};
}
inline Value to_value(TimePoint time) { return to_value(to_unix_ms(time)); }
/// Id{0} means "none" and becomes null.
template <class Tag>
Value to_value(Id<Tag> id) {
    return {.kind = Value::Kind::integer, .null = !id, .integer = id.value};
}
/// An empty optional keeps its type: PostgreSQL wants to know it even for null.
template <class T>
Value to_value(const std::optional<T>& value) {
    if (value) {
        return to_value(*value);
    }
    Value none = to_value(T{});
    none.null = true;
    return none;
}

}  // namespace postroom::db
