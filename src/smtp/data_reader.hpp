// Reads the text after DATA: finds its end, takes the dot-stuffing off, keeps every other byte.
// Invariant: only CR LF . CR LF ends the text; however the bytes are cut, the result is the same.
// (SRV-1) Rule: RFC 5321 sections 4.1.1.4 and 4.5.2; SRV-1's smuggling matrix; SRV-5 (line and mail
// size).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace postroom::smtp {

class DataReader {
   public:
    struct Limits {
        std::size_t content_bytes_max;
        std::size_t line_bytes_max;
    };

    /// @param content  what the text is appended to; not counted against the limit (our Received
    /// field)
    void begin(std::string content, Limits limits);

    /// Consumes up to the end of the text from the front of `bytes`; true once the end is reached.
    bool feed(std::string_view& bytes);

    /// The bytes as sent, without the dots added for transport. Empty when too big.
    std::string take_content() { return std::move(content_); }
    /// Bytes of text read so far, whether kept or not.
    std::uint64_t bytes_read() const { return bytes_read_; }
    bool too_big() const { return too_big_; }
    bool line_too_long() const { return line_too_long_; }
    bool has_bare_newline() const { return bare_newline_; }

   private:
    enum class State { line_start, dot, dot_cr, text, text_cr };

    std::size_t scan_text(std::string_view bytes, std::size_t at);
    void keep(std::string_view piece);
    void note_line_piece(std::size_t length);

    std::string content_;
    Limits limits_{};
    std::size_t prefix_bytes_ = 0;
    std::size_t line_bytes_ = 0;
    std::uint64_t bytes_read_ = 0;
    State state_ = State::line_start;
    bool too_big_ = false, line_too_long_ = false, bare_newline_ = false;
};

}  // namespace postroom::smtp
