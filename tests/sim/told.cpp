// See told.hpp.
#include "told.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "guard/ceilings.hpp"

namespace postroom::sim {
namespace {

using Broken = std::vector<std::string>;
using model::PersonKind;

/// A message as the database numbers it.
struct Stored {
    MessageId id;
    ConversationId conversation;
    std::int64_t seq = 0;
    TimePoint at{};
    bool is_public = false;
    bool is_automatic = false;
};

std::map<std::string, Stored> load_messages(Simulation& simulation) {
    std::map<std::string, Stored> stored;
    simulation.world.write([&](db::Session& session) {
        session.list(
            "select m.message_id, m.conversation_id, m.seq, m.created_at, c.visibility, "
            "m.is_automatic, m.body_text from message m join conversation c on c.conversation_id "
            "= m.conversation_id",
            [&](const db::Row& row) {
                const auto text = row.get<std::string>(6);
                const auto begin = std::min(text.find("[pub"), text.find("[int"));
                if (begin != std::string::npos) {
                    const auto marker = text.substr(begin, text.find(']', begin) + 1 - begin);
                    stored[marker] = {row.get<MessageId>(0),
                                      row.get<ConversationId>(1),
                                      row.get<std::int64_t>(2),
                                      row.get<TimePoint>(3),
                                      row.get<std::string>(4) == "public",
                                      row.get<bool>(5)};
                }
                return 0;
            });
    });
    return stored;
}

std::optional<TimePoint> first_look(const Ledger& ledger, model::Person person,
                                    const Stored& message) {
    for (const auto& look : ledger.looks) {
        if (look.person == person && look.conversation == message.conversation &&
            look.up_to_seq >= message.seq && look.at >= message.at) {
            return look.at;
        }
    }
    return std::nullopt;
}

/// F003, F010, F047, I6, I7 for one copy.
void check_copy(const Simulation& simulation, const Copy& copy, Broken& broken) {
    const auto& ledger = simulation.ledger;
    const bool to_customer = !copy.recipient.ends_with("@agents.test");
    if (ledger.silent_addresses.contains(copy.recipient)) {
        broken.push_back("F047_silence: a mail went to " + copy.recipient);
    }
    if (to_customer && copy.bytes.find("[int") != std::string::npos) {
        broken.push_back("I7_no_leak: raw bytes to " + copy.recipient);
    }
    for (const auto& marker : copy.markers) {
        const auto said = ledger.said.find(marker);
        if (said == ledger.said.end()) {
            continue;
        }
        if (to_customer && said->second.is_internal) {
            broken.push_back(fmt::format("F003_no_internal_message_to_customers: {} to {}", marker,
                                         copy.recipient));
        }
        if (said->second.author_address == copy.recipient) {
            broken.push_back(
                fmt::format("F010_never_the_author: {} to {}", marker, copy.recipient));
        }
        if (to_customer && said->second.by_user && copy.steady_at < said->second.may_leave_at) {
            broken.push_back(
                fmt::format("I6_nothing_leaves_before_undo: {} to {}", marker, copy.recipient));
        }
    }
}

/// F008: one mail at most tells somebody of one message.
void check_once(const Simulation& simulation, Broken& broken) {
    std::map<std::pair<std::string, std::string>, std::set<std::string>> mails;
    for (const auto& copy : simulation.ledger.copies) {
        for (const auto& marker : copy.markers) {
            mails[{copy.recipient, marker}].insert(copy.message_id);
        }
    }
    for (const auto& [key, ids] : mails) {
        if (ids.size() > 1) {
            broken.push_back(fmt::format("F008_nobody_is_mailed_twice: {} about {} in {} mails",
                                         key.first, key.second, ids.size()));
        }
    }
}

/// The witness wants everything: what they have not seen in time reaches them in exactly one mail.
void check_witness(Simulation& simulation, const std::map<std::string, Stored>& stored,
                   Broken& broken) {
    const auto& witness = simulation.agents[1];
    const auto person = model::person(witness.id);
    std::map<std::string, int> mailed;
    for (const auto& copy : simulation.ledger.copies) {
        if (copy.recipient == witness.address) {
            for (const auto& marker : copy.markers) {
                ++mailed[marker];
            }
        }
    }
    for (const auto& [marker, message] : stored) {
        const auto said = simulation.ledger.said.find(marker);
        const bool is_own =
            said != simulation.ledger.said.end() && said->second.author_address == witness.address;
        if (!message.is_public || message.is_automatic || is_own) {
            continue;
        }
        const auto seen = first_look(simulation.ledger, person, message);
        if (seen && *seen - message.at < limits::kRelayGrace && mailed[marker] > 0 &&
            !simulation.mood.clock_steps) {
            broken.push_back(fmt::format("F009_seen_means_no_mail: {}", marker));
        }
        const auto receipt = simulation.world.receipt(message.id, person);
        if (!receipt) {
            broken.push_back(fmt::format("F006_the_witness_is_told: no receipt of {}", marker));
            continue;
        }
        const bool was_kept_back =
            receipt->rule == "quiet_mode" || receipt->rule == "mail_postponed" ||
            receipt->rule == "blocked_address" || receipt->rule == "told_as_customer";
        const bool failed =
            simulation.world.count(fmt::format("select count(*) from outgoing_mail where mail_id = "
                                               "{} and state in ('failed', 'cancelled', "
                                               "'suppressed', 'bounced')",
                                               receipt->mail_id.value)) == 1;
        if (!seen && mailed[marker] == 0 && !was_kept_back && !failed) {
            broken.push_back(
                fmt::format("F008_unseen_means_one_mail: {} has rule {}", marker, receipt->rule));
        }
    }
}

/// A colleague who once wrote as a customer has answers to that at the same address.
bool is_to_user(Simulation& simulation, MailId mail) {
    return simulation.world.count(fmt::format(
               "select count(*) from outgoing_mail where mail_id = {} and recipient_kind = 'user'",
               mail.value)) == 1;
}

/// OUT-5: a notification of which everything has been seen does not leave any more.
void check_not_seen_before_leaving(Simulation& simulation,
                                   const std::map<std::string, Stored>& stored, Broken& broken) {
    for (const auto& copy : simulation.ledger.copies) {
        for (std::size_t i = 0; i < simulation.agents.size(); ++i) {
            const auto& agent = simulation.agents[i];
            if (agent.address != copy.recipient || copy.markers.empty() ||
                !is_to_user(simulation, copy.mail_id)) {
                continue;
            }
            const bool all_seen = std::ranges::all_of(copy.markers, [&](const auto& marker) {
                const auto message = stored.find(marker);
                if (message == stored.end()) {
                    return false;
                }
                const auto seen =
                    first_look(simulation.ledger, model::person(agent.id), message->second);
                return seen && *seen < copy.at;
            });
            if (all_seen && !simulation.mood.clock_steps) {
                broken.push_back(fmt::format("OUT5_seen_before_it_left: mail {} to {} with {}",
                                             copy.mail_id.value, copy.recipient,
                                             fmt::join(copy.markers, " ")));
            }
        }
    }
}

/// I9: automatic mails to one address, and in one item, stay under the windows of LOOP-6.
void check_ceilings(Simulation& simulation, Broken& broken) {
    for (const auto& ceiling : guard::ceilings()) {
        const bool per_item = ceiling.kind == guard::CeilingKind::automatic_in_ticket;
        if (!per_item && ceiling.kind != guard::CeilingKind::automatic_to_address) {
            continue;
        }
        const auto found = simulation.world.write([&](db::Session& session) {
            return session.one(
                fmt::format("select a.mail_id from outgoing_mail a join outgoing_mail b on "
                            "b.recipient = a.recipient and b.created_at <= a.created_at and "
                            "b.created_at > a.created_at - {} and b.mail_id <= a.mail_id {} where "
                            "a.kind = 'notification' and b.kind = 'notification' and a.state <> "
                            "'suppressed' and b.state <> 'suppressed' group by a.mail_id having "
                            "count(*) > {}",
                            ceiling.window.count(), per_item ? "and b.item_id = a.item_id" : "",
                            ceiling.count_max),
                [](const db::Row& row) { return row.get<std::int64_t>(0); });
        });
        if (found && !simulation.mood.clock_steps) {
            broken.push_back(fmt::format("I9_loop_bounded: mail {} is beyond {} in {} min", *found,
                                         ceiling.count_max, ceiling.window.count() / 60000));
        }
    }
}

}  // namespace

void check_told(Simulation& simulation, std::vector<std::string>& broken) {
    const auto stored = load_messages(simulation);
    for (const auto& copy : simulation.ledger.copies) {
        check_copy(simulation, copy, broken);
    }
    check_once(simulation, broken);
    check_witness(simulation, stored, broken);
    check_not_seen_before_leaving(simulation, stored, broken);
    check_ceilings(simulation, broken);
}

}  // namespace postroom::sim
