// The program; everything is in app/.
// Invariant: an exception that comes this far is a defect, said in one line.
// Rule: architecture.md "Exceptions ... caught in four places".
#include <sodium.h>
#include <sys/prctl.h>

#include <csignal>
#include <cstdio>
#include <exception>

#include "app/fatal_signal.hpp"
#include "app/main_command.hpp"

int main(int argc, char** argv) {
    prctl(PR_SET_DUMPABLE, 0);  // secrets never end in a core file (SEC-20)
    postroom::app::report_fatal_signals();
    std::signal(SIGPIPE, SIG_IGN);
    std::signal(SIGXFSZ, SIG_IGN);  // a limit on file sizes is a full disk, not the end
    if (sodium_init() < 0) {
        std::fputs("postroom: the random number generator of the system does not work\n", stderr);
        return 2;
    }
    try {
        return postroom::app::run_command_line(argc, argv);
    } catch (const std::exception& error) {
        std::fprintf(stderr, "postroom: %s\n", error.what());
        return 1;
    }
}
