// Enumerations as the words that the database, the API and the log use.
// Invariant: one word for one value, everywhere; a word never changes its meaning.
// Rule: product.md "Words".
#pragma once

#include <array>
#include <optional>
#include <string_view>
#include <utility>

#include "core/check.hpp"

namespace postroom::model {

/// Specialise with `static constexpr std::array kNames{std::pair{E::x, std::string_view("x")},
/// ...}`.
template <class E>
struct EnumNames;

template <class E>
constexpr std::string_view name_of(E value) {
    for (const auto& [candidate, name] : EnumNames<E>::kNames) {
        if (candidate == value) {
            return name;
        }
    }
    CHECK(false && "enum value without a name");
    return {};
}

/// The value that has this name, or nothing.
template <class E>
constexpr std::optional<E> parse_name(std::string_view name) {
    for (const auto& [value, candidate] : EnumNames<E>::kNames) {
        if (candidate == name) {
            return value;
        }
    }
    return std::nullopt;
}

/// The value behind a word of our own database, where every word is known.
template <class E>
constexpr E stored_name(std::string_view name) {
    const auto value = parse_name<E>(name);
    CHECK(value.has_value());
    return *value;
}

}  // namespace postroom::model

/// POSTROOM_ENUM_NAMES(Role, {Role::administrator, "administrator"}, ...) at namespace
/// postroom::model.
#define POSTROOM_ENUM_NAMES(E, ...)                                       \
    template <>                                                           \
    struct EnumNames<E> {                                                 \
        static constexpr auto kNames =                                    \
            std::to_array<std::pair<E, std::string_view>>({__VA_ARGS__}); \
    }
