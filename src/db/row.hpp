// One row of an answer, read by column number.
// Invariant: null read as a plain type is zero or empty; read it as std::optional to tell them
// apart. Rule: architecture.md "SQL".
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <type_traits>

#include "db/driver.hpp"

namespace postroom::db {

namespace detail {
template <class T>
struct ReadColumn;  // no definition: the type cannot be read from a column (enums included)

template <>
struct ReadColumn<std::int64_t> {
    static std::int64_t read(const Cursor& cursor, int column) { return cursor.integer(column); }
};
template <>
struct ReadColumn<int> {
    static int read(const Cursor& cursor, int column) {
        return static_cast<int>(cursor.integer(column));
    }
};
template <>
struct ReadColumn<bool> {
    static bool read(const Cursor& cursor, int column) { return cursor.integer(column) != 0; }
};
template <>
struct ReadColumn<double> {
    static double read(const Cursor& cursor, int column) { return cursor.real(column); }
};
template <>
struct ReadColumn<std::string_view> {
    static std::string_view read(const Cursor& cursor, int column) { return cursor.bytes(column); }
};
template <>
struct ReadColumn<std::string> {
    static std::string read(const Cursor& cursor, int column) {
        return std::string{cursor.bytes(column)};
    }
};
template <>
struct ReadColumn<TimePoint> {
    static TimePoint read(const Cursor& cursor, int column) {
        return from_unix_ms(cursor.integer(column));
    }
};
template <class Tag>
struct ReadColumn<Id<Tag>> {
    static Id<Tag> read(const Cursor& cursor, int column) {
        return Id<Tag>{cursor.integer(column)};
    }
};
template <class T>
struct ReadColumn<std::optional<T>> {
    static std::optional<T> read(const Cursor& cursor, int column) {
        if (cursor.is_null(column)) {
            return std::nullopt;
        }
        return ReadColumn<T>::read(cursor, column);
    }
};
}  // namespace detail

/// Passed to the `map` function of a query; valid during that call only.
class Row {
   public:
    explicit Row(const Cursor& cursor) : cursor_(cursor) {}

    /// Column `column` (from 0) as std::int64_t, int, bool, double, std::string, std::string_view
    /// (valid until the next row), Id<Tag>, TimePoint or std::optional of one of these.
    template <class T>
    T get(int column) const {
        return detail::ReadColumn<T>::read(cursor_, column);
    }

   private:
    const Cursor& cursor_;
};

}  // namespace postroom::db
