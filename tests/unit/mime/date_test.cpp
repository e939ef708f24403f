// The Date field in its many spellings.
// Rule: RFC 5322 section 3.3, 4.3; RFC 3339.
#include "mime/date.hpp"

#include <gtest/gtest.h>

#include <string_view>
#include <utility>
#include <vector>

namespace postroom::mime {
namespace {

TEST(Date, ReadsAndKeepsTheZone) {
    const std::vector<std::pair<std::string_view, std::string_view>> table{
        {"Tue, 1 Jul 2003 10:52:37 +0200", "2003-07-01T10:52:37+02:00"},
        {"1 Jul 2003 10:52 +0200", "2003-07-01T10:52:00+02:00"},
        {"Tue, 01 Jul 03 10:52:37 GMT", "2003-07-01T10:52:37+00:00"},
        {"Fri, 21 Nov 97 09:55:06 -0600", "1997-11-21T09:55:06-06:00"},
        {"Thu,\r\n 13\r\n Feb\r\n 1969 23:32:54 -0330 (Newfoundland Time)",
         "1969-02-13T23:32:54-03:30"},
        {"Fri, 21 Nov 1997 09(comment):   55  :  06 -0600", ""},
        {"Fri Nov 21 09:55:06 1997", "1997-11-21T09:55:06+00:00"},
        {"Fri Nov 21 09:55:06 1997 -0600", "1997-11-21T09:55:06-06:00"},
        {"Fri Nov 21 09:55:06 EST 1997", "1997-11-21T09:55:06-05:00"},
        {"2007-03-24T23:00:00+02:00", "2007-03-24T23:00:00+02:00"},
        {"2007-03-24 23:00:00Z", "2007-03-24T23:00:00+00:00"},
        {"Sat, 24 Mar 2007 23:00:00 +0200 (EET)", "2007-03-24T23:00:00+02:00"},
        {"24-Mar-2007 23:00:00 +0200", "2007-03-24T23:00:00+02:00"},
        {"Saturday, March 24 2007 11:00:00 PM +0200", "2007-03-24T23:00:00+02:00"},
        {"Sat, 24 Mar 2007 12:05 AM GMT", "2007-03-24T00:05:00+00:00"},
        {"24/03/2007 23:00:00", "2007-03-24T23:00:00+00:00"},
        {"Sat, 24 Mar 2007 23.00.00 +0200", "2007-03-24T23:00:00+02:00"},
        {"Sat, 24 Mar 2007 23:00:00 GMT+0200", "2007-03-24T23:00:00+02:00"},
        {"Sat, 24 Mar 2007 23:00:00 0200", "2007-03-24T23:00:00+02:00"},
        {"Sat, 24 Mar 2007 23:59:60 +0000", "2007-03-24T23:59:59+00:00"},
        {"Sat, 31 Feb 2007 23:00:00 +0000", ""},
        {"Sat, 24 Mar 2007", ""},
        {"Sat, 24 Mar 2007 25:00:00 +0000", ""},
        {"yesterday", ""},
        {"", ""},
        {"-", ""},
        {"+", ""},
    };
    for (const auto& [raw, want] : table) {
        const auto date = parse_date(raw);
        EXPECT_EQ(date ? date->text : "", want) << raw;
        if (date) {
            EXPECT_EQ(parse_rfc3339(date->text), date->utc) << raw;
        }
    }
}

}  // namespace
}  // namespace postroom::mime
