// Folding with ICU: compatibility forms and case first, then the marks are dropped.
// Invariant: see search_text.hpp. Rule: Unicode Standard 3.13 (case folding), UAX 15 (NFKD).
#include "store/search_text.hpp"

#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>
#include <unicode/utf8.h>

#include <algorithm>

#include "core/check.hpp"
#include "core/limits.hpp"
#include "core/text.hpp"

namespace postroom::store {
namespace {

constexpr std::size_t kSnippetLeadBytes = 48;  // before the first hit

bool is_mark(UChar32 c) {
    const auto type = u_charType(c);
    return type == U_NON_SPACING_MARK || type == U_ENCLOSING_MARK ||
           type == U_COMBINING_SPACING_MARK;
}

/// Letters that Unicode does not take apart although people type them without their stroke.
std::string_view without_stroke(UChar32 c) {
    switch (c) {
        case 0xE6:
            return "ae";
        case 0x153:
            return "oe";
        case 0xF8:
            return "o";
        case 0x142:
            return "l";
        case 0x111:
            return "d";
        case 0x131:
            return "i";
        default:
            return {};
    }
}

const icu::Normalizer2& normalizer(const char* form, UNormalization2Mode mode) {
    UErrorCode error = U_ZERO_ERROR;
    const auto* found = icu::Normalizer2::getInstance(nullptr, form, mode, error);
    CHECK(found != nullptr);
    return *found;
}

std::string fold_word(std::string_view word) {
    static const auto& casefold = normalizer("nfkc_cf", UNORM2_COMPOSE);
    static const auto& decompose = normalizer("nfkc", UNORM2_DECOMPOSE);
    UErrorCode error = U_ZERO_ERROR;
    const auto folded = casefold.normalize(
        icu::UnicodeString::fromUTF8({word.data(), static_cast<std::int32_t>(word.size())}), error);
    const auto apart = decompose.normalize(folded, error);
    std::string out;
    for (std::int32_t i = 0; i < apart.length(); i = apart.moveIndex32(i, 1)) {
        const UChar32 c = apart.char32At(i);
        if (const auto plain = without_stroke(c); !plain.empty()) {
            out += plain;
        } else if (!is_mark(c)) {
            icu::UnicodeString(c).toUTF8String(out);
        }
    }
    return out;
}

bool is_ascii(std::string_view text) {
    return std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

void add_word(std::string_view text, std::size_t begin, std::size_t end,
              std::vector<SearchWord>& words) {
    const auto word = text.substr(begin, end - begin);
    auto folded = is_ascii(word) ? to_lower(word) : fold_word(word);
    if (!folded.empty()) {
        words.push_back({std::move(folded), begin, end});
    }
}

/// Where each term of the query stands in the text.
std::vector<std::pair<std::size_t, std::size_t>> find_terms(const std::vector<SearchWord>& words,
                                                            const SearchQuery& query) {
    std::vector<std::pair<std::size_t, std::size_t>> found;
    for (const auto& term : query.terms) {
        for (std::size_t at = 0; at + term.words.size() <= words.size(); ++at) {
            bool fits = true;
            for (std::size_t i = 0; fits && i < term.words.size(); ++i) {
                const bool may_go_on = term.is_beginning && i + 1 == term.words.size();
                const auto& word = words[at + i].folded;
                fits = may_go_on ? word.starts_with(term.words[i]) : word == term.words[i];
            }
            if (fits) {
                found.emplace_back(words[at].begin, words[at + term.words.size() - 1].end);
            }
        }
    }
    std::ranges::sort(found);
    return found;
}

/// The first place at or after `at` where a UTF-8 character begins.
std::size_t character_start(std::string_view text, std::size_t at) {
    while (at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0U) == 0x80U) {
        ++at;
    }
    return at;
}

void add_part(std::vector<SnippetPart>& parts, std::string_view text, bool is_hit) {
    if (!text.empty()) {
        parts.push_back({std::string(text), is_hit});
    }
}

}  // namespace

std::vector<SearchWord> search_words(std::string_view text) {
    std::vector<SearchWord> words;
    const auto* bytes = reinterpret_cast<const std::uint8_t*>(text.data());
    const auto length = static_cast<std::int32_t>(text.size());
    std::int32_t at = 0;
    std::int32_t begin = -1;
    while (at < length) {
        const std::int32_t start = at;
        UChar32 c = 0;
        U8_NEXT_OR_FFFD(bytes, at, length, c);
        const bool goes_on = u_isalnum(c) != 0 || (begin >= 0 && is_mark(c));
        if (goes_on && begin < 0) {
            begin = start;
        } else if (!goes_on && begin >= 0) {
            add_word(text, static_cast<std::size_t>(begin), static_cast<std::size_t>(start), words);
            begin = -1;
        }
    }
    if (begin >= 0) {
        add_word(text, static_cast<std::size_t>(begin), text.size(), words);
    }
    return words;
}

std::string fold_for_search(std::string_view text) {
    std::string folded;
    for (const auto& word : search_words(text)) {
        folded.append(folded.empty() ? "" : " ").append(word.folded);
    }
    return folded;
}

SearchQuery parse_search(std::string_view typed) {
    SearchQuery query;
    std::size_t words_left = limits::kSearchWordsMax;
    bool in_quotes = false;
    bool is_last_open = false;
    for (const auto piece : split(typed.substr(0, limits::kSearchQueryBytesMax), '"')) {
        SearchQuery::Term phrase;
        for (auto& word : search_words(piece)) {
            if (words_left > 0) {
                --words_left;
                phrase.words.push_back(std::move(word.folded));
            }
        }
        if (in_quotes && !phrase.words.empty()) {
            query.terms.push_back(std::move(phrase));
            is_last_open = false;
        } else {
            for (auto& word : phrase.words) {
                query.terms.push_back({.words = {std::move(word)}});
                is_last_open = true;
            }
        }
        in_quotes = !in_quotes;
    }
    if (is_last_open) {
        query.terms.back().is_beginning = true;
    }
    return query;
}

std::vector<SnippetPart> snippet_around(std::string_view text, const SearchQuery& query,
                                        std::size_t bytes_max) {
    const std::string line = one_line(text);
    const auto found = find_terms(search_words(line), query);
    const std::size_t first = found.empty() ? 0 : found.front().first;
    const std::size_t begin =
        first <= kSnippetLeadBytes ? 0 : character_start(line, first - kSnippetLeadBytes);
    const std::size_t end =
        line.size() - begin <= bytes_max ? line.size() : character_start(line, begin + bytes_max);
    std::vector<SnippetPart> parts;
    add_part(parts, begin > 0 ? "…" : "", false);
    std::size_t at = begin;
    for (const auto& [hit_begin, hit_end] : found) {
        if (hit_begin < at || hit_end > end) {
            continue;  // within the one before, or cut off
        }
        add_part(parts, std::string_view(line).substr(at, hit_begin - at), false);
        add_part(parts, std::string_view(line).substr(hit_begin, hit_end - hit_begin), true);
        at = hit_end;
    }
    add_part(parts, std::string_view(line).substr(at, end - at), false);
    add_part(parts, end < line.size() ? "…" : "", false);
    return parts;
}

}  // namespace postroom::store
