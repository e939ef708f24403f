// See bounce_origin.hpp.
#include "guard/bounce_origin.hpp"

#include <algorithm>
#include <array>
#include <span>
#include <string>

#include "core/text.hpp"
#include "guard/unanswerable.hpp"

namespace postroom::guard {
namespace {

using Words = std::span<const std::string_view>;

constexpr auto kDaemonLocals = std::to_array<std::string_view>(
    {"mailer-daemon", "mailerdaemon", "mailer_daemon", "mail-daemon", "maildaemon", "mdaemon",
     "mail.delivery.system", "mail-delivery", "delivery-status", "microsoftexchange"});
constexpr auto kDaemonNames = std::to_array<std::string_view>(
    {"mail delivery", "mailer daemon", "mail system", "content filter"});
constexpr auto kPostmasters =
    std::to_array<std::string_view>({"postmaster", "post_master", "poostmaster"});
constexpr auto kPostmasterNames =
    std::to_array<std::string_view>({"postmaster", "mail administrator", "system administrator",
                                     "microsoft outlook", "mail server"});

bool contains_any(std::string_view text, Words words) {
    return std::ranges::any_of(words, [&](std::string_view word) { return text.contains(word); });
}

bool has_null_sender(const mime::Mail& mail) {
    const std::string_view path = trim(mail.header("Return-Path"));
    return path == "<>" || equals_ignoring_case(path, "<MAILER-DAEMON>") ||
           (mail.from.address.empty() && mail.header("From").contains("<>"));
}

}  // namespace

BounceOrigin judge_bounce_origin(const mime::Mail& mail) {
    const std::string_view address = mail.from.address;
    const std::string local = to_lower(address.substr(0, address.find('@')));
    std::string name = to_lower(mail.from.name);
    std::ranges::replace(name, '.', ' ');
    std::ranges::replace(name, '-', ' ');
    if (contains_any(local, kDaemonLocals) || contains_any(name, kDaemonNames)) {
        return BounceOrigin::daemon;
    }
    if (contains_any(local, kPostmasters) || contains_any(name, kPostmasterNames)) {
        return BounceOrigin::postmaster;
    }
    const bool is_robot =
        has_null_sender(mail) || is_unanswerable(address) || mail.has_header("X-Failed-Recipients");
    return is_robot ? BounceOrigin::robot : BounceOrigin::person;
}

bool is_answer_or_forward(std::string_view subject) {
    for (const std::string_view prefix :
         {"re:", "fwd:", "fw:", "aw:", "wg:", "tr:", "sv:", "rif:"}) {
        if (starts_with_ignoring_case(trim(subject), prefix)) {
            return true;
        }
    }
    return false;
}

}  // namespace postroom::guard
