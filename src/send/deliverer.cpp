// See deliverer.hpp.
#include "send/deliverer.hpp"

#include <atomic>
#include <map>
#include <utility>

#include "send/worker.hpp"

namespace postroom::send {

struct Deliverer::State : std::enable_shared_from_this<Deliverer::State> {
    struct Entry {
        std::int64_t version = 0;
        std::shared_ptr<Worker> worker;
    };

    void drain(const std::shared_ptr<Worker>& worker) {
        ++draining;
        worker->drain([self = shared_from_this(), worker] {
            --self->draining;
            self->note_drained();
        });
    }
    void note_drained() {
        if (draining == 0 && drained) {
            std::exchange(drained, nullptr)();
        }
    }

    std::shared_ptr<WorkerContext> context;
    std::map<ConnectorId, Entry> workers;
    std::atomic<bool> is_wake_posted = false;
    std::size_t draining = 0;
    bool stopped = false;
    std::function<void()> drained;
};

Deliverer::Deliverer(io::Loop& loop, const Clock& clock, Random& random, OutboxPort& port,
                     DelivererOptions options)
    : state_(std::make_shared<State>()) {
    state_->context = std::make_shared<WorkerContext>(loop, clock, random, port, options);
}
Deliverer::~Deliverer() = default;

void Deliverer::configure(std::vector<ConnectorSetup> connectors) {
    if (state_->stopped) {
        return;
    }
    std::map<ConnectorId, State::Entry> next;
    for (ConnectorSetup& setup : connectors) {
        const auto old = state_->workers.find(setup.id);
        const bool is_same = old != state_->workers.end() && old->second.version == setup.version;
        if (!setup.enabled) {
            continue;
        }
        if (is_same) {
            next.insert(state_->workers.extract(old));
            continue;
        }
        const std::int64_t version = setup.version;
        const ConnectorId id = setup.id;
        next[id] = {version, io::make_bound<Worker>(state_->context->loop, state_->context,
                                                    std::move(setup))};
    }
    for (const auto& [id, entry] : std::exchange(state_->workers, std::move(next))) {
        state_->drain(entry.worker);
    }
    for (const auto& [id, entry] : state_->workers) {
        entry.worker->wake();
    }
}

void Deliverer::wake(ConnectorId connector) {
    // Every commit says so; those that come before the loop gets to it are one look.
    if (!connector && state_->is_wake_posted.exchange(true)) {
        return;
    }
    state_->context->loop.post([state = state_, connector] {
        if (!connector) {
            state->is_wake_posted = false;
            for (const auto& [id, entry] : state->workers) {
                entry.worker->wake();
            }
        } else if (const auto found = state->workers.find(connector);
                   found != state->workers.end()) {
            found->second.worker->wake();
        }
    });
}

void Deliverer::stop(std::function<void()> drained) {
    state_->stopped = true;
    state_->drained = std::move(drained);
    for (const auto& [id, entry] : std::exchange(state_->workers, {})) {
        state_->drain(entry.worker);
    }
    state_->context->loop.post([state = state_] { state->note_drained(); });
}

std::vector<ConnectorStatus> Deliverer::status() const {
    std::vector<ConnectorStatus> all;
    for (const auto& [id, entry] : state_->workers) {
        all.push_back(entry.worker->status());
    }
    return all;
}

}  // namespace postroom::send
