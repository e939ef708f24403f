// The compression of RTF bodies in Outlook's mail, of rtf.hpp.
// Invariant: at most limits::kBodyTextBytesMax * 8 bytes come out, whatever the stream says.
// Rule: MS-OXRTFCP section 2.1.3.
#include <algorithm>
#include <array>
#include <cstdint>

#include "core/limits.hpp"
#include "mime/little_endian.hpp"
#include "mime/rtf.hpp"

namespace postroom::mime {
namespace {

constexpr std::uint32_t kCompressed = 0x75465a4c;    // "LZFu"
constexpr std::uint32_t kUncompressed = 0x414c454d;  // "MELA"
constexpr std::size_t kDictionaryBytes = 4096;
constexpr std::size_t kRtfBytesMax = limits::kBodyTextBytesMax * 8;

/// What the dictionary holds at the start. (MS-OXRTFCP section 2.1.2.1)
constexpr std::string_view kInitialDictionary =
    "{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern "
    "\\fscript "
    "\\fdecor MS Sans SerifSymbolArialTimes New "
    "RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par "
    "\\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx";

/// Flag bytes say of each of the next eight items whether it is a byte or a reference to the
/// dictionary.
std::string expand(LittleEndian in, std::size_t size) {
    std::array<char, kDictionaryBytes> dictionary{};
    std::ranges::copy(kInitialDictionary, dictionary.begin());
    std::size_t write = kInitialDictionary.size();
    std::string out;
    const auto emit = [&](char c) {
        out += c;
        dictionary[write] = c;
        write = (write + 1) % kDictionaryBytes;
    };
    while (!in.empty() && out.size() < size) {
        const std::uint32_t flags = in.u8();
        for (unsigned bit = 0; bit < 8 && !in.empty(); ++bit) {
            if ((flags >> bit & 1) == 0) {
                emit(static_cast<char>(in.u8()));
                continue;
            }
            const std::uint32_t high = in.u8();
            const std::uint32_t token = high << 8 | in.u8();
            std::size_t offset = token >> 4;
            if (offset == write) {
                return out;  // the end mark
            }
            for (std::size_t left = (token & 0xf) + 2; left > 0; --left) {
                emit(dictionary[offset]);
                offset = (offset + 1) % kDictionaryBytes;
            }
        }
    }
    return out;
}

}  // namespace

std::string decompress_rtf(std::string_view compressed) {
    LittleEndian in(compressed);
    in.u32();  // compressed size
    const std::size_t size = std::min<std::size_t>(in.u32(), kRtfBytesMax);
    const std::uint32_t form = in.u32();
    in.u32();  // checksum
    if (form == kUncompressed) {
        return std::string(in.take(std::min(size, in.left())));
    }
    return form == kCompressed ? expand(in, size) : std::string();
}

}  // namespace postroom::mime
