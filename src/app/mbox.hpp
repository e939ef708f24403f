// The mails of an mbox file, one after the other.
// Invariant: never more than one mail in memory, and of one that is too large only the fact. Rule:
// RFC 4155; "From " within a mail comes quoted as ">From ".
#pragma once

#include <cstddef>
#include <istream>
#include <string>

namespace postroom::app {

class MboxReader {
   public:
    /// `input` outlives the reader.
    MboxReader(std::istream& input, std::size_t mail_bytes_max);

    /// The next mail into `mail`; false when there is none. A mail beyond the limit comes cut one
    /// byte above it, so that the caller sees that it is too large.
    bool next(std::string& mail);
    /// The line at which the mail that came last begins.
    std::size_t line() const { return begun_at_; }

   private:
    bool read_line();
    void append(std::string& mail) const;

    std::istream& input_;
    std::size_t mail_bytes_max_;
    std::string text_;       ///< the line read last, without its end
    bool has_line_ = false;  ///< `text_` is a separator that belongs to the next mail
    std::size_t lines_ = 0;
    std::size_t begun_at_ = 0;
};

}  // namespace postroom::app
