// See follower.hpp.
#include "store/follower.hpp"

#include <string_view>

#include "core/limits.hpp"

namespace postroom::store {
namespace {

using model::name_of;
using model::stored_name;

constexpr std::string_view kItem = "item";
constexpr std::string_view kProject = "project";

bool add(db::Session& session, std::string_view subject, std::int64_t id, model::Follower follower,
         TimePoint now) {
    return session.execute(
               R"(insert into follower (subject, subject_id, kind, person_id, created_at)
                  values ($1, $2, $3, $4, $5) on conflict do nothing)",
               subject, id, name_of(follower.kind), follower.id, now) == 1;
}

bool remove(db::Session& session, std::string_view subject, std::int64_t id,
            model::Follower follower) {
    return session.execute(
               R"(delete from follower where subject = $1 and subject_id = $2 and kind = $3
                  and person_id = $4)",
               subject, id, name_of(follower.kind), follower.id) == 1;
}

std::vector<model::Follower> list(db::Session& session, std::string_view subject, std::int64_t id) {
    return session.list(
        R"(select kind, person_id from follower where subject = $1 and subject_id = $2
           order by kind, person_id limit $3)",
        [](const db::Row& row) {
            return model::Follower{stored_name<model::FollowerKind>(row.get<std::string_view>(0)),
                                   row.get<std::int64_t>(1)};
        },
        subject, id, limits::kFollowersMax);
}

}  // namespace

bool add_follower(db::Session& session, ItemId item, model::Follower follower, TimePoint now) {
    return add(session, kItem, item.value, follower, now);
}
bool add_follower(db::Session& session, ProjectId project, model::Follower follower,
                  TimePoint now) {
    return add(session, kProject, project.value, follower, now);
}
bool remove_follower(db::Session& session, ItemId item, model::Follower follower) {
    return remove(session, kItem, item.value, follower);
}
bool remove_follower(db::Session& session, ProjectId project, model::Follower follower) {
    return remove(session, kProject, project.value, follower);
}
std::vector<model::Follower> list_followers(db::Session& session, ItemId item) {
    return list(session, kItem, item.value);
}
std::vector<model::Follower> list_followers(db::Session& session, ProjectId project) {
    return list(session, kProject, project.value);
}

void add_participant(db::Session& session, ConversationId conversation, model::Person person) {
    session.execute(
        R"(insert into participant (conversation_id, kind, person_id) values ($1, $2, $3)
           on conflict do nothing)",
        conversation, name_of(person.kind), person.id);
}

bool remove_participant(db::Session& session, ConversationId conversation, model::Person person) {
    return session.execute(
               R"(delete from participant where conversation_id = $1 and kind = $2
                  and person_id = $3)",
               conversation, name_of(person.kind), person.id) == 1;
}

std::vector<model::Person> list_participants(db::Session& session, ConversationId conversation) {
    return session.list(
        R"(select kind, person_id from participant where conversation_id = $1
           order by kind, person_id limit $2)",
        [](const db::Row& row) {
            return model::Person{stored_name<model::PersonKind>(row.get<std::string_view>(0)),
                                 row.get<std::int64_t>(1)};
        },
        conversation, limits::kFollowersMax);
}

}  // namespace postroom::store
