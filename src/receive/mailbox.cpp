// See mailbox.hpp. This file: the life of the connection; what is done in the mailbox is in
// mailbox_work, mailbox_download and mailbox_sweep.cpp.
#include "receive/mailbox.hpp"

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>

#include "core/log.hpp"
#include "core/text.hpp"
#include "receive/mailbox_pool.hpp"

namespace postroom::receive {

void Mailbox::start() {
    is_running_ = true;
    boost::asio::co_spawn(context_.loop.context(), run(), boost::asio::detached);
}

void Mailbox::stop(std::function<void()> stopped) {
    stopping_ = true;
    stopped_ = std::move(stopped);
    if (!is_running_) {
        return std::exchange(stopped_, {})();
    }
    if (connection_) {
        connection_->interrupt();
    }
    if (wake_) {
        std::exchange(wake_, {})(true);
    }
}

io::Async<void> Mailbox::run() {
    const auto self = shared_from_this();
    while (!stopping_) {
        Milliseconds pause = limits::kImapRetryMin;
        try {
            const auto ended = co_await session();
            if (ended) {
                failures_ = 0;
            } else if (!stopping_) {
                co_await report(ended.error());
                pause = wait_after(ended.error());
            }
        } catch (const std::exception& error) {
            log_error("mailbox {}: {}", setup_.mailbox.address, for_log(error.what()));
            pause = limits::kImapRetryMax;
        }
        if (connection_) {
            connection_->close();
            connection_.reset();
        }
        if (!stopping_) {
            co_await rest(pause);
        }
    }
    is_running_ = false;
    if (stopped_) {
        std::exchange(stopped_, {})();
    }
}

/// From one connection to its end. Success means: start anew soon.
io::Async<ImapResult<void>> Mailbox::session() {
    auto route = co_await run_on<ImapResult<MailboxRoute>>(context_.slow_pool, setup_.make_route);
    if (!route) {
        co_return std::unexpected(route.error());
    }
    if (!*route) {
        co_return std::unexpected(route->error());
    }
    connection_ = std::make_unique<ImapConnection>(context_.loop, context_.clock, **route);
    connected_at_ = context_.clock.steady();
    if (const auto opened = co_await connection_->open(); !opened) {
        co_return opened;
    }
    while (!stopping_ && context_.clock.steady() - connected_at_ < limits::kImapConnectionAgeMax) {
        if (const auto looked = co_await look(); !looked) {
            co_return looked;
        }
        if (context_.clock.steady() - connected_at_ >= limits::kImapHealthy) {
            failures_ = 0;
        }
        if (stopping_) {
            break;
        }
        if (const auto waited = co_await wait_for_news(); !waited) {
            co_return waited;
        }
    }
    co_await connection_->log_out();
    co_return ImapResult<void>{};
}

/// Until the server calls, or it is time to look anyway. (IMAP-8)
io::Async<ImapResult<void>> Mailbox::wait_for_news() {
    if (!connection_->client().has("IDLE")) {
        co_await rest(std::min(context_.look_every, limits::kImapPollEvery));
        co_return ImapResult<void>{};
    }
    const auto wait = std::min(context_.look_every, limits::kImapIdleReissue);
    const auto news = co_await connection_->idle(context_.clock.steady() + wait);
    if (!news) {
        co_return std::unexpected(news.error());
    }
    co_return ImapResult<void>{};
}

io::Async<void> Mailbox::rest(Milliseconds delay) {
    io::Answer<bool> woken(context_.loop);
    wake_ = woken.callback();
    co_await woken.wait(context_.clock, context_.clock.steady() + delay);
    wake_ = {};
}

/// Doubling with full jitter; a refused password is not tried again soon, which locks accounts.
/// (IMAP-9, OAU-5)
Milliseconds Mailbox::wait_after(const imap::Failure& failure) {
    ++failures_;
    if (imap::is_auth_refused(failure) && failures_ >= 3) {
        return limits::kImapRefusedRetry;
    }
    const auto doubled = limits::kImapRetryMin * (1 << std::min(failures_ - 1, 16));
    const auto ceiling = std::min<Milliseconds>(doubled, limits::kImapRetryMax);
    const auto jitter = context_.random.below(static_cast<std::uint64_t>(ceiling.count()) + 1);
    return std::max(limits::kImapRetryMin, Milliseconds{static_cast<std::int64_t>(jitter)});
}

io::Async<void> Mailbox::report(const imap::Failure& failure) {
    for (const auto uid : std::exchange(under_way_, {})) {
        ++suspects_[uid];
    }
    const auto trouble = context_.say(setup_.mailbox, failure);
    log_warning("mailbox {}: {} ({})", setup_.mailbox.address, trouble.sentence,
                for_log(failure.text));
    co_await on_pool<bool>([fetch = &context_.fetch, id = setup_.mailbox.channel_id, trouble] {
        fetch->record_trouble(id, trouble);
        return true;
    });
}

}  // namespace postroom::receive
