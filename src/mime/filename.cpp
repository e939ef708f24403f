// See filename.hpp.
#include "mime/filename.hpp"

#include <algorithm>
#include <array>

#include "core/text.hpp"

namespace postroom::mime {
namespace {

constexpr std::size_t kFilenameBytesMax = 255;
constexpr std::size_t kExtensionBytesMax = 16;

/// Characters that change the reading direction or do not show: they can disguise an extension.
constexpr auto kInvisible = std::to_array<std::string_view>({
    "\u200b",
    "\u200c",
    "\u200d",
    "\u200e",
    "\u200f",
    "\u202a",
    "\u202b",
    "\u202c",
    "\u202d",
    "\u202e",
    "\u2060",
    "\u2066",
    "\u2067",
    "\u2068",
    "\u2069",
    "\u061c",
    "\ufeff",
});

constexpr auto kDevices = std::to_array<std::string_view>({
    "con",  "prn",  "aux",  "nul",  "com1", "com2", "com3", "com4", "com5", "com6", "com7",
    "com8", "com9", "lpt1", "lpt2", "lpt3", "lpt4", "lpt5", "lpt6", "lpt7", "lpt8", "lpt9",
});

std::string without_invisible(std::string_view name) {
    std::string out = one_line(name);
    if (std::ranges::all_of(out, [](char c) { return static_cast<unsigned char>(c) < 0x80; })) {
        return out;
    }
    for (const std::string_view mark : kInvisible) {
        out = replace_all(out, mark, "");
    }
    return out;
}

std::string shorten(std::string_view name) {
    if (name.size() <= kFilenameBytesMax) {
        return std::string(name);
    }
    const std::size_t dot = name.rfind('.');
    const std::string_view extension =
        dot != std::string_view::npos && name.size() - dot <= kExtensionBytesMax
            ? name.substr(dot)
            : std::string_view{};
    return std::string(truncate_utf8(name, kFilenameBytesMax - extension.size())).append(extension);
}

}  // namespace

std::string safe_filename(std::string_view name) {
    std::string safe = without_invisible(name);
    if (const std::size_t slash = safe.find_last_of("/\\"); slash != std::string::npos) {
        safe.erase(0, slash + 1);
    }
    const auto is_padding = [](char c) { return c == '.' || c == ' '; };
    while (!safe.empty() && is_padding(safe.back())) {
        safe.pop_back();
    }
    while (!safe.empty() && safe.front() == ' ') {
        safe.erase(0, 1);
    }
    const std::string stem = to_lower(std::string_view(safe).substr(0, safe.find('.')));
    if (std::ranges::find(kDevices, stem) != kDevices.end()) {
        safe.insert(0, "_");
    }
    return shorten(safe);
}

}  // namespace postroom::mime
