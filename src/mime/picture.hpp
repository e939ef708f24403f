// A picture that leaves inside every mail: checked from its first byte to its last, and bare.
// Invariant: what comes out is a whole PNG, JPEG or GIF within its bounds, without text, place or
// camera in it and with nothing behind its end. Rule: SEC-4; RFC 2083, ITU T.81 annex B, GIF89a.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace postroom::mime {

/// The longest side that a mail needs, on the sharpest of screens.
inline constexpr unsigned kPicturePixelsMax = 4096;

struct Picture {
    std::string content_type;  ///< "image/png", "image/jpeg" or "image/gif"
    int width = 0;
    int height = 0;
    std::string content;  ///< the picture alone: metadata and animation settings are gone
};

/// Nothing when it is none of the three, is cut off, or is longer than kPicturePixelsMax on a
/// side. Linear; any thread.
std::optional<Picture> read_picture(std::string_view bytes);

}  // namespace postroom::mime
