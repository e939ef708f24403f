// See portal.hpp.
#include "store/portal.hpp"

#include "store/access_sql.hpp"
#include "store/search.hpp"

namespace postroom::store {
namespace {

using model::stored_name;

constexpr auto kCount = [](const db::Row& row) { return row.get<std::int64_t>(0); };

// What concerns the customer $1 is gathered by index; $5 = 1 adds what their organization shares.
#define REQUESTS_OF_CUSTOMER                                                                   \
    "with concerns as (select i.item_id from item i where i.requester_id = $1"                 \
    " union select c.item_id from participant p"                                               \
    " join conversation c on c.conversation_id = p.conversation_id"                            \
    " where p.kind = 'customer' and p.person_id = $1 and c.item_id is not null"                \
    " union select f.subject_id from follower f"                                               \
    " where f.subject = 'item' and f.kind = 'customer' and f.person_id = $1"                   \
    " union select i.item_id from customer me"                                                 \
    " join organization o on o.organization_id = me.organization_id and o.shares_requests = 1" \
    " join customer colleague on colleague.organization_id = o.organization_id"                \
    " join item i on i.requester_id = colleague.customer_id"                                   \
    " where me.customer_id = $1 and $5 = 1)"                                                   \
    " select i.item_id, i.type, i.title, i.status, i.state, i.requester_id, i.created_at,"     \
    " coalesce(r.name, ''), coalesce(r.email, ''), c.conversation_id,"                         \
    " coalesce((select m.author_kind from message m"                                           \
    " where m.conversation_id = c.conversation_id and m.origin <> 'automation'"                \
    " order by m.seq desc limit 1), 'customer'),"                                              \
    " c.last_message_at,"                                                                      \
    " (select count(*) from receipt x where x.person_kind = 'customer' and x.person_id = $1"   \
    " and x.conversation_id = c.conversation_id and x.seen_at is null"                         \
    " and x.state <> 'withheld')"                                                              \
    " from concerns join item i on i.item_id = concerns.item_id"                               \
    " join conversation c on c.conversation_id = (select min(first.conversation_id)"           \
    " from conversation first where first.item_id = i.item_id"                                 \
    " and first.visibility = 'public')"                                                        \
    " left join customer r on r.customer_id = i.requester_id"                                  \
    " where i.item_id < $3 and ($4 = '' or ($4 = 'closed') = (i.state = 'finished')) "         \
    "and " CUSTOMERS_CONVERSATION

#define NEWEST_REQUESTS_FIRST " order by i.item_id desc limit $6"

constexpr std::string_view kAll = REQUESTS_OF_CUSTOMER NEWEST_REQUESTS_FIRST;
// Only public messages are looked through: c is the public conversation.
constexpr std::string_view kWithWordsInSqlite = REQUESTS_OF_CUSTOMER
    " and (i.item_id = $7 or exists (select 1 from message m"
    " join search_index s on s.rowid = m.message_id * 2"
    " where m.conversation_id = c.conversation_id"
    " and search_index match $8))" NEWEST_REQUESTS_FIRST;
constexpr std::string_view kWithWordsInPostgresql = REQUESTS_OF_CUSTOMER
    " and (i.item_id = $7 or exists (select 1 from message m"
    " join search_entry e on e.search_entry_id = m.message_id * 2"
    " where m.conversation_id = c.conversation_id"
    " and e.words @@ cast($8 as tsquery)))" NEWEST_REQUESTS_FIRST;

RequestRow read_request(const db::Row& row) {
    return {
        .item = {.id = row.get<ItemId>(0),
                 .number = row.get<std::int64_t>(0),
                 .type = stored_name<model::ItemType>(row.get<std::string_view>(1)),
                 .title = row.get<std::string>(2),
                 .status = row.get<std::string>(3),
                 .state = stored_name<model::ItemState>(row.get<std::string_view>(4)),
                 .requester_id = row.get<CustomerId>(5),
                 .created_at = row.get<TimePoint>(6)},
        .requester_name = row.get<std::string>(7),
        .requester_email = row.get<std::string>(8),
        .conversation_id = row.get<ConversationId>(9),
        .last_author = stored_name<model::PersonKind>(row.get<std::string_view>(10)),
        .last_message_at = row.get<TimePoint>(11),
        .unread = row.get<std::int64_t>(12),
    };
}

constexpr std::int64_t kNoVisitor = 0;

}  // namespace

void insert_link_request(db::Session& session, const LinkRequest& request) {
    session.execute(
        R"(insert into portal_link_request (email, network, language, base_url, asked_at, kind)
           values ($1, $2, $3, $4, $5, $6))",
        request.email, request.network, request.language, request.base_url, request.asked_at,
        model::name_of(request.kind));
}

