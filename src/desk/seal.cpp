// See seal.hpp.
#include "desk/seal.hpp"

#include <fmt/format.h>
#include <sodium.h>

#include "core/check.hpp"

namespace postroom::desk {
namespace {

constexpr std::size_t kNonceBytes = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr std::size_t kTagBytes = crypto_aead_xchacha20poly1305_ietf_ABYTES;

const unsigned char* bytes_of(std::string_view text) {
    return reinterpret_cast<const unsigned char*>(text.data());
}

std::string associated_data(ConnectorId connector) {
    return fmt::format("connector|{}|secret", connector.value);
}

std::string associated_data(ChatWidgetId widget) {
    return fmt::format("chat_widget|{}|identity_secret", widget.value);
}

std::string associated_data(ChannelId mailbox) {
    return fmt::format("mailbox|{}|secret", mailbox.value);
}

}  // namespace

std::string seal_for(const Environment& env, std::string_view secret, const std::string& context) {
    CHECK(env.seal_secret.size() == crypto_aead_xchacha20poly1305_ietf_KEYBYTES);
    std::string out(kNonceBytes + secret.size() + kTagBytes, '\0');
    auto* data = reinterpret_cast<unsigned char*>(out.data());
    env.random.fill({data, kNonceBytes});
    crypto_aead_xchacha20poly1305_ietf_encrypt(data + kNonceBytes, nullptr, bytes_of(secret),
                                               secret.size(), bytes_of(context), context.size(),
                                               nullptr, data, bytes_of(env.seal_secret));
    return out;
}

std::optional<std::string> unseal_for(const Environment& env, std::string_view sealed,
                                      const std::string& context) {
    CHECK(env.seal_secret.size() == crypto_aead_xchacha20poly1305_ietf_KEYBYTES);
    if (sealed.size() < kNonceBytes + kTagBytes) {
        return std::nullopt;
    }
    std::string out(sealed.size() - kNonceBytes - kTagBytes, '\0');
    if (crypto_aead_xchacha20poly1305_ietf_decrypt(
            reinterpret_cast<unsigned char*>(out.data()), nullptr, nullptr,
            bytes_of(sealed.substr(kNonceBytes)), sealed.size() - kNonceBytes, bytes_of(context),
            context.size(), bytes_of(sealed), bytes_of(env.seal_secret)) != 0) {
        return std::nullopt;
    }
    return out;
}

std::string seal(const Environment& env, std::string_view secret, ConnectorId connector) {
    return seal_for(env, secret, associated_data(connector));
}

std::string seal(const Environment& env, std::string_view secret, ChatWidgetId widget) {
    return seal_for(env, secret, associated_data(widget));
}

std::string seal(const Environment& env, std::string_view secret, ChannelId mailbox) {
    return seal_for(env, secret, associated_data(mailbox));
}

std::optional<std::string> unseal(const Environment& env, std::string_view sealed,
                                  ConnectorId connector) {
    return unseal_for(env, sealed, associated_data(connector));
}

std::optional<std::string> unseal(const Environment& env, std::string_view sealed,
                                  ChatWidgetId widget) {
    return unseal_for(env, sealed, associated_data(widget));
}

std::optional<std::string> unseal(const Environment& env, std::string_view sealed,
                                  ChannelId mailbox) {
    return unseal_for(env, sealed, associated_data(mailbox));
}

}  // namespace postroom::desk
