// The sentences that are stored with mails and messages, and how to take them apart again.
// Invariant: one table makes a sentence and knows it again, so that what a row says in English can
// be said in any language. Rule: product.md "Speaks the seeds' languages", "Explain".
#pragma once

#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace postroom::model {

/// "The same mail as incoming mail {mail}, by another path.", known to other languages by its code.
struct Phrase {
    std::string_view code;
    std::string_view text;  ///< English; {names} stand where the parameters go
};

/// What a sentence says: the code of its phrase, and the parameters by name.
struct Wording {
    std::string_view code;
    std::vector<std::pair<std::string_view, std::string_view>> params;
};

/// The phrase with this code. Throws, so that a wrong code in the source does not compile.
consteval Phrase phrase_of(std::span<const Phrase> phrases, std::string_view code) {
    for (const Phrase& phrase : phrases) {
        if (phrase.code == code) {
            return phrase;
        }
    }
    throw "there is no phrase with this code";
}

using Parameter = std::pair<std::string_view, std::string_view>;

/// The English sentence. Every place of the phrase has a parameter.
std::string sentence_of(const Phrase& phrase, std::initializer_list<Parameter> parameters = {});

/// A phrase with what stands in its places.
struct Said {
    Phrase phrase;
    std::vector<std::pair<std::string_view, std::string>> params;

    std::string text() const;  ///< English
};

/// Which of `phrases` a stored sentence is; nothing when it is none of them. The result points into
/// `sentence` and the table.
std::optional<Wording> find_wording(std::span<const Phrase> phrases, std::string_view sentence);

}  // namespace postroom::model
