// The lines that end a mail: what a device adds, a closing, a company's notice. See reply_line.hpp.
#include <algorithm>
#include <array>
#include <string>

#include "core/text.hpp"
#include "html/reply_line.hpp"
#include "html/reply_match.hpp"
#include "html/reply_phrase.hpp"

namespace postroom::html {
namespace {

constexpr std::size_t kDeviceLineBytesMax = 160;
constexpr std::size_t kDeviceWordsMax = 12;
constexpr std::size_t kNoticeBytesMin = 10;
constexpr std::size_t kDeviceSentenceWordsMax =
    6;  // "Sent from my desk, which is easier than my phone."

/// What may stand between two closings on one line, or before an emoji.
constexpr auto kClosingJoints = std::to_array<std::string_view>(
    {" /", " |", " &", " and ", " und ", " et ", " \xf0", " \xe2", " :)", " ;)"});

/// With the first letter small where it is a capital of Latin-1, Latin Extended-A or Cyrillic: the
/// closings stand in small letters.
std::string with_small_initial(std::string_view text) {
    std::string folded(text);
    if (folded.size() < 2) {
        return folded;
    }
    const auto lead = static_cast<unsigned char>(folded[0]);
    const auto next = static_cast<unsigned char>(folded[1]);
    if ((lead == 0xc3 && next >= 0x80 && next <= 0x9e) ||
        (lead == 0xd0 && next >= 0x90 && next <= 0x9f)) {
        folded[1] = static_cast<char>(next + 0x20);
    } else if (lead == 0xd0 && next >= 0xa0 && next <= 0xaf) {
        folded[0] = '\xd1';
        folded[1] = static_cast<char>(next - 0x20);
    } else if ((lead == 0xc4 || lead == 0xc5) && next % 2 == 0) {
        folded[1] = static_cast<char>(next + 1);
    }
    return folded;
}

/// Without the comma, full stop or exclamation mark of any script at the end.
std::string_view without_end_marks(std::string_view text) {
    constexpr auto marks = std::to_array<std::string_view>(
        {",", ".", "!", " ", "-", ":", ";", "。", "，", "、", "！", "，", "،", "：", "…"});
    for (bool again = true; again;) {
        again = false;
        for (const std::string_view mark : marks) {
            if (text.ends_with(mark)) {
                text.remove_suffix(mark.size());
                again = true;
            }
        }
    }
    return text;
}

/// "Sent from my desk, which is easier than my phone." is one; "Diese Nachricht wurde von meinem
/// Android-Gerät mit K-9 Mail gesendet." is what the program writes.
bool may_be_sentence(std::string_view words) {
    return words.ends_with('.') && !words.ends_with("gesendet.") &&
           find_ignoring_case(words, "please excuse") == std::string_view::npos &&
           find_ignoring_case(words, "blackberry") == std::string_view::npos;
}

}  // namespace

bool is_device_line(std::string_view content) {
    std::string_view bare = trim_decoration(content);
    if (bare.starts_with("[") || bare.starts_with("(")) {
        bare.remove_prefix(1);
    }
    while (bare.starts_with('-') || bare.starts_with("—")) {
        bare = trim_invisible(bare.substr(bare.starts_with('-') ? 1 : 3));
    }
    const std::size_t address = std::min({bare.find('<'), bare.find("http"), bare.size()});
    const std::string_view words = bare.substr(0, address);
    const auto gaps = static_cast<std::size_t>(std::ranges::count(words, ' '));
    if (words.empty() || words.size() > kDeviceLineBytesMax ||
        gaps > (may_be_sentence(words) ? kDeviceSentenceWordsMax : kDeviceWordsMax) ||
        words.ends_with(':') || words.ends_with('?')) {
        return false;
    }
    const auto ends_so = [&](std::string_view ending) { return words.ends_with(ending); };
    return begins_with_any(words, device_beginnings()) ||
           (std::ranges::any_of(device_endings(), ends_so) &&
            (find_ignoring_case(words, "phone") != std::string_view::npos ||
             find_ignoring_case(words, "pad") != std::string_view::npos ||
             find_ignoring_case(words, "android") != std::string_view::npos ||
             find_ignoring_case(words, "mail") != std::string_view::npos ||
             find_ignoring_case(words, "outlook") != std::string_view::npos));
}

bool is_closing(std::string_view content) {
    std::string_view bare = trim_decoration(content);
    bare = without_end_marks(bare);
    if (bare.empty() || bare.size() > 60 || content.ends_with('?')) {
        return false;
    }
    const std::string folded = with_small_initial(bare);
    bare = folded;
    return std::ranges::any_of(closings(), [&](std::string_view phrase) {
        if (!begins_with(bare, phrase)) {
            return false;
        }
        // "Best regards / Viele Grüße", "Thanks! 😊"
        std::string_view rest = bare.substr(phrase.size());
        while (!rest.empty() && std::string_view("!,.").contains(rest.front())) {
            rest.remove_prefix(1);
        }
        return rest.empty() || begins_with_any(rest, kClosingJoints);
    });
}

bool is_notice(std::string_view content) {
    const std::string_view bare = trim_decoration(content);
    return bare.size() >= kNoticeBytesMin && begins_with_any(bare, notice_beginnings());
}

}  // namespace postroom::html
