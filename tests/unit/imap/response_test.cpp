// Responses as values: what servers write, and what they should not.
#include "imap/response.hpp"

#include <gtest/gtest.h>

#include "imap/client.hpp"

namespace postroom::imap {
namespace {

TEST(Values, ListsTextsAndAtoms) {
    const auto values = parse_values(R"((FLAGS (\Seen $Junk) NAME "a\\b" X NIL) {2})"
                                     "\r\n)( BODY[HEADER.FIELDS (TO CC)]<0>");
    ASSERT_TRUE(values);
    ASSERT_EQ(values->size(), 3U);
    const auto& list = values->front().items;
    ASSERT_EQ(list.size(), 6U);
    EXPECT_TRUE(list[1].items[0].is_atom("\\seen"));
    EXPECT_EQ(list[3].text, "a\\b");
    EXPECT_EQ(list[5].kind, Value::Kind::nil);
    EXPECT_EQ((*values)[1].text, ")(");
    EXPECT_EQ((*values)[2].text, "BODY[HEADER.FIELDS (TO CC)]<0>");
}

TEST(Values, WhatIsNotWellFormedIsNothing) {
    for (const auto* text :
         {"(", ")", "(()", "\"open", "{5}\r\nabc", "{x}", "{3", "((((((((((((((((("}) {
        EXPECT_FALSE(parse_values(text)) << text;
    }
}

TEST(StatusText, CodeArgumentAndWords) {
    const auto status = parse_status_text("[uidvalidity 12] UIDs\tvalid");
    EXPECT_EQ(status.code, "UIDVALIDITY");
    EXPECT_EQ(status.argument, "12");
    EXPECT_EQ(status.text, "UIDs valid");
    EXPECT_EQ(parse_status_text("no [code] here").code, "");
    EXPECT_EQ(parse_status_text("[unclosed").text, "[unclosed");
    EXPECT_LE(parse_status_text(std::string(9999, 'x')).text.size(), 512U);
}

TEST(InternalDate, ReadsAndRefuses) {
    EXPECT_EQ(format_rfc3339(*parse_internal_date(" 1-Jan-2026 00:30:00 +0100")),
              "2025-12-31T23:30:00.000Z");
    for (const auto* text :
         {"", "1-Jan-2026", "31-Feb-2026 00:00:00 +0000", "1-Foo-2026 0:0:0 +0000",
          "1-Jan-2026 00:00:00 0100", "x-Jan-2026 00:00:00 +0000"}) {
        EXPECT_FALSE(parse_internal_date(text)) << text;
    }
}

TEST(MailboxName, CannotLeaveItsQuotes) {
    EXPECT_EQ(quoted_mailbox("a\"b\\c"), "\"a\\\"b\\\\c\"");
    EXPECT_EQ(quoted_mailbox("Entwürfe"), "\"Entw&APw-rfe\"");
    EXPECT_FALSE(quoted_mailbox("a\r\nP1 LOGOUT"));
    EXPECT_FALSE(quoted_mailbox(""));
    EXPECT_FALSE(quoted_mailbox("\xff"));
}

TEST(Numbers, ThirtyTwoBitsOrNothing) {
    EXPECT_EQ(parse_number("4294967295"), 4294967295U);
    for (const auto* text : {"", "-1", "4294967296", "1x", "*"}) {
        EXPECT_FALSE(parse_number(text)) << text;
    }
}

}  // namespace
}  // namespace postroom::imap