std::int64_t count_link_requests_from(db::Session& session, model::SignInLinkKind kind,
                                      std::string_view network, TimePoint since) {
    return session
        .one(R"(select count(*) from portal_link_request
                where network = $1 and asked_at > $2 and kind = $3)",
             kCount, network, since, model::name_of(kind))
        .value_or(0);
}

std::int64_t count_link_requests_for(db::Session& session, model::SignInLinkKind kind,
                                     std::string_view email, TimePoint since) {
    return session
        .one(R"(select count(*) from portal_link_request
                where email = $1 and asked_at > $2 and kind = $3)",
             kCount, email, since, model::name_of(kind))
        .value_or(0);
}

bool has_link_requests(db::Session& session) {
    return session
        .one("select 1 from portal_link_request where handled_at is null limit 1",
             [](const db::Row&) { return true; })
        .has_value();
}

std::vector<LinkRequest> take_link_requests(db::Session& session, TimePoint now, int limit) {
    return session.list(
        R"(update portal_link_request set handled_at = $1
           where handled_at is null and portal_link_request_id in (
               select portal_link_request_id from portal_link_request where handled_at is null
               order by portal_link_request_id limit $2)
           returning portal_link_request_id, email, network, language, base_url, asked_at,
               kind)",
        [](const db::Row& row) {
            return LinkRequest{
                .id = row.get<std::int64_t>(0),
                .email = row.get<std::string>(1),
                .network = row.get<std::string>(2),
                .language = row.get<std::string>(3),
                .base_url = row.get<std::string>(4),
                .asked_at = row.get<TimePoint>(5),
                .kind = model::stored_name<model::SignInLinkKind>(row.get<std::string_view>(6))};
        },
        now, limit);
}

void delete_old_link_requests(db::Session& session, TimePoint before) {
    session.execute("delete from portal_link_request where asked_at <= $1", before);
}

std::optional<ItemId> find_portal_request(db::Session& session, CustomerId customer,
                                          std::string_view client_id) {
    return session.one(
        "select item_id from portal_request where customer_id = $1 and client_id = $2",
        [](const db::Row& row) { return row.get<ItemId>(0); }, customer, client_id);
}

void insert_portal_request(db::Session& session, CustomerId customer, std::string_view client_id,
                           ItemId item, TimePoint now) {
    session.execute(
        R"(insert into portal_request (customer_id, client_id, item_id, created_at)
           values ($1, $2, $3, $4))",
        customer, client_id, item, now);
}

std::int64_t count_items_requested_by(db::Session& session, CustomerId customer, TimePoint since) {
    return session
        .one("select count(*) from item where requester_id = $1 and created_at > $2", kCount,
             customer, since)
        .value_or(0);
}

void record_portal_search(db::Session& session, CustomerId customer, TimePoint now) {
    session.execute("insert into portal_search (customer_id, searched_at) values ($1, $2)",
                    customer, now);
}

std::int64_t count_portal_searches(db::Session& session, CustomerId customer, TimePoint since) {
    return session
        .one("select count(*) from portal_search where customer_id = $1 and searched_at > $2",
             kCount, customer, since)
        .value_or(0);
}

void delete_old_portal_searches(db::Session& session, TimePoint before) {
    session.execute("delete from portal_search where searched_at <= $1", before);
}

std::vector<RequestRow> list_requests(db::Session& session, CustomerId viewer,
                                      const RequestFilter& filter, ItemId before, int limit) {
    const std::string_view state = !filter.is_finished   ? ""
                                   : *filter.is_finished ? "closed"
                                                         : "open";
    const auto below = before ? before.value : INT64_MAX;
    const auto words = query_text(session, parse_search(filter.words));
    if (words.empty() && filter.number == 0) {
        // Words without a letter or digit hold nothing that could be found.
        if (!filter.words.empty()) {
            return {};
        }
        return session.list(kAll, read_request, viewer.value, kNoVisitor, below, state,
                            filter.with_colleagues, limit);
    }
    return session.list(
        session.dialect() == db::Dialect::sqlite ? kWithWordsInSqlite : kWithWordsInPostgresql,
        read_request, viewer.value, kNoVisitor, below, state, filter.with_colleagues, limit,
        filter.number, words);
}

std::optional<RequestRow> find_request(db::Session& session, CustomerId viewer, ItemId item) {
    const bool with_colleagues = true;
    auto rows = session.list(kAll, read_request, viewer.value, kNoVisitor, item.value + 1, "",
                             with_colleagues, 1);
    if (rows.empty() || rows.front().item.id != item) {
        return std::nullopt;
    }
    return std::move(rows.front());
}

}  // namespace postroom::store
