// Making sentences from phrases and back; see phrase.hpp. The tables stand in phrase_tables.hpp.
// Invariant: find_wording(sentence_of(phrase, parameters)) gives the code and the parameters again.
// Rule: product.md "Speaks the seeds' languages".
#include "model/phrase.hpp"

#include <algorithm>

#include "core/check.hpp"

namespace postroom::model {
namespace {

/// The next place of a phrase: the words before it, its name, and what follows.
struct Cut {
    std::string_view before;
    std::string_view name;  ///< empty when there is no further place
    std::string_view after;
};

Cut cut(std::string_view text) {
    const auto open = text.find('{');
    if (open == std::string_view::npos) {
        return {text, {}, {}};
    }
    const auto close = text.find('}', open);
    CHECK(close != std::string_view::npos);
    return {text.substr(0, open), text.substr(open + 1, close - open - 1), text.substr(close + 1)};
}

/// Matches words and places in turn; a place ends where the words behind it begin.
std::optional<Wording> match(const Phrase& phrase, std::string_view sentence) {
    Wording wording{phrase.code, {}};
    Cut here = cut(phrase.text);
    if (!sentence.starts_with(here.before)) {
        return std::nullopt;
    }
    sentence.remove_prefix(here.before.size());
    while (!here.name.empty()) {
        const Cut next = cut(here.after);
        const bool is_last = next.name.empty();
        // The last words end the sentence, whatever a parameter holds.
        const bool fits = !is_last || sentence.ends_with(next.before);
        const auto end = !fits     ? std::string_view::npos
                         : is_last ? sentence.size() - next.before.size()
                                   : sentence.find(next.before);
        if (end == std::string_view::npos) {
            return std::nullopt;
        }
        wording.params.emplace_back(here.name, sentence.substr(0, end));
        sentence.remove_prefix(end + next.before.size());
        here = next;
    }
    return sentence.empty() ? std::optional(std::move(wording)) : std::nullopt;
}

std::string fill(const Phrase& phrase, const auto& parameters) {
    std::string sentence;
    for (Cut here = cut(phrase.text);; here = cut(here.after)) {
        sentence += here.before;
        if (here.name.empty()) {
            return sentence;
        }
        const auto parameter = std::ranges::find_if(
            parameters, [&](const auto& each) { return each.first == here.name; });
        CHECK(parameter != parameters.end());
        sentence += parameter->second;
    }
}

}  // namespace

std::string sentence_of(const Phrase& phrase, std::initializer_list<Parameter> parameters) {
    return fill(phrase, parameters);
}

std::string Said::text() const { return fill(phrase, params); }

std::optional<Wording> find_wording(std::span<const Phrase> phrases, std::string_view sentence) {
    for (const Phrase& phrase : phrases) {
        if (auto wording = match(phrase, sentence)) {
            return wording;
        }
    }
    return std::nullopt;
}

}  // namespace postroom::model
