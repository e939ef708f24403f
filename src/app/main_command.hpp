// The command line of the program.
// Invariant: a wrong command line is one sentence on standard error and exit status 2.
// Rule: architecture.md "Contracts: Command line".
#pragma once

namespace postroom::app {

/// The exit status.
int run_command_line(int argc, char** argv);

}  // namespace postroom::app
