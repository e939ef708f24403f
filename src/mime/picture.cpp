// See picture.hpp.
#include "mime/picture.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

namespace postroom::mime {
namespace {

using namespace std::string_view_literals;

/// Reads from the front; whatever is missing ends the reading.
class Reader {
   public:
    explicit Reader(std::string_view bytes) : left_(bytes) {}

    std::optional<std::string_view> take(std::size_t count) {
        if (left_.size() < count) {
            return std::nullopt;
        }
        const auto taken = left_.substr(0, count);
        left_.remove_prefix(count);
        return taken;
    }
    std::optional<std::uint8_t> byte() {
        const auto taken = take(1);
        return taken ? std::optional(static_cast<std::uint8_t>(taken->front())) : std::nullopt;
    }
    std::string_view left() const { return left_; }

   private:
    std::string_view left_;
};

std::uint32_t big_endian(std::string_view bytes) {
    std::uint32_t value = 0;
    for (const char c : bytes) {
        value = value << 8 | static_cast<std::uint8_t>(c);
    }
    return value;
}

int little_endian_16(std::string_view bytes) {
    return static_cast<std::uint8_t>(bytes[0]) | static_cast<std::uint8_t>(bytes[1]) << 8;
}

/// Whether the sides are within the bounds; sets them.
bool measure(Picture& picture, std::uint32_t width, std::uint32_t height) {
    const auto fits = [](std::uint32_t side) { return side > 0 && side <= kPicturePixelsMax; };
    if (!fits(width) || !fits(height)) {
        return false;
    }
    picture.width = static_cast<int>(width);
    picture.height = static_cast<int>(height);
    return true;
}

constexpr std::string_view kPngMark = "\x89PNG\r\n\x1a\n"sv;
/// What a still picture is made of and what its colours mean.
constexpr std::array kPngKept{"IHDR"sv, "PLTE"sv, "tRNS"sv, "gAMA"sv, "cHRM"sv, "sRGB"sv, "IDAT"sv};

std::optional<Picture> read_png(std::string_view bytes) {
    Picture picture{.content_type = "image/png", .content = std::string(kPngMark)};
    Reader reader(bytes.substr(kPngMark.size()));
    for (bool is_first = true;; is_first = false) {
        const auto start = reader.left();
        const auto head = reader.take(8);
        const auto size = head ? big_endian(head->substr(0, 4)) : 0;
        const auto body = head ? reader.take(size) : std::nullopt;
        if (!body || !reader.take(4)) {
            return std::nullopt;
        }
        const auto type = head->substr(4);
        if (is_first &&
            (type != "IHDR" || size != 13 ||
             !measure(picture, big_endian(body->substr(0, 4)), big_endian(body->substr(4, 4))))) {
            return std::nullopt;
        }
        const bool is_end = type == "IEND";
        if (is_end || std::ranges::find(kPngKept, type) != kPngKept.end()) {
            picture.content += start.substr(0, std::size_t{size} + 12);
        }
        if (is_end) {
            return picture;
        }
    }
}

constexpr std::uint8_t kStartOfScan = 0xda;
constexpr std::uint8_t kEndOfImage = 0xd9;

/// A frame header: it holds the sides. (T.81 table B.1)
bool is_frame(std::uint8_t marker) {
    return marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
}

/// Tables, frames and scans; of the applications' own segments those that say how colours are
/// stored (JFIF and Adobe).
bool is_kept(std::uint8_t marker) {
    const bool is_application = marker >= 0xe0 && marker <= 0xef;
    return is_application ? marker == 0xe0 || marker == 0xee : marker != 0xfe;
}

/// The bytes of a scan up to the next marker that is no restart. Npos = cut off.
std::size_t scan_length(std::string_view bytes) {
    for (std::size_t at = bytes.find('\xff'); at != std::string_view::npos && at + 1 < bytes.size();
         at = bytes.find('\xff', at + 1)) {
        const auto next = static_cast<std::uint8_t>(bytes[at + 1]);
        if (next != 0 && next != 0xff && (next < 0xd0 || next > 0xd7)) {
            return at;
        }
    }
    return std::string_view::npos;
}

std::optional<Picture> read_jpeg(std::string_view bytes) {
    Picture picture{.content_type = "image/jpeg", .content = "\xff\xd8"};
    Reader reader(bytes.substr(2));
    for (;;) {
        const auto lead = reader.byte();
        auto marker = reader.byte();
        while (marker == 0xff) {  // fill bytes (T.81 B.1.1.2)
            marker = reader.byte();
        }
        if (lead != 0xff || !marker) {
            return std::nullopt;
        }
        const std::string mark{'\xff', static_cast<char>(*marker)};
        if (marker == kEndOfImage) {
            picture.content += mark;
            return picture.width > 0 ? std::optional(std::move(picture)) : std::nullopt;
        }
        const auto size = reader.left().size() < 2 ? 0 : big_endian(reader.left().substr(0, 2));
        const auto segment = size < 2 ? std::nullopt : reader.take(size);
        if (!segment ||
            (is_frame(*marker) && (size < 8 || !measure(picture, big_endian(segment->substr(5, 2)),
                                                        big_endian(segment->substr(3, 2)))))) {
            return std::nullopt;
        }
        if (is_kept(*marker)) {
            picture.content.append(mark).append(*segment);
        }
        if (marker == kStartOfScan) {
            const auto scan = reader.take(scan_length(reader.left()));
            if (!scan) {
                return std::nullopt;
            }
            picture.content += *scan;
        }
    }
}

/// The colour table that a flags byte announces (GIF89a 18, 20).
std::size_t table_bytes(std::uint8_t flags) {
    return (flags & 0x80U) != 0 ? std::size_t{3} << ((flags & 0x07U) + 1) : 0;
}

/// Data sub-blocks up to and with the empty one (GIF89a 15).
bool skip_blocks(Reader& reader) {
    for (;;) {
        const auto size = reader.byte();
        if (!size || !reader.take(*size)) {
            return false;
        }
        if (*size == 0) {
            return true;
        }
    }
}

/// An image with its own colours and its data (GIF89a 20-22).
bool skip_image(Reader& reader) {
    const auto head = reader.take(9);
    return head && reader.take(table_bytes(static_cast<std::uint8_t>(head->back()))) &&
           reader.byte() && skip_blocks(reader);
}

constexpr std::uint8_t kExtension = 0x21;
constexpr std::uint8_t kImage = 0x2c;
constexpr std::uint8_t kTrailer = 0x3b;
constexpr std::uint8_t kGraphicControl = 0xf9;

std::optional<Picture> read_gif(std::string_view bytes) {
    Picture picture{.content_type = "image/gif", .content = {}};
    Reader reader(bytes);
    const auto head = reader.take(13);
    if (!head ||
        !measure(picture, static_cast<std::uint32_t>(little_endian_16(head->substr(6))),
                 static_cast<std::uint32_t>(little_endian_16(head->substr(8)))) ||
        !reader.take(table_bytes(static_cast<std::uint8_t>((*head)[10])))) {
        return std::nullopt;
    }
    picture.content = bytes.substr(0, bytes.size() - reader.left().size());
    for (;;) {
        const auto start = reader.left();
        const auto kind = reader.byte();
        const auto label = kind == kExtension ? reader.byte() : kind;
        const bool is_whole = kind == kTrailer || (kind == kImage && skip_image(reader)) ||
                              (kind == kExtension && label && skip_blocks(reader));
        if (!is_whole) {
            return std::nullopt;
        }
        if (kind != kExtension || label == kGraphicControl) {
            picture.content += start.substr(0, start.size() - reader.left().size());
        }
        if (kind == kTrailer) {
            return picture;
        }
    }
}

}  // namespace

std::optional<Picture> read_picture(std::string_view bytes) {
    if (bytes.starts_with(kPngMark)) {
        return read_png(bytes);
    }
    if (bytes.starts_with("\xff\xd8\xff"sv)) {
        return read_jpeg(bytes);
    }
    if (bytes.starts_with("GIF87a"sv) || bytes.starts_with("GIF89a"sv)) {
        return read_gif(bytes);
    }
    return std::nullopt;
}

}  // namespace postroom::mime
