// See chat_identity.hpp.
#include "desk/chat_identity.hpp"

#include <fmt/format.h>

#include "core/encoding.hpp"
#include "core/text.hpp"
#include "desk/seal.hpp"
#include "desk/workspace.hpp"
#include "store/chat_widget.hpp"

namespace postroom::desk {
namespace {

constexpr std::size_t kPseudonymCharacters = 32;

std::unexpected<Error> refuse_identity() {
    return fail(ErrorKind::denied, "identity_not_valid",
                "The site's proof of who you are does not hold.");
}

}  // namespace

std::string signed_text(const ClaimedIdentity& claim) {
    return fmt::format("{}\n{}\n{}\n{}", claim.user_id, claim.email, claim.name, claim.expires_at);
}

Result<void> check_identity(db::Session& session, const Environment& env,
                            const model::ChatWidget& widget, const ClaimedIdentity& claim) {
    const auto sealed = store::find_identity_secret(session, widget.id);
    const auto secret = sealed ? unseal(env, *sealed, widget.id) : std::nullopt;
    if (!secret || !equal_constant_time(to_lower(claim.signature),
                                        hex_encode(hmac_sha256(*secret, signed_text(claim))))) {
        return refuse_identity();
    }
    if ((claim.user_id.empty() && claim.email.empty()) ||
        (!claim.email.empty() && !is_plausible_address(claim.email))) {
        return refuse_identity();
    }
    const std::int64_t now = to_unix_ms(env.now()) / 1000;
    const std::int64_t life_max = limits::kChatIdentityLifeMax.count() / 1000;
    if (claim.expires_at > now + life_max) {
        return refuse_identity();
    }
    if (claim.expires_at <= now) {
        return fail(ErrorKind::denied, "identity_expired",
                    "The site's proof of who you are has expired. Reload the page.");
    }
    return {};
}

std::string address_of(const model::ChatWidget& widget, const ClaimedIdentity& claim) {
    if (!claim.email.empty()) {
        return to_lower(claim.email);
    }
    const auto digest = hex_encode(sha256(fmt::format("{}\n{}", widget.key, claim.user_id)));
    return fmt::format("{}@{}", digest.substr(0, kPseudonymCharacters), model::kNoAddressDomain);
}

}  // namespace postroom::desk
