// See user_command.hpp.
#include "app/user_command.hpp"

#include <fmt/format.h>

#include "desk/password.hpp"
#include "desk/sign_in.hpp"
#include "desk/workspace.hpp"
#include "store/people.hpp"

namespace postroom::app {
namespace {

constexpr int kUsersMax = 10'000;

Result<model::User> find(db::Session& session, std::string_view email) {
    auto user = store::find_user_by_email(session, email);
    if (!user) {
        return fail(ErrorKind::not_found, "user_not_found",
                    fmt::format("There is no user {}.", email));
    }
    return std::move(*user);
}

std::string link_of(const std::string& token) { return fmt::format("/sign-in?token={}\n", token); }

}  // namespace

Result<std::string> list_users(db::Database& database, const desk::Environment&) {
    return database.read([](db::Session& session) {
        std::string lines;
        for (const auto& user : store::list_users(session, kUsersMax)) {
            lines += fmt::format("{}\t{}\t{}\t{}{}\n", user.id.value, name_of(user.role),
                                 user.email, user.name, user.active ? "" : "\t(deactivated)");
        }
        return lines;
    });
}

Result<std::string> make_link(db::Database& database, const desk::Environment& env,
                              std::string_view email) {
    return database.write([&](db::Session& session) -> Result<std::string> {
        const auto user = TRY(find(session, email));
        return link_of(desk::create_sign_in_link(session, env, user.id));
    });
}

Result<std::string> add_user_account(db::Database& database, const desk::Environment& env,
                                     const std::string& email, const std::string& name,
                                     std::string_view role_name) {
    const auto role = model::parse_name<model::Role>(role_name);
    if (!role) {
        return fail(ErrorKind::invalid, "invalid_role",
                    "The role must be administrator, team_leader or member.");
    }
    if (!desk::is_plausible_address(email)) {
        return fail(ErrorKind::invalid, "invalid_address",
                    "The address must look like ana@example.org.");
    }
    return database.write([&](db::Session& session) -> Result<std::string> {
        const auto id =
            store::insert_user(session, {.email = email,
                                         .name = name.empty() ? email : name,
                                         .role = *role,
                                         .preferences = model::default_preferences(*role),
                                         .created_at = env.now()});
        if (!id) {
            return fail(ErrorKind::conflict, "user_exists",
                        fmt::format("There is already a user {}.", email));
        }
        return link_of(desk::create_sign_in_link(session, env, *id));
    });
}

Result<std::string> set_user_password(db::Database& database, std::string_view email,
                                      const std::string& password) {
    const std::string hash = TRY(desk::hash_password(password));
    return database.write([&](db::Session& session) -> Result<std::string> {
        const auto user = TRY(find(session, email));
        store::update_password_hash(session, user.id, hash);
        return fmt::format("The password of {} is changed.\n", user.email);
    });
}

}  // namespace postroom::app
