// See portal.hpp.
#include "model/portal.hpp"

namespace postroom::model {
namespace {

constexpr std::string_view kWaiting = "waiting";

}  // namespace

PortalSettings default_portal_settings() {
    PortalSettings settings;
    for (const auto& [type, _] : EnumNames<ItemType>::kNames) {
        settings.forms.push_back({.type = type, .is_offered = type == ItemType::ticket});
    }
    settings.closing_words = {{{"close", "close it", "solved"},
                               {"fermer", "clore", "résolu"},
                               {"chiudi", "chiudere", "risolto"},
                               {"закрыть", "закройте", "решено"}}};
    return settings;
}

RequestPhase phase_of(ItemState state, std::string_view status, PersonKind last_author) {
    if (state == ItemState::finished) {
        return RequestPhase::done;
    }
    const bool is_customers_turn = last_author != PersonKind::customer;
    if (status == kWaiting && is_customers_turn) {
        return RequestPhase::waiting_for_you;
    }
    return state == ItemState::not_started && !is_customers_turn ? RequestPhase::received
                                                                 : RequestPhase::working;
}

}  // namespace postroom::model
