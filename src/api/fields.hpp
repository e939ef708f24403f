// The members of a JSON request body, read with their rules.
// Invariant: every wrong member is named at once, so that a form can show all of them; unknown
// members are refused, so that a misspelt one is not silently ignored. Rule: RFC 9457 section 3.2;
// IN-6 (no NUL, no controls).
#pragma once

#include <boost/json/object.hpp>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "api/problem.hpp"
#include "core/time.hpp"
#include "model/enum_names.hpp"

namespace postroom::api {

struct TextRule {
    std::size_t characters_min = 0;
    std::size_t characters_max = 0;  ///< code points, as minLength and maxLength of the contract
    bool one_line = true;            ///< white space collapsed, controls gone
};

class Fields {
   public:
    /// Error `not_json` or `malformed_json`. An empty body is an empty object.
    static std::expected<Fields, Problem> parse(std::string_view content_type,
                                                std::string_view body);

    bool has(std::string_view name) const { return object_.contains(name); }
    /// Notes a missing member.
    std::string required_text(std::string_view name, TextRule rule);
    std::optional<std::string> text(std::string_view name, TextRule rule);
    std::optional<std::int64_t> number(std::string_view name, std::int64_t least,
                                       std::int64_t most);
    std::optional<bool> flag(std::string_view name);
    std::optional<TimePoint> time(std::string_view name);
    /// An outer nothing = not named; an inner 0 = null: "nobody".
    std::optional<std::int64_t> id_or_null(std::string_view name);
    /// A day of the calendar as its midnight in UTC, or no day for null; nothing when it is not
    /// named.
    std::optional<std::optional<TimePoint>> day_or_null(std::string_view name);
    std::vector<std::int64_t> ids(std::string_view name, std::size_t most);
    std::optional<std::vector<std::string>> texts(std::string_view name, std::size_t most,
                                                  TextRule rule);
    /// An object member, to be read with its own Fields; its errors come back by absorb().
    std::optional<Fields> object(std::string_view name);

    template <class E>
    std::optional<E> word(std::string_view name) {
        const auto text = this->text(name, {.characters_min = 1, .characters_max = 64});
        if (!text) {
            return std::nullopt;
        }
        const auto value = model::parse_name<E>(*text);
        if (!value) {
            note(name, "is none of " + words_of<E>());
        }
        return value;
    }

    /// The member as it came, for what has a reader of its own; null when it is not there.
    const boost::json::value* value(std::string_view name) { return take(name); }
    /// A list of objects, each to be read with its own Fields.
    std::optional<std::vector<Fields>> objects(std::string_view name, std::size_t most);

    void note(std::string_view name, std::string message);
    void absorb(std::string_view name, const Fields& inner);
    /// Error `invalid_fields` with all of them, also for members that nobody asked for.
    std::expected<void, Problem> check() const;

   private:
    explicit Fields(boost::json::object object) : object_(std::move(object)) {}
    const boost::json::value* take(std::string_view name);
    std::optional<std::string> text_of(std::string_view name, const boost::json::value& value,
                                       TextRule rule);

    template <class E>
    static std::string words_of() {
        std::string words;
        for (const auto& [_, name] : model::EnumNames<E>::kNames) {
            words.append(words.empty() ? "" : ", ").append(name);
        }
        return words;
    }

    boost::json::object object_;
    std::set<std::string, std::less<>> asked_;
    std::vector<FieldError> errors_;
};

}  // namespace postroom::api
