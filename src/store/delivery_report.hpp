// What was reported about mails that had left, and pairs of machines that were stopped.
// Invariant: one report counts once, however often its mail is processed. Rule: mail-correctness.md
// BNC-4 to BNC-8, LOOP-9.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "db/session.hpp"
#include "model/mail_flow.hpp"

namespace postroom::store {

/// False when the same incoming mail reported the same of the same mail before.
bool insert_delivery_report(db::Session& session, const model::DeliveryReport& report);
/// Oldest first.
std::vector<model::DeliveryReport> list_delivery_reports(db::Session& session, MailId mail);

/// Mails to an address that did not arrive "this time", after `since`, which nobody has settled.
struct SoftBounces {
    std::int64_t mails = 0;
    std::optional<TimePoint> last_at;
    std::string last_words;
    MailId last_mail_id;
};
SoftBounces find_soft_bounces(db::Session& session, std::string_view address, TimePoint since);
/// A person looked after the address: what was reported before counts no more.
void settle_delivery_reports(db::Session& session, std::string_view address);

/// Marks the conversation; a mark that stands there already keeps its time. (BNC-6)
void flag_undelivered(db::Session& session, ConversationId conversation, TimePoint now);
/// False when it was not marked.
bool clear_undelivered(db::Session& session, ConversationId conversation);

/// When the customer with this address called a mail unwanted; none takes it back. (BNC-7)
void record_complaint(db::Session& session, std::string_view address,
                      std::optional<TimePoint> complained_at);
/// One more mail was refused for what it holds or who sends it. (BNC-4)
void record_connector_refusal(db::Session& session, ConnectorId id, std::string_view refusal,
                              TimePoint now);
void clear_connector_refusals(db::Session& session, ConnectorId id);

/// Whether the mail carries anything that a colleague wrote. (LOOP-7)
bool carries_colleagues_words(db::Session& session, MailId mail);

/// One mail between us and an address in one item.
struct PairTurn {
    TimePoint at{};
    bool is_ours = false;
};
/// Our automatic mails to the address and theirs to us after `since`, oldest first. (LOOP-9)
std::vector<PairTurn> list_pair_turns(db::Session& session, ItemId item, std::string_view address,
                                      TimePoint since, int limit);
/// When a person last did something in the item, after `since`.
std::optional<TimePoint> find_human_action(db::Session& session, ItemId item, TimePoint since);

struct AutomaticMailStop {
    std::string address;
    std::optional<TimePoint> stopped_at;  ///< none while it runs
    std::optional<TimePoint> resumed_at;
};
std::optional<AutomaticMailStop> find_automatic_mail_stop(db::Session& session, ItemId item,
                                                          std::string_view address);
/// Those that hold.
std::vector<AutomaticMailStop> list_automatic_mail_stops(db::Session& session, ItemId item);
void stop_automatic_mail(db::Session& session, ItemId item, std::string_view address,
                         TimePoint now);
/// False when it was not stopped.
bool resume_automatic_mail(db::Session& session, ItemId item, std::string_view address,
                           TimePoint now);

}  // namespace postroom::store
