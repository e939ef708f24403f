// Chat widgets: what stands on somebody's web site, and who begins a chat there.
// Invariant: a widget shows on its own sites only; an unproved address opens no history.
// Rule: product.md "Words"; features F001, F011; mail-correctness.md SEC-10.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/ids.hpp"
#include "core/time.hpp"
#include "model/enum_names.hpp"

namespace postroom::model {

/// Whether a question is asked before a chat begins.
enum class Asked { none, optional, required };
POSTROOM_ENUM_NAMES(Asked, {Asked::none, "none"}, {Asked::optional, "optional"},
                    {Asked::required, "required"});

/// The lower corner of the page in which the launcher stands.
enum class Side { right, left };
POSTROOM_ENUM_NAMES(Side, {Side::right, "right"}, {Side::left, "left"});

struct ChatWidget {
    ChatWidgetId id;
    std::string key;  ///< names it in the script tag; no secret
    std::string name;
    std::string color;               ///< "#3366cc"
    std::vector<std::string> sites;  ///< origins such as "https://shop.example"
    std::string greeting;
    std::string offline_text;
    Asked ask_name = Asked::optional;
    Asked ask_email = Asked::optional;
    std::string language;  ///< en, fr, it, ru; empty: the visitor's browser decides
    Side side = Side::right;
    ChannelId queue_id;  ///< through it answers are mailed, and into it a chat goes as a ticket
    TeamId team_id;      ///< its members follow every chat
    bool active = true;
    bool has_identity_secret = false;
    TimePoint created_at{};
};

/// The page on which a visitor is: never its query or fragment, where sites keep secrets.
struct VisitedPage {
    std::string url;  ///< "https://shop.example/cart"
    std::string title;
};

/// What colleagues are told of the visitor of a chat.
struct ChatDetails {
    VisitorId visitor_id;
    ChatWidgetId widget_id;
    std::string widget_name;
    bool is_identified = false;  ///< the site vouches for who it is
    VisitedPage page;
    std::optional<TimePoint> page_at;
    TimePoint started_at{};
    std::string user_agent;
};

}  // namespace postroom::model
