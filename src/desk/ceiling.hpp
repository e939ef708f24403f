// How much automatic mail may go to one address, in one item and from one channel.
// Invariant: counted from rows in the transaction that makes the mail, so no restart and no second
// worker gets past a ceiling (I9). Rule: mail-correctness.md LOOP-4, LOOP-6, LOOP-7,
// LOOP-9.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/result.hpp"
#include "db/session.hpp"
#include "desk/environment.hpp"
#include "model/work.hpp"

namespace postroom::desk {

struct AutomaticRecipient {
    model::Person person;
    std::string_view address;
};

/// The rule (notify/rule.hpp) that forbids one more automatic mail now; empty when it may leave.
/// Stops the channel when that is what the count asks for. (LOOP-6, LOOP-7)
std::string_view rule_against_automatic_mail(db::Session& session, const Environment& env,
                                             const std::optional<model::Item>& item,
                                             const AutomaticRecipient& recipient);

/// Whether this person was emailed an automatic message of the item within the last hour. (LOOP-4)
bool is_automatic_email_spent(db::Session& session, model::Person person, ItemId item,
                              TimePoint now);

/// When the automatic mail of a channel was stopped; nothing while it runs. (LOOP-7)
std::optional<TimePoint> find_channel_stop(db::Session& session, ChannelId channel);
/// Lets it run again: an administrator looked at it.
void resume_channel(db::Session& session, const Environment& env, ChannelId channel,
                    model::Person actor);

/// Automatic mail may go to this address in this item again. Error: conflict when it does.
/// (LOOP-9)
Result<void> resume_pair(db::Session& session, const Environment& env, ItemId item,
                         std::string_view address, model::Person actor);

}  // namespace postroom::desk
