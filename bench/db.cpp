// How many durable rows a second the database layer takes: a 5 KB blob and its row in each job,
// a fixed number of jobs in flight, on a file (or the URL given).
//
//   bench_db [--json] [--url URL] [--in-flight N] [--jobs N] [--bytes N]
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <semaphore>

#include "core/clock.hpp"
#include "core/random.hpp"
#include "core/time.hpp"
#include "db/database.hpp"

namespace {

using namespace postroom;

struct Plan {
    std::string url;
    int in_flight = 50;
    int jobs = 50'000;
    std::size_t bytes = 5'000;
    bool json = false;
};

void create(db::Database& database) {
    database.write([](db::Session& session) {
        session.script(
            "drop table if exists bench_blob; drop table if exists bench_row;"
            "create table bench_blob (blob_id {{id}}, hash {{bytes}} not null unique, body "
            "{{bytes}});"
            "create table bench_row (row_id {{id}}, blob_id bigint, received_at bigint, sender "
            "text,"
            " recipient text, state text); create index bench_row_state on bench_row (state, "
            "row_id);");
    });
}

void store(db::Session& session, std::string_view body, int number) {
    const auto blob = session.one(
        "insert into bench_blob (hash, body) values ($1, $2) returning blob_id",
        [](const db::Row& row) { return row.get<BlobId>(0); }, db::Bytes{body.substr(0, 32)},
        db::Bytes{body});
    session.execute(
        "insert into bench_row (blob_id, received_at, sender, recipient, state)"
        " values ($1, $2, $3, $4, $5)",
        *blob, from_unix_ms(1'795'000'000'000 + number), "ana@example.org", "help@example.com",
        "new");
}

double seconds_for(db::Database& database, const Plan& plan) {
    std::counting_semaphore<> room{plan.in_flight};
    SeededRandom random{1};
    std::string body(plan.bytes, '\0');
    const SystemClock clock;
    const Milliseconds start = clock.steady();
    for (int number = 0; number < plan.jobs; ++number) {
        random.fill({reinterpret_cast<std::uint8_t*>(body.data()), 32});
        room.acquire();
        database.write_async([body, number](db::Session& session) { store(session, body, number); },
                             [&room](std::exception_ptr error) {
                                 if (error) {
                                     std::terminate();
                                 }
                                 room.release();
                             });
    }
    for (int index = 0; index < plan.in_flight; ++index) {
        room.acquire();
    }
    return static_cast<double>((clock.steady() - start).count()) / 1000;
}

void run(const Plan& plan) {
    auto database = db::Database::open({.url = plan.url});
    if (!database) {
        throw std::runtime_error{database.error().detail};
    }
    create(**database);
    const auto before = (*database)->counts();
    const double seconds = seconds_for(**database, plan);
    const auto commits = (*database)->counts().commits - before.commits;
    const double rate = plan.jobs / seconds;
    if (plan.json) {
        fmt::print(
            "{{\"name\": \"db\", \"jobs_per_second\": {:.0f}, \"jobs_per_commit\": {:.1f}, "
            "\"in_flight\": {}, \"bytes\": {}, \"seconds\": {:.2f}}}\n",
            rate, plan.jobs / static_cast<double>(commits), plan.in_flight, plan.bytes, seconds);
    } else {
        fmt::print("{}: {:.0f} jobs/s, {:.1f} a commit\n", (*database)->description(), rate,
                   plan.jobs / static_cast<double>(commits));
    }
}

}  // namespace

int main(int argc, char** argv) {
    Plan plan;
    CLI::App app{"Durable rows a second through group commit"};
    app.add_flag("--json", plan.json);
    app.add_option("--url", plan.url);
    app.add_option("--in-flight", plan.in_flight);
    app.add_option("--jobs", plan.jobs);
    app.add_option("--bytes", plan.bytes)->check(CLI::Range(32, 10'000'000));
    CLI11_PARSE(app, argc, argv);
    const auto folder =
        std::filesystem::temp_directory_path() / fmt::format("postroom-bench-{}", getpid());
    std::filesystem::create_directories(folder);
    if (plan.url.empty()) {
        plan.url = "sqlite:" + (folder / "bench.db").string();
    }
    run(plan);
    std::filesystem::remove_all(folder);
}
