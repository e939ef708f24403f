// The frame around the words of a mail: a whole HTML document that can be read in light and dark,
// and the same words for programs that show text.
// Invariant: the words themselves are untouched; nothing in it is fetched from elsewhere; no ground
// is pure black or white, which readers in the dark invert. Rule: feature F125; issue 5 point 6.
#pragma once

#include <string>
#include <string_view>

#include "desk/email_appearance.hpp"

namespace postroom::desk {

/// Of what is said in passing: readable on white and on black alike.
inline constexpr std::string_view kQuietStyle = "color:#6b7280;font-size:13px";

/// A mail's two bodies.
struct MailBodies {
    std::string text;
    std::string html;
};

/// For a preview the colours can be chosen; a mail leaves the choice to whoever reads it.
enum class MailScheme { readers_own, light, dark };

struct MailDress {
    const EmailAppearance& look;
    std::string_view logo_url{};  ///< where the reader finds the picture ("cid:…"); empty = none
    MailClosing closing{};
    std::string_view subject{};  ///< the title of the document, for who listens to it
    MailScheme scheme = MailScheme::readers_own;
};

/// The bodies as they leave. Any thread.
MailBodies dress(const MailDress& dress, const MailBodies& words);

}  // namespace postroom::desk
