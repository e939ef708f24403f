// See forwarding.hpp.
#include "store/forwarding.hpp"

namespace postroom::store {

void save_forwarding_request(db::Session& session, const ForwardingRequest& request) {
    session.execute(
        R"(insert into forwarding_request (channel_id, provider, account, code, link, asked_at)
           values ($1, $2, $3, $4, $5, $6)
           on conflict (channel_id) do update set provider = excluded.provider,
               account = excluded.account, code = excluded.code, link = excluded.link,
               asked_at = excluded.asked_at)",
        request.channel_id, request.provider, request.account, request.code, request.link,
        request.asked_at);
}

std::optional<ForwardingRequest> find_forwarding_request(db::Session& session, ChannelId channel) {
    return session.one(
        R"(select channel_id, provider, account, code, link, asked_at
           from forwarding_request where channel_id = $1)",
        [](const db::Row& row) {
            return ForwardingRequest{.channel_id = row.get<ChannelId>(0),
                                     .provider = row.get<std::string>(1),
                                     .account = row.get<std::string>(2),
                                     .code = row.get<std::string>(3),
                                     .link = row.get<std::string>(4),
                                     .asked_at = row.get<TimePoint>(5)};
        },
        channel);
}

void delete_forwarding_request(db::Session& session, ChannelId channel) {
    session.execute("delete from forwarding_request where channel_id = $1", channel);
}

}  // namespace postroom::store
