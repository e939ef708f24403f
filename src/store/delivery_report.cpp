// See delivery_report.hpp.
#include "store/delivery_report.hpp"

#include "core/text.hpp"

namespace postroom::store {
namespace {

using model::name_of;
using model::stored_name;

model::DeliveryReport read_report(const db::Row& row) {
    return {.mail_id = row.get<MailId>(0),
            .incoming_mail_id = row.get<IncomingMailId>(1),
            .kind = stored_name<model::ReportKind>(row.get<std::string_view>(2)),
            .address = row.get<std::string>(3),
            .status = row.get<std::string>(4),
            .words = row.get<std::string>(5),
            .at = row.get<TimePoint>(6)};
}

AutomaticMailStop read_stop(const db::Row& row) {
    return {row.get<std::string>(0), row.get<std::optional<TimePoint>>(1),
            row.get<std::optional<TimePoint>>(2)};
}

}  // namespace

bool insert_delivery_report(db::Session& session, const model::DeliveryReport& report) {
    return session.execute(
               R"(insert into delivery_report (mail_id, incoming_mail_id, kind, address, status, words, at)
                  values ($1, $2, $3, $4, $5, $6, $7) on conflict do nothing)",
               report.mail_id, report.incoming_mail_id, name_of(report.kind),
               to_lower(report.address), report.status, report.words, report.at) == 1;
}

std::vector<model::DeliveryReport> list_delivery_reports(db::Session& session, MailId mail) {
    return session.list(
        R"(select mail_id, incoming_mail_id, kind, address, status, words, at from delivery_report
           where mail_id = $1 order by delivery_report_id limit 100)",
        read_report, mail);
}

SoftBounces find_soft_bounces(db::Session& session, std::string_view address, TimePoint since) {
    SoftBounces bounces;
    const std::string lower = to_lower(address);
    bounces.mails =
        session
            .one(
                R"(select count(distinct mail_id) from delivery_report
                               where address = $1 and at > $2 and kind = 'soft' and is_settled = 0)",
                [](const db::Row& row) { return row.get<std::int64_t>(0); }, lower, since)
            .value_or(0);
    if (bounces.mails > 0) {
        session.one(
            R"(select at, words, mail_id from delivery_report
               where address = $1 and at > $2 and kind = 'soft' and is_settled = 0
               order by at desc, delivery_report_id desc limit 1)",
            [&](const db::Row& row) {
                bounces.last_at = row.get<TimePoint>(0);
                bounces.last_words = row.get<std::string>(1);
                bounces.last_mail_id = row.get<MailId>(2);
                return true;
            },
            lower, since);
    }
    return bounces;
}

void settle_delivery_reports(db::Session& session, std::string_view address) {
    session.execute(
        "update delivery_report set is_settled = 1 where address = $1 and is_settled = 0",
        to_lower(address));
}

void flag_undelivered(db::Session& session, ConversationId conversation, TimePoint now) {
    session.execute(
        R"(update conversation set undelivered_at = $2
           where conversation_id = $1 and undelivered_at is null)",
        conversation, now);
}

bool clear_undelivered(db::Session& session, ConversationId conversation) {
    return session.execute(
               R"(update conversation set undelivered_at = null
                  where conversation_id = $1 and undelivered_at is not null)",
               conversation) == 1;
}

void record_complaint(db::Session& session, std::string_view address,
                      std::optional<TimePoint> complained_at) {
    session.execute("update customer set complained_at = $2 where email = $1", to_lower(address),
                    complained_at);
}

void record_connector_refusal(db::Session& session, ConnectorId id, std::string_view refusal,
                              TimePoint now) {
    session.execute(
        R"(update connector set refusals = refusals + 1, refused_at = $3, refusal = $2
           where connector_id = $1)",
        id, refusal, now);
}

void clear_connector_refusals(db::Session& session, ConnectorId id) {
    session.execute(
        R"(update connector set refusals = 0, refused_at = null, refusal = ''
           where connector_id = $1)",
        id);
}

bool carries_colleagues_words(db::Session& session, MailId mail) {
    return session
        .one(
            R"(select 1 from receipt r join message m on m.message_id = r.message_id
               where r.mail_id = $1 and m.author_kind = 'user' and m.origin <> 'automation' limit 1)",
            [](const db::Row&) { return true; }, mail)
        .has_value();
}

std::vector<PairTurn> list_pair_turns(db::Session& session, ItemId item, std::string_view address,
                                      TimePoint since, int limit) {
    return session.list(
        R"(select at, is_ours from (
               select created_at as at, 1 as is_ours from outgoing_mail
               where item_id = $1 and recipient = $2 and created_at > $3
                   and kind in ('notification', 'bulk') and state <> 'suppressed'
               union all
               select received_at, 0 from incoming_mail
               where item_id = $1 and from_address = $2 and received_at > $3
                   and outcome in ('ticket', 'reply', 'automatic')) as turn
           order by at, is_ours limit $4)",
        [](const db::Row& row) { return PairTurn{row.get<TimePoint>(0), row.get<bool>(1)}; }, item,
        to_lower(address), since, limit);
}

std::optional<TimePoint> find_human_action(db::Session& session, ItemId item, TimePoint since) {
    return session.one(
        R"(select max(at) from (
               select e.at as at from event e left join message m on m.message_id = e.message_id
               where e.item_id = $1 and e.at > $2 and e.actor_kind = 'user'
                   and e.kind in ('item_created', 'item_changed', 'follower_changed', 'outbox_changed',
                       'message_posted')
                   and coalesce(m.is_automatic, 0) = 0
               order by e.event_id desc limit 1) as latest
           having max(at) is not null)",
        [](const db::Row& row) { return row.get<TimePoint>(0); }, item, since);
}

std::optional<AutomaticMailStop> find_automatic_mail_stop(db::Session& session, ItemId item,
                                                          std::string_view address) {
    return session.one(
        R"(select address, stopped_at, resumed_at from automatic_mail_stop
           where item_id = $1 and address = $2)",
        read_stop, item, to_lower(address));
}

std::vector<AutomaticMailStop> list_automatic_mail_stops(db::Session& session, ItemId item) {
    return session.list(
        R"(select address, stopped_at, resumed_at from automatic_mail_stop
           where item_id = $1 and stopped_at is not null order by address limit 100)",
        read_stop, item);
}

void stop_automatic_mail(db::Session& session, ItemId item, std::string_view address,
                         TimePoint now) {
    session.execute(
        R"(insert into automatic_mail_stop (item_id, address, stopped_at) values ($1, $2, $3)
           on conflict (item_id, address) do update set stopped_at = excluded.stopped_at)",
        item, to_lower(address), now);
}

bool resume_automatic_mail(db::Session& session, ItemId item, std::string_view address,
                           TimePoint now) {
    return session.execute(
               R"(update automatic_mail_stop set stopped_at = null, resumed_at = $3
                  where item_id = $1 and address = $2 and stopped_at is not null)",
               item, to_lower(address), now) == 1;
}

}  // namespace postroom::store
