// See response.hpp.
#include "imap/response.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <utility>

#include "core/limits.hpp"
#include "core/text.hpp"

namespace postroom::imap {
namespace {

constexpr std::array<std::string_view, 12> kMonths{"jan", "feb", "mar", "apr", "may", "jun",
                                                   "jul", "aug", "sep", "oct", "nov", "dec"};

constexpr std::size_t kDepthMax = 16;
constexpr std::size_t kValuesMax = 20'000;

/// The size that "...{123}" or "...{123+}" announces at the end of a line, if it does.
std::optional<std::uint64_t> announced_literal(std::string_view line) {
    if (!line.ends_with('}')) {
        return std::nullopt;
    }
    const auto open = line.rfind('{');
    if (open == std::string_view::npos) {
        return std::nullopt;
    }
    auto digits = line.substr(open + 1, line.size() - open - 2);
    if (digits.ends_with('+')) {
        digits.remove_suffix(1);
    }
    std::uint64_t size = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), size);
    if (digits.empty() || error != std::errc{} || end != digits.data() + digits.size()) {
        return std::nullopt;
    }
    return size;
}

std::string_view without_line_end(std::string_view line) {
    if (line.ends_with('\n')) {
        line.remove_suffix(1);
    }
    if (line.ends_with('\r')) {
        line.remove_suffix(1);
    }
    return line;
}

/// Reads the values of one response from the front to the back, without recursion.
class ValueReader {
   public:
    explicit ValueReader(std::string_view bytes) : rest_(bytes) {}

    std::optional<std::vector<Value>> read() {
        std::vector<Value> open(1);
        while (!rest_.empty()) {
            const char c = rest_.front();
            if (c == ' ' || c == '\r' || c == '\n') {
                rest_.remove_prefix(1);
            } else if (c == '(') {
                rest_.remove_prefix(1);
                open.push_back({.kind = Value::Kind::list, .text = {}, .items = {}});
                if (open.size() > kDepthMax) {
                    return std::nullopt;
                }
            } else if (c == ')') {
                rest_.remove_prefix(1);
                if (open.size() == 1) {
                    return std::nullopt;
                }
                Value list = std::move(open.back());
                open.pop_back();
                open.back().items.push_back(std::move(list));
            } else {
                auto value = read_one();
                if (!value || ++count_ > kValuesMax) {
                    return std::nullopt;
                }
                open.back().items.push_back(std::move(*value));
            }
        }
        return open.size() == 1 ? std::optional(std::move(open.front().items)) : std::nullopt;
    }

   private:
    std::optional<Value> read_one() {
        if (rest_.front() == '"') {
            return read_quoted();
        }
        if (rest_.front() == '{' || rest_.starts_with("~{")) {
            return read_literal();
        }
        return read_atom();
    }

    std::optional<Value> read_quoted() {
        Value value{.kind = Value::Kind::text, .text = {}, .items = {}};
        for (std::size_t i = 1; i < rest_.size(); ++i) {
            if (rest_[i] == '"') {
                rest_.remove_prefix(i + 1);
                return value;
            }
            if (rest_[i] == '\\' && i + 1 < rest_.size()) {
                ++i;
            }
            value.text.push_back(rest_[i]);
        }
        return std::nullopt;
    }

    std::optional<Value> read_literal() {
        const auto line_end = rest_.find('\n');
        if (line_end == std::string_view::npos) {
            return std::nullopt;
        }
        const auto size = announced_literal(without_line_end(rest_.substr(0, line_end + 1)));
        if (!size || *size > rest_.size() - line_end - 1) {
            return std::nullopt;
        }
        Value value{.kind = Value::Kind::text,
                    .text = std::string(rest_.substr(line_end + 1, *size)),
                    .items = {}};
        rest_.remove_prefix(line_end + 1 + *size);
        return value;
    }

    /// "BODY[HEADER.FIELDS (SUBJECT)]<0>" is one atom: what stands in brackets belongs to it.
    std::optional<Value> read_atom() {
        std::size_t end = 0;
        bool in_brackets = false;
        for (; end < rest_.size(); ++end) {
            const char c = rest_[end];
            if (c == '[') {
                in_brackets = true;
            } else if (c == ']') {
                in_brackets = false;
            } else if (!in_brackets && (c == ' ' || c == '(' || c == ')' || c == '"')) {
                break;
            }
        }
        if (end == 0) {
            return std::nullopt;
        }
        Value value{.kind = Value::Kind::atom, .text = std::string(rest_.substr(0, end)), .items{}};
        rest_.remove_prefix(end);
        if (equals_ignoring_case(value.text, "NIL")) {
            value = {};
        }
        return value;
    }

    std::string_view rest_;
    std::size_t count_ = 0;
};

}  // namespace

