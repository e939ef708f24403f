// See main_command.hpp.
#include "app/main_command.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <iostream>
#include <iterator>

#include "app/backup_command.hpp"
#include "app/check_command.hpp"
#include "app/config.hpp"
#include "app/data_dir.hpp"
#include "app/deliver_command.hpp"
#include "app/deliver_remote.hpp"
#include "app/explain_command.hpp"
#include "app/import_command.hpp"
#include "app/opened.hpp"
#include "app/parse_command.hpp"
#include "app/serve_command.hpp"
#include "app/setup_command.hpp"
#include "app/user_command.hpp"
#include "core/text.hpp"

namespace postroom::app {
namespace {

int complain(const Error& error) {
    std::fprintf(stderr, "postroom: %s\n", error.reply.c_str());
    return 2;
}

/// The settings that a command takes as flags, with what was said.
struct Flags {
    std::string data_dir = "data";
    std::map<std::string, std::string> values;
    std::map<std::string, bool> switches;

    void add_to(CLI::App& command, bool all) {
        command.add_option("--data", data_dir, "the data directory")->capture_default_str();
        for (const auto& setting : setting_names()) {
            if (setting.flag.empty() || (!all && setting.name != "store.url")) {
                continue;
            }
            const std::string flag = fmt::format("--{}", setting.flag);
            if (setting.is_switch) {
                command.add_flag(flag, switches[std::string(setting.name)],
                                 std::string(setting.description));
            } else {
                command.add_option(flag, values[std::string(setting.name)],
                                   std::string(setting.description));
            }
        }
    }
    Result<Config> load() const {
        std::map<std::string, std::string> given;
        for (const auto& [name, value] : values) {
            if (!value.empty()) {
                given[name] = value;
            }
        }
        for (const auto& [name, on] : switches) {
            if (on) {
                given[name] = "true";
            }
        }
        return load_config(data_dir, given);
    }
    Result<std::unique_ptr<Opened>> open() const {
        Config config = TRY(load());
        set_log_level(LogLevel::warning);
        return open_all(std::move(config), DataUse::command);
    }
};

std::string read_standard_input() {
    return {std::istreambuf_iterator<char>(std::cin), std::istreambuf_iterator<char>()};
}

std::string first_line(const std::string& text) {
    return text.substr(0, text.find_first_of("\r\n"));
}

int run_serve(const Flags& flags) {
    auto config = flags.load();
    return config ? serve(std::move(*config)) : complain(config.error());
}

int run_setup(const Flags& flags, SetupOptions options, const std::string& password_file) {
    const auto password = read_file(password_file);
    if (!password) {
        return complain(password.error());
    }
    options.admin_password = first_line(*password);
    const auto opened = flags.open();
    if (!opened) {
        return complain(opened.error());
    }
    const auto done = set_up(*(*opened)->database, *(*opened)->env, options);
    return done ? 0 : complain(done.error());
}

int run_deliver(const Flags& flags, const std::string& recipient) {
    if (!read_file(flags.data_dir + "/postroom.key")) {
        // Not a workspace that knows no such address: a wrong path, or no right to read. No bounce.
        std::fprintf(stderr,
                     "postroom deliver: The data directory %s holds no workspace, or it cannot be "
                     "read.\n",
                     flags.data_dir.c_str());
        return kExitTryAgain;
    }
    const auto opened = flags.open();
    if (!opened) {
        std::fprintf(stderr, "postroom deliver: %s\n", opened.error().reply.c_str());
        return kExitTryAgain;
    }
    return deliver(*(*opened)->database, *(*opened)->env, recipient, read_standard_input());
}

int run_deliver_to(const std::string& url, const std::string& recipient) {
    const SystemClock clock;
    const auto route = parse_delivery_url(url, machine_name());
    if (!route) {
        std::fprintf(stderr, "postroom deliver: %s\n", route.error().reply.c_str());
        return kExitTryAgain;
    }
    return deliver_to(*route, clock, recipient, read_standard_input());
}

/// Prints what a command has to say, or why it could not.
int print(const Result<std::string>& said) {
    if (!said) {
        return complain(said.error());
    }
    std::fputs(said->c_str(), stdout);
    return 0;
}

int run_check(const Flags& flags) {
    const auto config = flags.load();
    if (!config) {
        return complain(config.error());
    }
    set_log_level(LogLevel::warning);
    return print(check(*config));
}

int run_backup(const Flags& flags, const BackupOptions& options) {
    const auto config = flags.load();
    return config ? print(back_up(*config, options, SystemClock{})) : complain(config.error());
}

/// Opens, then runs `work` on it.
template <class F>
int with_opened(const Flags& flags, F work) {
    const auto opened = flags.open();
    if (!opened) {
        return complain(opened.error());
    }
    return print(work(*(*opened)->database, *(*opened)->env));
}

struct Words {
    Flags serve, setup, deliver, check, user, explain, backup, import;
    SetupOptions setup_options;
    std::string password_file, recipient, user_email, user_name, user_role = "member";
    std::vector<std::string> files;
    ParseOptions parse;
    ExplainOptions explain_options;
    BackupOptions backup_options;
    std::string delivery_url, restore_from, restore_to, mbox;
    int status = 0;
};

void add_serve(CLI::App& app, Words& words) {
    auto* command = app.add_subcommand("serve", "run the server");
    words.serve.add_to(*command, true);
    command->callback([&words] { words.status = run_serve(words.serve); });
}

void add_setup(CLI::App& app, Words& words) {
    auto* command = app.add_subcommand("setup", "prepare an empty workspace without the wizard");
    words.setup.add_to(*command, false);
    command
        ->add_option("--admin-email", words.setup_options.admin_email,
                     "address of the administrator")
        ->required();
    command
        ->add_option("--admin-password-file", words.password_file,
                     "file whose first line is the password")
        ->required();
    command
        ->add_option("--support-address", words.setup_options.support_address,
                     "mail to it becomes a ticket")
        ->required();
    command->add_flag("--without-automations", words.setup_options.without_automations,
                      "Begin without the standard automations (A02 thanks for new tickets)");
    command->add_flag("--sample", words.setup_options.sample,
                      "add agents, teams and projects to look around with");
    command->callback([&words] {
        words.status = run_setup(words.setup, words.setup_options, words.password_file);
    });
}

void add_deliver(CLI::App& app, Words& words) {
    auto* command = app.add_subcommand(
        "deliver", "take one mail from standard input, for the pipe of a mail server");
    words.deliver.add_to(*command, false);
    command->add_option("--to", words.recipient, "the envelope recipient")->required();
    command
        ->add_option("--url", words.delivery_url,
                     "hand it to a running Postroom instead: lmtp://HOST:PORT, smtp://HOST:PORT or "
                     "lmtp:unix:PATH")
        ->excludes("--data");
    command->callback([&words] {
        words.status = words.delivery_url.empty()
                           ? run_deliver(words.deliver, words.recipient)
                           : run_deliver_to(words.delivery_url, words.recipient);
    });
}

void add_parse(CLI::App& app, Words& words) {
    auto* command =
        app.add_subcommand("parse", "print what Postroom reads in mails, one JSON object a line");
    command->add_option("files", words.files, "mail files; - is standard input")->required();
    command->add_flag("--content", words.parse.with_content, "with the bytes of attachments");
    command->add_flag_function("--jsonl", [](std::int64_t) {}, "one object a line; always so");
    command->add_option("--dns", words.parse.dns_file,
                        "JSON file with TXT records, for DKIM and ARC");
    command->callback([&words] { words.status = run_parse(words.files, words.parse); });
}

void add_user(CLI::App& app, Words& words) {
    auto* command = app.add_subcommand("user", "add users, print sign-in links, set passwords");
    command->require_subcommand(1);
    auto* list = command->add_subcommand("list", "print all users");
    auto* link = command->add_subcommand("link", "print a one-time sign-in link");
    auto* add = command->add_subcommand("add", "add a user and print their sign-in link");
    auto* password = command->add_subcommand("password", "set a password from a file");
    for (auto* sub : {list, link, add, password}) {
        words.user.add_to(*sub, false);
        if (sub != list) {
            sub->add_option("email", words.user_email, "the user's address")->required();
        }
    }
    add->add_option("--name", words.user_name, "the user's name");
    add->add_option("--role", words.user_role, "administrator, team_leader or member")
        ->capture_default_str();
    password
        ->add_option("--password-file", words.password_file,
                     "file whose first line is the password")
        ->required();
    list->callback([&words] { words.status = with_opened(words.user, list_users); });
    link->callback([&words] {
        words.status = with_opened(words.user, [&](auto& database, auto& env) {
            return make_link(database, env, words.user_email);
        });
    });
    add->callback([&words] {
        words.status = with_opened(words.user, [&](auto& database, auto& env) {
            return add_user_account(database, env, words.user_email, words.user_name,
                                    words.user_role);
        });
    });
    password->callback([&words] {
        words.status = with_opened(words.user, [&](auto& database, auto&) -> Result<std::string> {
            const std::string text = TRY(read_file(words.password_file));
            return set_user_password(database, words.user_email, first_line(text));
        });
    });
}

void add_explain(CLI::App& app, Words& words) {
    auto* command =
        app.add_subcommand("explain", "why somebody was told or not, why a mail was sent or not");
    words.explain.add_to(*command, false);
    command->add_option("--message", words.explain_options.message_id, "id of a message");
    command->add_option("--mail", words.explain_options.mail_id, "id of an outgoing mail");
    command->add_option("--person", words.explain_options.person,
                        "only this one: user:3, customer:7 or an address");
    command->callback([&words] {
        words.status = with_opened(words.explain, [&](auto& database, auto& env) {
            return explain(database, env, words.explain_options);
        });
    });
}

void add_backup(CLI::App& app, Words& words) {
    auto* backup =
        app.add_subcommand("backup", "copy the workspace into a new folder while it is in use");
    words.backup.add_to(*backup, false);
    backup->add_option("--to", words.backup_options.to, "the new folder")->required();
    backup->add_flag("--keys-only", words.backup_options.keys_only,
                     "key and settings without the database, for PostgreSQL");
    backup->callback([&words] { words.status = run_backup(words.backup, words.backup_options); });
    auto* restored = app.add_subcommand("restore", "fill an empty data directory from a backup");
    restored->add_option("--from", words.restore_from, "the folder of the backup")->required();
    restored->add_option("--data", words.restore_to, "the empty data directory")->required();
    restored->callback(
        [&words] { words.status = print(restore(words.restore_from, words.restore_to)); });
}

void add_import(CLI::App& app, Words& words) {
    auto* command = app.add_subcommand(
        "import-outbox",
        "take the unsent mail of another program into the Outbox, to be retried by hand");
    words.import.add_to(*command, false);
    command->add_option("file", words.mbox, "an mbox file")->required();
    command->callback([&words] {
        words.status = with_opened(words.import, [&](auto& database, auto& env) {
            return import_outbox(database, env, words.mbox);
        });
    });
}

}  // namespace

int run_command_line(int argc, char** argv) {
    CLI::App app("Postroom: the communication core of a help desk", "postroom");
    app.require_subcommand(1);
    Words words;
    add_serve(app, words);
    add_setup(app, words);
    add_parse(app, words);
    add_deliver(app, words);
    add_user(app, words);
    add_explain(app, words);
    add_backup(app, words);
    add_import(app, words);
    auto* check =
        app.add_subcommand("check", "read the settings, open the database, say what is wrong");
    words.check.add_to(*check, true);
    check->callback([&words] { words.status = run_check(words.check); });
    app.add_subcommand("version", "print the version")->callback([] {
        std::puts("postroom " POSTROOM_VERSION);
    });
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return error.get_exit_code() == 0 ? app.exit(error) : (app.exit(error), 2);
    }
    return words.status;
}

}  // namespace postroom::app
