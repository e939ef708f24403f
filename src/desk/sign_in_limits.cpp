// See sign_in_limits.hpp.
#include "desk/sign_in_limits.hpp"

#include "core/text.hpp"
#include "store/session.hpp"

namespace postroom::desk {
namespace {

constexpr std::size_t kUserAgentBytesMax = 200;

}  // namespace

std::string address_subject(std::string_view email) { return "email:" + to_lower(email); }

std::string network_subject(const Visitor& visitor) {
    return "network:" + network_of(visitor.address);
}

bool has_too_many_failures(db::Session& session, const Environment& env, const std::string& address,
                           const std::string& network) {
    const auto since = env.now() - kSignInFailureWindow;
    return store::count_sign_in_failures(session, network, since) >= kSignInFailuresPerNetworkMax ||
           (!address.empty() &&
            store::count_sign_in_failures(session, address, since) >= kSignInFailuresPerAddressMax);
}

void record_sign_in_failure(db::Database& database, const Environment& env,
                            const std::string& address, const std::string& network) {
    database.write([&](db::Session& session) {
        store::insert_sign_in_failure(session, network, env.now());
        if (!address.empty()) {
            store::insert_sign_in_failure(session, address, env.now());
        }
    });
}

std::unexpected<Error> refuse_too_many_attempts() {
    return fail(ErrorKind::transient, "too_many_attempts",
                "Too many failed attempts. Please wait a quarter of an hour and try again.");
}

std::string shortened_user_agent(const Visitor& visitor) {
    return std::string(truncate_utf8(visitor.user_agent, kUserAgentBytesMax));
}

}  // namespace postroom::desk
