// A PostgreSQL server for tests: own temporary directory, unix socket only, gone with the test.
// Invariant: nothing outlives the test program, also when it crashes (parent-death signal).
// Rule: style.md "Tests": real peers, no fixed ports, no sleeps.
#pragma once

#include <sys/types.h>

#include <memory>
#include <string>
#include <thread>

namespace postroom::test {

class Postgres {
   public:
    /// Creates a cluster and starts it. Throws std::runtime_error with the reason.
    Postgres();
    ~Postgres();
    Postgres(const Postgres&) = delete;
    Postgres& operator=(const Postgres&) = delete;

    /// URL of the database, in which `schema` (created by the caller) comes first.
    std::string url(const std::string& schema = "public") const;
    /// URL of a fresh, empty schema.
    std::string fresh_url();
    /// Stops at once, as a crash would; start() brings the same data back.
    void kill();
    void start();

    /// The server of this test program, started when first asked for.
    static Postgres& shared();

   private:
    std::string directory_;
    pid_t pid_ = -1;
    int schemas_ = 0;
    std::thread log_reader_;
};

}  // namespace postroom::test
