// See rtf.hpp.
#include "mime/rtf.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <vector>

#include "core/limits.hpp"
#include "core/text.hpp"
#include "mime/charset.hpp"
#include "mime/little_endian.hpp"

namespace postroom::mime {
namespace {

constexpr std::uint32_t kCompressed = 0x75465a4c;    // "LZFu"
constexpr std::uint32_t kUncompressed = 0x414c454d;  // "MELA"
constexpr std::size_t kDictionaryBytes = 4096;
constexpr std::size_t kRtfBytesMax = limits::kBodyTextBytesMax * 8;
constexpr std::size_t kGroupsMax = 1000;

/// What the dictionary holds at the start. (MS-OXRTFCP section 2.1.2.1)
constexpr std::string_view kInitialDictionary =
    "{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern "
    "\\fscript "
    "\\fdecor MS Sans SerifSymbolArialTimes New "
    "RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par "
    "\\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx";

/// Destinations whose text is not for people.
constexpr auto kSilent =
    std::to_array<std::string_view>({"fonttbl", "colortbl", "stylesheet", "info", "pict", "object",
                                     "header", "footer", "themedata", "datastore"});

class RtfReader {
   public:
    explicit RtfReader(std::string_view rtf) : rtf_(rtf) {}

    std::string read() {
        while (at_ < rtf_.size() && out_.size() < limits::kBodyTextBytesMax) {
            const char c = rtf_[at_++];
            if (c == '{') {
                groups_.push_back(silent_);
            } else if (c == '}') {
                close_group();
            } else if (c == '\\') {
                read_control();
            } else if (c != '\r' && c != '\n') {
                put(c);
            }
            if (groups_.size() > kGroupsMax) {
                break;
            }
        }
        flush();
        return std::move(out_);
    }

   private:
    void put(char c) {
        if (skip_ > 0) {
            --skip_;
        } else if (!silent_) {
            bytes_ += c;
        }
    }
    void flush() {
        if (!bytes_.empty()) {
            out_ += to_utf8(bytes_, "windows-" + std::to_string(code_page_)).text;
            bytes_.clear();
        }
    }
    void close_group() {
        if (!groups_.empty()) {
            silent_ = groups_.back();
            groups_.pop_back();
        }
    }

    void read_control() {
        if (at_ >= rtf_.size()) {
            return;
        }
        const char c = rtf_[at_];
        if (c == '\'') {
            unsigned value = 0;
            const std::string_view digits = rtf_.substr(at_ + 1, 2);
            std::from_chars(digits.data(), digits.data() + digits.size(), value, 16);
            at_ = std::min(at_ + 3, rtf_.size());
            put(static_cast<char>(value));
        } else if (c >= 'a' && c <= 'z') {
            read_word();
        } else {
            ++at_;
            silent_ |= c == '*';
            if (c == '\\' || c == '{' || c == '}') {
                put(c);
            } else if (c == '~') {
                put(' ');
            }
        }
    }

    void read_word() {
        const std::size_t start = at_;
        while (at_ < rtf_.size() && rtf_[at_] >= 'a' && rtf_[at_] <= 'z') {
            ++at_;
        }
        const std::string_view word = rtf_.substr(start, at_ - start);
        int number = 0;
        const auto [end, error] =
            std::from_chars(rtf_.data() + at_, rtf_.data() + rtf_.size(), number);
        at_ = static_cast<std::size_t>(end - rtf_.data());
        if (at_ < rtf_.size() && rtf_[at_] == ' ') {
            ++at_;
        }
        apply(word, number);
    }

    void apply(std::string_view word, int number) {
        if (word == "par" || word == "line" || word == "row") {
            put('\n');
        } else if (word == "tab" || word == "cell") {
            put('\t');
        } else if (word == "ansicpg" && number > 0) {
            code_page_ = number;
        } else if (word == "u" && !silent_) {
            flush();
            append_unicode(static_cast<std::uint16_t>(number));
            skip_ = 1;
        } else if (std::ranges::find(kSilent, word) != kSilent.end()) {
            silent_ = true;
        }
    }

    void append_unicode(std::uint16_t code) {
        const std::array<char, 2> utf16{static_cast<char>(code & 0xff),
                                        static_cast<char>(code >> 8)};
        out_ += to_utf8({utf16.data(), utf16.size()}, "utf-16le").text;
    }

    std::string_view rtf_;
    std::size_t at_ = 0;
    std::string out_, bytes_;
    std::vector<bool> groups_;
    bool silent_ = false;
    int skip_ = 0;
    int code_page_ = 1252;
};

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

std::string rtf_to_text(std::string_view rtf) { return RtfReader(rtf).read(); }

}  // namespace postroom::mime
