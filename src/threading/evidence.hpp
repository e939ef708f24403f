// Everything in a mail that may say where it belongs, before the database is asked.
// Invariant: bounded work whatever the mail holds; nothing here is believed yet but signatures.
// Rule: mail-correctness.md THR-1, IN-5.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "mime/mail.hpp"
#include "threading/token.hpp"

namespace postroom::threading {

inline constexpr std::size_t kTokensMax = 8;
inline constexpr std::size_t kSubjectNumbersMax = 4;

/// Where a token stood, strongest first. (THR-1)
enum class Place { recipient_address, to_or_cc, thread_id, quoted_body };

std::string_view name_of(Place place);

struct FoundToken {
    Token token;
    Place place = Place::recipient_address;
    bool operator==(const FoundToken&) const = default;
};

struct Evidence {
    /// Verified reply tokens, strongest first; a weaker place is searched only when the stronger
    /// ones hold none.
    std::vector<FoundToken> tokens;
    /// Ids of the mails that this one answers: In-Reply-To, then References from the newest back;
    /// normalised, each once.
    std::vector<std::string> message_ids;
    std::vector<std::int64_t> numbers;  ///< item numbers in the subject, "[T-12]" or "#12"
    bool operator==(const Evidence&) const = default;
};

/// Collects the evidence of one mail.
/// @param recipient  the envelope recipient of this copy
Evidence gather(const mime::Mail& mail, std::string_view recipient, const KeyRing& keys);

/// Item numbers in a subject: "[T-12]", "[#12]", "#12". Bounded, in order, each once.
std::vector<std::int64_t> numbers_in_subject(std::string_view subject);

/// An id as we store and compare it: no brackets or blanks, domain in lower case.
std::string normalise_message_id(std::string_view message_id);

}  // namespace postroom::threading
