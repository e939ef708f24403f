// See mailbox_watch.hpp.
#include "app/mailbox_watch.hpp"

#include <optional>
#include <utility>

#include "core/log.hpp"

namespace postroom::app {
namespace {

constexpr Milliseconds kLookEvery{2000};

}  // namespace

receive::ImapResult<receive::MailboxRoute> mailbox_route(const model::Mailbox& mailbox) {
    receive::MailboxRoute route{.server = {.host = mailbox.host, .port = mailbox.port, .path = {}},
                                .is_implicit_tls = mailbox.tls == model::TlsPolicy::implicit,
                                .starttls = mailbox.tls == model::TlsPolicy::starttls,
                                .tls = {},
                                .credentials = {.user = mailbox.username,
                                                .password = mailbox.secret,
                                                .oauth_token = mailbox.oauth_token}};
    if (route.is_implicit_tls || route.starttls) {
        auto tls = io::TlsContext::client({.verify = true, .ca_file = {}});
        if (!tls) {
            return std::unexpected(imap::Failure{.stage = imap::Stage::tls,
                                                 .cause = imap::Cause::tls,
                                                 .code = {},
                                                 .text = tls.error().reply});
        }
        route.tls = std::move(*tls);
    }
    return route;
}

void MailboxWatch::start() {
    look_in_background();
    timer_.repeat(kLookEvery, [this] { look_in_background(); });
}

void MailboxWatch::stop() {
    is_stopped_ = true;
    timer_.cancel();
    around_.fetcher.stop();
}

void MailboxWatch::look_soon() {
    around_.loop.post([this] {
        looks_again_ = is_looking_;
        look_in_background();
    });
}

void MailboxWatch::look_in_background() {
    if (is_looking_ || is_stopped_) {
        return;
    }
    is_looking_ = around_.pool.submit([this] {
        std::optional<std::vector<model::Mailbox>> mailboxes;
        try {
            mailboxes = around_.fetch.list_mailboxes();
        } catch (const std::exception& error) {
            log_error("the mailboxes cannot be read: {}", error.what());
        }
        around_.loop.post([this, mailboxes = std::move(mailboxes)]() mutable {
            is_looking_ = false;
            if (mailboxes && !is_stopped_) {
                configure(std::move(*mailboxes));
            }
            if (std::exchange(looks_again_, false)) {
                look_in_background();
            }
        });
    });
}

void MailboxWatch::configure(std::vector<model::Mailbox> mailboxes) {
    std::vector<receive::MailboxSetup> setups;
    for (auto& mailbox : mailboxes) {
        if (mailbox.active) {
            auto make_route = [make = around_.make_route, mailbox] { return make(mailbox); };
            setups.push_back({.mailbox = std::move(mailbox), .make_route = std::move(make_route)});
        }
    }
    around_.fetcher.configure(std::move(setups));
}

}  // namespace postroom::app
