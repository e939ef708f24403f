// What the program says when it dies of a defect: the signal and where it was, on stderr.
// Invariant: only numbers of places in the program are written, never what stood in memory
// (SEC-20); the signal then ends the process as it would have. Rule: product.md "no silent drop".
#pragma once

namespace postroom::app {

/// Once, before there are threads. For SIGSEGV, SIGBUS, SIGILL, SIGFPE and SIGABRT.
void report_fatal_signals();

}  // namespace postroom::app
