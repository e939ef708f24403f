// Loops stop by themselves, for a reason that people can read: LOOP-4, LOOP-6, LOOP-7, F32.
// Each ceiling has its negative beside it.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "desk/ceiling.hpp"
#include "mime/parse.hpp"
#include "store/people.hpp"
#include "support/world.hpp"

namespace postroom::testing {
namespace {

using namespace std::chrono_literals;
using model::person;

class LoopFlow : public ::testing::Test {
   protected:
    LoopFlow() {
        world.set_preferences(world.admin(), silent());
        ben = world.add_user("ben", everything());
    }
    std::int64_t count_of_reason(const std::string& reason) {
        return world.count(
            "select count(*) from outgoing_mail where state = 'suppressed' and "
            "reason = '" +
            reason + "'");
    }
    bool mail(int number, const std::string& body) {
        return world.mail_in(a_mail("eve@customer.test", fmt::format("Case {}", number), body,
                                    fmt::format("Message-ID: <n{}@customer.test>\n", number)));
    }
    World world;
    UserId ben;
};

TEST_F(LoopFlow, LOOP6_AutomaticMailsOfOneTicketStopAtTheirCeiling) {
    const auto ticket = world.add_ticket(world.add_customer("eve@customer.test"));
    world.follow(ticket.id, {model::FollowerKind::user, ben.value});
    const auto chiara = world.add_user("chiara", silent());
    for (int i = 0; i < 25; ++i) {
        world.see(ticket.internal_conversation, person(ben));
        world.post(ticket.internal_conversation, person(chiara), fmt::format("Note {}", i));
        world.advance(60s);
        EXPECT_LE(world.sent_to("ben@agents.test"), 15U) << "15 in 30 min";
    }
    EXPECT_GE(world.sent_to("ben@agents.test"), 10U) << "ordinary traffic is not touched";
    EXPECT_EQ(count_of_reason("mail_ceiling"), 0) << "a colleague's mail waits, it is not dropped";
    world.advance(1h);
    EXPECT_NE(world.sent.back().bytes.find("Note 24"), std::string::npos) << "F008: nothing missed";
    world.sent.clear();
    world.post(ticket.internal_conversation, person(chiara), "An hour later");
    world.advance(60s);
    EXPECT_EQ(world.sent_to("ben@agents.test"), 1U) << "the window has moved on";
}

TEST_F(LoopFlow, LOOP6_WhatWaitedForRoomComesInOneMailUnlessSeen) {
    const auto ticket = world.add_ticket(world.add_customer("eve@customer.test"));
    const auto other = world.add_ticket(world.add_customer("eve@customer.test"));
    const auto chiara = world.add_user("chiara", silent());
    const auto dan = world.add_user("dan", everything());
    world.follow(ticket.id, {model::FollowerKind::user, dan.value});
    world.follow(other.id, {model::FollowerKind::user, dan.value});
    world.advance(61s);
    world.sent.clear();
    for (int i = 0; i < 20; ++i) {
        world.post(ticket.internal_conversation, person(chiara), fmt::format("Note {}", i));
        world.post(other.internal_conversation, person(chiara), fmt::format("Other {}", i));
        world.advance(61s);
    }
    world.see(ticket.internal_conversation, person(dan));
    const auto before = world.sent_to("dan@agents.test");
    world.advance(40min);
    EXPECT_EQ(world.sent_to("dan@agents.test"), before + 1) << "of the unseen conversation only";
    EXPECT_NE(world.sent.back().bytes.find("Other 19"), std::string::npos);
    EXPECT_EQ(world.sent.back().bytes.find("Other 0<"), std::string::npos) << "mailed before";
}

TEST_F(LoopFlow, LOOP7_AnAgentsRepliesAreNeverStopped) {
    const auto ticket = world.add_ticket(world.add_customer("eve@customer.test"));
    for (int i = 0; i < 40; ++i) {
        world.post(ticket.public_conversation, person(ben), fmt::format("Answer {}", i));
        world.advance(10s);
    }
    EXPECT_EQ(world.sent_to("eve@customer.test"), 40U);
    EXPECT_EQ(count_of_reason("mail_ceiling"), 0);
}

TEST_F(LoopFlow, LOOP6_TheFloodOfOneSenderIsGatheredInOneItem) {
    for (int i = 0; i < 70; ++i) {
        ASSERT_TRUE(mail(i, fmt::format("Body {}", i)));
    }
    EXPECT_EQ(world.count("select count(*) from item where title not like 'Very many%'"), 60);
    EXPECT_EQ(world.count("select count(*) from item where title like 'Very many%'"), 1);
    EXPECT_EQ(world.count("select count(*) from message"), 70) << "nothing is lost (I1)";
    EXPECT_EQ(world.count("select count(*) from incoming_mail where outcome = 'reply' and reason "
                          "like 'tickets_from_sender%'"),
              10);
    world.mail_in(a_mail("dan@customer.test", "Another", "One of somebody else"));
    EXPECT_EQ(world.count("select count(*) from item where title = 'Another'"), 1);
    world.advance(61min);
    mail(100, "Later");
    EXPECT_EQ(world.count("select count(*) from item where title = 'Case 100'"), 1);
}

TEST_F(LoopFlow, LOOP6_TheSameTextAgainAndAgainIsAMachine) {
    for (int i = 0; i < 5; ++i) {
        world.mail_in(a_mail("eve@customer.test", "Disk full", "Disk is full.",
                             fmt::format("Message-ID: <s{}@customer.test>\n", i)));
    }
    EXPECT_EQ(world.count("select count(*) from message where is_automatic = 0"), 3);
    EXPECT_EQ(world.count("select count(*) from message where is_automatic = 1"), 2);
}

TEST_F(LoopFlow, LOOP6_AMailThatPassedTooManyServersIsALoop) {
    const auto hops = [](int n) {
        std::string lines;
        for (int i = 0; i < n; ++i) {
            lines += "Received: from a by b; Sat, 21 Nov 2026 09:00:00 +0000\n";
        }
        return lines;
    };
    world.mail_in(a_mail("eve@customer.test", "Far", "x", hops(50)));
    EXPECT_EQ(world.count("select count(*) from item"), 1);
    world.mail_in(a_mail("eve@customer.test", "Too far", "x", hops(51)));
    EXPECT_EQ(world.count("select count(*) from item"), 1);
    EXPECT_EQ(world.count("select count(*) from incoming_mail where outcome = 'loop' and reason "
                          "like 'received_hops%'"),
              1);
}

TEST_F(LoopFlow, LOOP4_AutomaticMailIsEmailedOnceAnHour) {
    const auto eve = world.add_customer("eve@customer.test");
    const auto ticket = world.add_ticket(eve);
    world.see(ticket.public_conversation, person(ben));
    world.post(ticket.public_conversation, person(ben), "Use the extinguisher.");
    world.advance(1h);
    const auto answer = mime::parse(world.sent.back().bytes);
    world.sent.clear();
    const auto vacation = [&](int i) {
        world.mail_in(a_mail("eve@customer.test", "Away", fmt::format("I am away {}.", i),
                             fmt::format("Auto-Submitted: auto-replied\nMessage-ID: "
                                         "<v{}@customer.test>\nIn-Reply-To: <{}>\n",
                                         i, answer.message_id)),
                      answer.reply_to.at(0).address);
        world.advance(61s);
    };
    vacation(1);
    EXPECT_EQ(world.sent_to("ben@agents.test"), 1U);
    vacation(2);
    EXPECT_EQ(world.sent_to("ben@agents.test"), 1U);
    EXPECT_EQ(world.count("select count(*) from receipt where rule = 'automatic_ceiling'"), 1);
    world.advance(1h);
    vacation(3);
    EXPECT_EQ(world.sent_to("ben@agents.test"), 2U);
}

TEST_F(LoopFlow, LOOP7_AChannelThatMailsTooMuchIsStoppedUntilSomebodyLooks) {
    const auto eve = world.add_customer("eve@customer.test");
    const auto ticket = world.add_ticket(eve);
    world.write([&](db::Session& s) {
        s.execute("update item set queue_id = 1 where item_id = $1", ticket.id);
    });
    const auto rule = [&] {
        return world.write([&](db::Session& s) {
            return std::string(desk::rule_against_automatic_mail(
                s, *world.env, store::find_item(s, ticket.id), {person(eve), "x@customer.test"}));
        });
    };
    world.post(ticket.public_conversation, person(ben), "One mail to copy.");
    EXPECT_EQ(rule(), "");
    const auto flood = [&](int first) {
        world.write([&](db::Session& s) {
            for (int i = first; i < first + 200; ++i) {
                s.execute(
                    "insert into outgoing_mail (kind, state, item_id, recipient_kind, "
                    "recipient_id, envelope_from, from_address, recipient, subject, "
                    "message_id_header, blob_id, size, reason, rank, created_at) select "
                    "'notification', 'sent', item_id, 'customer', 9, '', 'a@b', 'n' || $1 || "
                    "'@x.test', 's', 'id' || $1, blob_id, 1, 'relay', 1, $2 from "
                    "outgoing_mail where mail_id = 1",
                    i, world.clock.now());
            }
        });
    };
    const auto resume = [&] {
        world.write([&](db::Session& s) {
            desk::resume_channel(s, *world.env, ChannelId{1}, person(world.admin()));
        });
    };
    flood(0);
    EXPECT_EQ(rule(), "channel_stopped");
    world.advance(24h);
    EXPECT_EQ(rule(), "channel_stopped") << "it waits for a person";
    resume();
    EXPECT_EQ(rule(), "");
    world.advance(1s);
    flood(200);
    EXPECT_EQ(rule(), "channel_stopped");
    resume();
    EXPECT_EQ(rule(), "") << "what was sent before somebody looked stops it no second time";
    world.advance(1s);
    flood(400);
    EXPECT_EQ(rule(), "channel_stopped") << "but what comes afterwards does";
}

/// The other side answers each mail of ours within the minute, in the thread, without any mark; an
/// automation of ours answers each message of theirs.
class PairFlow : public LoopFlow {
   protected:
    static constexpr const char* kPeer = "desk@peer.test";

