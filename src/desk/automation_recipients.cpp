// See automation_recipients.hpp.
#include "desk/automation_recipients.hpp"

#include <algorithm>

#include "core/limits.hpp"
#include "core/text.hpp"
#include "desk/directory.hpp"
#include "store/follower.hpp"

namespace postroom::desk {
namespace {

using model::PersonKind;
using model::RuleAction;

void add_person(std::vector<model::Person>& people, model::Person person) {
    if (person.id != 0 && std::ranges::find(people, person) == people.end()) {
        people.push_back(person);
    }
}

void add_team(std::vector<model::Person>& people, const Directory& directory, TeamId team) {
    const auto members = directory.members.find(team);
    for (const UserId user :
         members == directory.members.end() ? std::vector<UserId>{} : members->second) {
        add_person(people, model::person(user));
    }
}

/// Customers, or users, among the followers.
void add_followers(db::Session& session, std::vector<model::Person>& people,
                   const Directory& directory, const Happening& happening, PersonKind kind) {
    const auto followers = happening.item ? store::list_followers(session, happening.item->id)
                                          : store::list_followers(session, happening.project_id);
    for (const auto& follower : followers) {
        if (follower.kind == model::FollowerKind::customer && kind == PersonKind::customer) {
            add_person(people, model::person(CustomerId{follower.id}));
        } else if (follower.kind == model::FollowerKind::user && kind == PersonKind::user) {
            add_person(people, model::person(UserId{follower.id}));
        } else if (follower.kind == model::FollowerKind::team && kind == PersonKind::user) {
            add_team(people, directory, TeamId{follower.id});
        }
    }
}

void add_named(std::vector<model::Person>& people, const Directory& directory,
               std::string_view word) {
    const auto follower = follower_named(word);
    if (!follower) {
        return;
    }
    if (follower->kind == model::FollowerKind::team) {
        add_team(people, directory, TeamId{follower->id});
    } else if (follower->kind == model::FollowerKind::user) {
        add_person(people, model::person(UserId{follower->id}));
    } else {
        add_person(people, model::person(CustomerId{follower->id}));
    }
}

}  // namespace

std::optional<model::Follower> follower_named(std::string_view word) {
    const auto colon = word.find(':');
    const auto kind = model::parse_name<model::FollowerKind>(word.substr(0, colon));
    const auto id =
        colon == std::string_view::npos ? std::nullopt : parse_int(word.substr(colon + 1));
    return kind && id ? std::optional(model::Follower{*kind, *id}) : std::nullopt;
}

std::vector<model::Person> resolve_recipients(db::Session& session, const RuleAction& action,
                                              const Happening& happening) {
    const auto directory = load_directory(session);
    std::vector<model::Person> people;
    const auto& item = happening.item;
    for (const auto& word : action.recipients) {
        if (word == "requester" || word == "customers") {
            add_person(people, model::person(item ? item->requester_id : CustomerId{}));
        }
        if (word == "customers") {
            add_followers(session, people, directory, happening, PersonKind::customer);
        } else if (word == "followers") {
            add_followers(session, people, directory, happening, PersonKind::user);
        } else if (word == "assignee") {
            add_person(people, model::person(item ? item->assignee_id : UserId{}));
        } else if (word == "team") {
            add_team(people, directory, item ? item->team_id : TeamId{});
        } else if (word == "administrators") {
            for (const auto& user : directory.users) {
                if (user.active && user.role == model::Role::administrator) {
                    add_person(people, model::person(user.id));
                }
            }
        } else {
            add_named(people, directory, word);
        }
    }
    people.resize(std::min(people.size(), limits::kAutomationRecipientsMax));
    return people;
}

}  // namespace postroom::desk
