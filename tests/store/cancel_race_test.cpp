// Cancel against claim, ten thousand times, in transactions of their own: exactly one of them wins.
// On PostgreSQL two programs share the database. Rule: mail-correctness.md F13, OUT-13, I5.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <set>
#include <thread>

#include "builders.hpp"
#include "core/random.hpp"

namespace postroom::store {
namespace {

constexpr std::size_t kMails = 10'000;
constexpr std::size_t kCancellers = 4;

std::shared_ptr<db::Database> open_database(const std::string& url) {
    auto opened = db::Database::open({.url = url});
    EXPECT_TRUE(opened.has_value());
    EXPECT_TRUE((*opened)->migrate(migrations()).has_value());
    return std::move(*opened);
}

class CancelRace : public testing::TestWithParam<db::Dialect> {
   protected:
    CancelRace() {
        if (GetParam() == db::Dialect::sqlite) {
            sender_ = people_ = open_database("sqlite::memory:");
        } else {
            const auto url = test::Postgres::shared().fresh_url();
            sender_ = open_database(url);
            people_ = open_database(url);
        }
        sender_->write([&](db::Session& session) {
            connector_ = a_connector(session, "race");
            for (std::size_t i = 0; i < kMails; ++i) {
                mails_.push_back(insert_outgoing_mail(
                    session, an_outgoing_mail(session, connector_, fmt::format("{}@race", i))));
            }
        });
    }

    /// Takes mails, a few at a time, until nobody cancels any more and none is left.
    std::set<std::int64_t> claim_all() {
        std::set<std::int64_t> claimed;
        SeededRandom random(7);
        for (bool is_last = false; !is_last;) {
            is_last = cancellers_done_ == kCancellers;
            const auto few = 1 + static_cast<int>(random.below(4));
            const auto mails = sender_->write([&](db::Session& session) {
                return claim_due_mails(session, connector_, kNow, "w", kNow + 60s,
                                       is_last ? static_cast<int>(kMails) : few);
            });
            for (const auto& mail : mails) {
                claimed.insert(mail.id.value);
            }
        }
        return claimed;
    }

    /// Cancels every mail whose number leaves this remainder, the last ones first.
    std::set<std::int64_t> cancel_each(std::size_t remainder) {
        std::set<std::int64_t> cancelled;
        for (std::size_t i = kMails; i-- > 0;) {
            const MailId id = mails_[i];
            if (i % kCancellers == remainder && people_->write([&](db::Session& session) {
                    return cancel_mail(session, id, kNow);
                })) {
                cancelled.insert(id.value);
            }
        }
        ++cancellers_done_;
        return cancelled;
    }

    std::shared_ptr<db::Database> sender_, people_;
    ConnectorId connector_;
    std::vector<MailId> mails_;
    std::atomic<std::size_t> cancellers_done_{0};
};

INSTANTIATE_TEST_SUITE_P(Engine, CancelRace,
                         testing::Values(db::Dialect::sqlite, db::Dialect::postgresql),
                         engine_name);

TEST_P(CancelRace, Fault_F13_NeverBothAndNeverNeither) {
    std::set<std::int64_t> claimed;
    std::array<std::set<std::int64_t>, kCancellers> cancelled;
    {
        std::vector<std::jthread> people;
        const std::jthread sender([&] { claimed = claim_all(); });
        for (std::size_t i = 0; i < kCancellers; ++i) {
            people.emplace_back([&, i] { cancelled.at(i) = cancel_each(i); });
        }
    }
    std::size_t both = 0;
    std::size_t ended = claimed.size();
    for (const auto& some : cancelled) {
        ended += some.size();
        both += static_cast<std::size_t>(
            std::ranges::count_if(some, [&](auto id) { return claimed.contains(id); }));
    }
    EXPECT_EQ(both, 0U);
    EXPECT_EQ(ended, kMails);
    EXPECT_GT(claimed.size(), 0U) << "both outcomes are seen";
    EXPECT_LT(claimed.size(), kMails);
    const auto leased = sender_->write([&](db::Session& session) {
        return session.one("select count(*) from outgoing_mail where state = 'leased'",
                           [](const db::Row& row) { return row.get<std::int64_t>(0); });
    });
    EXPECT_EQ(leased, std::ssize(claimed)) << "the rows say the same";
}

}  // namespace
}  // namespace postroom::store
