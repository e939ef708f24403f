// Tokens: round trips, every mutation, rotation, the four places in which they stand.
// Rule: mail-correctness.md THR-2, BNC-1.
#include "threading/token.hpp"

#include <gtest/gtest.h>

#include <limits>

#include "core/random.hpp"
#include "core/text.hpp"

namespace postroom::threading {
namespace {

constexpr TimePoint kNow = from_unix_ms(1'795'000'000'000);
constexpr model::Person kEve{model::PersonKind::customer, 42};
constexpr model::Person kAna{model::PersonKind::user, 42};
constexpr std::int64_t kIdMax = std::numeric_limits<std::int64_t>::max();
constexpr std::string_view kDomain = "reply.example.org";

Key key(std::uint8_t id, std::optional<TimePoint> retired_at = {}) {
    return {id, std::string(32, static_cast<char>('A' + id)), retired_at};
}

KeyRing ring(std::vector<Key> keys = {key(1)}) { return {keys, kNow}; }

Token reply_token(std::int64_t conversation, model::Person participant = kEve) {
    Token token;
    token.conversation_id = ConversationId(conversation);
    token.participant = participant;
    return token;
}

Token bounce_token(std::int64_t mail) {
    Token token;
    token.kind = TokenKind::bounce;
    token.mail_id = MailId(mail);
    return token;
}

TEST(Token, THR2_RoundTrips) {
    const KeyRing keys = ring();
    for (const std::int64_t id : {std::int64_t{1}, std::int64_t{127}, std::int64_t{128},
                                  std::int64_t{300'000}, kIdMax - 1, kIdMax}) {
        for (const Token& token :
             {reply_token(id), reply_token(1, {model::PersonKind::user, id}), bounce_token(id)}) {
            const std::string text = make_token(keys, token);
            EXPECT_LE(text.size(), 60U);
            EXPECT_EQ(verify_token(keys, text), token) << text;
            EXPECT_EQ(text, to_lower(text));
        }
    }
}

TEST(Token, THR2_LetterCaseDoesNotMatter) {
    const KeyRing keys = ring();
    std::string text = make_token(keys, reply_token(12));
    for (char& c : text) {
        c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    }
    EXPECT_EQ(verify_token(keys, text), reply_token(12));
}

TEST(Token, THR2_EveryMutationOfOneByteIsRefused) {
    const KeyRing keys = ring();
    // Lengths of different remainders, so that every number of spare bits occurs.
    for (const std::int64_t id : {1L, 1000L, 3'000'000L, 5'000'000'000L, 900'000'000'000L}) {
        const std::string text = make_token(keys, reply_token(id));
        for (std::size_t at = 0; at < text.size(); ++at) {
            for (int byte = 0; byte < 256; ++byte) {
                std::string mutant = text;
                mutant[at] = static_cast<char>(byte);
                if (equals_ignoring_case(mutant, text)) {
                    continue;
                }
                ASSERT_EQ(verify_token(keys, mutant), std::nullopt) << mutant;
            }
        }
    }
}

TEST(Token, THR2_ShorterLongerAndForeignTextsAreRefused) {
    const KeyRing keys = ring();
    const std::string text = make_token(keys, reply_token(12));
    for (std::size_t length = 0; length < text.size(); ++length) {
        EXPECT_EQ(verify_token(keys, text.substr(0, length)), std::nullopt);
        EXPECT_EQ(verify_token(keys, text.substr(length + 1)), std::nullopt);
    }
    for (const std::string_view tail : {"a", "aa", "aaaaaaaa", "=", " "}) {
        EXPECT_EQ(verify_token(keys, text + std::string(tail)), std::nullopt);
    }
    EXPECT_EQ(verify_token(keys, std::string(100'000, 'a')), std::nullopt);
}

TEST(Token, THR2_RandomBytesNeverVerify) {
    const KeyRing keys = ring();
    SeededRandom random(7);
    constexpr std::string_view kAlphabet = "abcdefghijklmnopqrstuvwxyz234567";
    for (int round = 0; round < 20'000; ++round) {
        std::string text = "ae";
        while (text.size() < 32 + random.below(29)) {
            text += kAlphabet[random.below(32)];
        }
        ASSERT_EQ(verify_token(keys, text), std::nullopt);
    }
}

TEST(Token, THR2_OldKeysVerifyForTwoYearsAndNeverSign) {
    const std::string text = make_token(ring({key(1)}), reply_token(12));
    const auto ring_with_old = [](Milliseconds age) { return ring({key(1, kNow - age), key(2)}); };
    EXPECT_EQ(ring_with_old(std::chrono::hours{24}).current().id, 2);
    EXPECT_EQ(verify_token(ring_with_old(kRetiredKeyLife - Milliseconds{1}), text),
              reply_token(12));
    EXPECT_EQ(verify_token(ring_with_old(kRetiredKeyLife), text), std::nullopt);
    EXPECT_EQ(verify_token(ring({key(2)}), text), std::nullopt);
    Key impostor = key(1);
    impostor.secret.back() = 'x';
    EXPECT_EQ(verify_token(ring({impostor}), text), std::nullopt) << "same id, other secret";
}

TEST(Token, THR2_AddressesKeepWithin64Octets) {
    const KeyRing keys = ring();
    for (const std::string& address :
         {reply_address(keys, ConversationId(kIdMax), {model::PersonKind::user, kIdMax}, kDomain),
          bounce_address(keys, MailId(kIdMax), kDomain)}) {
        EXPECT_LE(address.find('@'), 64U) << address;
        EXPECT_TRUE(looks_like_token_address(address));
        EXPECT_TRUE(token_in_address(keys, address).has_value());
    }
}

TEST(Token, BNC1_ReplyAndBounceAddressesAreNotExchangeable) {
    const KeyRing keys = ring();
    std::string reply = reply_address(keys, ConversationId(5), kEve, kDomain);
    std::string bounce = bounce_address(keys, MailId(5), kDomain);
    EXPECT_EQ(token_in_address(keys, reply), reply_token(5));
    EXPECT_EQ(token_in_address(keys, bounce), bounce_token(5));
    reply.front() = 'b';
    bounce.front() = 'r';
    EXPECT_EQ(token_in_address(keys, reply), std::nullopt);
    EXPECT_EQ(token_in_address(keys, bounce), std::nullopt);
}

TEST(Token, AddressesOfOthersAreRefusedCheaply) {
    const KeyRing keys = ring();
    for (const std::string_view address :
         {"", "@", "r+", "r+@x", "ana@example.org", "r+short@example.org", "support@example.org",
          "r+01234567890123456789012345678901@example.org"}) {
        EXPECT_EQ(token_in_address(keys, address), std::nullopt) << address;
    }
    const std::string ours = reply_address(keys, ConversationId(5), kEve, kDomain);
    EXPECT_TRUE(token_in_address(keys, ours.substr(0, ours.find('@'))).has_value());
    EXPECT_TRUE(token_in_address(keys, "R" + ours.substr(1)).has_value());
}

TEST(Token, ParticipantsOfDifferentKindsDiffer) {
    const KeyRing keys = ring();
    EXPECT_NE(make_token(keys, reply_token(5, kEve)), make_token(keys, reply_token(5, kAna)));
    EXPECT_EQ(verify_token(keys, make_token(keys, reply_token(5, kAna)))->participant, kAna);
}

TEST(Token, StandsAmongTheLabelsOfAMessageId) {
    const KeyRing keys = ring();
    const std::string local = message_id_local(keys, ConversationId(5), kEve, "k3j9");
    EXPECT_TRUE(local.starts_with("k3j9."));
    for (const std::string& id :
         {local + "@example.org", "<" + local + "@example.org>", local,
          local + ".0123456789abcdef0123456789abcdef@example.org", "a.b.c." + local + "@x"}) {
        EXPECT_EQ(token_in_message_id(keys, id), reply_token(5)) << id;
    }
    EXPECT_EQ(token_in_message_id(keys, "x@" + local), std::nullopt) << "not in the domain";
    EXPECT_EQ(token_in_message_id(keys, "CAF=abc.def@mail.example.org"), std::nullopt);
    EXPECT_EQ(token_in_message_id(keys, "a.b.c.d.e.f.g.h." + local + "@x"), std::nullopt)
        << "bounded";
}

TEST(Token, StandsInAQuotedBody) {
    const KeyRing keys = ring();
    const std::string marker = body_marker(keys, ConversationId(5), kEve);
    EXPECT_EQ(token_in_body(keys, "Thanks!\n> text\n> " + marker + "\n"), reply_token(5));
    EXPECT_EQ(token_in_body(keys, "ref:nonsense:ref " + marker), reply_token(5));
    EXPECT_EQ(token_in_body(keys, marker.substr(0, marker.size() - 1)), std::nullopt);
    EXPECT_EQ(token_in_body(keys, "ref: see below. ref:"), std::nullopt);
    EXPECT_EQ(token_in_body(keys, ""), std::nullopt);
}

TEST(Token, AHostileBodyCostsABoundedNumberOfSignatures) {
    const KeyRing keys = ring();
    const std::string marker = body_marker(keys, ConversationId(5), kEve);
    std::string forged = marker;
    forged[10] = forged[10] == 'a' ? 'b' : 'a';
    std::string body;
    for (int i = 0; i < 1000; ++i) {
        body += forged;
    }
    EXPECT_EQ(token_in_body(keys, body + marker), std::nullopt) << "given up before";
}

}  // namespace
}  // namespace postroom::threading
