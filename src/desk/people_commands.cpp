// See people_commands.hpp.
#include "desk/people_commands.hpp"

#include "core/limits.hpp"
#include "core/text.hpp"
#include "desk/audit.hpp"
#include "desk/audit_facts.hpp"
#include "desk/system_notice.hpp"
#include "desk/workspace.hpp"
#include "store/channel.hpp"
#include "store/customer_session.hpp"
#include "store/delivery_report.hpp"
#include "store/event.hpp"
#include "store/people.hpp"
#include "store/session.hpp"

namespace postroom::desk {
namespace {

constexpr int kUsersMax = 10'000;

void append_people_event(db::Session& session, const Environment& env, model::EventKind kind,
                         std::int64_t subject, model::Person actor) {
    store::append_event(session,
                        {.kind = kind, .at = env.now(), .actor = actor, .subject_id = subject});
}

bool is_active_administrator(const model::User& user) {
    return user.active && user.role == model::Role::administrator;
}

bool is_last_administrator(db::Session& session, const model::User& user) {
    for (const auto& other : store::list_users(session, kUsersMax)) {
        if (other.id != user.id && is_active_administrator(other)) {
            return false;
        }
    }
    return is_active_administrator(user);
}

}  // namespace

Result<model::User> create_user(db::Session& session, const Environment& env, const NewUser& from,
                                model::Person actor) {
    if (!is_plausible_address(from.email)) {
        return fail(ErrorKind::invalid, "invalid_address",
                    "The address must look like ana@example.org.");
    }
    model::User user{.email = to_lower(from.email),
                     .name = from.name,
                     .role = from.role,
                     .language = from.language,
                     .preferences = model::default_preferences(from.role),
                     .created_at = env.now()};
    const auto id = store::insert_user(session, user);
    if (!id) {
        return fail(ErrorKind::conflict, "user_exists",
                    "There is already a user with this address.");
    }
    user.id = *id;
    if (!from.password_hash.empty()) {
        store::update_password_hash(session, user.id, from.password_hash);
    }
    for (const TeamId team : from.teams) {
        if (!store::find_team(session, team)) {
            return fail(ErrorKind::invalid, "unknown_team", "There is no such team.");
        }
        store::add_team_member(session, team, user.id);
    }
    TRY_VOID(welcome_user(session, env, user, actor));
    append_people_event(session, env, model::EventKind::user_changed, user.id.value, actor);
    record_change(session, env, actor, {model::AuditSubject::user, user.id.value, user.name}, {},
                  facts_of(user));
    return user;
}

Result<void> change_user(db::Session& session, const Environment& env, const model::User& after,
                         const model::User& actor) {
    const auto before = store::find_user(session, after.id);
    if (!before) {
        return fail(ErrorKind::not_found, "user_not_found", "There is no such user.");
    }
    if (before->preferences.conversations != after.preferences.conversations &&
        actor.role != model::Role::administrator) {
        return fail(ErrorKind::denied, "administrators_only",
                    "Only an administrator decides which conversations a user may open.");
    }
    if (is_active_administrator(*before) && !is_active_administrator(after) &&
        is_last_administrator(session, *before)) {
        return fail(ErrorKind::conflict, "last_administrator",
                    "This is the last administrator. Make somebody else an administrator first.");
    }
    store::update_user(session, after);
    if (before->active && !after.active) {
        store::delete_other_sessions(session, after.id, {});
    }
    append_people_event(session, env, model::EventKind::user_changed, after.id.value,
                        model::person(actor.id));
    record_change(session, env, model::person(actor.id),
                  {model::AuditSubject::user, after.id.value, after.name}, facts_of(*before),
                  facts_of(after));
    return {};
}

model::Customer create_customer(db::Session& session, const Environment& env,
                                const model::Customer& customer, model::Person actor) {
    const auto id = store::ensure_customer(session, customer.email, customer.name, env.now());
    auto made = *store::find_customer(session, id);
    made.active = customer.active;
    made.language = customer.language;
    if (customer.organization_id) {
        made.organization_id = customer.organization_id;
    }
    store::update_customer(session, made);
    append_people_event(session, env, model::EventKind::customer_changed, id.value, actor);
    record_change(session, env, actor,
                  {model::AuditSubject::customer, id.value, model::display_name_of(made)}, {},
                  facts_of(session, made));
    return made;
}

void change_customer(db::Session& session, const Environment& env, const model::Customer& after,
                     model::Person actor) {
    const auto before = store::find_customer(session, after.id);
    const auto facts_before = before ? facts_of(session, *before) : model::Facts{};
    store::update_customer(session, after);
    if (!after.active) {
        store::delete_portal_sessions_of(session, after.id);
    }
    append_people_event(session, env, model::EventKind::customer_changed, after.id.value, actor);
    record_change(session, env, actor,
                  {model::AuditSubject::customer, after.id.value, model::display_name_of(after)},
                  facts_before, facts_of(session, after));
}

void lift_suppression(db::Session& session, const Environment& env, const model::Customer& customer,
                      model::Person actor) {
    const bool was_suppressed = store::delete_suppression(session, customer.email);
    const auto soft =
        store::find_soft_bounces(session, customer.email, env.now() - limits::kSoftBounceWindow);
    store::settle_delivery_reports(session, customer.email);
    if (customer.complained_at) {
        store::record_complaint(session, customer.email, std::nullopt);
    }
    if (was_suppressed || soft.mails > 0 || customer.complained_at) {
        append_people_event(session, env, model::EventKind::customer_changed, customer.id.value,
                            actor);
    }
}

}  // namespace postroom::desk
