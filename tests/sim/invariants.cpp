// See invariants.hpp: the properties of mail that came in and of mail that left.
#include "invariants.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "told.hpp"

namespace postroom::sim {
namespace {

using Broken = std::vector<std::string>;

/// A statement that must find nothing; its first column says what it found.
struct Property {
    std::string_view name;
    std::string_view sql;
};

constexpr Property kProperties[] = {
    {"I1_every_mail_has_its_outcome",
     "select incoming_mail_id from incoming_mail where outcome = 'pending' or processed_at is "
     "null"},
    {"I1_ticket_and_reply_have_item_and_message",
     "select incoming_mail_id from incoming_mail i where outcome in ('ticket', 'reply') and "
     "(item_id is null or not exists (select 1 from message m where m.message_id = i.message_id "
     "and m.incoming_mail_id = i.incoming_mail_id))"},
    {"I1_only_ticket_and_reply_make_messages",
     "select m.message_id from message m join incoming_mail i on i.incoming_mail_id = "
     "m.incoming_mail_id where i.outcome not in ('ticket', 'reply') or i.message_id <> "
     "m.message_id"},
    {"I2_one_mail_one_message",
     "select incoming_mail_id from message where incoming_mail_id is not null group by "
     "incoming_mail_id having count(*) > 1"},
    {"I3_every_mail_came_to_an_end",
     "select mail_id from outgoing_mail where state in ('held', 'ready', 'leased', 'dot_sent', "
     "'retry_wait', 'uncertain')"},
    {"I3_an_end_has_no_due_time",
     "select mail_id from outgoing_mail where state in ('sent', 'failed', 'cancelled', "
     "'suppressed', 'bounced') and (due_at is not null or lease_until is not null)"},
    {"I3_sent_mail_has_an_accepted_attempt",
     "select mail_id from outgoing_mail m where state in ('sent') and not exists (select 1 from "
     "mail_attempt a where a.mail_id = m.mail_id and a.outcome = 'sent')"},
    {"I3_nothing_else_has_one",
     "select mail_id from outgoing_mail m where state not in ('sent', 'bounced') and exists "
     "(select 1 from mail_attempt a where a.mail_id = m.mail_id and a.outcome = 'sent')"},
    {"I7_no_customer_receipt_of_an_internal_message",
     "select r.receipt_id from receipt r join conversation c on c.conversation_id = "
     "r.conversation_id where c.visibility = 'internal' and r.person_kind = 'customer' and "
     "r.state <> 'withheld'"},
    {"I7_no_customer_mail_of_an_internal_message",
     "select m.mail_id from outgoing_mail m join conversation c on c.conversation_id = "
     "m.conversation_id where c.visibility = 'internal' and m.recipient_kind <> 'user'"},
    {"I11_attempts_are_closed",
     "select mail_id from mail_attempt where finished_at is null or outcome = ''"},
    {"I11_every_end_is_in_the_event_log",
     "select mail_id from outgoing_mail m where state in ('sent', 'failed', 'cancelled', "
     "'bounced') and not exists (select 1 from event e where e.kind = 'outbox_changed' and "
     "e.subject_id = m.mail_id and e.payload like '%' || m.state || '%')"},
    {"I11_every_incoming_mail_is_in_the_event_log",
     "select incoming_mail_id from incoming_mail i where not exists (select 1 from event e where "
     "e.kind = 'mail_received' and e.subject_id = i.incoming_mail_id)"},
    {"told_no_receipt_is_overdue", "select receipt_id from receipt where due_at is not null"},
    {"told_every_message_has_a_receipt_for_the_requester_or_is_theirs",
     "select m.message_id from message m join conversation c on c.conversation_id = "
     "m.conversation_id join item i on i.item_id = c.item_id where c.visibility = 'public' and "
     "i.requester_id is not null and not exists (select 1 from receipt r where r.message_id = "
     "m.message_id and r.person_kind = 'customer' and r.person_id = i.requester_id)"},
    {"told_emailed_means_a_mail_to_that_person",
     "select r.receipt_id from receipt r left join outgoing_mail m on m.mail_id = r.mail_id where "
     "r.state = 'emailed' and (m.mail_id is null or m.recipient_kind <> r.person_kind or "
     "m.recipient_id <> r.person_id)"},
    {"explain_every_mail_of_a_message_stands_in_a_receipt",
     "select m.mail_id from outgoing_mail m where m.message_id is not null and not exists (select "
     "1 from receipt r where r.mail_id = m.mail_id)"},
    {"explain_every_mail_has_a_reason", "select mail_id from outgoing_mail where reason = ''"},
    {"explain_every_receipt_has_a_rule", "select receipt_id from receipt where rule = ''"},
};

void check_sql(Simulation& simulation, Broken& broken) {
    for (const auto& property : kProperties) {
        const auto found = simulation.world.write([&](db::Session& session) {
            return session.list(std::string(property.sql) + " limit 3",
                                [](const db::Row& row) { return row.get<std::int64_t>(0); });
        });
        if (!found.empty()) {
            broken.push_back(fmt::format("{}: row {}", property.name, found.front()));
        }
    }
}

/// I1 and I2 against what the outside delivered.
void check_incoming(Simulation& simulation, Broken& broken) {
    const auto& ledger = simulation.ledger;
    const auto rows = simulation.world.count("select count(*) from incoming_mail");
    if (rows != ledger.accepted_mails) {
        broken.push_back(fmt::format("I1_no_inbound_loss: {} mails were answered 250, {} are here",
                                     ledger.accepted_mails, rows));
    }
    for (const auto& mail : ledger.mailed_in) {
        if (mail.marker.empty()) {
            continue;
        }
        const auto messages = simulation.world.count(fmt::format(
            "select count(*) from message where incoming_mail_id is not null and body_text like "
            "'%{}%'",
            mail.marker));
        if (messages > (mail.may_open_or_append ? 1 : 0)) {
            broken.push_back(fmt::format("I2_no_inbound_duplicate: {} became {} messages",
                                         mail.marker, messages));
        }
    }
}

/// I4, I5, I6 for each mail of ours that reached the other side.
void check_copies(Simulation& simulation, Broken& broken) {
    std::map<MailId, std::vector<const Copy*>> by_mail;
    std::map<std::string, MailId> by_message_id;
    for (const auto& copy : simulation.ledger.copies) {
        by_mail[copy.mail_id].push_back(&copy);
        const auto [known, is_new] = by_message_id.emplace(copy.message_id, copy.mail_id);
        if (!is_new && known->second != copy.mail_id) {
            broken.push_back("I4_a_message_id_is_of_one_mail: " + copy.message_id);
        }
    }
    for (const auto& [mail, copies] : by_mail) {
        const auto uncertain = simulation.world.count(fmt::format(
            "select count(*) from mail_attempt where mail_id = {} and outcome = 'uncertain'",
            mail.value));
        if (std::ssize(copies) > 1 + uncertain) {
            broken.push_back(
                fmt::format("I4_at_most_one_acceptance: mail {} left {} times, {} "
                            "attempts were uncertain",
                            mail.value, copies.size(), uncertain));
        }
        if (std::ranges::any_of(copies,
                                [&](const Copy* c) { return c->bytes != copies[0]->bytes; })) {
            broken.push_back(fmt::format("I4_the_same_bytes_each_time: mail {}", mail.value));
        }
        if (simulation.ledger.cancelled.contains(mail)) {
            broken.push_back(fmt::format("I5_cancelled_mail_left: mail {}", mail.value));
        }
        const auto limit = simulation.ledger.not_before.find(mail);
        if (limit != simulation.ledger.not_before.end() && copies[0]->steady_at < limit->second) {
            broken.push_back(fmt::format("I6_never_early: mail {} left {} ms too early", mail.value,
                                         (limit->second - copies[0]->steady_at).count()));
        }
    }
}

void check_cancelled(Simulation& simulation, Broken& broken) {
    for (const auto& [mail, at] : simulation.ledger.cancelled) {
        const auto still = simulation.world.count(fmt::format(
            "select count(*) from outgoing_mail where mail_id = {} and state = 'cancelled'",
            mail.value));
        if (still != 1) {
            broken.push_back(fmt::format("I5_cancelled_stays_cancelled: mail {}", mail.value));
        }
    }
}

}  // namespace

std::vector<std::string> broken_invariants(Simulation& simulation) {
    Broken broken;
    check_sql(simulation, broken);
    check_incoming(simulation, broken);
    check_copies(simulation, broken);
    check_cancelled(simulation, broken);
    check_told(simulation, broken);
    return broken;
}

}  // namespace postroom::sim
