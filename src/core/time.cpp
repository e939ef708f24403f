// Text forms of times; see time.hpp.
#include "core/time.hpp"

#include <fmt/format.h>

#include <array>
#include <charconv>

namespace postroom {
namespace {

struct Fields {
    int year, month, day, hour, minute, second, ms;
    unsigned weekday;
};

Fields fields_of(TimePoint time) {
    const auto day = std::chrono::floor<std::chrono::days>(time);
    const std::chrono::year_month_day date{day};
    const auto in_day = (time - day).count();
    return {int{date.year()},
            static_cast<int>(unsigned{date.month()}),
            static_cast<int>(unsigned{date.day()}),
            static_cast<int>(in_day / 3'600'000),
            static_cast<int>(in_day / 60'000 % 60),
            static_cast<int>(in_day / 1000 % 60),
            static_cast<int>(in_day % 1000),
            std::chrono::weekday{day}.c_encoding()};
}

/// Reads exactly `digits` decimal digits from the front of `text` and removes them.
std::optional<int> take_number(std::string_view& text, std::size_t digits) {
    if (text.size() < digits) {
        return std::nullopt;
    }
    int value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + digits, value);
    if (error != std::errc{} || end != text.data() + digits || value < 0) {
        return std::nullopt;
    }
    text.remove_prefix(digits);
    return value;
}

bool take_char(std::string_view& text, std::string_view one_of) {
    if (text.empty() || one_of.find(text.front()) == std::string_view::npos) {
        return false;
    }
    text.remove_prefix(1);
    return true;
}

/// The fraction after the seconds, in ms; 0 when there is none.
int take_fraction_ms(std::string_view& text) {
    if (!take_char(text, ".")) {
        return 0;
    }
    int ms = 0;
    int scale = 100;
    while (!text.empty() && text.front() >= '0' && text.front() <= '9') {
        ms += (text.front() - '0') * scale;
        scale /= 10;
        text.remove_prefix(1);
    }
    return ms;
}

/// "Z" or "+hh:mm", in minutes east of UTC.
std::optional<int> take_zone(std::string_view& text) {
    if (take_char(text, "Zz")) {
        return 0;
    }
    if (text.empty() || (text.front() != '+' && text.front() != '-')) {
        return std::nullopt;
    }
    const int sign = text.front() == '-' ? -1 : 1;
    text.remove_prefix(1);
    const auto hours = take_number(text, 2);
    const bool colon = take_char(text, ":");
    const auto minutes = take_number(text, 2);
    if (!hours || !colon || !minutes) {
        return std::nullopt;
    }
    return sign * (*hours * 60 + *minutes);
}

}  // namespace

std::string format_rfc3339(TimePoint time) {
    const Fields f = fields_of(time);
    return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z", f.year, f.month, f.day, f.hour,
                       f.minute, f.second, f.ms);
}

std::string format_rfc5322(TimePoint time) {
    static constexpr std::array kDays{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    static constexpr std::array kMonths{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                        "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    const Fields f = fields_of(time);
    return fmt::format("{}, {} {} {:04} {:02}:{:02}:{:02} +0000", kDays[f.weekday], f.day,
                       kMonths[static_cast<std::size_t>(f.month - 1)], f.year, f.hour, f.minute,
                       f.second);
}

std::optional<TimePoint> parse_rfc3339(std::string_view text) {
    const auto year = take_number(text, 4);
    const bool dash1 = take_char(text, "-");
    const auto month = take_number(text, 2);
    const bool dash2 = take_char(text, "-");
    const auto day = take_number(text, 2);
    const bool separator = take_char(text, "Tt ");
    const auto hour = take_number(text, 2);
    const bool colon1 = take_char(text, ":");
    const auto minute = take_number(text, 2);
    const bool colon2 = take_char(text, ":");
    const auto second = take_number(text, 2);
    if (!year || !month || !day || !hour || !minute || !second || !dash1 || !dash2 || !separator ||
        !colon1 || !colon2) {
        return std::nullopt;
    }
    const int ms = take_fraction_ms(text);
    const auto zone = take_zone(text);
    const std::chrono::year_month_day date{std::chrono::year{*year},
                                           std::chrono::month{static_cast<unsigned>(*month)},
                                           std::chrono::day{static_cast<unsigned>(*day)}};
    if (!zone || !text.empty() || !date.ok() || *hour > 23 || *minute > 59 || *second > 60) {
        return std::nullopt;
    }
    return TimePoint{std::chrono::sys_days{date}} + std::chrono::hours{*hour} +
           std::chrono::minutes{*minute - *zone} + std::chrono::seconds{*second} + Milliseconds{ms};
}

}  // namespace postroom