    PairFlow() {
        world.mail_in(a_mail(kPeer, "Begin", "It burns.", "Message-ID: <p0@peer.test>\n"));
    }

    void automation_answers(ConversationId conversation) {
        world.post(conversation, {model::PersonKind::bot, 0}, fmt::format("Received {}.", number),
                   model::Origin::automation);
        world.advance(30s);
    }
    /// Their answer to our last mail to them; false when there was none.
    bool they_answer() {
        const auto ours = std::ranges::find(world.sent, kPeer, &SentMail::recipient);
        if (ours == world.sent.end()) {
            return false;
        }
        const auto mail = mime::parse(ours->bytes);
        world.sent.clear();
        ++number;
        return world.mail_in(a_mail(kPeer, "Re: " + mail.subject, fmt::format("Echo {}", number),
                                    fmt::format("Message-ID: <p{}@peer.test>\nIn-Reply-To: <{}>\n",
                                                number, mail.message_id)),
                             mail.reply_to.at(0).address, kPeer);
    }
    /// Returns how many mails of ours left.
    int exchange(int rounds, ConversationId conversation = ConversationId{1}) {
        int mails = 0;
        for (int i = 0; i < rounds; ++i) {
            automation_answers(conversation);
            const bool is_answered = they_answer();
            mails += is_answered ? 1 : 0;
        }
        return mails;
    }
    std::int64_t stops() {
        return world.count("select count(*) from automatic_mail_stop where stopped_at is not null");
    }
    int number = 0;
};

TEST_F(PairFlow, LOOP9_TwoMachinesInOneTicketStopByThemselvesAndOneClickLetsThemGoOn) {
    EXPECT_EQ(exchange(30), 2) << "theirs, ours, theirs, ours, theirs: enough";
    EXPECT_LT(world.count("select count(*) from message where author_kind = 'customer'"), 10)
        << "F32: under 10 mails in the ticket";
    EXPECT_EQ(stops(), 1);
    EXPECT_GE(count_of_reason("pair_stopped"), 1) << "the mail log says why";
    EXPECT_EQ(world.count("select count(*) from event where kind = 'item_changed' and payload like "
                          "'%automatic_mail_stopped%'"),
              1);
    world.advance(24h);
    EXPECT_EQ(exchange(1), 0) << "it waits for a person";
    world.write([&](db::Session& s) {
        return desk::resume_pair(s, *world.env, ItemId{1}, kPeer, person(world.admin()));
    });
    EXPECT_EQ(stops(), 0);
    EXPECT_EQ(exchange(1), 1) << "it goes on";
}

TEST_F(PairFlow, LOOP9_WhereAPersonActsItIsNoLoop) {
    for (int i = 0; i < 8; ++i) {
        exchange(1);
        world.write([&](db::Session& s) {
            return desk::change_item(s, *world.env, ItemId{1}, person(world.admin()),
                                     {.title = fmt::format("Looked at {}", i)});
        });
    }
    EXPECT_EQ(stops(), 0);
}

TEST_F(PairFlow, LOOP9_WhatAColleagueWritesStillLeaves) {
    exchange(30);
    ASSERT_EQ(stops(), 1);
    world.sent.clear();
    world.post(ConversationId{1}, person(world.admin()), "Who is there?");
    world.advance(30s);
    EXPECT_EQ(world.sent_to(kPeer), 1U);
}

TEST_F(PairFlow, LOOP9_AnotherTicketIsNotTouched) {
    exchange(30);
    ASSERT_EQ(stops(), 1);
    world.sent.clear();
    world.mail_in(a_mail(kPeer, "Other", "Something else.", "Message-ID: <other@peer.test>\n"));
    EXPECT_EQ(exchange(1, ConversationId{3}), 1);
}

/// Two installations, each with the other's support address among its users; the other side strips
/// every mark and changes every subject. (F32)
TEST(TwoPostrooms, F32_FacingEachOtherTheyStopByThemselves) {
    World left(WorldOptions{.seed = 1, .support = "help@left.test", .instance = "left"});
    World right(WorldOptions{.seed = 2, .support = "help@right.test", .instance = "right"});
    const auto mirror = [](World& here, const std::string& there) {
        here.set_preferences(here.admin(), silent());
        here.write([&](db::Session& s) {
            store::insert_user(s, {.email = there,
                                   .name = "The other side",
                                   .preferences = everything(),
                                   .created_at = here.clock.now()});
        });
    };
    mirror(left, "help@right.test");
    mirror(right, "help@left.test");
    left.mail_in(a_mail("eve@customer.test", "Begin", "It burns."), "help@left.test");
    std::size_t read_left = 0, read_right = 0;
    int exchanged = 0, subject = 0;
    const auto carry = [&](World& from, World& to, std::size_t& read, const char* sender,
                           const char* recipient) {
        for (; read < from.sent.size(); ++read) {
            const auto copy = from.sent[read];
            if (copy.recipient == recipient) {
                const auto mail = mime::parse(copy.bytes);
                to.mail_in(a_mail(sender, fmt::format("Echo {}", ++subject),
                                  fmt::format("Echo {}: {}", subject, mail.text),
                                  fmt::format("Message-ID: <e{}@echo.test>\n", subject)),
                           recipient, sender);
                ++exchanged;
            }
        }
    };
    int last_hour = 0;
    for (int minute = 0; minute < 600; ++minute) {
        left.advance(60s);
        right.advance(60s);
        const int before = exchanged;
        carry(left, right, read_left, "help@left.test", "help@right.test");
        carry(right, left, read_right, "help@right.test", "help@left.test");
        last_hour += minute >= 540 ? exchanged - before : 0;
    }
    EXPECT_LE(exchanged, 400) << "under the ceilings of one address, whatever the peer does (I9)";
    EXPECT_LE(last_hour, 60);
}

}  // namespace
}  // namespace postroom::testing
