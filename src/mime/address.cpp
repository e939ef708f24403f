// See address.hpp.
#include "mime/address.hpp"

#include <algorithm>
#include <utility>

#include "core/limits.hpp"
#include "core/text.hpp"
#include "mime/words.hpp"

namespace postroom::mime {
namespace {

constexpr std::size_t kAddressBytesMax = 1000;
constexpr std::size_t kUnclosedMax = 8;
constexpr std::size_t kListBytesMax = std::size_t{64} << 10;  // 200 mailboxes of 320 bytes

std::string clean_name(std::string_view name) {
    std::string out = one_line(decode_words(name));
    const auto quoted = [&](char quote) {
        return out.size() >= 2 && out.front() == quote && out.back() == quote;
    };
    while (quoted('"') || quoted('\'')) {
        out = std::string(trim(std::string_view(out).substr(1, out.size() - 2)));
    }
    return out;
}

/// Without the white space of Unicode that word processors put beside an address.
std::string without_invisible(std::string text) {
    if (std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; })) {
        return text;
    }
    for (const std::string_view mark : {"\u00a0", "\u00ad", "\u200b", "\u200e", "\u200f", "\u202a",
                                        "\u202c", "\u2060", "\ufeff"}) {
        text = replace_all(text, mark, "");
    }
    return text;
}

/// An addr-spec without its spaces and decorations, the domain in lower case; empty when it is
/// none.
std::string clean_address(std::string_view spec) {
    std::string decoded;
    if (spec.find("=?") != std::string_view::npos) {  // not legal there, but sent
        decoded = decode_words(spec);
        spec = std::string_view(decoded).substr(decoded.rfind('<') + 1);
    }
    std::string out;
    bool in_quotes = false;
    bool is_escaped = false;
    for (const char c : spec) {
        in_quotes ^= c == '"' && !is_escaped;
        is_escaped = c == '\\' && !is_escaped;
        const bool kept = static_cast<unsigned char>(c) > 0x20 && c != 0x7f && c != '<' && c != '>';
        if (kept || (c == ' ' && in_quotes)) {
            out += c;
        }
    }
    out = without_invisible(out);
    if (starts_with_ignoring_case(out, "mailto:")) {
        out.erase(0, 7);
    }
    if (out.starts_with('@')) {  // an obsolete source route: "@relay,@relay:user@host"
        out.erase(0, std::min(out.find(':'), out.size() - 1) + 1);
    }
    if (out.starts_with('[') && out.ends_with(']') && out.find("@[") == std::string::npos) {
        out = out.substr(1, out.size() - 2);
    }
    while (out.size() > 1 && (out.front() == '\'' || out.front() == '[') && out.back() != ']') {
        out.erase(0, 1);
    }
    while (!out.empty() &&
           (out.back() == '\'' || out.back() == '.' || out.back() == ',' || out.back() == ';')) {
        out.pop_back();
    }
    const std::size_t at = out.rfind('@');
    if (at == std::string::npos || at == 0 || at + 1 == out.size() ||
        out.size() > kAddressBytesMax) {
        return {};
    }
    return out.substr(0, at + 1) + to_lower(std::string_view(out).substr(at + 1));
}

/// Reads one list from left to right; each member function consumes one lexical element.
class Reader {
   public:
    explicit Reader(std::string text, bool is_decoded = false)
        : text_(std::move(text)), rest_(text_), is_decoded_(is_decoded) {}

    AddressList read() {
        while (!rest_.empty()) {
            const char c = rest_.front();
            if (c == '"') {
                take_quoted();
            } else if (c == '(') {
                take_comment();
            } else if (c == '<') {
                take_angle();
            } else if (c == ',' || c == ';') {
                rest_.remove_prefix(1);
                finish(true);
            } else if (c == ':' && words_.find('@') == std::string::npos && !looks_like_mailto()) {
                rest_.remove_prefix(1);
                words_.clear();  // the name of a group
            } else if (c == '[' && words_.ends_with('@')) {
                take_until(']');
            } else {
                words_ += c;
                rest_.remove_prefix(1);
            }
        }
        finish(false);
        return std::move(list_);
    }

   private:
    bool looks_like_mailto() const { return equals_ignoring_case(trim(words_), "mailto"); }

    void take_until(char last) {
        const std::size_t end = std::min(rest_.find(last), rest_.size() - 1) + 1;
        words_ += rest_.substr(0, end);
        rest_.remove_prefix(end);
    }

    void take_quoted() {
        std::string inner;
        std::size_t at = 1;
        for (; at < rest_.size() && rest_[at] != '"'; ++at) {
            if (rest_[at] == '\\' && at + 1 < rest_.size()) {
                ++at;
            }
            inner += rest_[at];
        }
        rest_.remove_prefix(std::min(at + 1, rest_.size()));
        if (rest_.starts_with('@')) {  // a quoted local part
            words_ += '"' + replace_all(replace_all(inner, "\\", "\\\\"), "\"", "\\\"") + '"';
        } else {
            words_ += words_.empty() || words_.ends_with(' ') ? inner : ' ' + inner;
        }
    }

    void take_comment() {
        std::size_t depth = 0;
        std::size_t at = 0;
        std::string inner;
        for (; at < rest_.size(); ++at) {
            const char c = rest_[at];
            if (c == '\\' && at + 1 < rest_.size()) {
                inner += rest_[++at];
                continue;
            }
            depth += c == '(' ? 1 : 0;
            depth -= c == ')' ? 1 : 0;
            if (depth == 0) {
                ++at;
                break;
            }
            if (depth > 1 || c != '(') {
                inner += c;
            }
        }
        if (depth > 0 && ++unclosed_ <= kUnclosedMax) {  // no comment, then
            words_ += ' ';
            rest_.remove_prefix(1);
            return;
        }
        rest_.remove_prefix(at);
        comment_ = std::move(inner);
    }

