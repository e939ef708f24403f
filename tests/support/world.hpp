// A whole workspace in memory for flow, data and simulation tests: the real stages, a clock that a
// test moves, and a receiving side that counts. Invariant: nothing here sleeps, opens a socket or
// touches the disk.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "core/clock.hpp"
#include "core/random.hpp"
#include "db/database.hpp"
#include "desk/environment.hpp"
#include "desk/item_commands.hpp"
#include "desk/post_message.hpp"
#include "pipeline/automation.hpp"
#include "pipeline/dispatch.hpp"
#include "pipeline/fanout.hpp"
#include "pipeline/indexing.hpp"
#include "pipeline/intake.hpp"
#include "pipeline/relay.hpp"
#include "store/item.hpp"
#include "store/receipt.hpp"

namespace postroom::testing {

/// A mail that the receiving side took.
struct SentMail {
    MailId id;
    std::string envelope_from;
    std::string recipient;
    std::string bytes;
    TimePoint at{};
    bool is_answered = true;  ///< false: we never heard that it was taken
};

/// What happens when a mail is handed to the receiving side.
enum class Reception {
    accept,
    refuse_for_now,         ///< 451 to RCPT
    refuse_sign_in,         ///< 535 to AUTH
    refuse,                 ///< 550 to RCPT
    drop_before_dot,        ///< the connection is lost, nothing was taken
    drop_after_dot,         ///< taken, but the answer is lost
    lose_after_dot,         ///< not taken, and no answer either
    worker_dies_early,      ///< ours: before the dot was announced
    worker_dies_at_dot,     ///< ours: the dot was announced, not sent
    worker_dies_unwitting,  ///< ours: taken and answered, not recorded
};

struct WorldOptions {
    std::uint64_t seed = 1;
    std::string url = "sqlite::memory:";  ///< or an empty PostgreSQL database
    std::string support = "support@desk.test";
    std::string admin = "ada@agents.test";
    std::string instance = "test";
    bool with_automations = false;  ///< the standard set, as `postroom setup` makes it
};

class World {
   public:
    static constexpr const char* kSupport = "support@desk.test";
    static constexpr const char* kAdmin = "ada@agents.test";

    explicit World(std::uint64_t seed = 1, std::string url = "sqlite::memory:")
        : World(WorldOptions{.seed = seed, .url = std::move(url)}) {}
    explicit World(const WorldOptions& options);

    UserId admin() const { return admin_; }
    UserId add_user(const std::string& local, model::NotificationPreferences preferences,
                    model::Role role = model::Role::member);
    void set_preferences(UserId user, model::NotificationPreferences preferences);
    CustomerId add_customer(const std::string& email, const std::string& name = "Eve Customer");

    /// A ticket as if it had come by mail, with the first message of this customer.
    desk::CreatedItem add_ticket(CustomerId requester,
                                 const std::string& title = "Printer on fire");
    void follow(ItemId item, model::Follower follower);

    /// Posts and runs everything that follows at once. Returns the message.
    model::Message post(ConversationId conversation, model::Person author, const std::string& text,
                        model::Origin origin = model::Origin::app);
    void see(ConversationId conversation, model::Person person, std::int64_t up_to_seq = 1'000'000);

    /// A raw mail through the door; runs the stages. False when the recipient is refused.
    bool mail_in(const std::string& raw, const std::string& recipient = kSupport,
                 const std::string& envelope_from = "eve@customer.test");

    void advance(Milliseconds by);
    /// Runs every stage until nothing is left to do now; sends what is due to the receiving side.
    void run();
    enum class Stage { intake, fanout, relay, indexing, automation, dispatch };
    /// One batch of one stage only.
    void run_stage(Stage stage);
    /// The program stops between two commits and starts again: leases stay behind, rows remain.
    void restart();
    /// A raw mail through the door; no stage runs. False when the recipient is refused.
    bool accept(const std::string& raw, const std::string& recipient,
                const std::string& envelope_from);
    /// Posts; no stage runs.
    Result<desk::Posted> post_only(desk::NewMessage message);

    /// How the receiving side behaves; takes everything unless a test says otherwise.
    std::function<Reception(const pipeline::ClaimedMail&)> reception;

    /// Everything that the receiving side got, in order.
    std::vector<SentMail> sent;
    /// How many of them went to this address.
    std::size_t sent_to(const std::string& recipient) const;
    std::optional<model::Receipt> receipt(MessageId message, model::Person person);
    std::int64_t count(const std::string& sql);
    pipeline::Dispatch& dispatch() { return *dispatch_; }

    template <class F>
    auto write(F work) {
        return database->write(std::move(work));
    }

    ManualClock clock;
    SeededRandom random;
    std::unique_ptr<db::Database> database;
    std::unique_ptr<desk::Environment> env;
    desk::PresentCustomers present;

   private:
    void start_stages();
    void send_due();
    void hand_over(const pipeline::ClaimedMail& mail);
    void record(const pipeline::ClaimedMail& mail, pipeline::Attempted attempted);

    UserId admin_;
    std::unique_ptr<pipeline::Intake> intake_;
    std::unique_ptr<pipeline::Fanout> fanout_;
    std::unique_ptr<pipeline::Relay> relay_;
    std::unique_ptr<pipeline::Dispatch> dispatch_;
    std::unique_ptr<pipeline::Indexing> indexing_;
    std::unique_ptr<pipeline::Automation> automation_;
};

/// Preferences with which a user hears nothing at all (F047).
model::NotificationPreferences silent();
/// Preferences with which a user hears everything (F049).
model::NotificationPreferences everything();

/// A simple mail with CRLF line ends.
std::string a_mail(const std::string& from, const std::string& subject, const std::string& body,
                   const std::string& more_headers = "");

}  // namespace postroom::testing
