// See date.hpp.
#include "mime/date.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdlib>

#include "core/text.hpp"
#include "mime/fields.hpp"
#include "mime/words.hpp"

namespace postroom::mime {
namespace {

constexpr std::size_t kDateBytesMax = 200;

struct Zone {
    std::string_view name;
    int hours;
};

/// The names of RFC 5322 section 4.3 and a few more that are not ambiguous in mail.
constexpr auto kZones = std::to_array<Zone>({
    {"ut", 0},    {"utc", 0},  {"gmt", 0},   {"z", 0},     {"wet", 0},   {"bst", 1},   {"cet", 1},
    {"met", 1},   {"west", 1}, {"cest", 2},  {"mest", 2},  {"eet", 2},   {"eest", 3},  {"msk", 3},
    {"jst", 9},   {"kst", 9},  {"hkt", 8},   {"sgt", 8},   {"aest", 10}, {"aedt", 11}, {"nzst", 12},
    {"nzdt", 13}, {"est", -5}, {"edt", -4},  {"cst", -6},  {"cdt", -5},  {"mst", -7},  {"mdt", -6},
    {"pst", -8},  {"pdt", -7}, {"akst", -9}, {"hst", -10},
});

constexpr std::array<std::string_view, 12> kMonths{"jan", "feb", "mar", "apr", "may", "jun",
                                                   "jul", "aug", "sep", "oct", "nov", "dec"};

struct Month {
    std::string_view beginning;
    int number;
};

/// How the names begin in the mails of programs that translate what they should not: German,
/// French, Spanish, Italian, Portuguese, Dutch.
constexpr auto kForeignMonths = std::to_array<Month>({
    {"ene", 1},  {"gen", 1},  {"fév", 2},  {"fev", 2},  {"mär", 3}, {"mrz", 3},  {"mrt", 3},
    {"abr", 4},  {"avr", 4},  {"mai", 5},  {"mei", 5},  {"mag", 5}, {"giu", 6},  {"juin", 6},
    {"lug", 7},  {"juil", 7}, {"aoû", 8},  {"ago", 8},  {"set", 9}, {"okt", 10}, {"out", 10},
    {"ott", 10}, {"dez", 12}, {"déc", 12}, {"dic", 12},
});

struct Found {
    std::optional<int> year, month, day, hour, minute, zone_minutes;
    int second = 0;
    bool is_afternoon = false, is_morning = false;
};

bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool is_number(std::string_view word) {
    return !word.empty() && word.find_first_not_of("0123456789") == std::string_view::npos &&
           word.size() <= 4;
}

int number(std::string_view word) { return static_cast<int>(parse_int(word).value_or(0)); }

/// Without comments; commas, semicolons and quotes as spaces; "09 : 55" without its spaces.
std::string plain(std::string_view raw) {
    std::string out;
    int depth = 0;
    for (const char c : unfold(raw.substr(0, kDateBytesMax))) {
        if (c == '(') {
            ++depth;
        } else if (c == ')' && depth > 0) {
            --depth;
        } else if (depth == 0) {
            const bool is_separator = c == ',' || c == ';' || c == '"' || c == ' ';
            while (c == ':' && out.ends_with(' ')) {
                out.pop_back();
            }
            if (!is_separator || (!out.ends_with(':') && !out.ends_with(' '))) {
                out += is_separator ? ' ' : c;
            }
        }
    }
    return out;
}

bool is_compact_iso(std::string_view text) {
    return text.size() >= 15 && text[8] == 'T' &&
           text.substr(0, 8).find_first_not_of("0123456789") == std::string_view::npos &&
           text.substr(9, 6).find_first_not_of("0123456789") == std::string_view::npos;
}

/// "2007-03-24T23:00:00+02:00" and "20070324T230000Z" in the words that the other dates have.
std::string split_iso(std::string_view text) {
    if (const std::string_view t = trim(text); is_compact_iso(t)) {
        return fmt::format("{}-{}-{} {}:{}:{}", t.substr(0, 4), t.substr(4, 2), t.substr(6, 2),
                           t.substr(9, 2), t.substr(11, 2), t.substr(13));
    }
    std::string out(text);
    const std::string_view head = trim(text);
    const std::size_t start = static_cast<std::size_t>(head.data() - text.data());
    if (head.size() > 16 && head[4] == '-' && head[7] == '-' &&
        (head[10] == 'T' || head[10] == 't')) {
        out[start + 10] = ' ';
    }
    return out;
}

bool read_zone_offset(std::string_view word, Found& found) {
    std::string digits;
    for (const char c : word.substr(1)) {
        if (is_digit(c)) {
            digits += c;
        } else if (c != ':') {
            return false;
        }
    }
    if (digits.size() == 1) {
        digits = "0" + digits + "00";
    } else if (digits.size() == 2) {
        digits += "00";
    } else if (digits.size() == 3) {
        digits.insert(0, "0");
    }
    if (digits.size() != 4) {
        return false;
    }
    const int hours = number(digits.substr(0, 2));
    const int minutes = number(digits.substr(2));
    if (hours > 23 || minutes > 59) {
        return false;
    }
    found.zone_minutes = (word.front() == '-' ? -1 : 1) * (hours * 60 + minutes);
    return true;
}

/// "10:52", "10:52:37.5", "10.52.37", "23:00:00+02:00", "9:55PM".
bool read_time(std::string_view word, Found& found) {
    const char separator = word.find(':') != std::string_view::npos ? ':' : '.';
    if (separator == '.' && !found.day) {
        return false;  // "17.05.00" is a date
    }
    std::array<int, 3> values{};
    std::size_t count = 0;
    while (count < 3 && !word.empty() && is_digit(word.front())) {
        const std::size_t end = std::min(word.find_first_not_of("0123456789"), word.size());
        values[count++] = end <= 2 ? number(word.substr(0, end)) : 99;
        word.remove_prefix(end);
        if (word.empty() || word.front() != separator) {
            break;
        }
        word.remove_prefix(1);
    }
    if (count < 2 || values[0] > 24 || values[1] > 59 || values[2] > 60) {
        return false;
    }
    found.hour = values[0];
    found.minute = values[1];
    found.second = values[2];
    if (word.starts_with('.')) {
        word.remove_prefix(std::min(word.find_first_not_of(".0123456789"), word.size()));
    }
    if (word.starts_with('+') || word.starts_with('-')) {
        read_zone_offset(word, found);
    } else if (equals_ignoring_case(word, "z")) {
        found.zone_minutes = 0;
    }
    found.is_afternoon |= equals_ignoring_case(word, "pm");
    found.is_morning |= equals_ignoring_case(word, "am");
    return true;
}

bool read_month(std::string_view word, Found& found) {
    if (word.size() < 3) {
        return false;
    }
    for (std::size_t i = 0; i < kMonths.size(); ++i) {
        if (starts_with_ignoring_case(word, kMonths[i])) {
            found.month = static_cast<int>(i) + 1;
            return true;
        }
    }
    for (const Month& month : kForeignMonths) {
        if (starts_with_ignoring_case(word, month.beginning)) {
            found.month = month.number;
            return true;
        }
    }
    return false;
}

/// "2007-03-24", "21-Nov-97", "21.11.1997", "21/11/1997" where only one reading is a date.
bool read_joined_date(std::string_view word, Found& found) {
    const char separator = word.find('-') != std::string_view::npos   ? '-'
                           : word.find('.') != std::string_view::npos ? '.'
                                                                      : '/';
    const auto parts = split(word, separator);
    if (parts.size() != 3 || !is_number(parts[0]) || !is_number(parts[2])) {
        return false;
    }
    if (read_month(parts[1], found)) {
        found.day = number(parts[0]);
        found.year = number(parts[2]);
        return true;
    }
    if (!is_number(parts[1])) {
        return false;
    }
    if (parts[0].size() == 4) {
        found.year = number(parts[0]);
        found.month = number(parts[1]);
        found.day = number(parts[2]);
        return true;
    }
    const bool day_first = number(parts[0]) > 12 || separator == '.';
    found.day = number(parts[day_first ? 0 : 1]);
    found.month = number(parts[day_first ? 1 : 0]);
    found.year = number(parts[2]);
    return true;
}

void read_number(std::string_view word, Found& found) {
    if (!found.day && word.size() <= 2) {
        found.day = number(word);
    } else if (!found.year) {
        found.year = number(word);
    }
}

bool read_zone_name(std::string_view word, Found& found) {
    for (const Zone& zone : kZones) {
        if (starts_with_ignoring_case(word, zone.name) &&
            (word.size() == zone.name.size() ||
             !std::isalpha(static_cast<unsigned char>(word[zone.name.size()])))) {
            found.zone_minutes = zone.hours * 60;
            const std::string_view offset = word.substr(zone.name.size());  // "GMT+0200"
            if (offset.starts_with('+') || offset.starts_with('-')) {
                read_zone_offset(offset, found);
            }
            return true;
        }
    }
    return false;
}

void read_word(std::string_view word, Found& found) {
    if (equals_ignoring_case(word, "pm")) {
        found.is_afternoon = true;
    } else if (equals_ignoring_case(word, "am")) {
        found.is_morning = true;
    } else if ((word.front() == '+' || word.front() == '-') && found.hour) {
        read_zone_offset(word, found);
    } else if (is_number(word)) {
        if (word.size() == 4 && found.year && found.hour && !found.zone_minutes) {
            read_zone_offset("+" + std::string(word), found);  // the sign got lost
        } else {
            read_number(word, found);
        }
    } else if (is_digit(word.front())) {
        if ((found.hour || !read_time(word, found)) && !found.day) {
            read_joined_date(word, found);
        }
    } else {
        // "mar, 4 nov": the weekday of some languages looks like a month.
        const bool is_month = (!found.month || !found.hour) && read_month(word, found);
        if (!is_month && found.hour && !found.zone_minutes) {
            read_zone_name(word, found);
        }
    }
}

/// RFC 5322 section 4.3: 00-49 is this century, 50-99 and three digits the last.
int full_year(int year) {
    if (year < 50) {
        return year + 2000;
    }
    return year < 1000 ? year + 1900 : year;
}

std::optional<MailDate> assemble(const Found& found) {
    if (!found.year || !found.month || !found.day || !found.hour || !found.minute) {
        return std::nullopt;
    }
    int hour = *found.hour;
    if (found.is_afternoon && hour < 12) {
        hour += 12;
    } else if (found.is_morning && hour == 12) {
        hour = 0;
    }
    std::chrono::year_month_day date{std::chrono::year{full_year(*found.year)},
                                     std::chrono::month{static_cast<unsigned>(*found.month)},
                                     std::chrono::day{static_cast<unsigned>(*found.day)}};
    if (!date.ok() || hour > 24 || (hour == 24 && *found.minute > 0)) {
        return std::nullopt;
    }
    if (hour == 24) {
        date = std::chrono::sys_days{date} + std::chrono::days{1};
        hour = 0;
    }
    const int second =
        std::min(found.second, 59);  // a leap second is not a RFC 3339 time everywhere
    const int zone = found.zone_minutes.value_or(0);
    MailDate out;
    out.utc = TimePoint{std::chrono::sys_days{date}} + std::chrono::hours{hour} +
              std::chrono::minutes{*found.minute - zone} + std::chrono::seconds{second};
    out.text = fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}{}{:02}:{:02}", int{date.year()},
                           unsigned{date.month()}, unsigned{date.day()}, hour, *found.minute,
                           second, zone < 0 ? '-' : '+', std::abs(zone) / 60, std::abs(zone) % 60);
    return out;
}

}  // namespace

std::optional<MailDate> parse_date(std::string_view raw) {
    const std::string decoded =
        raw.find("=?") == std::string_view::npos ? std::string() : decode_words(raw);
    const std::string text = split_iso(plain(decoded.empty() ? raw : decoded));
    Found found;
    for (const std::string_view word : split(text, ' ')) {
        if (!word.empty()) {
            read_word(word, found);
        }
    }
    return assemble(found);
}

}  // namespace postroom::mime
