// Mailbox lists as people and programs write them.
// Rule: RFC 5322 section 3.4 and appendix A; IN-5, IN-6.
#include "mime/address.hpp"

#include <gtest/gtest.h>

#include <ostream>

namespace postroom::mime {

void PrintTo(const Address& address, std::ostream* out) {
    *out << address.name << " <" << address.address << ">";
}

namespace {

struct Row {
    std::string_view raw;
    std::vector<Address> want;
};

TEST(Addresses, IN6_ReadsWhatSendersWrite) {
    const std::vector<Row> table{
        {"ana@example.org", {{"ana@example.org", ""}}},
        {"<ana@example.org>", {{"ana@example.org", ""}}},
        {"Ana <ana@Example.ORG>", {{"ana@example.org", "Ana"}}},
        {"\"Doe, Ana\" <ana@example.org>", {{"ana@example.org", "Doe, Ana"}}},
        {"Doe, Ana <ana@example.org>", {{"ana@example.org", "Doe, Ana"}}},
        {"ana@example.org (Ana Doe)", {{"ana@example.org", "Ana Doe"}}},
        {"Pete(A nice \\) chap) <pete(his account)@silly.test(his host)>",
         {{"pete@silly.test", "Pete"}}},
        {"A Group:Ed <ed@x.test>,joe@where.test;", {{"ed@x.test", "Ed"}, {"joe@where.test", ""}}},
        {"undisclosed-recipients:;", {}},
        {"a@x.test, , b@x.test", {{"a@x.test", ""}, {"b@x.test", ""}}},
        {"a@x.test; b@x.test", {{"a@x.test", ""}, {"b@x.test", ""}}},
        {"=?utf-8?q?Ana_M=C3=BCller?= <ana@example.org>", {{"ana@example.org", "Ana Müller"}}},
        {"\"=?utf-8?q?Ana_M=C3=BCller?=\" <ana@example.org>", {{"ana@example.org", "Ana Müller"}}},
        {"=?utf-8?q?Doe=2C_Ana?= <ana@example.org>", {{"ana@example.org", "Doe, Ana"}}},
        {"=?utf-8?q?Ana_=3Cana=40example=2Eorg=3E?=", {{"ana@example.org", "Ana"}}},
        {"M\xc3\xbcller <m@example.org>", {{"m@example.org", "Müller"}}},
        {"M\xfcller <m@example.org>", {{"m@example.org", "Müller"}}},
        {"<@relay.test,@other.test:joe@x.test>", {{"joe@x.test", ""}}},
        {"Mary Smith <@node.test:mary@example.net>", {{"mary@example.net", "Mary Smith"}}},
        {"john . doe @ example . org", {{"john.doe@example.org", ""}}},
        {"\"quoted local\"@example.org", {{"\"quoted local\"@example.org", ""}}},
        {"ana@[192.0.2.1]", {{"ana@[192.0.2.1]", ""}}},
        {"ana@bücher.example", {{"ana@bücher.example", ""}}},
        {"mailto:ana@example.org", {{"ana@example.org", ""}}},
        {"'ana@example.org' <ana@example.org>", {{"ana@example.org", ""}}},
        {"Ana ana@example.org", {{"ana@example.org", "Ana"}}},
        {"Ana <ana@example.org", {{"ana@example.org", "Ana"}}},
        {"<<ana@example.org>>", {{"ana@example.org", ""}}},
        {"Ana <\"a b\"@example.org>", {{"\"a b\"@example.org", "Ana"}}},
        {"\"open quote <ana@example.org>", {{"ana@example.org", "open quote"}}},
        {"Ana (left open <ana@example.org>", {{"ana@example.org", "Ana left open"}}},
        {"ana@example.org Ana Doe", {{"ana@example.org", "Ana Doe"}}},
        {"a@x.test b@x.test", {{"a@x.test", ""}, {"b@x.test", ""}}},
        {"[ana@example.org]", {{"ana@example.org", ""}}},
        {"(ana@example.org)", {{"ana@example.org", ""}}},
        {"Ana <=?utf-8?q?ana=40example=2Eorg?=>", {{"ana@example.org", "Ana"}}},
        {"=?utf-8?q?a=40x=2Etest=2C_Bo_=3Cb=40x=2Etest=3E?=",
         {{"a@x.test", ""}, {"b@x.test", "Bo"}}},
        {"\"a\\\"b\"@example.org", {{"\"a\\\"b\"@example.org", ""}}},
        {"ana@example.org\u00a0, \u200bbo@example.org",
         {{"ana@example.org", ""}, {"bo@example.org", ""}}},
        {"<=?utf-8?q?A_=3Ca=40b?=@c>", {{"a@b@c", ""}}},
        {"e <\"( l\"@example.org>", {{"\"( l\"@example.org", "e"}}},
        {"e <\"\\\"(\"@example.org(a host)>", {{"\"\\\"(\"@example.org", "e"}}},
        {"J. M. Doe jmd@example.org", {{"jmd@example.org", "J. M. Doe"}}},
        {"Ana", {}},
        {"@", {}},
        {"ana@", {}},
        {"@example.org", {}},
        {"", {}},
        {"<>", {}},
        {"((((", {}},
    };
    for (const Row& row : table) {
        EXPECT_EQ(parse_addresses(row.raw, {}).addresses, row.want) << row.raw;
    }
}

TEST(Addresses, IN5_LinearWhateverIsLeftOpen) {
    const std::string open(64U << 10, '(');
    EXPECT_TRUE(parse_addresses(open, {}).addresses.empty());
    EXPECT_TRUE(parse_addresses(open + ")", {}).addresses.empty());
}

TEST(Addresses, IN5_AtMostTwoHundred) {
    std::string raw;
    for (int i = 0; i < 300; ++i) {
        raw += "u" + std::to_string(i) + "@example.org, ";
    }
    const AddressList list = parse_addresses(raw, {});
    EXPECT_EQ(list.addresses.size(), 200U);
    EXPECT_TRUE(list.is_cut);
    EXPECT_FALSE(parse_addresses("a@b.c", {}).is_cut);
}

}  // namespace
}  // namespace postroom::mime
