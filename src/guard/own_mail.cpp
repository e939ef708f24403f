// See own_mail.hpp.
#include "guard/own_mail.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/encoding.hpp"
#include "core/text.hpp"

namespace postroom::guard {
namespace {

/// 80 bits are enough for a mark that only stops a loop, and keep the header short.
constexpr std::size_t kMacBytes = 10;

std::string mac(const LoopKey& loop_key, std::string_view purpose, std::string_view text) {
    const std::string input = fmt::format("{}\n{}\n{}", purpose, loop_key.instance, text);
    return base32_encode(hmac_sha256(loop_key.key, input).substr(0, kMacBytes));
}

bool is_own_mark(const LoopKey& loop_key, std::string_view value, std::string_view message_id) {
    const std::size_t semicolon = value.find(';');
    return semicolon != std::string_view::npos &&
           trim(value.substr(0, semicolon)) == loop_key.instance &&
           equal_constant_time(trim(value.substr(semicolon + 1)),
                               mac(loop_key, "loop", message_id));
}

}  // namespace

std::string loop_header_value(const LoopKey& loop_key, std::string_view message_id) {
    return fmt::format("{};{}", loop_key.instance, mac(loop_key, "loop", message_id));
}

std::string own_message_id(const LoopKey& loop_key, std::string_view local,
                           std::string_view domain) {
    return fmt::format("{}.{}@{}", local, mac(loop_key, "id", local), domain);
}

bool is_own_message_id(const LoopKey& loop_key, std::string_view message_id) {
    const std::string_view left = message_id.substr(0, message_id.rfind('@'));
    const std::size_t dot = left.rfind('.');
    return dot != std::string_view::npos && left.size() < message_id.size() &&
           equal_constant_time(left.substr(dot + 1), mac(loop_key, "id", left.substr(0, dot)));
}

OwnMail judge_own(const mime::Mail& mail, const LoopKey& loop_key) {
    if (is_own_message_id(loop_key, mail.message_id)) {
        return {true,
                "own_message_id: The Message-ID is one that we made: our own mail came back."};
    }
    for (const mime::HeaderField& field : mail.headers) {
        if (equals_ignoring_case(field.name, kLoopHeader) &&
            is_own_mark(loop_key, field.value, mail.message_id)) {
            return {true, "own_loop_header: The mail bears our own mark: it came back to us."};
        }
    }
    return {};
}

}  // namespace postroom::guard
