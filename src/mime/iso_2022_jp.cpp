// See iso_2022_jp.hpp.
#include "mime/iso_2022_jp.hpp"

#include <array>

namespace postroom::mime {
namespace {

enum class Set { ascii, katakana, double_byte };

struct Escape {
    std::string_view sequence;
    Set set;
};

constexpr auto kEscapes = std::to_array<Escape>({
    {"\x1b(B", Set::ascii},
    {"\x1b(J", Set::ascii},
    {"\x1b(H", Set::ascii},
    {"\x1b(I", Set::katakana},
    {"\x1b$B", Set::double_byte},
    {"\x1b$@", Set::double_byte},
    {"\x1b$(D", Set::double_byte},
    {"\x1b$(O", Set::double_byte},
    {"\x1b$(P", Set::double_byte},
    {"\x1b$(Q", Set::double_byte},
});

const Escape* escape_at(std::string_view rest) {
    for (const Escape& escape : kEscapes) {
        if (rest.starts_with(escape.sequence)) {
            return &escape;
        }
    }
    return nullptr;
}

bool is_graphic(char c) { return c > ' ' && c < 0x7f; }

/// Two rows of JIS X 0208 share one lead byte of Shift_JIS.
void append_double(std::string& out, unsigned row, unsigned cell) {
    const unsigned lead = (row + 1) / 2 + (row < 0x5f ? 0x70 : 0xb0);
    const unsigned trail = row % 2 == 1 ? cell + 0x1f + (cell >= 0x60 ? 1 : 0) : cell + 0x7e;
    out += static_cast<char>(lead);
    out += static_cast<char>(trail);
}

}  // namespace

std::string iso_2022_jp_to_shift_jis(std::string_view bytes) {
    constexpr char kShiftOut = 0x0e;
    constexpr char kShiftIn = 0x0f;
    std::string out;
    out.reserve(bytes.size());
    Set set = Set::ascii;
    for (std::size_t at = 0; at < bytes.size(); ++at) {
        const char c = bytes[at];
        if (c == '\x1b') {
            if (const Escape* const escape = escape_at(bytes.substr(at)); escape != nullptr) {
                set = escape->set;
                at += escape->sequence.size() - 1;
            }
        } else if (c == kShiftOut || c == kShiftIn) {
            set = c == kShiftOut ? Set::katakana : Set::ascii;
        } else if (c == '\n' || c == '\r') {
            set = Set::ascii;  // a line begins in ASCII (RFC 1468)
            out += c;
        } else if (set == Set::double_byte && is_graphic(c) && at + 1 < bytes.size() &&
                   is_graphic(bytes[at + 1])) {
            append_double(out, static_cast<unsigned char>(c),
                          static_cast<unsigned char>(bytes[++at]));
        } else if (set == Set::katakana && is_graphic(c)) {
            out += static_cast<char>(c | 0x80);
        } else {
            out += c;
        }
    }
    return out;
}

}  // namespace postroom::mime
