// The signed token that says to which conversation an answer belongs, and whose answer it is.
// Invariant: nobody without the key makes a token that verifies; any changed character is refused.
// Rule: mail-correctness.md THR-2, THR-3, BNC-1; RFC 5321 section 4.5.3.1.1 (local part of 64
// octets).
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/ids.hpp"
#include "core/time.hpp"
#include "model/people.hpp"

namespace postroom::threading {

/// How long a retired key still verifies. (THR-2)
inline constexpr Milliseconds kRetiredKeyLife = std::chrono::hours{24 * 730};

struct Key {
    std::uint8_t id = 0;  ///< unique within the installation
    std::string secret;   ///< at least 16 random bytes
    std::optional<TimePoint> retired_at;
};

/// The keys in force: the first not retired one signs, all verify. Cheap to copy, immutable.
class KeyRing {
   public:
    /// Keeps the keys that still verify at `now`. Precondition: one of them is not retired.
    KeyRing(std::span<const Key> keys, TimePoint now);

    const Key& current() const { return keys_.front(); }
    const Key* find(std::uint8_t id) const;

   private:
    std::vector<Key> keys_;  ///< the signing one first
};

/// What a token is for; never changes its number.
enum class TokenKind : std::uint8_t { reply = 1, bounce = 2 };

struct Token {
    TokenKind kind = TokenKind::reply;
    ConversationId conversation_id;  ///< of a reply token
    model::Person participant;       ///< to whom the mail with this token went
    MailId mail_id;                  ///< of a bounce token
    bool operator==(const Token&) const = default;
};

/// Lower-case base32, at most 60 characters.
std::string make_token(const KeyRing& keys, const Token& token);

/// The token if it is ours and unchanged (letter case aside); about two microseconds.
std::optional<Token> verify_token(const KeyRing& keys, std::string_view text);

/// "r+TOKEN@domain": where `participant` answers to a conversation.
std::string reply_address(const KeyRing& keys, ConversationId conversation_id,
                          model::Person participant, std::string_view domain);

/// "b+TOKEN@domain": the envelope sender of one mail, where its bounce arrives. (BNC-1)
std::string bounce_address(const KeyRing& keys, MailId mail_id, std::string_view domain);

/// Whether an address has the form of one of ours; says nothing about the signature.
bool looks_like_token_address(std::string_view address);

/// The token of an address "r+..." or "b+...", with or without domain; for use at RCPT time.
std::optional<Token> token_in_address(const KeyRing& keys, std::string_view address);

/// "unique.TOKEN": the local part of a Message-ID that threads even when headers alone survive.
/// @param unique  letters and digits, different for each mail
std::string message_id_local(const KeyRing& keys, ConversationId conversation_id,
                             model::Person participant, std::string_view unique);

/// The token among the dot-separated labels of a Message-ID's local part, if one verifies.
std::optional<Token> token_in_message_id(const KeyRing& keys, std::string_view message_id);

/// "ref:TOKEN:ref", planted in the body for providers that rewrite Message-IDs. (THR-1)
std::string body_marker(const KeyRing& keys, ConversationId conversation_id,
                        model::Person participant);

/// The first marker of the body that verifies; looks at a bounded number of them.
std::optional<Token> token_in_body(const KeyRing& keys, std::string_view body);

}  // namespace postroom::threading
