// Runs initdb and postgres of Debian's postgresql-15, as user postgres when the tests run as root.
#include "support/postgres.hpp"

#include <fcntl.h>
#include <grp.h>
#include <libpq-fe.h>
#include <pwd.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <stdexcept>
#include <string_view>
#include <vector>

namespace postroom::test {

namespace {

constexpr const char* kPrograms = "/usr/lib/postgresql/15/bin/";

[[noreturn]] void exec_as_postgres(const std::vector<std::string>& command, int output) {
    if (geteuid() == 0) {
        const passwd* user = getpwnam("postgres");
        if (user == nullptr || initgroups("postgres", user->pw_gid) != 0 ||
            setgid(user->pw_gid) != 0 || setuid(user->pw_uid) != 0) {
            _exit(126);
        }
    }
    prctl(PR_SET_PDEATHSIG, SIGQUIT);  // after setuid, which would clear it
    dup2(output, STDOUT_FILENO);
    dup2(output, STDERR_FILENO);
    std::vector<char*> arguments;
    for (const std::string& word : command) {
        arguments.push_back(const_cast<char*>(word.c_str()));
    }
    arguments.push_back(nullptr);
    execv(arguments[0], arguments.data());
    _exit(127);
}

struct Child {
    pid_t pid;
    int output;
};

Child spawn(const std::vector<std::string>& command) {
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0) {
        throw std::runtime_error{"pipe2 failed"};
    }
    const pid_t pid = fork();
    if (pid == 0) {
        exec_as_postgres(command, ends[1]);
    }
    close(ends[1]);
    return {pid, ends[0]};
}

/// Reads until `wanted` appears (empty: until the end); false when the end came first.
bool read_until(int descriptor, std::string_view wanted, std::string& text) {
    char buffer[4096];
    for (;;) {
        const ssize_t count = read(descriptor, buffer, sizeof buffer);
        if (count <= 0) {
            return wanted.empty();
        }
        text.append(buffer, static_cast<std::size_t>(count));
        if (!wanted.empty() && text.find(wanted) != std::string::npos) {
            return true;
        }
    }
}

void run(const std::vector<std::string>& command) {
    const Child child = spawn(command);
    std::string output;
    read_until(child.output, "", output);
    close(child.output);
    int status = 0;
    waitpid(child.pid, &status, 0);
    if (status != 0) {
        throw std::runtime_error{command[0] + " failed (is postgresql-15 installed?): " + output};
    }
}

}  // namespace

Postgres::Postgres() {
    std::string pattern = (std::filesystem::temp_directory_path() / "postroom-pg-XXXXXX").string();
    if (mkdtemp(pattern.data()) == nullptr) {
        throw std::runtime_error{"mkdtemp failed"};
    }
    directory_ = pattern;
    if (geteuid() == 0) {
        const passwd* user = getpwnam("postgres");
        if (user == nullptr || chown(directory_.c_str(), user->pw_uid, user->pw_gid) != 0) {
            throw std::runtime_error{"no user postgres: install postgresql-15 (script/setup)"};
        }
    }
    run({std::string{kPrograms} + "initdb", "-D", directory_ + "/data", "-U", "postgres", "-A",
         "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync", "--no-instructions"});
    start();
}

void Postgres::start() {
    const Child child =
        spawn({std::string{kPrograms} + "postgres", "-D", directory_ + "/data", "-k", directory_,
               "-c", "listen_addresses=", "-c", "fsync=off", "-c", "shared_buffers=16MB", "-c",
               "max_connections=40", "-c", "autovacuum=off", "-c", "lc_messages=C"});
    pid_ = child.pid;
    std::string log;
    if (!read_until(child.output, "ready to accept connections", log)) {
        throw std::runtime_error{"postgres did not start: " + log};
    }
    // Somebody must go on reading, or the server would block on a full pipe.
    log_reader_ = std::thread{[output = child.output] {
        char buffer[4096];
        while (read(output, buffer, sizeof buffer) > 0) {
        }
        close(output);
    }};
}

void Postgres::kill() {
    if (pid_ > 0) {
        ::kill(pid_, SIGQUIT);  // "immediate shutdown": the next start recovers from the log
        waitpid(pid_, nullptr, 0);
        pid_ = -1;
    }
    if (log_reader_.joinable()) {
        log_reader_.join();
    }
}

Postgres::~Postgres() {
    kill();
    std::error_code ignored;
    std::filesystem::remove_all(directory_, ignored);
}

std::string Postgres::url(const std::string& schema) const {
    return "postgresql:///postgres?host=" + directory_ + "&user=postgres&options=-csearch_path%3D" +
           schema;
}

std::string Postgres::fresh_url() {
    const std::string schema = "test_" + std::to_string(++schemas_);
    PGconn* handle = PQconnectdb(url().c_str());
    PGresult* result = PQexec(handle, ("create schema " + schema).c_str());
    const bool created = PQresultStatus(result) == PGRES_COMMAND_OK;
    const std::string reason = PQerrorMessage(handle);
    PQclear(result);
    PQfinish(handle);
    if (!created) {
        throw std::runtime_error{"create schema: " + reason};
    }
    return url(schema);
}

Postgres& Postgres::shared() {
    static Postgres server;
    return server;
}

}  // namespace postroom::test
