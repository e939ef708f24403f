// See world.hpp.
#include "support/world.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <future>

#include "core/check.hpp"
#include "core/text.hpp"
#include "desk/automation_commands.hpp"
#include "desk/workspace.hpp"
#include "pipeline/accept.hpp"
#include "store/follower.hpp"
#include "store/migrations.hpp"
#include "store/people.hpp"

namespace postroom::testing {
namespace {

std::unique_ptr<db::Database> open(const std::string& url) {
    auto database = db::Database::open({.url = url});
    CHECK(database.has_value());
    CHECK((*database)->migrate(store::migrations()).has_value());
    return std::move(*database);
}

}  // namespace

World::World(const WorldOptions& options) : random(options.seed), database(open(options.url)) {
    const std::array keys{threading::Key{
        .id = 1, .secret = options.instance + std::string(32, 'k'), .retired_at = {}}};
    env = std::make_unique<desk::Environment>(
        desk::Environment{.clock = clock,
                          .random = random,
                          .keys = threading::KeyRing(keys, clock.now()),
                          .instance = options.instance,
                          .loop_secret = "loop of " + options.instance,
                          .seal_secret = std::string(32, 's'),
                          .public_url = {}});
    const auto made = write([&](db::Session& session) {
        return desk::create_workspace(session, *env,
                                      {.admin_email = options.admin,
                                       .admin_name = "Ada",
                                       .admin_password_hash = "none",
                                       .support_address = options.support,
                                       .smart_host = {}});
    });
    CHECK(made.has_value());
    admin_ = *made;
    if (options.with_automations) {
        write([&](db::Session& session) { desk::create_standard_automations(session, *env); });
    }
    start_stages();
}

void World::start_stages() {
    intake_ = std::make_unique<pipeline::Intake>(*database, *env,
                                                 pipeline::IntakeOptions{.parser_threads = 1});
    fanout_ = std::make_unique<pipeline::Fanout>(*database, *env, [this] { return present; });
    relay_ = std::make_unique<pipeline::Relay>(*database, *env);
    dispatch_ = std::make_unique<pipeline::Dispatch>(*database, *env, "test");
    indexing_ = std::make_unique<pipeline::Indexing>(*database);
    automation_ = std::make_unique<pipeline::Automation>(*database, *env);
}

void World::restart() {
    start_stages();
    dispatch_->recover();
}

UserId World::add_user(const std::string& local, model::NotificationPreferences preferences,
                       model::Role role) {
    const auto id = write([&](db::Session& session) {
        return store::insert_user(session, {.email = local + "@agents.test",
                                            .name = local,
                                            .role = role,
                                            .preferences = preferences,
                                            .created_at = clock.now()});
    });
    CHECK(id.has_value());
    return *id;
}

void World::set_preferences(UserId id, model::NotificationPreferences preferences) {
    write([&](db::Session& session) {
        auto user = store::find_user(session, id);
        CHECK(user.has_value());
        user->preferences = preferences;
        store::update_user(session, *user);
    });
}

CustomerId World::add_customer(const std::string& email, const std::string& name) {
    return write([&](db::Session& session) {
        return store::ensure_customer(session, email, name, clock.now());
    });
}

desk::CreatedItem World::add_ticket(CustomerId requester, const std::string& title) {
    const auto created = write([&](db::Session& session) {
        return desk::create_item(
            session, *env,
            {.title = title, .requester_id = requester, .actor = model::person(requester)});
    });
    post(created.public_conversation, model::person(requester), "It burns.", model::Origin::email);
    return created;
}

void World::follow(ItemId item, model::Follower follower) {
    write([&](db::Session& session) { store::add_follower(session, item, follower, clock.now()); });
}

Result<desk::Posted> World::post_only(desk::NewMessage message) {
    return write([&](db::Session& session) {
        return desk::post_message(session, *env, std::move(message), present);
    });
}

model::Message World::post(ConversationId conversation, model::Person author,
                           const std::string& text, model::Origin origin) {
    auto posted = post_only({.conversation_id = conversation,
                             .author = author,
                             .author_name = "Somebody",
                             .origin = origin,
                             .text = text});
    EXPECT_TRUE(posted.has_value()) << (posted ? "" : posted.error().reply);
    run();
    return posted->message;
}

void World::see(ConversationId conversation, model::Person person, std::int64_t up_to_seq) {
    write([&](db::Session& session) {
        return desk::mark_seen(session, *env, conversation, person, up_to_seq);
    });
}

bool World::mail_in(const std::string& raw, const std::string& recipient,
                    const std::string& envelope_from) {
    const bool accepted = accept(raw, recipient, envelope_from);
    run();
    return accepted;
}

bool World::accept(const std::string& raw, const std::string& recipient,
                   const std::string& envelope_from) {
    if (!pipeline::judge_recipient(*database, *env, recipient, "192.0.2.1")) {
        return false;
    }
    std::promise<bool> stored;
    pipeline::accept_mail(
        *database, *env,
        {.envelope_from = envelope_from,
         .recipients = {recipient},
         .raw = raw,
         .via = "smtp",
         .client = "test"},
        [&](Result<IncomingMailId> result) { stored.set_value(result.has_value()); });
    CHECK(stored.get_future().get());
    return true;
}

void World::advance(Milliseconds by) {
    clock.advance(by);
    run();
}

void World::run() {
    std::size_t done = 1;
    while (done > 0) {
        done = intake_->run_once() + fanout_->run_once() + automation_->run_once() +
               relay_->run_once() + indexing_->run_once();
    }
    send_due();
}

void World::run_stage(Stage stage) {
    switch (stage) {
        case Stage::intake:
            intake_->run_once();
            return;
        case Stage::fanout:
            fanout_->run_once();
            return;
        case Stage::relay:
            relay_->run_once();
            return;
        case Stage::indexing:
            indexing_->run_once();
            return;
        case Stage::automation:
            automation_->run_once();
            return;
        case Stage::dispatch:
            send_due();
            return;
    }
}

void World::send_due() {
    dispatch_->catch_up();
    dispatch_->sweep();
    for (const auto& connector : dispatch_->list_connectors()) {
        if (!connector.enabled) {
            continue;
        }
        // Again, until nothing is due: some mails leave only after others. (OUT-17)
        for (auto due = dispatch_->claim(connector.id); !due.empty();
             due = dispatch_->claim(connector.id)) {
            for (const auto& mail : due) {
                hand_over(mail);
            }
        }
    }
}

void World::hand_over(const pipeline::ClaimedMail& mail) {
    const Reception happens = reception ? reception(mail) : Reception::accept;
    using enum Reception;
    switch (happens) {
        case refuse_for_now:
            record(mail, {.reply = "451 4.3.0 later",
                          .stage = outbox::Stage::rcpt_to,
                          .code = 451,
                          .enhanced = "4.3.0"});
            return;
        case refuse_sign_in:
            record(mail, {.reply = "535 5.7.8 no",
                          .stage = outbox::Stage::auth,
                          .code = 535,
                          .enhanced = "5.7.8"});
            dispatch_->note_connector(mail.connector_id, pipeline::ConnectorState::sign_in_refused,
                                      "535 5.7.8 no");
            return;
        case refuse:
            record(mail, {.reply = "550 5.1.1 no such mailbox",
                          .stage = outbox::Stage::rcpt_to,
                          .code = 550,
                          .enhanced = "5.1.1"});
            return;
        case drop_before_dot:
            record(mail, {.reply = "connection lost", .stage = outbox::Stage::data});
            return;
        case worker_dies_early:
            return;
        default:
            break;
    }
    std::promise<bool> may_send;
    dispatch_->before_dot(mail.lease, [&](bool allowed) { may_send.set_value(allowed); });
    if (!may_send.get_future().get() || happens == worker_dies_at_dot) {
        return;
    }
    if (happens != lose_after_dot) {
        sent.push_back({mail.lease.mail_id, mail.envelope_from, mail.recipient, mail.bytes,
                        clock.now(), happens == accept});
    }
    if (happens == accept) {
        record(mail, {.accepted = true, .reply = "250 OK"});
    } else if (happens != worker_dies_unwitting) {
        record(mail, {.reply = "no answer", .stage = outbox::Stage::final_dot});
    }
}

void World::record(const pipeline::ClaimedMail& mail, pipeline::Attempted attempted) {
    std::promise<void> recorded;
    dispatch_->record(mail.lease, std::move(attempted), [&] { recorded.set_value(); });
    recorded.get_future().get();
}

std::size_t World::sent_to(const std::string& recipient) const {
    return static_cast<std::size_t>(std::ranges::count_if(
        sent, [&](const SentMail& mail) { return mail.recipient == recipient; }));
}

std::optional<model::Receipt> World::receipt(MessageId message, model::Person person) {
    return write(
        [&](db::Session& session) { return store::find_receipt(session, message, person); });
}

std::int64_t World::count(const std::string& sql) {
    return write([&](db::Session& session) {
        return session.one(sql, [](const db::Row& row) { return row.get<std::int64_t>(0); })
            .value_or(-1);
    });
}

model::NotificationPreferences silent() {
    return {.from_customers = model::FromCustomers::none,
            .replies_to_customers = model::RepliesToCustomers::none,
            .internal_messages = model::InternalMessages::none,
            .include_automation = false,
            .email = model::NotificationEmail::never,
            .assignment_emails = false};
}

model::NotificationPreferences everything() {
    return {.from_customers = model::FromCustomers::all,
            .replies_to_customers = model::RepliesToCustomers::all,
            .internal_messages = model::InternalMessages::followed};
}

std::string a_mail(const std::string& from, const std::string& subject, const std::string& body,
                   const std::string& more_headers) {
    const std::string text = "From: " + from + "\nTo: " + World::kSupport +
                             "\nSubject: " + subject + "\nDate: Sat, 21 Nov 2026 09:00:00 +0000\n" +
                             more_headers + "\n" + body + "\n";
    return replace_all(text, "\n", "\r\n");
}

}  // namespace postroom::testing
