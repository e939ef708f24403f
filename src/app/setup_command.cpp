// See setup_command.hpp.
#include "app/setup_command.hpp"

#include <array>

#include "core/check.hpp"
#include "core/text.hpp"
#include "desk/automation_commands.hpp"
#include "desk/password.hpp"
#include "desk/workspace.hpp"
#include "store/channel.hpp"
#include "store/follower.hpp"
#include "store/people.hpp"
#include "store/project.hpp"

namespace postroom::app {
namespace {

struct SampleUser {
    std::string_view local;
    std::string_view name;
    model::Role role;
    std::string_view team;
};
constexpr std::array kSampleUsers{
    SampleUser{"ben", "Ben Okafor", model::Role::team_leader, "Technical support"},
    SampleUser{"chiara", "Chiara Rossi", model::Role::member, "Technical support"},
    SampleUser{"dmitri", "Dmitri Orlov", model::Role::member, "Billing"},
};
constexpr std::array kSampleTeams{std::string_view("Technical support"),
                                  std::string_view("Billing")};
constexpr std::array kSampleProjects{std::string_view("Web shop"),
                                     std::string_view("Warehouse app")};

std::string domain_of(std::string_view address) {
    return std::string(address.substr(address.rfind('@') + 1));
}

TeamId team_named(db::Session& session, std::string_view name) {
    for (const auto& team : store::list_teams(session, 100)) {
        if (team.name == name) {
            return team.id;
        }
    }
    const auto made = store::insert_team(session, name);
    CHECK(made.has_value());
    return *made;
}

void add_sample_user(db::Session& session, const desk::Environment& env, const SampleUser& sample,
                     const std::string& domain) {
    const auto user =
        store::insert_user(session, {.email = std::string(sample.local) + "@" + domain,
                                     .name = std::string(sample.name),
                                     .role = sample.role,
                                     .preferences = model::default_preferences(sample.role),
                                     .created_at = env.now()});
    if (user) {
        store::add_team_member(session, team_named(session, sample.team), *user);
    }
}

Result<void> add_sample(db::Session& session, const desk::Environment& env, UserId admin,
                        const std::string& support) {
    const std::string domain = domain_of(support);
    auto administrator = store::find_user(session, admin);
    CHECK(administrator.has_value());
    administrator->name = "Ada Moreau";
    store::update_user(session, *administrator);
    for (const auto& sample : kSampleUsers) {
        add_sample_user(session, env, sample, domain);
    }
    for (const auto team : kSampleTeams) {
        store::add_team_member(session, team_named(session, team), admin);
    }
    for (const auto name : kSampleProjects) {
        const auto project = store::insert_project(session, name, env.now());
        CHECK(project.has_value());
        store::insert_project_member(session, *project, {model::FollowerKind::user, admin.value});
        store::insert_project_member(
            session, *project,
            {model::FollowerKind::team, team_named(session, kSampleTeams[0]).value});
    }
    const auto billing =
        TRY(desk::create_channel(session, env, "Billing", "billing@" + domain, "#c2410c"));
    auto channel = store::find_channel(session, billing);
    CHECK(channel.has_value());
    channel->team_id = team_named(session, "Billing");
    store::update_channel(session, *channel);
    // tools/sample tells its stories to such a workspace only, and only once.
    store::save_setting(session, "sample", "new");
    return {};
}

}  // namespace

Result<void> set_up(db::Database& database, const desk::Environment& env,
                    const SetupOptions& options) {
    if (!desk::is_plausible_address(options.support_address)) {
        return fail(ErrorKind::invalid, "invalid_address",
                    "The support address (--support-address) must look like support@example.org.");
    }
    const std::string hash = TRY(desk::hash_password(options.admin_password));
    return database.write([&](db::Session& session) -> Result<void> {
        const UserId admin = TRY(desk::create_workspace(session, env,
                                                        {.admin_email = options.admin_email,
                                                         .admin_name = {},
                                                         .admin_password_hash = hash,
                                                         .support_address = options.support_address,
                                                         .smart_host = {}}));
        if (!options.without_automations) {
            desk::create_standard_automations(session, env);
        }
        if (options.sample) {
            TRY_VOID(add_sample(session, env, admin, options.support_address));
        }
        return {};
    });
}

}  // namespace postroom::app
