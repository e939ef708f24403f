// Channels, connectors and the filters that mail passes.
// Invariant: a connector's secret is stored sealed only (SEC-20). Rule: product.md "channel",
// "connector".
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "db/session.hpp"
#include "model/mail_flow.hpp"

namespace postroom::store {

/// Nothing when the name or the address is taken.
std::optional<ChannelId> insert_channel(db::Session& session, const model::Channel& channel,
                                        TimePoint now);
std::optional<model::Channel> find_channel(db::Session& session, ChannelId id);
std::optional<model::Channel> find_channel_by_address(db::Session& session,
                                                      std::string_view address);
std::vector<model::Channel> list_channels(db::Session& session, int limit);
void update_channel(db::Session& session, const model::Channel& channel);
void record_channel_received(db::Session& session, ChannelId id, TimePoint now);

/// `connector.secret` is not stored here: see update_connector_secret. Nothing when the name is
/// taken.
std::optional<ConnectorId> insert_connector(db::Session& session, const model::Connector& connector,
                                            TimePoint now);
std::optional<model::Connector> find_connector(db::Session& session, ConnectorId id);
std::vector<model::Connector> list_connectors(db::Session& session, int limit);
/// The default, or the only one; nothing in a workspace without connectors.
std::optional<model::Connector> find_default_connector(db::Session& session);
void update_connector(db::Session& session, const model::Connector& connector);
/// The only default from now on. (F119)
void make_default_connector(db::Session& session, ConnectorId id);
/// One more sign-in refused in a row: how many that makes. (OUT-7)
int count_auth_failure(db::Session& session, ConnectorId id);
/// Switched off because it cannot sign in; `attention` says so in plain words. (OUT-7)
void disable_connector(db::Session& session, ConnectorId id, std::string_view attention);
void record_connector_success(db::Session& session, ConnectorId id, TimePoint now);
/// In plain words; an empty text clears it.
void record_connector_attention(db::Session& session, ConnectorId id, std::string_view attention);
/// Somebody looked after it: whatever was wrong is found out anew, and the mails that waited for it
/// are due. (OUT-7)
void release_connector(db::Session& session, ConnectorId id);

std::optional<std::string> find_connector_secret(db::Session& session, ConnectorId id);
void update_connector_secret(db::Session& session, ConnectorId id, std::string_view sealed);

std::optional<std::string> find_setting(db::Session& session, std::string_view name);
void save_setting(db::Session& session, std::string_view name, std::string_view value);

/// "Filter outgoing emails" and its incoming twin (F130-F133).
struct EmailFilter {
    std::int64_t id = 0;
    std::string direction;  ///< "outgoing" or "incoming"
    std::string pattern;    ///< an address, "@domain", or either with stars: "robot-*@acme.example"
    std::string reason;
    bool is_automatic = false;  ///< one of our own addresses: cannot be removed (LOOP-2)
    std::int64_t hits = 0;
    TimePoint created_at{};
};
/// Its id; nothing when the pattern is there already.
std::optional<std::int64_t> insert_email_filter(db::Session& session, const EmailFilter& filter,
                                                TimePoint now);
std::optional<EmailFilter> find_email_filter(db::Session& session, std::int64_t id);
std::vector<EmailFilter> list_email_filters(db::Session& session, std::string_view direction,
                                            int limit);
/// An address of our own: on the list whatever anybody does, also where a person had put it there.
/// (LOOP-2, F132)
void protect_own_address(db::Session& session, std::string_view address, TimePoint now);
/// It is no address of ours any more: it stays listed, and a person may remove it.
void release_own_address(db::Session& session, std::int64_t id);
/// Takes it off again when it is ours no longer and nobody else had put it there.
void forget_own_address(db::Session& session, std::string_view address);
/// False when there is none, or when it is automatic.
bool delete_email_filter(db::Session& session, std::int64_t id);
/// The filter that this address meets exactly, by its domain or by a pattern; the longest one.
std::optional<EmailFilter> find_email_filter(db::Session& session, std::string_view direction,
                                             std::string_view address);
void count_filter_hit(db::Session& session, std::int64_t id);

/// Why nothing automatic may go to an address (BNC-4).
struct Suppression {
    std::string reason;  ///< "bounced: 5.1.1 ..." or "complaint"
    MailId mail_id;
    std::optional<TimePoint> until;
    TimePoint since{};
};
/// The one that holds now, if any.
std::optional<Suppression> find_suppression(db::Session& session, std::string_view address,
                                            TimePoint now);
void save_suppression(db::Session& session, std::string_view address, std::string_view reason,
                      MailId mail, std::optional<TimePoint> until, TimePoint now);
/// False when there was none.
bool delete_suppression(db::Session& session, std::string_view address);

}  // namespace postroom::store
