// What a server calls a mail that it took. (OUT-30)
#include "desk/mail_alias.hpp"

#include <gtest/gtest.h>

namespace postroom::desk {
namespace {

std::string named(std::string_view reply) {
    model::OutgoingMail mail;
    mail.recipient = "eve@customer.test";
    mail.from_address = "support@desk.test";
    mail.envelope_from = "b+token@desk.test";
    return message_id_in_reply(reply, mail);
}

TEST(MessageIdInReply, OUT30_WhatExchangeStates) {
    EXPECT_EQ(named("2.0.0 OK <AM0PR01MB@AM0PR01.eurprd01.prod.Outlook.com> [Hostname=AM0]"),
              "AM0PR01MB@am0pr01.eurprd01.prod.outlook.com");
    EXPECT_EQ(named("2.6.0 <abc@mail.test> [InternalId=1] Queued mail for delivery"),
              "abc@mail.test");
}

TEST(MessageIdInReply, OUT30_OthersStateNone) {
    for (const auto reply : {"2.0.0 OK", "Ok: queued as 4F2B", "OK id=1rA2bC-000001-Xy", "", "<>",
                             "<no at sign>", "<@x>", "<x@>", "<a b@c>", "<unclosed@x"}) {
        EXPECT_EQ(named(reply), "") << reply;
    }
}

TEST(MessageIdInReply, OUT30_AnAddressOfTheMailIsNoMessageId) {
    EXPECT_EQ(named("2.0.0 <Eve@customer.test> 0AbC Saved"), "");
    EXPECT_EQ(named("<support@desk.test> sender ok"), "");
    EXPECT_EQ(named("2.0.0 <eve@customer.test> taken as <id@relay.test>"), "id@relay.test");
    EXPECT_EQ(named("<" + std::string(2000, 'x') + "@y>"), "");
}

}  // namespace
}  // namespace postroom::desk
