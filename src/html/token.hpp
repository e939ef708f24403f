// HTML as a stream of tags and text, one pass, nothing built.
// Invariant: linear in the input whatever it holds; every token is a slice of it; nothing is
// recursive. Rule: WHATWG HTML 13.2.5, simplified: what we write is serialised anew, so safety
// never rests on reading as a browser does.
#pragma once

#include <string_view>
#include <vector>

#include "html/element.hpp"

namespace postroom::html {

enum class TokenKind { text, raw_text, start_tag, end_tag };

struct Attribute {
    std::string_view name;   ///< as written
    std::string_view value;  ///< as written, without quotes, character references not resolved
};

struct Token {
    TokenKind kind = TokenKind::text;
    std::size_t begin = 0;  ///< where it stands in the input
    std::string_view text;  ///< of text: as written; of a tag: its name
    const Element* element =
        nullptr;  ///< of a tag, and of raw_text the element that holds it; may be nullptr
    std::vector<Attribute> attributes;

    /// Value of the first attribute of that name, whatever its case; empty when absent.
    std::string_view attribute(std::string_view name) const;
    bool has_attribute(std::string_view name) const;
};

class Tokenizer {
   public:
    explicit Tokenizer(std::string_view input) : input_(input) {}

    /// Reads the next token into `token`, whose memory is used again; false at the end.
    bool next(Token& token);

   private:
    void read_text(Token& token);
    void read_raw_text(Token& token);
    void read_tag(Token& token, bool is_end);
    void read_attributes(Token& token);
    Attribute read_attribute();
    std::string_view read_attribute_value();
    void skip_spaces();
    bool skip_comment();
    bool read_cdata(Token& token);
    void follow_context(const Token& tag);
    bool is_raw_here(const Element& element) const;

    std::string_view input_;
    std::size_t at_ = 0;
    const Element* raw_ = nullptr;  ///< the open raw text element, if any
    int foreign_depth_ = 0;         ///< open svg and math elements
    bool is_in_select_ = false;
};

}  // namespace postroom::html
