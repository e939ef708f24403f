// Named places where a crash test kills the process. (I1-I6, fault list F1 and F2)
// Invariant: compiled out of release builds; every name stands once in the sources, so that the
// crash test can list them all by reading the sources.
#pragma once

#include <string_view>

namespace postroom {

/// Kills the process with SIGKILL when POSTROOM_CRASH_AT names this point ("name", or "name:n" for
/// the n-th time that it is reached). Any thread.
void reach_crash_point(std::string_view name);

}  // namespace postroom

#ifdef POSTROOM_CRASH_POINTS
#define CRASH_POINT(name) ::postroom::reach_crash_point(name)
#else
#define CRASH_POINT(name) static_cast<void>(0)
#endif
