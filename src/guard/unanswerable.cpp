// See unanswerable.hpp.
#include "guard/unanswerable.hpp"

#include <algorithm>
#include <array>
#include <string>

#include "core/text.hpp"

namespace postroom::guard {
namespace {

/// Local parts without separators and case: "no-reply", "no_reply" and "NoReply" are one.
constexpr auto kWhole = std::to_array<std::string_view>(
    {"abuse", "bounce", "bounces", "daemon", "devnull", "listserv", "localmail", "maildaemon",
     "mailerdaemon", "mailmaster", "majordomo", "noanswer", "nobody", "null", "poostmaster",
     "postmaster", "root", "unsubscribe"});

/// These stand anywhere at the beginning or the end: "noreply-123", "service.noreply",
/// "do-not-reply".
constexpr auto kRobots = std::to_array<std::string_view>(
    {"noreply", "donotreply", "dontreply", "noresponse", "nereply", "nepasrepondre",
     "nonrispondere", "noresponder", "naoresponder", "keineantwort", "nichtantworten"});

constexpr auto kRobotBeginnings =
    std::to_array<std::string_view>({"bounce+", "bounce-", "bounces+", "bounces-", "prvs="});

}  // namespace

bool is_unanswerable(std::string_view address) {
    address = trim(address);
    const std::size_t at = address.rfind('@');
    if (address.empty() || address == "<>" || at == 0 || at == std::string_view::npos) {
        return true;
    }
    const std::string local = to_lower(address.substr(0, at));
    const auto begins = [&](std::string_view word) { return local.starts_with(word); };
    if (std::ranges::any_of(kRobotBeginnings, begins)) {
        return true;
    }
    std::string dense = local.substr(0, local.find('+'));
    std::erase_if(dense, [](char c) { return c == '-' || c == '_' || c == '.'; });
    const auto frames = [&](std::string_view word) {
        return dense.starts_with(word) || dense.ends_with(word);
    };
    return std::ranges::binary_search(kWhole, std::string_view(dense)) ||
           std::ranges::any_of(kRobots, frames);
}

}  // namespace postroom::guard
