// See own_addresses.hpp.
#include "desk/own_addresses.hpp"

#include <set>
#include <string>

#include "core/text.hpp"
#include "store/channel.hpp"
#include "store/people.hpp"

namespace postroom::desk {
namespace {

constexpr int kChannelsMax = 10'000;
constexpr int kConnectorsMax = 1000;
constexpr int kFiltersMax = 100'000;

/// A mailbox that is fetched no more: what is mailed there does not come back to us.
bool is_disconnected(const model::Channel& channel) {
    return channel.kind == model::ChannelKind::imap && !channel.active;
}

std::set<std::string> own_addresses(db::Session& session) {
    std::set<std::string> own;
    std::set<ConnectorId> resting;
    for (const auto& channel : store::list_channels(session, kChannelsMax)) {
        if (is_disconnected(channel)) {
            resting.insert(channel.connector_id);
        } else {
            own.insert(to_lower(channel.address));
        }
    }
    for (const auto& connector : store::list_connectors(session, kConnectorsMax)) {
        if (!connector.from_address.empty() &&
            (connector.enabled || !resting.contains(connector.id)) &&
            !store::find_user_by_email(session, to_lower(connector.from_address))) {
            own.insert(to_lower(connector.from_address));
        }
    }
    return own;
}

}  // namespace

void protect_own_addresses(db::Session& session, const Environment& env) {
    auto missing = own_addresses(session);
    for (const auto& filter : store::list_email_filters(session, "outgoing", kFiltersMax)) {
        const bool is_own = missing.contains(filter.pattern);
        if (is_own && filter.is_automatic) {
            missing.erase(filter.pattern);
        } else if (!is_own && filter.is_automatic) {
            store::release_own_address(session, filter.id);
        }
    }
    for (const auto& address : missing) {
        store::protect_own_address(session, address, env.now());
    }
}

}  // namespace postroom::desk
