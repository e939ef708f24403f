// An IMAP response as values: cut out of the byte stream, then read into atoms, texts and lists.
// Invariant: whatever a server sends, size and depth of what is kept are bounded. Rule: RFC 3501
// sections 4 and 7, RFC 3516 (literal8); IMAP-11.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/time.hpp"

namespace postroom::imap {

/// Cuts responses out of a byte stream, however it arrives.
class ResponseReader {
   public:
    enum class State { need_input, complete, malformed };

    /// @param literal_bytes_max  of all literals of one response together
    explicit ResponseReader(std::size_t literal_bytes_max)
        : literal_bytes_max_(literal_bytes_max) {}

    /// Consumes from the front of `bytes` up to and including the end of one response.
    /// After `malformed` the stream cannot be trusted any more; further calls answer the same.
    State feed(std::string_view& bytes);
    /// The response that `complete` announced, literals in their place, without its line end.
    std::string take();
    /// What began before encryption is forgotten. (OUT-21)
    void reset();

   private:
    State finish_line();

    std::size_t literal_bytes_max_;
    std::string response_;
    std::size_t text_bytes_ = 0;
    std::size_t literal_bytes_ = 0;
    std::size_t literal_left_ = 0;
    bool is_complete_ = false;
    bool is_malformed_ = false;
};

/// One datum of a response.
struct Value {
    enum class Kind { nil, atom, text, list };
    Kind kind = Kind::nil;
    std::string text;  ///< of an atom, a quoted string or a literal
    std::vector<Value> items;

    bool is_atom(std::string_view name) const;
};

/// Reads "FLAGS (\Seen) UID 7 BODY[] {3}CRLFabc". Nothing when it is not well formed, or nests or
/// counts beyond reason.
std::optional<std::vector<Value>> parse_values(std::string_view bytes);

/// A whole number of 32 bits without sign, as IMAP's UIDs and counts are.
std::optional<std::uint32_t> parse_number(std::string_view text);

/// "[UIDVALIDITY 3857529045] UIDs valid": the words after OK, NO, BAD, BYE and PREAUTH.
struct StatusText {
    std::string code;      ///< upper case, "UIDVALIDITY"; empty when there is none
    std::string argument;  ///< "3857529045"
    std::string text;      ///< one line, safe to show, bounded (SRV-13)
};
StatusText parse_status_text(std::string_view bytes);

/// A server's words made safe: one line of valid UTF-8, bounded.
std::string shown_text(std::string_view bytes);

/// A point in time as INTERNALDATE writes it: "17-Jul-1996 02:44:25 -0700".
std::optional<TimePoint> parse_internal_date(std::string_view text);

}  // namespace postroom::imap
