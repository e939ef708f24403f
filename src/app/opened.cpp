// See opened.hpp.
#include "app/opened.hpp"

#include <array>

#include "core/encoding.hpp"
#include "store/migrations.hpp"

namespace postroom::app {
namespace {

constexpr std::uint8_t kTokenKeyId = 1;
constexpr std::size_t kInstanceCharacters = 12;

std::unique_ptr<desk::Environment> make_environment(const Opened& opened, Random& random,
                                                    const std::string& master) {
    const std::array keys{threading::Key{
        .id = kTokenKeyId, .secret = derive_key(master, "thread-token"), .retired_at = {}}};
    const std::string instance =
        base32_encode(derive_key(master, "instance")).substr(0, kInstanceCharacters);
    return std::make_unique<desk::Environment>(
        desk::Environment{.clock = opened.clock,
                          .random = random,
                          .keys = threading::KeyRing(keys, opened.clock.now()),
                          .instance = instance,
                          .loop_secret = derive_key(master, "loop-mark"),
                          .seal_secret = derive_key(master, "seal"),
                          .public_url = opened.config.public_url,
                          .relay_grace = opened.config.relay_grace,
                          .limit_senders = opened.config.limit_senders,
                          .trusted_servers = opened.config.trusted_servers});
}

}  // namespace

Result<std::unique_ptr<Opened>> open_all(Config config, DataUse use,
                                         std::function<void()> on_commit,
                                         std::function<void()> on_answered) {
    auto opened = std::make_unique<Opened>();
    opened->config = std::move(config);
    opened->directory = std::make_unique<DataDir>(TRY(DataDir::open(opened->config.data_dir, use)));
    const std::string master = TRY(opened->directory->load_key(opened->random));
    opened->lease_owner = TRY(opened->directory->load_lease_owner(opened->random));
    opened->env = make_environment(*opened, opened->random, master);
    opened->database = TRY(db::Database::open({.url = opened->config.store_url,
                                               .on_commit = std::move(on_commit),
                                               .on_answered = std::move(on_answered)}));
    TRY_VOID(opened->database->migrate(store::migrations()));
    return opened;
}

}  // namespace postroom::app
