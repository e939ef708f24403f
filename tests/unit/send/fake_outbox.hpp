// The outbox in memory: answers on a thread of its own, as the database does, and counts what must
// balance.
#pragma once

#include <gtest/gtest.h>

#include <condition_variable>
#include <deque>
#include <map>
#include <mutex>
#include <set>

#include "io/executor.hpp"
#include "send/outbox_port.hpp"

namespace postroom::test {

class FakeOutbox final : public send::OutboxPort {
   public:
    struct Done {
        std::int64_t mail = 0;
        smtp::RecipientOutcome outcome;
    };

    ~FakeOutbox() override { pool_.stop(); }

    /// Puts a mail to `recipient` in the outbox of a connector; its number.
    std::int64_t add(std::int64_t connector, std::string recipient = "ana@example.org",
                     std::string bytes = "Subject: x\r\n\r\nhello\r\n") {
        const std::lock_guard lock(mutex_);
        const std::int64_t id = ++last_id_;
        waiting_[connector].push_back(
            {MailId{id}, 1, "desk@us.example", std::move(recipient), std::move(bytes)});
        return id;
    }

    void claim(send::ClaimRequest request,
               std::function<void(send::ClaimedBatch)> answer) override {
        submit([this, request, answer = std::move(answer)] {
            send::ClaimedBatch batch;
            {
                const std::lock_guard lock(mutex_);
                auto& queue = waiting_[request.connector.value];
                while (!queue.empty() && batch.mails.size() < request.mails_max) {
                    EXPECT_TRUE(leased_.insert(queue.front().mail_id.value).second);
                    kept_[queue.front().mail_id.value] = {request.connector.value, queue.front()};
                    batch.mails.push_back(std::move(queue.front()));
                    queue.pop_front();
                }
                batch.next_due_in = next_due_in;
            }
            answer(std::move(batch));
        });
    }

    void before_dot(MailId mail, std::int64_t, std::function<void(bool)> answer) override {
        submit([this, mail, answer = std::move(answer)] {
            bool allowed = false;
            {
                const std::lock_guard lock(mutex_);
                EXPECT_TRUE(leased_.contains(mail.value));
                allowed = !refused.contains(mail.value);
            }
            answer(allowed);
        });
    }

    void record(MailId mail, std::int64_t, smtp::RecipientOutcome outcome,
                std::function<void()> recorded) override {
        submit([this, mail, outcome = std::move(outcome), recorded = std::move(recorded)] {
            {
                const std::lock_guard lock(mutex_);
                EXPECT_EQ(leased_.erase(mail.value), 1U) << "recorded twice, or never claimed";
                done_.push_back({mail.value, outcome});
            }
            recorded();
            changed_.notify_all();
        });
    }

    void release(MailId mail, std::int64_t, std::function<void()> released) override {
        submit([this, mail, released = std::move(released)] {
            {
                const std::lock_guard lock(mutex_);
                EXPECT_EQ(leased_.erase(mail.value), 1U);
                auto& [connector, kept] = kept_[mail.value];
                waiting_[connector].push_back(kept);
                ++released_;
            }
            released();
            changed_.notify_all();
        });
    }

    void renew_token(ConnectorId, std::string used,
                     std::function<void(std::optional<std::string>)> answer) override {
        submit([this, used = std::move(used), answer = std::move(answer)] {
            const std::lock_guard lock(mutex_);
            refused_tokens_.push_back(used);
            answer(next_token);
        });
    }

    void note_connector(ConnectorId, std::optional<send::ConnectorTrouble> trouble) override {
        {
            const std::lock_guard lock(mutex_);
            if (trouble || !troubles_.empty()) {  // that it works from the start is no news
                troubles_.push_back(std::move(trouble));
            }
        }
        changed_.notify_all();
    }

    /// Waits until `count` outcomes are recorded; fails the test after ten seconds.
    std::vector<Done> wait_for(std::size_t count) {
        std::unique_lock lock(mutex_);
        EXPECT_TRUE(changed_.wait_for(lock, std::chrono::seconds(10),
                                      [&] { return done_.size() >= count; }))
            << done_.size() << " of " << count;
        return done_;
    }
    bool wait_until(const std::function<bool(FakeOutbox&)>& condition) {
        std::unique_lock lock(mutex_);
        return changed_.wait_for(lock, std::chrono::seconds(10), [&] { return condition(*this); });
    }

    std::size_t leased() const {
        const std::lock_guard lock(mutex_);
        return leased_.size();
    }
    std::size_t waiting(std::int64_t connector) {
        const std::lock_guard lock(mutex_);
        return waiting_[connector].size();
    }
    /// Only within wait_until().
    const std::vector<std::optional<send::ConnectorTrouble>>& troubles() const { return troubles_; }
    int released() const { return released_; }
    const std::vector<std::string>& refused_tokens() const { return refused_tokens_; }

    std::set<std::int64_t> refused;  ///< mails whose dot must not go; set before they are added
    std::optional<Milliseconds> next_due_in;
    std::optional<std::string> next_token;  ///< instead of one that is refused

   private:
    void submit(io::Task task) { EXPECT_TRUE(pool_.submit(std::move(task))); }

    mutable std::mutex mutex_;
    std::condition_variable changed_;
    std::map<std::int64_t, std::deque<send::ClaimedMail>> waiting_;
    std::map<std::int64_t, std::pair<std::int64_t, send::ClaimedMail>> kept_;
    std::set<std::int64_t> leased_;
    std::vector<Done> done_;
    std::vector<std::string> refused_tokens_;
    std::vector<std::optional<send::ConnectorTrouble>> troubles_;
    int released_ = 0;
    std::int64_t last_id_ = 0;
    io::WorkPool pool_{{.name = "outbox", .threads = 1, .queued_max = 100'000}};
};

}  // namespace postroom::test
