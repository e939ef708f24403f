// See client.hpp. This file: the commands, each one line.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <chrono>

#include "core/encoding.hpp"
#include "core/limits.hpp"
#include "core/text.hpp"
#include "imap/client.hpp"

namespace postroom::imap {
namespace {

constexpr std::array<std::string_view, 12> kMonths{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                   "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

/// "1,4:7,9": UIDs in order, neighbours together.
std::string uid_set(const std::vector<std::uint32_t>& uids) {
    std::vector<std::string> parts;
    for (std::size_t i = 0; i < uids.size();) {
        std::size_t end = i + 1;
        while (end < uids.size() && uids[end] == uids[end - 1] + 1) {
            ++end;
        }
        parts.push_back(end - i == 1 ? fmt::to_string(uids[i])
                                     : fmt::format("{}:{}", uids[i], uids[end - 1]));
        i = end;
    }
    return fmt::format("{}", fmt::join(parts, ","));
}

std::string range_text(UidRange range) {
    return range.last == 0 ? fmt::format("{}:*", range.first)
                           : fmt::format("{}:{}", range.first, range.last);
}

/// "21-Nov-2026", which RFC 3501 calls a date.
std::string date_text(TimePoint time) {
    const std::chrono::year_month_day day{std::chrono::floor<std::chrono::days>(time)};
    return fmt::format("{}-{}-{:04}", unsigned{day.day()}, kMonths.at(unsigned{day.month()} - 1),
                       int{day.year()});
}

/// One character of valid UTF-8 from the front of `text`, which is shortened by it.
char32_t take_character(std::string_view& text) {
    const auto lead = static_cast<unsigned char>(text.front());
    const std::size_t length = lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
    char32_t character = length == 1 ? lead : lead & (0x7fU >> length);
    for (std::size_t i = 1; i < length; ++i) {
        character = (character << 6) | (static_cast<unsigned char>(text[i]) & 0x3fU);
    }
    text.remove_prefix(length);
    return character;
}

void append_utf16(std::string& out, char32_t character) {
    const auto unit = [&out](unsigned value) {
        out.push_back(static_cast<char>(value >> 8U));
        out.push_back(static_cast<char>(value & 0xffU));
    };
    if (character < 0x10000) {
        return unit(character);
    }
    unit(0xd800U + ((character - 0x10000U) >> 10U));
    unit(0xdc00U + ((character - 0x10000U) & 0x3ffU));
}

std::string modified_base64(std::string_view bytes) {
    std::string text = base64_encode(bytes);
    text.erase(std::min(text.find('='), text.size()));
    return replace_all(text, "/", ",");
}

}  // namespace

std::optional<std::string> quoted_mailbox(std::string_view name) {
    if (name.empty() || !is_valid_utf8(name)) {
        return std::nullopt;
    }
    std::string quoted = "\"";
    std::string foreign;  // UTF-16, big endian
    const auto flush = [&] {
        if (!foreign.empty()) {
            quoted += "&" + modified_base64(foreign) + "-";
            foreign.clear();
        }
    };
    while (!name.empty()) {
        const char32_t c = take_character(name);
        if (c < ' ' || c == 0x7f) {
            return std::nullopt;
        }
        if (c > 0x7e) {
            append_utf16(foreign, c);
            continue;
        }
        flush();
        if (c == '"' || c == '\\') {
            quoted.push_back('\\');
        }
        quoted.push_back(static_cast<char>(c));
        if (c == '&') {
            quoted.push_back('-');
        }
    }
    flush();
    return quoted + "\"";
}

void Client::select(std::string_view mailbox) {
    selected_ = {};
    stage_ = Stage::select;
    begin("SELECT " + quoted_mailbox(mailbox).value_or("INBOX"));
}

void Client::examine(std::string_view listed_name) {
    selected_ = {};
    stage_ = Stage::select;
    begin("EXAMINE " + quoted(listed_name));
}

void Client::list_folders() {
    const bool tells_what_for = has("SPECIAL-USE") && has("LIST-EXTENDED");
    begin(tells_what_for ? R"(LIST "" "*" RETURN (SPECIAL-USE))" : R"(LIST "" "*")");
}

void Client::noop() { begin("NOOP"); }

void Client::search(UidRange range, std::optional<TimePoint> since) {
    begin(fmt::format("UID SEARCH UID {}{}", range_text(range),
                      since ? " SINCE " + date_text(*since) : ""));
}

void Client::search_header(std::string_view field, std::string_view text, TimePoint since) {
    begin(fmt::format("UID SEARCH SINCE {} HEADER {} {}", date_text(since), quoted(field),
                      quoted(text)));
}

void Client::list_mails(UidRange range) {
    begin(fmt::format("UID FETCH {} (UID RFC822.SIZE INTERNALDATE)", range_text(range)));
}

void Client::list_message_ids(UidRange range) {
    begin(fmt::format(
        "UID FETCH {} (UID RFC822.SIZE INTERNALDATE BODY.PEEK[HEADER.FIELDS (MESSAGE-ID)])",
        range_text(range)));
}

void Client::fetch_mails(const std::vector<std::uint32_t>& uids) {
    begin(fmt::format("UID FETCH {} (UID INTERNALDATE BODY.PEEK[]<0.{}>)", uid_set(uids),
                      limits::kImapChunkBytes));
}

void Client::fetch_chunk(std::uint32_t uid, std::size_t offset, std::size_t bytes) {
    begin(fmt::format("UID FETCH {} (UID INTERNALDATE BODY.PEEK[]<{}.{}>)", uid, offset, bytes));
}

void Client::fetch_header(std::uint32_t uid) {
    begin(fmt::format("UID FETCH {} (UID BODY.PEEK[HEADER]<0.{}>)", uid, limits::kImapChunkBytes));
}

void Client::store_flags(const std::vector<std::uint32_t>& uids, std::string_view flags) {
    begin(fmt::format("UID STORE {} +FLAGS.SILENT ({})", uid_set(uids), flags));
}

void Client::move(const std::vector<std::uint32_t>& uids, std::string_view mailbox) {
    begin(fmt::format("UID MOVE {} {}", uid_set(uids), quoted_mailbox(mailbox).value_or("INBOX")));
}

void Client::copy(const std::vector<std::uint32_t>& uids, std::string_view mailbox) {
    begin(fmt::format("UID COPY {} {}", uid_set(uids), quoted_mailbox(mailbox).value_or("INBOX")));
}

void Client::expunge(const std::vector<std::uint32_t>& uids) {
    begin("UID EXPUNGE " + uid_set(uids));
}

void Client::idle() {
    begin("IDLE");
    is_idling_ = true;
    idle_began_ = false;
}

void Client::end_idle() {
    output_.append("DONE\r\n");
    has_news_ = false;
    idle_began_ = false;
}

void Client::log_out() {
    is_leaving_ = true;
    begin("LOGOUT");
}

}  // namespace postroom::imap
