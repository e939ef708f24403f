// Hosts that are near, and addresses that are never connected to. (SEC-12, OUT-21)
#include "io/host_address.hpp"

#include <gtest/gtest.h>

namespace postroom::io {
namespace {

TEST(HostAddress, OUT21_NearHostsAreAddressesNotNamesThatLookLikeThem) {
    for (const auto* host : {"localhost", "LOCALHOST", "127.0.0.1", "127.8.8.8", "10.1.2.3",
                             "172.16.0.1", "172.31.255.255", "192.168.1.1", "169.254.1.1", "::1",
                             "fd00::1", "fe80::1", "::ffff:10.0.0.1"}) {
        EXPECT_TRUE(is_private_host(host)) << host;
    }
    for (const auto* host :
         {"10.evil.example", "127.0.0.1.evil.example", "192.168.evil.example", "localhost.example",
          "8.8.8.8", "172.32.0.1", "11.0.0.1", "2001:db8::1", "::ffff:8.8.8.8", "", "0x7f.1"}) {
        EXPECT_FALSE(is_private_host(host)) << host;
    }
}

TEST(HostAddress, SEC12_MetadataServicesAndEverybodyAreNeverConnectedTo) {
    const auto forbidden = [](const char* text) {
        return is_forbidden_address(boost::asio::ip::make_address(text));
    };
    for (const auto* address :
         {"169.254.169.254", "::ffff:169.254.169.254", "fe80::1", "0.0.0.0", "0.1.2.3",
          "::", "::ffff:0.0.0.0", "224.0.0.1", "ff02::1", "255.255.255.255"}) {
        EXPECT_TRUE(forbidden(address)) << address;
    }
    for (const auto* address : {"127.0.0.1", "10.0.0.1", "192.0.2.1", "::1", "2001:db8::1"}) {
        EXPECT_FALSE(forbidden(address)) << address;
    }
}

}  // namespace
}  // namespace postroom::io
