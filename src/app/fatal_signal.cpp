// See fatal_signal.hpp. All that a handler calls is safe in one, but for backtrace(), which loads a
// library when it is called first: that is done before.
#include "app/fatal_signal.hpp"

#include <execinfo.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <string_view>

namespace postroom::app {
namespace {

constexpr std::array kFatal{SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT};
constexpr int kFramesMax = 48;
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
constexpr bool kIsSanitized = true;  // it says more
#else
constexpr bool kIsSanitized = false;
#endif

void say(std::string_view text) {
    [[maybe_unused]] const auto written = ::write(STDERR_FILENO, text.data(), text.size());
}

std::string_view name_of(int signal) {
    switch (signal) {
        case SIGSEGV:
            return "SIGSEGV";
        case SIGBUS:
            return "SIGBUS";
        case SIGILL:
            return "SIGILL";
        case SIGFPE:
            return "SIGFPE";
        default:
            return "SIGABRT";
    }
}

/// Installed with SA_RESETHAND: returning would run the faulty instruction again, with the default
/// action; a signal that was sent from outside is raised once more.
void report(int signal) {
    say("postroom: ended by a defect (");
    say(name_of(signal));
    say("). Nothing that was acknowledged is lost. Please report these lines:\n");
    std::array<void*, kFramesMax> frames{};
    const int count = ::backtrace(frames.data(), kFramesMax);
    ::backtrace_symbols_fd(frames.data(), count, STDERR_FILENO);
    ::raise(signal);
}

}  // namespace

void report_fatal_signals() {
    if (kIsSanitized) {
        return;
    }
    void* first = nullptr;
    ::backtrace(&first, 1);
    struct sigaction action{};
    action.sa_handler = report;
    action.sa_flags = static_cast<int>(SA_RESETHAND);
    sigemptyset(&action.sa_mask);
    for (const int signal : kFatal) {
        ::sigaction(signal, &action, nullptr);
    }
}

}  // namespace postroom::app
