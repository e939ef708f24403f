// An SMTP reply as a value: reading one from bytes and writing one to bytes.
// Invariant: no text of a reply, ours or a peer's, can hold CR, LF, NUL or invalid UTF-8; lengths
// are bounded. Rule: RFC 5321 section 4.2, RFC 2034 (enhanced codes), SRV-13, OUT-23.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace postroom::smtp {

/// One reply: what a server says to one command.
struct Reply {
    int code = 0;          ///< 200 to 599
    std::string enhanced;  ///< "5.1.1"; empty when there is none
    std::string text;      ///< one line, safe to show, at most limits::kSmtpReplyTextBytesMax

    bool is_positive() const { return code >= 200 && code < 300; }
    bool is_transient() const { return code >= 400 && code < 500; }
    bool is_permanent() const { return code >= 500; }
};

/// Appends "550 5.1.1 text CR LF" to `out`; the text is cleaned of whatever must not stand in a
/// line.
void append_reply(std::string& out, const Reply& reply);

/// Reads replies from a byte stream, however it is cut.
class ReplyParser {
   public:
    enum class State { need_input, complete, malformed };

    /// Consumes from the front of `bytes` up to and including the end of one reply.
    /// After `malformed` the stream cannot be trusted any more; further calls answer the same.
    State feed(std::string_view& bytes);
    /// The reply that `complete` announced; the parser is ready for the next one then.
    Reply take();
    /// The lines of that reply, each without its code, separated by LF; to be read before take().
    /// For EHLO, whose lines are keywords.
    std::string_view lines() const { return lines_; }

   private:
    State finish_line();

    std::string line_;
    std::string lines_;
    int code_ = 0;
    bool malformed_ = false;
    bool complete_ = false;
};

}  // namespace postroom::smtp
