// See closing_word.hpp.
#include "desk/closing_word.hpp"

#include <algorithm>

#include "core/text.hpp"
#include "desk/portal_settings.hpp"

namespace postroom::desk {
namespace {

/// Letters of Latin-1 and Cyrillic in lower case too: the desk speaks French, Italian and Russian.
std::string folded(std::string_view text) {
    std::string out = to_lower(one_line(text));
    for (std::size_t i = 0; i + 1 < out.size(); ++i) {
        const auto first = static_cast<unsigned char>(out[i]);
        const auto second = static_cast<unsigned char>(out[i + 1]);
        const bool is_latin =
            first == 0xC3 && second >= 0x80 && second <= 0x9E && second != 0x97;     // À to Þ
        const bool is_cyrillic = first == 0xD0 && second >= 0x90 && second <= 0x9F;  // А to П
        if (is_latin || is_cyrillic) {
            out[i + 1] = static_cast<char>(second + 0x20);
        } else if (first == 0xD0 && second >= 0xA0 && second <= 0xAF) {  // Р to Я
            out[i] = static_cast<char>(0xD1);
            out[i + 1] = static_cast<char>(second - 0x20);
        }
    }
    return out;
}

std::string_view without_closing_marks(std::string_view text) {
    text = trim(text);
    while (!text.empty() && (text.back() == '.' || text.back() == '!')) {
        text = trim(text.substr(0, text.size() - 1));
    }
    return text;
}

}  // namespace

bool is_closing_word(const model::PortalSettings& settings, std::string_view text) {
    constexpr std::size_t kLongestWordBytes = 200;
    if (!settings.closes_by_word || text.size() > kLongestWordBytes) {
        return false;
    }
    const auto written = folded(without_closing_marks(text));
    return !written.empty() && std::ranges::any_of(settings.closing_words, [&](const auto& words) {
        return std::ranges::any_of(
            words, [&](const std::string& word) { return folded(word) == written; });
    });
}

bool closes_request(db::Session& session, const Place& place, const model::Message& message) {
    const auto& text = message.visible_text.empty() ? message.text : message.visible_text;
    return place.item && place.conversation.visibility == model::Visibility::public_ &&
           message.author == model::person(place.item->requester_id) &&
           message.trust == model::Trust::known && !message.is_automatic &&
           is_closing_word(load_portal_settings(session), text);
}

}  // namespace postroom::desk
