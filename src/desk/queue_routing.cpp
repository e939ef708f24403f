// See queue_routing.hpp.
#include "desk/queue_routing.hpp"

#include <fmt/format.h>

#include "store/people.hpp"

namespace postroom::desk {
namespace {

bool is_assignable(db::Session& session, UserId id) {
    const auto user = store::find_user(session, id);
    return user && user->active;
}

}  // namespace

void route_by_queue(db::Session& session, const model::Channel& queue, NewItem& item) {
    item.project_id = queue.project_id;
    item.team_id = queue.team_id;
    item.priority = queue.priority;
    if (queue.assignee_id && is_assignable(session, queue.assignee_id)) {
        item.assignee_id = queue.assignee_id;
    }
}

Result<void> check_routing(db::Session& session, const model::Channel& queue) {
    const auto unknown = [](std::string_view what) {
        return fail(ErrorKind::invalid, "unknown_reference",
                    fmt::format("There is no such {}.", what));
    };
    if (queue.project_id && !store::find_project(session, queue.project_id)) {
        return unknown("project");
    }
    if (queue.team_id && !store::find_team(session, queue.team_id)) {
        return unknown("team");
    }
    if (queue.assignee_id && !is_assignable(session, queue.assignee_id)) {
        return unknown("user");
    }
    return {};
}

}  // namespace postroom::desk
