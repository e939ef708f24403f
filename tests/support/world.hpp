// A whole workspace in memory for flow, data and simulation tests: the real stages, a clock that a
// test moves, and a receiving side that counts. Invariant: nothing here sleeps, opens a socket or
// touches the disk.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "core/clock.hpp"
#include "core/random.hpp"
#include "db/database.hpp"
#include "desk/environment.hpp"
#include "desk/item_commands.hpp"
#include "desk/post_message.hpp"
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
};

class World {
   public:
    static constexpr const char* kSupport = "support@desk.test";
    static constexpr const char* kAdmin = "ada@agents.test";

    /// @param url  "sqlite::memory:" or an empty PostgreSQL database
    explicit World(std::uint64_t seed = 1, std::string url = "sqlite::memory:");

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

    /// Everything that the receiving side got, in order.
    std::vector<SentMail> sent;
    /// How many of them went to this address.
    std::size_t sent_to(const std::string& recipient) const;
    std::optional<model::Receipt> receipt(MessageId message, model::Person person);
    std::int64_t count(const std::string& sql);

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
    void send_due();

    UserId admin_;
    std::unique_ptr<pipeline::Intake> intake_;
    std::unique_ptr<pipeline::Fanout> fanout_;
    std::unique_ptr<pipeline::Relay> relay_;
    std::unique_ptr<pipeline::Dispatch> dispatch_;
    std::unique_ptr<pipeline::Indexing> indexing_;
};

/// Preferences with which a user hears nothing at all (F047).
model::NotificationPreferences silent();
/// Preferences with which a user hears everything (F049).
model::NotificationPreferences everything();

/// A simple mail with CRLF line ends.
std::string a_mail(const std::string& from, const std::string& subject, const std::string& body,
                   const std::string& more_headers = "");

}  // namespace postroom::testing
