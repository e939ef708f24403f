// What providers asked before they forward to a channel.
// Invariant: one question a channel, the latest. Rule: mail-correctness.md FWD-5.
#pragma once

#include <optional>
#include <string>

#include "core/ids.hpp"
#include "core/time.hpp"
#include "db/session.hpp"

namespace postroom::store {

struct ForwardingRequest {
    ChannelId channel_id;
    std::string provider;
    std::string account;
    std::string code;
    std::string link;
    TimePoint asked_at{};
};

void save_forwarding_request(db::Session& session, const ForwardingRequest& request);
std::optional<ForwardingRequest> find_forwarding_request(db::Session& session, ChannelId channel);
void delete_forwarding_request(db::Session& session, ChannelId channel);

}  // namespace postroom::store
