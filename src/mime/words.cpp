// See words.hpp.
#include "mime/words.hpp"

#include <algorithm>
#include <optional>

#include "core/text.hpp"
#include "mime/charset.hpp"
#include "mime/fields.hpp"
#include "mime/transfer.hpp"

namespace postroom::mime {
namespace {

constexpr std::size_t kCharsetLabelBytesMax = 64;

/// One "=?charset?B?payload?=" and where it ends.
struct Word {
    std::string_view charset;
    bool is_base64 = false;
    std::string_view payload;
    std::size_t end = 0;
};

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

bool is_hex(char c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'F') || (c >= 'a' && c <= 'f');
}

/// Where the payload that starts at `from` stops. A Q payload may hold "?=3D": a question mark
/// before an escape.
std::size_t payload_end(std::string_view text, std::size_t from, bool is_base64) {
    std::size_t end = text.find("?=", from);
    const std::size_t gap = text.find(' ', std::min(end, text.size()));
    while (!is_base64 && end != std::string_view::npos && end + 3 < text.size() &&
           is_hex(text[end + 2]) && is_hex(text[end + 3])) {
        const std::size_t next = text.find("?=", end + 2);
        if (next == std::string_view::npos || gap < next) {
            break;
        }
        end = next;
    }
    return end;
}

/// The encoded word that starts at `at`, where "=?" stands. `last_end` is where the last "?=" of
/// the text stands: without it, words that lack their end would each search the whole rest.
std::optional<Word> word_at(std::string_view text, std::size_t at, std::size_t last_end) {
    const std::size_t charset_end =
        text.substr(0, at + 2 + kCharsetLabelBytesMax).find('?', at + 2);
    if (charset_end == std::string_view::npos || charset_end + 2 >= text.size() ||
        text[charset_end + 2] != '?') {
        return std::nullopt;
    }
    const char encoding = static_cast<char>(text[charset_end + 1] | 0x20);
    if (encoding != 'b' && encoding != 'q') {
        return std::nullopt;
    }
    Word word{trim(text.substr(at + 2, charset_end - at - 2)), encoding == 'b', {}, 0};
    if (word.charset.find(' ') != std::string_view::npos) {
        return std::nullopt;
    }
    const std::size_t start = charset_end + 3;
    const bool is_closed = last_end != std::string_view::npos && start <= last_end;
    std::size_t end = is_closed ? payload_end(text, start, word.is_base64) : std::string_view::npos;
    if (end == std::string_view::npos) {  // cut off: the rest of this token is its payload
        end = std::min(text.find(' ', start), text.size());
        word.end = end;
        word.payload = text.substr(start, end - start);
        while (word.payload.ends_with('?')) {
            word.payload.remove_suffix(1);
        }
    } else {
        word.payload = text.substr(start, end - start);
        word.end = end + 2;
    }
    return word;
}

/// Neighbouring words of one charset: their bytes are joined before the charset is decoded. (IN-6)
class Run {
   public:
    void add(const Word& word) {
        if (!is_same_charset(word.charset)) {
            flush_bytes();
            charset_ = word.charset;
        }
        if (word.is_base64) {
            base64_ += word.payload;
            // Some senders cut the base64 stream itself: only a whole number of groups is decoded.
            if (word.payload.ends_with('=') || base64_.size() % 4 == 0) {
                flush_base64();
            }
        } else {
            flush_base64();
            bytes_ += decode_quoted_printable(word.payload, true);
        }
        is_open_ = true;
    }
    void flush() {
        flush_bytes();
        is_open_ = false;
    }
    bool is_open() const { return is_open_; }
    std::string& out() { return out_; }

   private:
    bool is_same_charset(std::string_view charset) const {
        return is_open_ && equals_ignoring_case(charset, charset_);
    }
    void flush_base64() {
        if (base64_.find_first_of("-_") != std::string::npos) {  // the URL-safe alphabet
            std::ranges::replace(base64_, '-', '+');
            std::ranges::replace(base64_, '_', '/');
        }
        bytes_ += decode_base64(base64_);
        base64_.clear();
    }
    void flush_bytes() {
        flush_base64();
        if (!bytes_.empty()) {
            out_ += to_utf8(bytes_, charset_).text;
        }
        bytes_.clear();
    }

    std::string out_, bytes_, base64_;
    std::string_view charset_;
    bool is_open_ = false;
};

}  // namespace

std::string decode_words(std::string_view text) {
    std::size_t at = text.find("=?");
    if (at == std::string_view::npos) {
        return std::string(text);
    }
    Run run;
    const std::size_t last_end = text.rfind("?=");
    std::size_t plain = 0;  // where the text not yet written begins
    for (; at != std::string_view::npos; at = text.find("=?", at)) {
        const std::optional<Word> word = word_at(text, at, last_end);
        if (!word) {
            at += 2;
            continue;
        }
        const std::string_view between = text.substr(plain, at - plain);
        if (!run.is_open() || !std::ranges::all_of(between, is_blank)) {
            run.flush();
            run.out() += between;
        }
        run.add(*word);
        plain = at = word->end;
    }
    run.flush();
    run.out() += text.substr(plain);
    return std::move(run.out());
}

std::string header_text(std::string_view raw, std::string_view fallback_charset) {
    std::string line = unfold(raw);
    if (!is_plain_ascii(line)) {
        const bool is_escaped = line.find("\x1b$") != std::string::npos;  // raw ISO-2022
        return is_valid_utf8(line) && !is_escaped ? strip_controls(line)
                                                  : to_utf8(line, fallback_charset).text;
    }
    const bool has_control = std::ranges::any_of(
        line, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; });
    return has_control ? strip_controls(line) : line;
}

std::string decode_header(std::string_view raw, std::string_view fallback_charset) {
    std::string line = header_text(raw, fallback_charset);
    if (line.find("=?") == std::string::npos) {
        return line;
    }
    std::string decoded = decode_words(line);
    std::ranges::replace_if(
        decoded, [](char c) { return c == '\r' || c == '\n' || c == '\t'; }, ' ');
    return std::string(trim(decoded));
}

}  // namespace postroom::mime
