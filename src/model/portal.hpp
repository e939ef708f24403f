// The customers' portal as administrators set it, and how a request stands in plain words.
// Invariant: a phase says what a customer needs to know and names nothing internal. Rule: features
// F001, F003; ui.md "Portal"; product-facts 1.6, 1.10.
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "core/ids.hpp"
#include "model/enum_names.hpp"
#include "model/work.hpp"

namespace postroom::model {

/// Who may sign in: only customers whom the desk knows, or whoever reads mail at an address.
enum class PortalDoor { known_customers, anybody };
POSTROOM_ENUM_NAMES(PortalDoor, {PortalDoor::known_customers, "known_customers"},
                    {PortalDoor::anybody, "anybody"});

/// What somebody wishes for who cannot get in. (SEC-14)
enum class SignInLinkKind { portal, password_reset };
POSTROOM_ENUM_NAMES(SignInLinkKind, {SignInLinkKind::portal, "portal"},
                    {SignInLinkKind::password_reset, "password_reset"});

enum class PortalFieldKind { text, long_text, choice };
POSTROOM_ENUM_NAMES(PortalFieldKind, {PortalFieldKind::text, "text"},
                    {PortalFieldKind::long_text, "long_text"}, {PortalFieldKind::choice, "choice"});

/// One more question of a form; its label names it.
struct PortalField {
    std::string label;
    PortalFieldKind kind = PortalFieldKind::text;
    bool is_required = false;
    std::vector<std::string> choices;  ///< of a choice
};

/// How customers begin an item of one type.
struct PortalForm {
    ItemType type = ItemType::ticket;
    bool is_offered = false;
    std::string title;         ///< empty: the type's name in the customer's language
    std::string introduction;  ///< plain text above the form
    ChannelId queue_id;        ///< gives queue, project, team and the address that answers
    std::vector<PortalField> fields;
};

/// Languages in which closing words are kept, in the order of the screens.
inline constexpr std::array<std::string_view, 4> kPortalLanguages{"en", "fr", "it", "ru"};

struct PortalSettings {
    bool is_on = true;
    std::string title;  ///< empty: "Postroom"
    std::string color = "#2f6fde";
    BlobId logo;
    std::string logo_type;  ///< by our own sniffing: a raster image
    PortalDoor door = PortalDoor::known_customers;
    std::vector<PortalForm> forms;  ///< one for each item type, in their order
    bool closes_by_word = true;
    /// Words of each of kPortalLanguages that close a request when nothing else is written.
    std::array<std::vector<std::string>, kPortalLanguages.size()> closing_words;
};
PortalSettings default_portal_settings();

/// How a request stands, for the customer.
enum class RequestPhase { received, working, waiting_for_you, done };
POSTROOM_ENUM_NAMES(RequestPhase, {RequestPhase::received, "received"},
                    {RequestPhase::working, "working"},
                    {RequestPhase::waiting_for_you, "waiting_for_you"},
                    {RequestPhase::done, "done"});

/// @param last_author  who wrote the newest public message
/// An item that waits does so for the customer only until the customer has answered.
RequestPhase phase_of(ItemState state, std::string_view status, PersonKind last_author);

}  // namespace postroom::model