ResponseReader::State ResponseReader::feed(std::string_view& bytes) {
    if (is_complete_) {
        response_.clear();
        text_bytes_ = literal_bytes_ = 0;
        is_complete_ = false;
    }
    while (!is_malformed_) {
        if (literal_left_ > 0) {
            const auto taken = std::min(literal_left_, bytes.size());
            response_.append(bytes.substr(0, taken));
            bytes.remove_prefix(taken);
            literal_left_ -= taken;
            if (literal_left_ > 0) {
                return State::need_input;
            }
        }
        const auto line_end = bytes.find('\n');
        const auto taken = line_end == std::string_view::npos ? bytes.size() : line_end + 1;
        response_.append(bytes.substr(0, taken));
        bytes.remove_prefix(taken);
        text_bytes_ += taken;
        if (text_bytes_ > limits::kImapLineBytesMax) {
            is_malformed_ = true;
        } else if (line_end == std::string_view::npos) {
            return State::need_input;
        } else if (const State state = finish_line(); state != State::need_input) {
            return state;
        }
    }
    return State::malformed;
}

/// need_input when a literal follows.
ResponseReader::State ResponseReader::finish_line() {
    const auto line = without_line_end(response_);
    const auto literal = announced_literal(line);
    if (!literal) {
        response_.resize(line.size());
        is_complete_ = true;
        return State::complete;
    }
    if (*literal > literal_bytes_max_ - literal_bytes_) {
        is_malformed_ = true;
        return State::malformed;
    }
    literal_left_ = *literal;
    literal_bytes_ += *literal;
    return State::need_input;
}

std::string ResponseReader::take() { return std::exchange(response_, {}); }

void ResponseReader::reset() { *this = ResponseReader(literal_bytes_max_); }

bool Value::is_atom(std::string_view name) const {
    return kind == Kind::atom && equals_ignoring_case(text, name);
}

std::optional<std::vector<Value>> parse_values(std::string_view bytes) {
    return ValueReader(bytes).read();
}

std::optional<std::uint32_t> parse_number(std::string_view text) {
    std::uint32_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (text.empty() || error != std::errc{} || end != text.data() + text.size()) {
        return std::nullopt;
    }
    return number;
}

StatusText parse_status_text(std::string_view bytes) {
    StatusText status;
    if (bytes.starts_with('[')) {
        const auto close = bytes.find(']');
        if (close != std::string_view::npos) {
            const auto inside = bytes.substr(1, close - 1);
            const auto blank = std::min(inside.find(' '), inside.size());
            status.code = shown_text(inside.substr(0, blank));
            std::ranges::transform(status.code, status.code.begin(), [](char c) {
                return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
            });
            status.argument = std::string(trim(inside.substr(blank)));
            bytes.remove_prefix(close + 1);
        }
    }
    status.text = shown_text(trim(bytes));
    return status;
}

std::string shown_text(std::string_view bytes) {
    const auto bounded = bytes.substr(0, limits::kSmtpReplyTextBytesMax * 2);
    const std::string line = one_line(repair_utf8(bounded));
    return std::string(truncate_utf8(line, limits::kSmtpReplyTextBytesMax));
}

std::optional<TimePoint> parse_internal_date(std::string_view text) {
    const std::string date = to_lower(trim(text));  // " 7-Jul-1996 02:44:25 -0700"
    const auto parts = split(date, ' ');
    if (parts.size() != 3) {
        return std::nullopt;
    }
    const auto day = split(parts[0], '-');
    const auto clock = split(parts[1], ':');
    const auto& zone = parts[2];
    if (day.size() != 3 || clock.size() != 3 || zone.size() != 5 ||
        (zone[0] != '+' && zone[0] != '-')) {
        return std::nullopt;
    }
    const auto month = std::ranges::find(kMonths, day[1]);
    const std::array numbers{parse_int(day[0]),   parse_int(day[2]),   parse_int(clock[0]),
                             parse_int(clock[1]), parse_int(clock[2]), parse_int(zone.substr(1))};
    if (month == kMonths.end() ||
        std::ranges::any_of(numbers, [](const auto& n) { return !n || *n < 0 || *n > 9999; })) {
        return std::nullopt;
    }
    const std::chrono::year_month_day calendar{
        std::chrono::year{static_cast<int>(*numbers[1])},
        std::chrono::month{static_cast<unsigned>(month - kMonths.begin() + 1)},
        std::chrono::day{static_cast<unsigned>(*numbers[0])}};
    if (!calendar.ok()) {
        return std::nullopt;
    }
    const std::int64_t days = std::chrono::sys_days{calendar}.time_since_epoch().count();
    const std::int64_t offset_minutes = (*numbers[5] / 100 * 60) + (*numbers[5] % 100);
    const std::int64_t seconds = (((days * 24 + *numbers[2]) * 60 + *numbers[3]) * 60) +
                                 *numbers[4] -
                                 (zone[0] == '-' ? -offset_minutes : offset_minutes) * 60;
    return from_unix_ms(seconds * 1000);
}

}  // namespace postroom::imap
