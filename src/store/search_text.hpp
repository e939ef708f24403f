// Words as they are looked for: case and accents folded, punctuation gone; the same on both
// engines. Invariant: pure; a text and a query go through the same folding, so neither engine's own
// rules for words decide anything. Rule: issue 4 point 4 (search in English, French, Italian and
// Russian).
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace postroom::store {

/// One word and where it stands in the text, in bytes.
struct SearchWord {
    std::string folded;
    std::size_t begin = 0;
    std::size_t end = 0;
};

/// The words of a UTF-8 text: runs of letters, digits and their accents.
std::vector<SearchWord> search_words(std::string_view text);
/// The folded words, one space between them.
std::string fold_for_search(std::string_view text);

/// What somebody typed into a search field: words, "phrases in quotes", the last word as a
/// beginning.
struct SearchQuery {
    struct Term {
        std::vector<std::string> words;  ///< several stand beside each other
        bool is_beginning = false;       ///< the last word may go on
    };
    std::vector<Term> terms;  ///< each must be found
    bool empty() const { return terms.empty(); }
};
SearchQuery parse_search(std::string_view typed);

/// A piece of text with what was found in it.
struct SnippetPart {
    std::string text;
    bool is_hit = false;
};
/// About `characters` of the text around the first thing found, on one line; parts joined give the
/// text.
std::vector<SnippetPart> snippet_around(std::string_view text, const SearchQuery& query,
                                        std::size_t bytes_max);

}  // namespace postroom::store