    void take_angle() {
        const std::size_t start = rest_.find_first_not_of("< ");
        if (start == std::string_view::npos) {
            rest_ = {};
            return;
        }
        std::size_t end = rest_.find('>', start);
        // A missing ">" ends at the comma, unless that comma belongs to a source route.
        const std::size_t stop = rest_.find_first_of(rest_[start] == '@' ? ";" : ",;<\"", start);
        if (end == std::string_view::npos ||
            (stop < end && rest_.substr(start, end - start).find('"') == std::string_view::npos)) {
            end = std::min(stop, rest_.size());
        }
        angle_ = clean_address(strip_comments(rest_.substr(start, end - start)));
        has_angle_ = true;
        rest_.remove_prefix(std::min(end, rest_.size()));
        while (rest_.starts_with('>')) {
            rest_.remove_prefix(1);
        }
        finish(false);
    }

    /// A parenthesis within quotes is part of the local part.
    static std::string strip_comments(std::string_view text) {
        std::string out;
        std::size_t depth = 0;
        bool in_quotes = false;
        for (std::size_t at = 0; at < text.size(); ++at) {
            const char c = text[at];
            in_quotes ^= c == '"' && depth == 0;
            if (c == '\\' && depth == 0 && at + 1 < text.size()) {
                out += c;
                out += text[++at];
            } else if (c == '(' && !in_quotes) {
                ++depth;
            } else if (c == ')' && depth > 0) {
                --depth;
            } else if (depth == 0) {
                out += c;
            }
        }
        return out;
    }

    /// Ends one mailbox. A name without an address before a comma may be half of "Doe, Ana
    /// <ana@...>".
    void finish(bool at_separator) {
        if (has_angle_) {
            std::string name =
                carried_.empty() ? words_ : carried_ + ", " + std::string(trim(words_));
            if (angle_.empty() && words_.find('@') != std::string::npos) {
                add(clean_address(words_), {});
            } else {
                add(std::move(angle_), clean_name(trim(name).empty() ? comment_ : name));
            }
            carried_.clear();
        } else if (words_.find('@') != std::string::npos) {
            add_bare();
            carried_.clear();
        } else if (words_.find("=?") != std::string::npos &&
                   decode_words(words_).find('@') != std::string::npos) {
            add_encoded();
        } else if (trim(words_).empty() && comment_.find('@') != std::string::npos &&
                   comment_.find(' ') == std::string::npos) {
            add(clean_address(comment_), {});
        } else if (at_separator && !trim(words_).empty()) {
            carried_ += (carried_.empty() ? "" : ", ") + std::string(trim(words_));
        }
        words_.clear();
        comment_.clear();
        angle_.clear();
        has_angle_ = false;
    }

    /// "ana@example.org", "Ana ana@example.org", "ana@example.org Ana", "a@b.c d@e.f",
    /// "ana @ example . org (Ana)".
    void add_bare() {
        const std::string_view words = trim(words_);
        const std::string_view domain = words.substr(words.find('@'));
        const bool is_spaced = words.find(" @") != std::string_view::npos ||
                               domain.find("@ ") != std::string_view::npos ||
                               domain.find(" .") != std::string_view::npos ||
                               domain.find(". ") != std::string_view::npos;
        if (is_spaced || words.starts_with('"') || words.find(' ') == std::string_view::npos) {
            add(clean_address(words), clean_name(comment_));
            return;
        }
        std::string name;
        std::vector<std::string> found;
        for (const std::string_view word : split(words, ' ')) {
            if (word.find('@') != std::string_view::npos) {
                found.push_back(clean_address(word));
            } else {
                name.append(name.empty() ? "" : " ").append(word);
            }
        }
        const bool is_one = found.size() == 1;
        for (std::string& address : found) {
            add(std::move(address),
                is_one ? clean_name(name.empty() ? comment_ : name) : std::string());
        }
    }

    /// A sender that put the whole list into one encoded word.
    void add_encoded() {
        if (is_decoded_) {
            return;
        }
        Reader inner(decode_words(words_), true);
        for (Address& address : inner.read().addresses) {
            add(std::move(address.address), std::move(address.name));
        }
    }

    void add(std::string address, std::string name) {
        if (address.empty()) {
            return;
        }
        if (list_.addresses.size() >= limits::kHeaderAddressesMax) {
            list_.is_cut = true;
            rest_ = {};
            return;
        }
        if (name == address) {
            name.clear();
        }
        list_.addresses.push_back({std::move(address), std::move(name)});
    }

    std::string text_;
    std::string_view rest_;
    bool is_decoded_;  ///< encoded words have been read: no further ones are looked for
    std::string words_, comment_, angle_, carried_;
    bool has_angle_ = false;
    std::size_t unclosed_ = 0;  ///< "(" without its ")": each was a search to the end
    AddressList list_;
};

}  // namespace

AddressList parse_addresses(std::string_view raw, std::string_view fallback_charset) {
    AddressList list = Reader(header_text(raw.substr(0, kListBytesMax), fallback_charset)).read();
    list.is_cut |= raw.size() > kListBytesMax;
    return list;
}

}  // namespace postroom::mime
