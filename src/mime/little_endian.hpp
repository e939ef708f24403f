// A cursor over little-endian binary data that cannot run over its end.
// Invariant: after a read past the end every further read gives zero or an empty view, and failed()
// is true. Rule: MS-OXTNEF section 1.3 (byte order).
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace postroom::mime {

class LittleEndian {
   public:
    explicit LittleEndian(std::string_view bytes) : rest_(bytes) {}

    std::string_view take(std::size_t length) {
        if (length > rest_.size()) {
            failed_ = true;
            rest_ = {};
            return {};
        }
        const std::string_view out = rest_.substr(0, length);
        rest_.remove_prefix(length);
        return out;
    }
    /// `length` bytes and what fills them up to a multiple of four.
    std::string_view take_padded(std::size_t length) {
        const std::string_view out = take(length);
        take(std::min((4 - length % 4) % 4, rest_.size()));
        return out;
    }
    std::uint32_t u32() { return number(take(4)); }
    std::uint32_t u16() { return number(take(2)); }
    std::uint32_t u8() { return number(take(1)); }

    bool empty() const { return rest_.empty(); }
    bool failed() const { return failed_; }
    std::size_t left() const { return rest_.size(); }

   private:
    static std::uint32_t number(std::string_view bytes) {
        std::uint32_t value = 0;
        for (std::size_t i = bytes.size(); i-- > 0;) {
            value = value << 8 | static_cast<unsigned char>(bytes[i]);
        }
        return value;
    }

    std::string_view rest_;
    bool failed_ = false;
};

}  // namespace postroom::mime
