// See audience.hpp.
#include "desk/audience.hpp"

#include <algorithm>

#include "store/access.hpp"
#include "store/channel.hpp"
#include "store/chat.hpp"
#include "store/chat_widget.hpp"
#include "store/follower.hpp"
#include "store/incoming_mail.hpp"
#include "store/item.hpp"
#include "store/people.hpp"

namespace postroom::desk {
namespace {

/// Ids of those who follow or took part, gathered once for a conversation.
struct Ties {
    std::unordered_set<std::int64_t> following_users, following_customers;
    std::unordered_set<std::int64_t> earlier_users, earlier_customers;
    std::unordered_set<std::int64_t> admitted_users;  ///< of those whose access is limited
};

void add_followers(Ties& ties, const Directory& directory,
                   const std::vector<model::Follower>& followers) {
    for (const auto& follower : followers) {
        switch (follower.kind) {
            case model::FollowerKind::user:
                ties.following_users.insert(follower.id);
                break;
            case model::FollowerKind::customer:
                ties.following_customers.insert(follower.id);
                break;
            case model::FollowerKind::team:
                if (const auto team = directory.members.find(TeamId{follower.id});
                    team != directory.members.end()) {
                    for (const UserId user : team->second) {
                        ties.following_users.insert(user.value);
                    }
                }
                break;
        }
    }
}

/// The team that answers the widget in which a chat began.
TeamId find_answering_team(db::Session& session, const Place& place) {
    const auto origin = place.conversation.visitor_id
                            ? store::find_chat_origin(session, place.conversation.visitor_id)
                            : std::nullopt;
    const auto widget = origin ? store::find_chat_widget(session, origin->widget_id) : std::nullopt;
    return widget ? widget->team_id : TeamId{};
}

Ties load_ties(db::Session& session, const Directory& directory, const Place& place) {
    Ties ties;
    ProjectId project = place.conversation.project_id;
    if (const TeamId team = find_answering_team(session, place)) {
        add_followers(ties, directory, {{model::FollowerKind::team, team.value}});
    }
    if (place.item) {
        add_followers(ties, directory, store::list_followers(session, place.item->id));
        project = place.item->project_id;
        if (place.item->assignee_id) {
            ties.following_users.insert(place.item->assignee_id.value);
        }
    }
    if (project) {
        add_followers(ties, directory, store::list_followers(session, project));
    }
    for (const auto& person : store::list_participants(session, place.conversation.id)) {
        (person.kind == model::PersonKind::customer ? ties.earlier_customers : ties.earlier_users)
            .insert(person.id);
    }
    const bool some_are_limited = std::ranges::any_of(directory.users, [](const model::User& user) {
        return user.preferences.conversations == model::ConversationAccess::followed;
    });
    if (some_are_limited) {
        for (const UserId user :
             store::list_limited_users_with_access(session, place.conversation.id)) {
            ties.admitted_users.insert(user.value);
        }
    }
    return ties;
}

bool may_see(const model::User& user, const Ties& ties, const Place& place) {
    if (user.preferences.conversations == model::ConversationAccess::all_projects &&
        !is_direct(place.conversation)) {
        return true;
    }
    return ties.admitted_users.contains(user.id.value) ||
           ties.earlier_users.contains(user.id.value);
}

bool is_blocked(db::Session& session, const std::string& address) {
    return store::find_email_filter(session, "outgoing", address).has_value();
}

bool does_mail_come_back(db::Session& session, const std::string& address, TimePoint now) {
    return store::find_suppression(session, address, now).has_value();
}

notify::Candidate candidate_of(db::Session& session, const model::Customer& customer,
                               const Ties& ties, const Place& place, TimePoint now) {
    return {.person = model::person(customer.id),
            .active = customer.active,
            .follows = ties.following_customers.contains(customer.id.value),
            .took_part = ties.earlier_customers.contains(customer.id.value),
            .is_requester = place.item && place.item->requester_id == customer.id,
            .present = static_cast<bool>(place.conversation.visitor_id),
            .has_address = model::is_mailable(customer),
            .address_unproved = place.conversation.visitor_id &&
                                !store::is_chat_address_proved(session, place.conversation.id),
            .address_blocked = is_blocked(session, customer.email),
            .mail_comes_back = does_mail_come_back(session, customer.email, now)};
}

std::vector<CustomerId> list_customers_of(const Ties& ties, const Place& place) {
    std::vector<CustomerId> customers;
    if (place.item && place.item->requester_id) {
        customers.push_back(place.item->requester_id);
    }
    for (const auto* group : {&ties.following_customers, &ties.earlier_customers}) {
        for (const std::int64_t id : *group) {
            if (std::ranges::find(customers, CustomerId{id}) == customers.end()) {
                customers.emplace_back(id);
            }
        }
    }
    return customers;
}

std::vector<model::Customer> load_customers(db::Session& session, const Ties& ties,
                                            const Place& place) {
    std::vector<model::Customer> customers;
    for (const CustomerId id : list_customers_of(ties, place)) {
        if (auto customer = store::find_customer(session, id)) {
            customers.push_back(std::move(*customer));
        }
    }
    return customers;
}

/// A note that the bot keeps of a mail has the address of whoever wrote that mail.
std::string author_address(db::Session& session, const model::Message& message) {
    switch (message.author.kind) {
        case model::PersonKind::user: {
            const auto user = store::find_user(session, UserId{message.author.id});
            return user ? user->email : std::string();
        }
        case model::PersonKind::customer: {
            const auto customer = store::find_customer(session, CustomerId{message.author.id});
            return customer ? customer->email : std::string();
        }
        case model::PersonKind::bot:
            return message.incoming_mail_id
                       ? store::find_sender_address(session, message.incoming_mail_id)
                       : std::string();
    }
    return {};
}

/// @param customers  of the conversation: a user with the address of one is mailed once, as them
notify::Candidate candidate_of(const model::User& user, const Ties& ties, const Place& place,
                               std::span<const model::Customer> customers) {
    return {.person = model::person(user.id),
            .active = user.active,
            .follows = ties.following_users.contains(user.id.value),
            .took_part = ties.earlier_users.contains(user.id.value),
            .may_see = may_see(user, ties, place),
            .has_address = !user.email.empty(),
            .mailed_as_customer = std::ranges::any_of(customers,
                                                      [&](const model::Customer& customer) {
                                                          return customer.active &&
                                                                 customer.email == user.email;
                                                      }),
            .preferences = user.preferences};
}

}  // namespace

std::optional<Place> find_place(db::Session& session, ConversationId conversation) {
    auto found = store::find_conversation(session, conversation);
    if (!found) {
        return std::nullopt;
    }
    Place place{.conversation = std::move(*found), .item = {}};
    if (place.conversation.item_id) {
        place.item = store::find_item(session, place.conversation.item_id);
    }
    return place;
}

Audience load_audience(db::Session& session, const Directory& directory, const Place& place,
                       const PresentCustomers& present, TimePoint now) {
    const Ties ties = load_ties(session, directory, place);
    const auto customers = load_customers(session, ties, place);
    Audience audience;
    audience.candidates.reserve(directory.users.size() + customers.size());
    audience.contacts.reserve(directory.users.size() + customers.size());
    for (const auto& user : directory.users) {
        audience.candidates.push_back(candidate_of(user, ties, place, customers));
        audience.contacts.push_back({user.name, user.email, user.language});
    }
    for (const auto& customer : customers) {
        auto candidate = candidate_of(session, customer, ties, place, now);
        candidate.present = candidate.present || present.contains(customer.id.value);
        audience.candidates.push_back(candidate);
        audience.contacts.push_back({.name = customer.name,
                                     .email = customer.email,
                                     .language = customer.language,
                                     .has_complained = customer.complained_at.has_value()});
    }
    return audience;
}

void mark_author_address(db::Session& session, const model::Message& message, Audience& audience) {
    // What is typed into a chat's form proves nothing: it may be a colleague's address.
    if (message.origin == model::Origin::chat && message.trust == model::Trust::unverified) {
        return;
    }
    const std::string address = author_address(session, message);
    for (std::size_t i = 0; i < audience.candidates.size() && !address.empty(); ++i) {
        audience.candidates[i].shares_author_address = audience.contacts[i].email == address;
    }
}

void mark_mentioned(std::span<const UserId> mentioned, Audience& audience) {
    for (auto& candidate : audience.candidates) {
        candidate.mentioned =
            candidate.person.kind == model::PersonKind::user &&
            std::ranges::find(mentioned, UserId{candidate.person.id}) != mentioned.end();
    }
}

std::optional<notify::Candidate> load_candidate(db::Session& session, const Directory& directory,
                                                const Place& place, model::Person person,
                                                TimePoint now) {
    const Ties ties = load_ties(session, directory, place);
    if (person.kind == model::PersonKind::user) {
        const auto* user = directory.find(UserId{person.id});
        if (user == nullptr) {
            return std::nullopt;
        }
        auto candidate = candidate_of(*user, ties, place, load_customers(session, ties, place));
        candidate.address_blocked = is_blocked(session, user->email);
        candidate.mail_comes_back = does_mail_come_back(session, user->email, now);
        return candidate;
    }
    const auto customer = store::find_customer(session, CustomerId{person.id});
    if (!customer) {
        return std::nullopt;
    }
    return candidate_of(session, *customer, ties, place, now);
}

notify::Subject subject_of(const model::Message& message, const Place& place) {
    return {.visibility = place.conversation.visibility,
            .author = message.author,
            .origin = message.origin,
            .is_automatic = message.is_automatic && message.origin == model::Origin::email,
            .opens_item = message.seq == 1 && message.author.kind == model::PersonKind::customer,
            .is_direct = is_direct(place.conversation),
            .by_automation = message.origin == model::Origin::automation,
            .only_for = message.for_user_id ? std::optional(model::person(message.for_user_id))
                                            : std::nullopt,
            .posted_at = message.created_at};
}

}  // namespace postroom::desk
