// "Process again" for mail that an older parser read: understood anew in its place, IN-2, F084,
// F085.
#include <gtest/gtest.h>

#include "store/incoming_mail.hpp"
#include "store/people.hpp"
#include "store/search.hpp"
#include "support/world.hpp"

namespace postroom::testing {
namespace {

using namespace std::chrono_literals;
using model::person;

class RereadFlow : public ::testing::Test {
   protected:
    RereadFlow() {
        world.set_preferences(world.admin(), silent());
        ben = world.add_user("ben", everything());
        EXPECT_TRUE(world.mail_in(
            a_mail("Eve <eve@customer.test>", "Printer",
                   "--b\nContent-Type: text/plain\n\nIt burns.\n--b\nContent-Type: "
                   "text/plain\nContent-Disposition: attachment; filename=log.txt\n\nfire\n--b--",
                   "MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n")));
        world.advance(61s);
        world.sent.clear();
    }
    /// As an older parser would have left it.
    void age() {
        world.write([](db::Session& session) {
            session.execute("update incoming_mail set parser_version = 0");
            session.execute("update message set body_text = 'damaged', visible_text = 'damaged'");
            session.execute("update attachment set filename = 'noname'");
        });
    }
    std::string text() {
        return world.write(
            [](db::Session& session) { return store::find_message(session, MessageId{1})->text; });
    }
    World world;
    UserId ben;
};

TEST_F(RereadFlow, F085_AnOlderMailIsUnderstoodAnewInItsPlace) {
    age();
    world.write([&](db::Session& session) {
        EXPECT_TRUE(store::want_reread(session, IncomingMailId{1}, world.admin()));
    });
    world.advance(1h);
    EXPECT_TRUE(text().contains("It burns."));
    EXPECT_EQ(world.count("select count(*) from attachment where attachment_id = 1 and filename = "
                          "'log.txt'"),
              1)
        << "the file keeps its id";
    EXPECT_EQ(world.count("select count(*) from item"), 1) << "no second ticket";
    EXPECT_EQ(world.count("select count(*) from message"), 1);
    EXPECT_TRUE(world.sent.empty()) << "nobody is told again";
    EXPECT_EQ(world.count("select count(*) from event where kind = 'message_reread' and actor_kind "
                          "= 'user' and item_id = 1"),
              1)
        << "history says who";
    EXPECT_EQ(world.count("select parser_version from incoming_mail"), model::kParserVersion);
    EXPECT_EQ(world.count("select count(*) from incoming_mail where reread_by is not null"), 0);
}

TEST_F(RereadFlow, F085_WhatNobodyAskedForStaysAsItIs) {
    age();
    world.advance(1h);
    EXPECT_EQ(text(), "damaged");
}

TEST_F(RereadFlow, F084_AllOfAnOlderParserAtOnce) {
    ASSERT_TRUE(world.mail_in(a_mail("fay@customer.test", "Second", "Two")));
    age();
    world.write([](db::Session& session) {
        session.execute("update incoming_mail set parser_version = $1 where incoming_mail_id = 2",
                        model::kParserVersion);
    });
    world.write([&](db::Session& session) {
        EXPECT_EQ(store::want_rereads(session, model::kParserVersion, world.admin(), 100), 1)
            << "only the older one";
    });
    world.run();
    EXPECT_TRUE(text().contains("It burns."));
    EXPECT_EQ(world.count("select count(*) from message where body_text = 'damaged'"), 1);
}

TEST_F(RereadFlow, IN2_ItIsFoundByWhatItSaysNow) {
    age();
    world.write([&](db::Session& session) {
        store::want_reread(session, IncomingMailId{1}, world.admin());
    });
    world.run();
    world.write([&](db::Session& session) {
        const auto admin = *store::find_user(session, world.admin());
        EXPECT_EQ(store::find_hits(session, admin, store::parse_search("burns"), 10).size(), 1U);
        EXPECT_TRUE(store::find_hits(session, admin, store::parse_search("damaged"), 10).empty());
    });
}

TEST_F(RereadFlow, IN10_ADuplicateDoesNotChangeTheOthersMessage) {
    ASSERT_TRUE(world.accept(world.write([](db::Session& session) {
        return store::find_blob(session,
                                store::find_incoming_mail(session, IncomingMailId{1})->blob_id)
            .value_or("");
    }),
                             World::kSupport, "eve@customer.test"));
    world.run();
    ASSERT_EQ(world.count("select count(*) from incoming_mail where outcome = 'duplicate'"), 1);
    age();
    world.write([&](db::Session& session) {
        store::want_reread(session, IncomingMailId{2}, world.admin());
    });
    world.run();
    EXPECT_EQ(text(), "damaged");
    EXPECT_EQ(world.count("select count(*) from incoming_mail where parser_version = " +
                          std::to_string(model::kParserVersion)),
              1);
}

}  // namespace
}  // namespace postroom::testing
