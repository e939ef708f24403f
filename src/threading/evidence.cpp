// Collecting the evidence of a mail; see evidence.hpp.
// Invariant: at most kTokensMax signatures are checked for addresses, one a reference, eight in the
// body. Rule: mail-correctness.md THR-1, IN-5 (50 references).
#include "threading/evidence.hpp"

#include <algorithm>

#include "core/limits.hpp"
#include "core/text.hpp"

namespace postroom::threading {
namespace {

constexpr std::size_t kMessageIdBytesMax = 998;  // RFC 5322 section 2.1.1
constexpr std::size_t kSubjectBytesRead = 512;
constexpr std::size_t kDigitsMax = 12;
constexpr std::string_view kTypeLetters = "tcaTCA";  // of model::reference_of()

void add_token(const std::optional<Token>& token, Place place, Evidence& out) {
    if (token && token->kind == TokenKind::reply &&
        std::ranges::find(out.tokens, *token, &FoundToken::token) == out.tokens.end()) {
        out.tokens.push_back({*token, place});
    }
}

void gather_from_addresses(const mime::Mail& mail, const KeyRing& keys, Evidence& out) {
    std::size_t checked = 0;
    for (const auto* list : {&mail.to, &mail.cc}) {
        for (const mime::Address& address : *list) {
            if (looks_like_token_address(address.address) && checked++ < kTokensMax) {
                add_token(token_in_address(keys, address.address), Place::to_or_cc, out);
            }
        }
    }
}

void add_message_id(std::string_view message_id, Evidence& out) {
    if (message_id.size() > kMessageIdBytesMax ||
        out.message_ids.size() >= limits::kReferencesMax) {
        return;
    }
    std::string id = normalise_message_id(message_id);
    if (!id.empty() && std::ranges::find(out.message_ids, id) == out.message_ids.end()) {
        out.message_ids.push_back(std::move(id));
    }
}

void gather_message_ids(const mime::Mail& mail, Evidence& out) {
    add_message_id(mail.in_reply_to, out);
    const std::size_t read = std::min(mail.references.size(), limits::kReferencesMax);
    for (std::size_t back = 1; back <= read; ++back) {
        add_message_id(mail.references[mail.references.size() - back], out);
    }
}

/// The newest id decides: in one thread they all name the same conversation.
void gather_from_message_ids(const KeyRing& keys, Evidence& out) {
    for (const std::string& id : out.message_ids) {
        add_token(token_in_message_id(keys, id), Place::thread_id, out);
        if (!out.tokens.empty()) {
            return;
        }
    }
}

void gather_from_body(const mime::Mail& mail, const KeyRing& keys, Evidence& out) {
    auto token = token_in_body(keys, mail.text);
    if (!token) {
        token = token_in_body(keys, mail.html);
    }
    add_token(token, Place::quoted_body, out);
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_word(char c) {
    return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

/// The number that begins at `at` and ends before something that is no word; 0 when there is none.
std::int64_t number_at(std::string_view text, std::size_t at) {
    std::size_t end = at;
    while (end < text.size() && is_digit(text[end])) {
        ++end;
    }
    if (end == at || end - at > kDigitsMax || (end < text.size() && is_word(text[end]))) {
        return 0;
    }
    return parse_int(text.substr(at, end - at)).value_or(0);
}

/// The number of "#12" or of "[T-12]" if one of them begins at `at`; 0 otherwise.
std::int64_t reference_at(std::string_view text, std::size_t at) {
    if (text[at] == '#') {
        return at > 0 && is_word(text[at - 1]) ? 0 : number_at(text, at + 1);
    }
    const bool opens = text[at] == '[' && at + 3 < text.size() && text[at + 2] == '-' &&
                       kTypeLetters.contains(text[at + 1]);
    return opens ? number_at(text, at + 3) : 0;
}

}  // namespace

std::string_view name_of(Place place) {
    switch (place) {
        case Place::recipient_address:
            return "recipient_address";
        case Place::to_or_cc:
            return "to_or_cc";
        case Place::thread_id:
            return "thread_id";
        case Place::quoted_body:
            return "quoted_body";
    }
    return "";
}

Evidence gather(const mime::Mail& mail, std::string_view recipient, const KeyRing& keys) {
    Evidence out;
    gather_message_ids(mail, out);
    out.numbers = numbers_in_subject(mail.subject);
    add_token(token_in_address(keys, recipient), Place::recipient_address, out);
    if (out.tokens.empty()) {
        gather_from_addresses(mail, keys, out);
    }
    if (out.tokens.empty()) {
        gather_from_message_ids(keys, out);
    }
    if (out.tokens.empty()) {
        gather_from_body(mail, keys, out);
    }
    return out;
}

std::vector<std::int64_t> numbers_in_subject(std::string_view subject) {
    const std::string_view text = subject.substr(0, kSubjectBytesRead);
    std::vector<std::int64_t> numbers;
    for (std::size_t at = text.find_first_of("#["); at != std::string_view::npos;
         at = text.find_first_of("#[", at + 1)) {
        const std::int64_t number = reference_at(text, at);
        if (number > 0 && std::ranges::find(numbers, number) == numbers.end()) {
            numbers.push_back(number);
        }
        if (numbers.size() == kSubjectNumbersMax) {
            break;
        }
    }
    return numbers;
}

std::string normalise_message_id(std::string_view message_id) {
    std::string_view id = trim(message_id);
    if (id.starts_with('<')) {
        id.remove_prefix(1);
    }
    if (id.ends_with('>')) {
        id.remove_suffix(1);
    }
    id = trim(id);
    const std::size_t at = id.rfind('@');
    if (at == std::string_view::npos) {
        return std::string(id);
    }
    return std::string(id.substr(0, at)) + to_lower(id.substr(at));
}

}  // namespace postroom::threading
