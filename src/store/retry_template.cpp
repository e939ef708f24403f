// See retry_template.hpp.
#include "store/retry_template.hpp"

#include <fmt/format.h>

#include "core/text.hpp"

namespace postroom::store {
namespace {

#define RETRY_TEMPLATE_COLUMNS                                                           \
    "t.retry_template_id, t.name, t.delays_seconds, t.attempts_max, t.age_seconds_max, " \
    "t.is_default"

std::vector<std::chrono::seconds> read_delays(std::string_view text) {
    std::vector<std::chrono::seconds> delays;
    for (const auto word : split(text, ',')) {
        if (const auto seconds = parse_int(word)) {
            delays.emplace_back(*seconds);
        }
    }
    return delays;
}

std::string format_delays(const model::RetryTemplate& retry_template) {
    std::string text;
    for (const auto delay : retry_template.delays) {
        text += fmt::format("{}{}", text.empty() ? "" : ",", delay.count());
    }
    return text;
}

model::RetryTemplate read_retry_template(const db::Row& row) {
    return {.id = row.get<RetryTemplateId>(0),
            .name = row.get<std::string>(1),
            .delays = read_delays(row.get<std::string_view>(2)),
            .attempts_max = row.get<int>(3),
            .age_max = std::chrono::seconds{row.get<std::int64_t>(4)},
            .is_default = row.get<bool>(5)};
}

}  // namespace

std::optional<RetryTemplateId> insert_retry_template(db::Session& session,
                                                     const model::RetryTemplate& retry_template) {
    return session.one(
        R"(insert into retry_template (name, delays_seconds, attempts_max, age_seconds_max, is_default)
           values ($1, $2, $3, $4, 0) on conflict do nothing returning retry_template_id)",
        [](const db::Row& row) { return row.get<RetryTemplateId>(0); }, retry_template.name,
        format_delays(retry_template), retry_template.attempts_max,
        static_cast<std::int64_t>(retry_template.age_max.count()));
}

void update_retry_template(db::Session& session, const model::RetryTemplate& retry_template) {
    session.execute(
        R"(update retry_template set name = $2, delays_seconds = $3, attempts_max = $4, age_seconds_max = $5
           where retry_template_id = $1)",
        retry_template.id, retry_template.name, format_delays(retry_template),
        retry_template.attempts_max, static_cast<std::int64_t>(retry_template.age_max.count()));
}

void make_default_retry_template(db::Session& session, RetryTemplateId id) {
    session.execute(
        R"(update retry_template set is_default = case when retry_template_id = $1 then 1 else 0 end
           where exists (select 1 from retry_template x where x.retry_template_id = $1))",
        id);
}

bool delete_retry_template(db::Session& session, RetryTemplateId id) {
    return session.execute(
               R"(delete from retry_template where retry_template_id = $1 and is_default = 0
                    and not exists (select 1 from connector c where c.retry_template_id = $1))",
               id) == 1;
}

std::optional<model::RetryTemplate> find_retry_template(db::Session& session, RetryTemplateId id) {
    return session.one("select " RETRY_TEMPLATE_COLUMNS
                       " from retry_template t where t.retry_template_id = $1",
                       read_retry_template, id);
}

std::optional<model::RetryTemplate> find_default_retry_template(db::Session& session) {
    return session.one("select " RETRY_TEMPLATE_COLUMNS
                       " from retry_template t where t.is_default = 1 limit 1",
                       read_retry_template);
}

std::optional<model::RetryTemplate> find_retry_template_of(db::Session& session,
                                                           ConnectorId connector) {
    return session.one("select " RETRY_TEMPLATE_COLUMNS
                       " from retry_template t join connector c"
                       " on c.retry_template_id = t.retry_template_id where c.connector_id = $1",
                       read_retry_template, connector);
}

std::vector<model::RetryTemplate> list_retry_templates(db::Session& session, int limit) {
    return session.list("select " RETRY_TEMPLATE_COLUMNS
                        " from retry_template t order by t.is_default desc, lower(t.name),"
                        " t.retry_template_id limit $1",
                        read_retry_template, limit);
}

}  // namespace postroom::store
