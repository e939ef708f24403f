// Connectors; see channel.hpp.
#include "store/channel.hpp"

namespace postroom::store {
namespace {

using model::name_of;
using model::stored_name;

#define CONNECTOR_COLUMNS                                                                     \
    "connector_id, kind, name, from_address, from_name, host, port, tls, username, enabled, " \
    "is_default, "                                                                            \
    "connections_max, needs_attention, attention, releases, refusals, refused_at, refusal, "  \
    "retry_template_id, mails_per_minute, auth_failures, signature, when_uncertain"

model::Connector read_connector(const db::Row& row) {
    return {
        .id = row.get<ConnectorId>(0),
        .kind = stored_name<model::ConnectorKind>(row.get<std::string_view>(1)),
        .name = row.get<std::string>(2),
        .from_address = row.get<std::string>(3),
        .from_name = row.get<std::string>(4),
        .host = row.get<std::string>(5),
        .port = row.get<int>(6),
        .tls = stored_name<model::TlsPolicy>(row.get<std::string_view>(7)),
        .username = row.get<std::string>(8),
        .secret = {},
        .enabled = row.get<bool>(9),
        .is_default = row.get<bool>(10),
        .connections_max = row.get<int>(11),
        .needs_attention = row.get<bool>(12),
        .attention = row.get<std::string>(13),
        .releases = row.get<std::int64_t>(14),
        .refusals = row.get<std::int64_t>(15),
        .refused_at = row.get<std::optional<TimePoint>>(16),
        .refusal = row.get<std::string>(17),
        .retry_template_id = row.get<RetryTemplateId>(18),
        .mails_per_minute = row.get<int>(19),
        .auth_failures = row.get<int>(20),
        .signature = row.get<std::string>(21),
        .when_uncertain = stored_name<model::WhenUncertain>(row.get<std::string_view>(22)),
    };
}

}  // namespace

std::optional<ConnectorId> insert_connector(db::Session& session, const model::Connector& connector,
                                            TimePoint now) {
    return session.one(
        R"(insert into connector (kind, name, from_address, from_name, host, port, tls, username, enabled,
               is_default, connections_max, created_at, retry_template_id, mails_per_minute, signature,
               when_uncertain)
           values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
           on conflict do nothing returning connector_id)",
        [](const db::Row& row) { return row.get<ConnectorId>(0); }, name_of(connector.kind),
        connector.name, connector.from_address, connector.from_name, connector.host, connector.port,
        name_of(connector.tls), connector.username, connector.enabled, connector.is_default,
        connector.connections_max, now, connector.retry_template_id, connector.mails_per_minute,
        connector.signature, name_of(connector.when_uncertain));
}

std::optional<model::Connector> find_connector(db::Session& session, ConnectorId id) {
    return session.one("select " CONNECTOR_COLUMNS " from connector where connector_id = $1",
                       read_connector, id);
}

std::vector<model::Connector> list_connectors(db::Session& session, int limit) {
    return session.list("select " CONNECTOR_COLUMNS
                        " from connector order by connector_id limit $1",
                        read_connector, limit);
}

std::optional<model::Connector> find_default_connector(db::Session& session) {
    return session.one("select " CONNECTOR_COLUMNS
                       " from connector order by is_default desc, connector_id limit 1",
                       read_connector);
}

void update_connector(db::Session& session, const model::Connector& connector) {
    session.execute(
        R"(update connector set kind = $2, name = $3, from_address = $4, from_name = $5, host = $6, port = $7,
               tls = $8, username = $9, enabled = $10, is_default = $11, connections_max = $12,
               retry_template_id = $13, mails_per_minute = $14, signature = $15,
               when_uncertain = $16
           where connector_id = $1)",
        connector.id, name_of(connector.kind), connector.name, connector.from_address,
        connector.from_name, connector.host, connector.port, name_of(connector.tls),
        connector.username, connector.enabled, connector.is_default, connector.connections_max,
        connector.retry_template_id, connector.mails_per_minute, connector.signature,
        name_of(connector.when_uncertain));
}

void make_default_connector(db::Session& session, ConnectorId id) {
    session.execute(
        R"(update connector set is_default = case when connector_id = $1 then 1 else 0 end
           where exists (select 1 from connector x where x.connector_id = $1))",
        id);
}

int count_auth_failure(db::Session& session, ConnectorId id) {
    return session
        .one(
            R"(update connector set auth_failures = auth_failures + 1 where connector_id = $1
               returning auth_failures)",
            [](const db::Row& row) { return row.get<int>(0); }, id)
        .value_or(0);
}

void disable_connector(db::Session& session, ConnectorId id, std::string_view attention) {
    session.execute(
        R"(update connector set enabled = 0, needs_attention = 1, attention = $2
           where connector_id = $1)",
        id, attention);
}

void record_connector_success(db::Session& session, ConnectorId id, TimePoint now) {
    session.execute(
        R"(update connector set last_success_at = $2, needs_attention = 0, attention = '',
               auth_failures = 0
           where connector_id = $1)",
        id, now);
}

void record_connector_attention(db::Session& session, ConnectorId id, std::string_view attention) {
    session.execute(
        "update connector set needs_attention = $3, attention = $2 where connector_id = $1", id,
        attention, !attention.empty());
}

void release_connector(db::Session& session, ConnectorId id) {
    session.execute(
        R"(update connector set needs_attention = 0, attention = '', auth_failures = 0,
               releases = releases + 1
           where connector_id = $1)",
        id);
    // What waits for the connector alone is due at once; what a recipient's server put off is not.
    session.execute(
        R"(update outgoing_mail set due_at = last_attempt_at
           where connector_id = $1 and state in ('held', 'ready', 'retry_wait', 'uncertain')
             and state = 'retry_wait'
             and exists (select 1 from mail_attempt tried
                         where tried.mail_id = outgoing_mail.mail_id
                           and tried.fence = outgoing_mail.fence and tried.outcome = 'connector'))",
        id);
}

std::optional<std::string> find_connector_secret(db::Session& session, ConnectorId id) {
    return session.one(
        "select secret_sealed from connector where connector_id = $1 and secret_sealed is not null",
        [](const db::Row& row) { return row.get<std::string>(0); }, id);
}

void update_connector_secret(db::Session& session, ConnectorId id, std::string_view sealed) {
    session.execute("update connector set secret_sealed = $2 where connector_id = $1", id,
                    db::Bytes{sealed});
}

}  // namespace postroom::store
