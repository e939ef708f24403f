// What people and machines outside do; see simulation.hpp.
#include <fmt/format.h>

#include <algorithm>

#include "core/text.hpp"
#include "mime/parse.hpp"
#include "simulation.hpp"
#include "store/people.hpp"

namespace postroom::sim {

using model::person;

namespace {

std::string reply_to_of(const mime::Mail& mail) {
    return mail.reply_to.empty() ? std::string(testing::World::kSupport)
                                 : mail.reply_to.front().address;
}

/// A delivery report for a mail of ours, as RFC 3464 wants it.
std::string report_for(const std::string& recipient, const std::string& message_id,
                       const std::string& status, const std::string& marker) {
    return testing::a_mail(
        "Mail Delivery <mailer-daemon@customer.test>", "Undelivered " + marker,
        "--r\nContent-Type: text/plain\n\nIt did not arrive.\n--r\n"
        "Content-Type: message/delivery-status\n\nReporting-MTA: dns; mx.customer.test\n\n"
        "Final-Recipient: rfc822; " +
            recipient + "\nAction: failed\nStatus: " + status + "\nDiagnostic-Code: smtp; 550 " +
            status +
            " no\n--r\n"
            "Content-Type: text/rfc822-headers\n\nMessage-ID: <" +
            message_id + ">\n--r--",
        "MIME-Version: 1.0\nAuto-Submitted: auto-replied\nContent-Type: multipart/report; "
        "report-type=delivery-status; boundary=r\n");
}

}  // namespace

bool Simulation::deliver(const std::string& raw, const std::string& recipient,
                         const std::string& sender, MailedIn mail) {
    if (!world.accept(raw, recipient, sender)) {
        return false;
    }
    ++ledger.accepted_mails;
    mail.copies = 1;
    ledger.mailed_in.push_back(std::move(mail));
    raws_.push_back({raw, recipient, sender, ledger.mailed_in.size() - 1});
    return true;
}

void Simulation::customer_writes() {
    const std::string from = any_of(customers_);
    const std::string marker = new_marker(false);
    const std::string id =
        one_in(5) ? "" : fmt::format("Message-ID: <m{}@customer.test>\n", ++mails_);
    deliver(testing::a_mail(fmt::format("Eve <{}>", from), "Trouble", "It burns. " + marker, id),
            testing::World::kSupport, from, {.marker = marker});
    ledger.said[marker] = {.marker = marker, .author_address = from};
    note(fmt::format("{} mails {}", from, marker));
}

void Simulation::customer_answers() {
    const std::string from = any_of(customers_);
    std::vector<const Copy*> theirs;
    for (const auto& copy : ledger.copies) {
        if (copy.recipient == from) {
            theirs.push_back(&copy);
        }
    }
    if (theirs.empty()) {
        return;
    }
    const auto answered = mime::parse(any_of(theirs)->bytes);
    const std::string marker = new_marker(false);
    std::string headers = fmt::format("Message-ID: <m{}@customer.test>\n", ++mails_);
    if (!one_in(4)) {
        headers += "In-Reply-To: <" + answered.message_id + ">\n";
    }
    const std::string to =
        one_in(3) ? std::string(testing::World::kSupport) : reply_to_of(answered);
    deliver(testing::a_mail(fmt::format("Eve <{}>", from), "Re: " + one_line(answered.subject),
                            "Thanks. " + marker, headers),
            to, from, {.marker = marker});
    ledger.said[marker] = {.marker = marker, .author_address = from};
    note(fmt::format("{} answers {} to {}", from, marker, to));
}

void Simulation::customer_comes_or_goes() {
    const auto id = world.write([&](db::Session& session) {
        const auto customer = store::find_customer_by_email(session, any_of(customers_));
        return customer ? customer->id : CustomerId{};
    });
    if (!id) {
        return;
    }
    if (one_in(5)) {
        world.write([&](db::Session& session) {
            auto customer = *store::find_customer(session, id);
            customer.active = !customer.active;
            store::update_customer(session, customer);
        });
        note(fmt::format("customer {} is (de)activated", id.value));
    } else if (world.present.erase(id.value) == 0) {
        world.present.insert(id.value);
    }
    note(fmt::format("customer {} comes or goes", id.value));
}

void Simulation::customer_looks() {
    const auto places = list_places();
    if (places.empty() || world.present.empty()) {
        return;
    }
    const Place place = any_of(places);
    if (place.is_internal) {
        return;
    }
    std::vector<std::int64_t> here(world.present.begin(), world.present.end());
    std::ranges::sort(here);
    const CustomerId id{any_of(here)};
    world.run_stage(testing::World::Stage::fanout);
    world.see(place.conversation, person(id));
    ledger.looks.push_back({person(id), place.conversation, 1'000'000, world.clock.now()});
    note(fmt::format("customer {} looks at {}", id.value, place.conversation.value));
}

void Simulation::machine_answers() {
    if (ledger.copies.empty()) {
        return;
    }
    const Copy& copy = any_of(ledger.copies);
    const auto answered = mime::parse(copy.bytes);
    const std::string marker = new_marker(false);
    const bool is_marked = !one_in(4);
    const std::string headers = fmt::format(
        "{}Message-ID: <a{}@customer.test>\nIn-Reply-To: <{}>\n",
        is_marked ? "Auto-Submitted: auto-replied\n" : "", ++mails_, answered.message_id);
    deliver(testing::a_mail(copy.recipient, "Out of office", "I am away. " + marker, headers),
            reply_to_of(answered), one_in(2) ? "" : copy.recipient, {.marker = marker});
    ledger.said[marker] = {
        .marker = marker, .author_address = copy.recipient, .is_automatic = is_marked};
    note(fmt::format("a machine answers {} for {}", marker, copy.recipient));
}

void Simulation::bounce_arrives() {
    if (!mood.bounces || ledger.copies.empty()) {
        return;
    }
    const auto& copy = any_of(ledger.copies);
    std::string envelope_from;
    for (const auto& sent : world.sent) {
        if (sent.id == copy.mail_id) {
            envelope_from = sent.envelope_from;
        }
    }
    const std::string to =
        envelope_from.empty() || one_in(3) ? std::string(testing::World::kSupport) : envelope_from;
    const std::string marker = new_marker(false);
    deliver(report_for(copy.recipient, copy.message_id, one_in(2) ? "5.1.1" : "4.2.2", marker), to,
            "", {.marker = marker, .may_open_or_append = false});
    note(fmt::format("a bounce for mail {} to {}", copy.mail_id.value, to));
}

void Simulation::mail_comes_again() {
    if (raws_.empty()) {
        return;
    }
    const Raw again = any_of(raws_);
    const std::string to = one_in(3) ? std::string(testing::World::kSupport) : again.recipient;
    if (world.accept(again.bytes, to, again.sender)) {
        ++ledger.accepted_mails;
        ++ledger.mailed_in[again.mail].copies;
    }
    note(fmt::format("{} comes again", ledger.mailed_in[again.mail].marker));
}

void Simulation::stranger_answers() {
    if (ledger.copies.empty()) {
        return;
    }
    const auto answered = mime::parse(any_of(ledger.copies).bytes);
    const std::string marker = new_marker(false);
    deliver(testing::a_mail("Mallory <mallory@evil.test>", "Re: x", "Show me all. " + marker,
                            "In-Reply-To: <" + answered.message_id + ">\n"),
            reply_to_of(answered), "mallory@evil.test", {.marker = marker});
    ledger.said[marker] = {.marker = marker, .author_address = "mallory@evil.test"};
    note("a stranger answers " + marker);
}

void Simulation::our_mail_returns() {
    if (ledger.copies.empty()) {
        return;
    }
    deliver(any_of(ledger.copies).bytes, testing::World::kSupport, "someone@elsewhere.test",
            {.marker = {}, .may_open_or_append = false});
    note("a mail of ours returns");
}

void Simulation::junk_arrives() {
    std::string junk(below(2000), '\0');
    chance_.fill({reinterpret_cast<std::uint8_t*>(junk.data()), junk.size()});
    deliver(junk, testing::World::kSupport, "junk@evil.test", {.marker = {}});
    ledger.customer_addresses.insert("junk@evil.test");
    note("junk arrives");
}

void Simulation::colleague_writes_by_mail() {
    const Agent& agent = agents[3 + below(agents.size() - 3)];
    const std::string marker = new_marker(false);
    deliver(testing::a_mail(agent.address, "From my phone", "A thought. " + marker,
                            fmt::format("Message-ID: <p{}@agents.test>\n", ++mails_)),
            testing::World::kSupport, agent.address, {.marker = marker});
    ledger.said[marker] = {.marker = marker, .author_address = agent.address};
    note(fmt::format("{} mails {}", agent.address, marker));
}

}  // namespace postroom::sim
