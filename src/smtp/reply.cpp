// See reply.hpp.
#include "smtp/reply.hpp"

#include <fmt/format.h>

#include "core/limits.hpp"
#include "core/text.hpp"

namespace postroom::smtp {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// Length of an enhanced status code ("5.1.1") at the start of `text`, or 0. (RFC 3463 section 2)
std::size_t enhanced_length(std::string_view text, int reply_class) {
    std::size_t at = 0;
    for (int field = 0; field < 3; ++field) {
        const std::size_t start = at;
        while (at < text.size() && is_digit(text[at]) && at - start < 3) {
            ++at;
        }
        if (at == start || (field == 0 && at != 1)) {
            return 0;
        }
        if (field < 2 && (at >= text.size() || text[at++] != '.')) {
            return 0;
        }
    }
    const bool ends = at == text.size() || text[at] == ' ';
    return ends && text[0] - '0' == reply_class ? at : 0;
}

/// Remote text for people: one line, valid, short. (SRV-13)
std::string displayable(std::string_view text) {
    const std::string line = one_line(repair_utf8(text));
    return std::string(truncate_utf8(line, limits::kSmtpReplyTextBytesMax));
}

}  // namespace

void append_reply(std::string& out, const Reply& reply) {
    fmt::format_to(std::back_inserter(out), "{:03}", reply.code);
    if (!reply.enhanced.empty()) {
        out.append(" ").append(reply.enhanced);
    }
    out += ' ';
    const bool clean = reply.text.size() <= limits::kSmtpReplyTextBytesMax &&
                       reply.text.find_first_of(std::string_view("\r\n\0", 3)) == std::string::npos;
    out.append(clean ? reply.text : displayable(reply.text)).append("\r\n");
}

ReplyParser::State ReplyParser::feed(std::string_view& bytes) {
    while (!malformed_ && !complete_ && !bytes.empty()) {
        const std::size_t end = bytes.find('\n');
        const std::string_view piece = bytes.substr(0, end);
        if (line_.size() + piece.size() > limits::kSmtpReplyLineBytesMax) {
            malformed_ = true;
            break;
        }
        line_.append(piece);
        if (end == std::string_view::npos) {
            bytes = {};
            break;
        }
        bytes.remove_prefix(end + 1);
        if (finish_line() == State::malformed) {
            malformed_ = true;
        }
    }
    return malformed_ ? State::malformed : complete_ ? State::complete : State::need_input;
}

ReplyParser::State ReplyParser::finish_line() {
    if (line_.ends_with('\r')) {
        line_.pop_back();
    }
    const bool has_code = line_.size() >= 3 && line_[0] >= '2' && line_[0] <= '5' &&
                          is_digit(line_[1]) && is_digit(line_[2]);
    const char after = line_.size() > 3 ? line_[3] : ' ';
    if (!has_code || (after != ' ' && after != '-')) {
        return State::malformed;
    }
    code_ = (line_[0] - '0') * 100 + (line_[1] - '0') * 10 + (line_[2] - '0');
    const auto text = std::string_view(line_).substr(std::min<std::size_t>(4, line_.size()));
    if (lines_.size() + text.size() + 1 > limits::kSmtpReplyBytesMax) {
        return State::malformed;
    }
    lines_.append(text).append("\n");
    line_.clear();
    complete_ = after == ' ';
    return complete_ ? State::complete : State::need_input;
}

Reply ReplyParser::take() {
    Reply reply;
    reply.code = code_;
    std::string text;
    std::string_view rest = lines_;
    while (!rest.empty()) {
        const std::size_t end = rest.find('\n');
        std::string_view line = rest.substr(0, end);
        rest.remove_prefix(end + 1);
        if (const std::size_t length = enhanced_length(line, code_ / 100); length > 0) {
            reply.enhanced = line.substr(0, length);
            line.remove_prefix(length);
        }
        text.append(text.empty() ? "" : " ").append(line);
    }
    reply.text = displayable(text);
    lines_.clear();
    complete_ = false;
    return reply;
}

}  // namespace postroom::smtp
