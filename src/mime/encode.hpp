// Text to the 7-bit forms that mail travels in.
// Invariant: output is ASCII, lines end in CRLF and are at most 78 characters where they can be
// cut. Rule: RFC 2045 section 6.7-6.8, RFC 2047, RFC 2231, RFC 5322 section 2.1.1; OUT-2.
#pragma once

#include <string>
#include <string_view>

namespace postroom::mime {

inline constexpr std::size_t kLineCharactersMax = 78;
inline constexpr std::size_t kLineBytesHardMax = 998;

/// Writes one header field, folding between tokens.
class FieldWriter {
   public:
    /// @param out  gets "name:" at once
    FieldWriter(std::string& out, std::string_view name);
    /// Adds a space, or a fold where the line would grow too long, and the token.
    void add(std::string_view token);
    /// Characters left on this line for a token.
    std::size_t room() const;
    void end();

   private:
    std::string& out_;
    std::size_t column_;
};

/// Adds `text` as RFC 2047 encoded words in UTF-8, cut between characters.
void add_encoded_words(FieldWriter& field, std::string_view text);
/// Adds free text: as it is when plain ASCII allows it, else as encoded words.
void add_unstructured(FieldWriter& field, std::string_view text);
/// Adds the value of a field whose syntax is not ours: as it is when ASCII, else as encoded words.
void add_foreign(FieldWriter& field, std::string_view value);
/// Adds a display name: atoms, a quoted string or encoded words.
void add_phrase(FieldWriter& field, std::string_view name);
/// Adds "; name=value" to the last token; RFC 2231 where the value is not plain ASCII.
void add_parameter(FieldWriter& field, std::string_view name, std::string_view value);

/// Quoted-printable of text with LF line ends.
std::string encode_quoted_printable(std::string_view text);
/// Base64 in lines of 76, each with CRLF.
std::string encode_base64_lines(std::string_view bytes);

/// A domain as DNS and 7-bit headers know it (A-labels); empty when it is no domain. (OUT-24)
std::string domain_to_ascii(std::string_view domain);

}  // namespace postroom::mime
