// Networks as administrators write them. (SRV-12)
#include "core/network.hpp"

#include <gtest/gtest.h>

namespace postroom {
namespace {

struct Case {
    const char* network;
    const char* address;
    bool is_inside;
};

class Networks : public ::testing::TestWithParam<Case> {};

TEST_P(Networks, SRV12_ContainTheirAddressesOnly) {
    const auto network = Network::parse(GetParam().network);
    ASSERT_TRUE(network.has_value());
    EXPECT_EQ(network->contains(GetParam().address), GetParam().is_inside);
}

INSTANTIATE_TEST_SUITE_P(
    Table, Networks,
    ::testing::Values(
        Case{"192.0.2.0/24", "192.0.2.255", true}, Case{"192.0.2.0/24", "192.0.3.0", false},
        Case{"192.0.2.128/25", "192.0.2.127", false}, Case{"192.0.2.128/25", "192.0.2.129", true},
        Case{"127.0.0.1", "127.0.0.1", true}, Case{"127.0.0.1", "127.0.0.2", false},
        Case{"127.0.0.1", "::ffff:127.0.0.1", true}, Case{"0.0.0.0/0", "203.0.113.9", true},
        Case{"0.0.0.0/0", "2001:db8::1", false}, Case{"::/0", "2001:db8::1", true},
        Case{"2001:db8::/33", "2001:db8:7fff::1", true},
        Case{"2001:db8::/33", "2001:db8:8000::1", false},
        Case{"2001:db8::1", "2001:DB8:0::1", true}, Case{"::/0", "", false},
        Case{"::/0", "localhost", false}));

TEST(Network, SRV12_WhatIsNoNetworkIsRefusedWithASentence) {
    for (const char* text :
         {"", "example.org", "192.0.2", "192.0.2.0/33", "192.0.2.0/-1", "192.0.2.0/",
          "192.0.2.1/24", "2001:db8::/129", "2001:db8::1/64", "192.0.2.0/24 ", "192.0.2.0/2x"}) {
        const auto network = Network::parse(text);
        ASSERT_FALSE(network.has_value()) << text;
        EXPECT_FALSE(network.error().reply.empty());
    }
    EXPECT_EQ(Network::parse("192.0.2.1/24").error().reply,
              "\"192.0.2.1/24\" names one address and a network at once: the bits behind the first "
              "24 must be 0.");
}

}  // namespace
}  // namespace postroom
