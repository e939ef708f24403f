// The words of our mails in the four languages.
// Invariant: every language has every phrase (a missing one does not compile); `{}` and `{name}`
// are filled in by mail_text.cpp. Rule: product.md "Words"; features F041, F101; BNC-6.
#pragma once

#include <string_view>

namespace postroom::desk {

/// The phrases of one language. `{}` is the count or the name.
struct Phrases {
    std::string_view code;
    std::string_view one_new;     ///< subject tail, one message: author
    std::string_view many_new;    ///< subject tail, several: count
    std::string_view intro_one;   ///< author
    std::string_view intro_many;  ///< count
    std::string_view internal_note;
    std::string_view status;
    std::string_view open;
    std::string_view attachments;
    std::string_view why;
    std::string_view why_chat;  ///< where they chatted
    std::string_view reply_hint;
    std::string_view assigned_subject;    ///< title
    std::string_view assigned_text;       ///< reference
    std::string_view unassigned_subject;  ///< title
    std::string_view unassigned_text;     ///< reference
    std::string_view see_online;          ///< before the address of the request in the portal
    std::string_view chat;
    std::string_view direct;
    std::string_view direct_note;
    std::string_view undelivered;  ///< address, subject
    std::string_view undelivered_gone;
    std::string_view undelivered_once;
    std::string_view undelivered_refused;
    std::string_view undelivered_words;  ///< what the other server said
};

/// English for a language that we do not speak.
const Phrases& phrases_of(std::string_view language);

}  // namespace postroom::desk
