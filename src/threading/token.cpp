// Making and verifying tokens; see token.hpp.
// Invariant: bytes = version, key id, kind and person kind, numbers as LEB128, 16 bytes of
// HMAC-SHA-256. Rule: mail-correctness.md THR-2, BNC-1.
#include "threading/token.hpp"

#include <algorithm>

#include "core/check.hpp"
#include "core/encoding.hpp"
#include "core/text.hpp"

namespace postroom::threading {
namespace {

constexpr char kVersion = 1;
/// The version's first five bits in base32: a cheap refusal of everything that is not ours.
constexpr char kFirstCharacter = 'a';
constexpr std::size_t kMacBytes = 16;
constexpr std::size_t kHeadBytes = 3;
constexpr std::size_t kTokenCharactersMin = 32;  // head, one number of one byte, HMAC
constexpr std::size_t kTokenCharactersMax = 60;  // head, two numbers of nine bytes, HMAC
constexpr std::size_t kLabelsMax = 8;
constexpr std::size_t kMarkersMax = 8;
constexpr std::size_t kSecretBytesMin = 16;
constexpr std::string_view kReplyPrefix = "r+";
constexpr std::string_view kBouncePrefix = "b+";
constexpr std::string_view kMarkerOpen = "ref:";
constexpr std::string_view kMarkerClose = ":ref";
/// Keeps these signatures apart from whatever else the same secret may sign.
constexpr std::string_view kPurpose = "postroom threading token\n";

std::string mac_of(const Key& key, std::string_view payload) {
    std::string signed_bytes;
    signed_bytes.reserve(kPurpose.size() + payload.size());
    signed_bytes.append(kPurpose).append(payload);
    std::string mac = hmac_sha256(key.secret, signed_bytes);
    mac.resize(kMacBytes);
    return mac;
}

void append_number(std::string& out, std::int64_t number) {
    CHECK(number > 0);
    auto rest = static_cast<std::uint64_t>(number);
    while (rest >= 0x80) {
        out += static_cast<char>(rest | 0x80);
        rest >>= 7;
    }
    out += static_cast<char>(rest);
}

/// Takes one positive number from the front of `bytes`; 0 when there is none.
std::int64_t take_number(std::string_view& bytes) {
    std::uint64_t number = 0;
    for (int shift = 0; shift < 63 && !bytes.empty(); shift += 7) {
        const auto byte = static_cast<unsigned char>(bytes.front());
        bytes.remove_prefix(1);
        number |= std::uint64_t{byte & 0x7FU} << shift;
        if (byte < 0x80) {
            return static_cast<std::int64_t>(number);
        }
    }
    return 0;
}

char kind_byte(const Token& token) {
    return static_cast<char>(static_cast<unsigned>(token.kind) << 4 |
                             static_cast<unsigned>(token.participant.kind));
}

bool has_token_form(std::string_view text) {
    return text.size() >= kTokenCharactersMin && text.size() <= kTokenCharactersMax &&
           (text.front() | 0x20) == kFirstCharacter;
}

/// The fields of a payload whose signature is right.
std::optional<Token> read_payload(std::string_view payload) {
    const auto kinds = static_cast<unsigned char>(payload[2]);
    const unsigned person_kind = kinds & 0x0FU;
    std::string_view numbers = payload.substr(kHeadBytes);
    Token token;
    token.kind = static_cast<TokenKind>(kinds >> 4);
    if (person_kind > static_cast<unsigned>(model::PersonKind::bot)) {
        return std::nullopt;
    }
    token.participant.kind = static_cast<model::PersonKind>(person_kind);
    const std::int64_t first = take_number(numbers);
    if (token.kind == TokenKind::bounce) {
        token.mail_id = MailId(first);
    } else if (token.kind == TokenKind::reply) {
        token.conversation_id = ConversationId(first);
        token.participant.id = take_number(numbers);
    }
    const bool whole = numbers.empty() && first > 0 &&
                       (token.kind == TokenKind::bounce || token.participant.id > 0);
    return whole ? std::optional(token) : std::nullopt;
}

std::string_view local_part(std::string_view address) {
    return address.substr(0, std::min(address.rfind('@'), address.size()));
}

Token reply_token(ConversationId conversation_id, model::Person participant) {
    return {.kind = TokenKind::reply,
            .conversation_id = conversation_id,
            .participant = participant,
            .mail_id = {}};
}

std::string address_of(std::string_view prefix, std::string_view token, std::string_view domain) {
    std::string out;
    out.reserve(prefix.size() + token.size() + 1 + domain.size());
    return out.append(prefix).append(token).append("@").append(domain);
}

}  // namespace

KeyRing::KeyRing(std::span<const Key> keys, TimePoint now) {
    for (const Key& key : keys) {
        if (!key.retired_at || *key.retired_at + kRetiredKeyLife > now) {
            CHECK(key.secret.size() >= kSecretBytesMin);
            keys_.push_back(key);
        }
    }
    std::ranges::stable_partition(keys_, [](const Key& key) { return !key.retired_at; });
    CHECK(!keys_.empty() && !keys_.front().retired_at);
}

const Key* KeyRing::find(std::uint8_t id) const {
    const auto found = std::ranges::find(keys_, id, &Key::id);
    return found == keys_.end() ? nullptr : &*found;
}

std::string make_token(const KeyRing& keys, const Token& token) {
    std::string bytes;
    bytes += kVersion;
    bytes += static_cast<char>(keys.current().id);
    bytes += kind_byte(token);
    if (token.kind == TokenKind::bounce) {
        append_number(bytes, token.mail_id.value);
    } else {
        append_number(bytes, token.conversation_id.value);
        append_number(bytes, token.participant.id);
    }
    bytes += mac_of(keys.current(), bytes);
    return base32_encode(bytes);
}

std::optional<Token> verify_token(const KeyRing& keys, std::string_view text) {
    if (!has_token_form(text)) {
        return std::nullopt;
    }
    const std::optional<std::string> bytes = base32_decode(text);
    if (!bytes || bytes->size() <= kHeadBytes + kMacBytes || bytes->front() != kVersion) {
        return std::nullopt;
    }
    const Key* key = keys.find(static_cast<std::uint8_t>((*bytes)[1]));
    const std::string_view payload = std::string_view(*bytes).substr(0, bytes->size() - kMacBytes);
    const std::string_view mac = std::string_view(*bytes).substr(payload.size());
    if (key == nullptr || !equal_constant_time(mac_of(*key, payload), mac)) {
        return std::nullopt;
    }
    // The last character has spare bits: without this, several texts would be one token.
    if (!equals_ignoring_case(base32_encode(*bytes), text)) {
        return std::nullopt;
    }
    return read_payload(payload);
}

std::string reply_address(const KeyRing& keys, ConversationId conversation_id,
                          model::Person participant, std::string_view domain) {
    return address_of(kReplyPrefix, make_token(keys, reply_token(conversation_id, participant)),
                      domain);
}

std::string bounce_address(const KeyRing& keys, MailId mail_id, std::string_view domain) {
    Token token;
    token.kind = TokenKind::bounce;
    token.mail_id = mail_id;
    return address_of(kBouncePrefix, make_token(keys, token), domain);
}

bool looks_like_token_address(std::string_view address) {
    const std::string_view local = local_part(address);
    return (starts_with_ignoring_case(local, kReplyPrefix) ||
            starts_with_ignoring_case(local, kBouncePrefix)) &&
           has_token_form(local.substr(kReplyPrefix.size()));
}

std::optional<Token> token_in_address(const KeyRing& keys, std::string_view address) {
    if (!looks_like_token_address(address)) {
        return std::nullopt;
    }
    const std::string_view local = local_part(address);
    const TokenKind expected =
        starts_with_ignoring_case(local, kReplyPrefix) ? TokenKind::reply : TokenKind::bounce;
    std::optional<Token> token = verify_token(keys, local.substr(kReplyPrefix.size()));
    return token && token->kind == expected ? token : std::nullopt;
}

std::string message_id_local(const KeyRing& keys, ConversationId conversation_id,
                             model::Person participant, std::string_view unique) {
    std::string out(unique);
    return out.append(".").append(make_token(keys, reply_token(conversation_id, participant)));
}

std::optional<Token> token_in_message_id(const KeyRing& keys, std::string_view message_id) {
    std::string_view local = local_part(message_id);
    if (local.starts_with('<')) {
        local.remove_prefix(1);
    }
    for (std::size_t labels = 0; labels < kLabelsMax && !local.empty(); ++labels) {
        const std::string_view label = local.substr(0, local.find('.'));
        if (auto token = verify_token(keys, label)) {
            return token;
        }
        local.remove_prefix(std::min(label.size() + 1, local.size()));
    }
    return std::nullopt;
}

std::string body_marker(const KeyRing& keys, ConversationId conversation_id,
                        model::Person participant) {
    std::string out(kMarkerOpen);
    return out.append(make_token(keys, reply_token(conversation_id, participant)))
        .append(kMarkerClose);
}

std::optional<Token> token_in_body(const KeyRing& keys, std::string_view body) {
    std::size_t at = body.find(kMarkerOpen);
    for (std::size_t tried = 0; at != std::string_view::npos && tried < kMarkersMax;
         at = body.find(kMarkerOpen, at)) {
        at += kMarkerOpen.size();
        const std::string_view rest = body.substr(at, kTokenCharactersMax + kMarkerClose.size());
        const std::string_view text = rest.substr(0, rest.find(kMarkerClose));
        if (text.size() == rest.size() || !has_token_form(text)) {
            continue;
        }
        ++tried;
        if (auto token = verify_token(keys, text)) {
            return token;
        }
    }
    return std::nullopt;
}

}  // namespace postroom::threading
