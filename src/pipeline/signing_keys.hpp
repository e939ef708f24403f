// The keys of signers, looked up once for many mails.
// Invariant: bounded in time and memory. A name that nobody answers for is left alone for
// kRestAfterFailure; so is DNS as a whole when it never answers. A key that could not be had proves
// nothing, neither for nor against.
// Rule: THR-6; RFC 6376 section 6.1.2.
#pragma once

#include <functional>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "core/time.hpp"
#include "dkim/key.hpp"

namespace postroom::pipeline {

/// What a look-up of one name brought.
struct KeyAnswer {
    bool is_answered = false;          ///< false: nobody could say
    std::vector<std::string> records;  ///< empty: there is none
};
/// Blocks for a bounded time. Names without an entry were not answered.
using KeyResolver = std::function<std::map<std::string, KeyAnswer>(std::span<const std::string>)>;

/// One thread at a time fetches; look-ups between two fetches may be asked by many.
class SigningKeys {
   public:
    static constexpr Milliseconds kKept = std::chrono::hours{1};
    static constexpr Milliseconds kAbsenceKept = std::chrono::minutes{5};
    static constexpr Milliseconds kRestAfterFailure = std::chrono::seconds{30};
    static constexpr int kSilencesBeforeRest = 5;

    /// @param resolve  empty: nothing is ever looked up
    explicit SigningKeys(KeyResolver resolve) : resolve_(std::move(resolve)) {}

    /// Asks for what is not known yet. @param now  steady time
    void fetch(std::span<const std::string> names, Milliseconds now);
    /// Of what was fetched. Empty when nothing is ever looked up.
    dkim::KeyLookup lookup() const;
    bool looks_up() const { return static_cast<bool>(resolve_); }

   private:
    struct Known {
        KeyAnswer answer;
        Milliseconds until{};
    };
    std::vector<std::string> unknown_of(std::span<const std::string> names, Milliseconds now) const;
    void note_silence(Milliseconds now);

    KeyResolver resolve_;
    std::map<std::string, Known> known_;
    int silences_ = 0;  ///< look-ups in a row that brought no answer at all
    Milliseconds rests_until_{};
};

}  // namespace postroom::pipeline
