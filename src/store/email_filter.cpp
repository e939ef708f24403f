// Filters and suppressed addresses; see channel.hpp.
#include "core/text.hpp"
#include "store/channel.hpp"

namespace postroom::store {
namespace {

#define FILTER_COLUMNS "email_filter_id, direction, pattern, reason, is_automatic, hits, created_at"

EmailFilter read_filter(const db::Row& row) {
    return {row.get<std::int64_t>(0), row.get<std::string>(1), row.get<std::string>(2),
            row.get<std::string>(3),  row.get<bool>(4),        row.get<std::int64_t>(5),
            row.get<TimePoint>(6)};
}

}  // namespace

std::optional<std::int64_t> insert_email_filter(db::Session& session, const EmailFilter& filter,
                                                TimePoint now) {
    return session.one(
        R"(insert into email_filter (direction, pattern, reason, is_automatic, created_at)
           values ($1, $2, $3, $4, $5) on conflict do nothing returning email_filter_id)",
        [](const db::Row& row) { return row.get<std::int64_t>(0); }, filter.direction,
        to_lower(filter.pattern), filter.reason, filter.is_automatic, now);
}

std::vector<EmailFilter> list_email_filters(db::Session& session, std::string_view direction,
                                            int limit) {
    return session.list("select " FILTER_COLUMNS
                        " from email_filter where direction = $1 order by pattern limit $2",
                        read_filter, direction, limit);
}

void protect_own_address(db::Session& session, std::string_view address, TimePoint now) {
    session.execute(
        R"(insert into email_filter (direction, pattern, reason, is_automatic, created_at)
           values ('outgoing', $1, 'own address', 1, $2)
           on conflict (direction, pattern) do update set is_automatic = 1)",
        to_lower(address), now);
}

void release_own_address(db::Session& session, std::int64_t id) {
    session.execute("update email_filter set is_automatic = 0 where email_filter_id = $1", id);
}

void forget_own_address(db::Session& session, std::string_view address) {
    session.execute(
        R"(delete from email_filter
           where direction = 'outgoing' and pattern = $1 and is_automatic = 0
             and reason = 'own address')",
        to_lower(address));
}

bool delete_email_filter(db::Session& session, std::int64_t id) {
    return session.execute(
               "delete from email_filter where email_filter_id = $1 and is_automatic = 0", id) == 1;
}

std::optional<EmailFilter> find_email_filter(db::Session& session, std::string_view direction,
                                             std::string_view address) {
    const std::string full = to_lower(address);
    const auto at = full.rfind('@');
    const std::string domain = at == std::string::npos ? std::string() : full.substr(at);
    // The longest one is the most particular one; a star stands for any characters.
    return session.one("select " FILTER_COLUMNS R"(
           from email_filter
           where direction = $1
             and (pattern in ($2, $3)
                  or (pattern like '%*%'
                      and $2 like replace(replace(replace(replace(pattern, '!', '!!'), '%', '!%'),
                                          '_', '!_'), '*', '%') escape '!'))
           order by length(pattern) desc, pattern limit 1)",
                       read_filter, direction, full, domain);
}

std::optional<EmailFilter> find_email_filter(db::Session& session, std::int64_t id) {
    return session.one("select " FILTER_COLUMNS " from email_filter where email_filter_id = $1",
                       read_filter, id);
}

void count_filter_hit(db::Session& session, std::int64_t id) {
    session.execute("update email_filter set hits = hits + 1 where email_filter_id = $1", id);
}

std::optional<Suppression> find_suppression(db::Session& session, std::string_view address,
                                            TimePoint now) {
    return session.one(
        R"(select reason, mail_id, until_at, created_at from suppressed_address
           where address = $1 and (until_at is null or until_at > $2))",
        [](const db::Row& row) {
            return Suppression{row.get<std::string>(0), row.get<MailId>(1),
                               row.get<std::optional<TimePoint>>(2), row.get<TimePoint>(3)};
        },
        to_lower(address), now);
}

void save_suppression(db::Session& session, std::string_view address, std::string_view reason,
                      MailId mail, std::optional<TimePoint> until, TimePoint now) {
    session.execute(
        R"(insert into suppressed_address (address, reason, mail_id, until_at, created_at)
           values ($1, $2, $3, $4, $5)
           on conflict (address) do update set reason = excluded.reason, mail_id = excluded.mail_id,
               until_at = excluded.until_at, created_at = excluded.created_at)",
        to_lower(address), reason, mail, until, now);
}

bool delete_suppression(db::Session& session, std::string_view address) {
    return session.execute("delete from suppressed_address where address = $1",
                           to_lower(address)) == 1;
}

}  // namespace postroom::store
