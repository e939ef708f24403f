// See fetcher.hpp.
#include "receive/fetcher.hpp"

namespace postroom::receive {

void Fetcher::configure(std::vector<MailboxSetup> setups) {
    wanted_.clear();
    for (auto& setup : setups) {
        wanted_.emplace(setup.mailbox.channel_id.value, std::move(setup));
    }
    for (auto at = running_.begin(); at != running_.end();) {
        const auto wanted = wanted_.find(at->first);
        const bool stays = wanted != wanted_.end() &&
                           wanted->second.mailbox.releases == at->second->setup().mailbox.releases;
        if (stays) {
            ++at;
            continue;
        }
        const auto id = at->first;
        stopping_[id] = std::move(at->second);
        at = running_.erase(at);
        stopping_[id]->stop([this, id] {
            context_.loop.post([this, id] {
                stopping_.erase(id);
                start_wanted();
            });
        });
    }
    start_wanted();
}

void Fetcher::start_wanted() {
    for (auto& [id, setup] : wanted_) {
        if (!running_.contains(id) && !stopping_.contains(id)) {
            running_[id] = std::make_shared<Mailbox>(context_, setup);
            running_[id]->start();
        }
    }
}

void Fetcher::stop() { configure({}); }

}  // namespace postroom::receive
