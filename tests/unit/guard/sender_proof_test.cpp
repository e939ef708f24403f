// What proves who sent a mail, and everything that looks like proof and is none. (THR-6, T7, T23)
#include "guard/sender_proof.hpp"

#include <gtest/gtest.h>

#include "guard/authentication_results.hpp"
#include "mime/parse.hpp"

namespace postroom::guard {
namespace {

using Conclusion = SenderProof::Conclusion;
using Basis = SenderProof::Basis;
using dkim::Verdict;

const std::vector<std::string> kTrusted{"mx.desk.test", "lists.example.net"};

TEST(AuthenticationResults, AreReadWithCommentsQuotesAndBlanks) {
    const auto results = parse_authentication_results(
        "MX.desk.test (Postfix; really) 1;\r\n dkim = pass (good; key) reason=\"a; b\" "
        "header.d=Example.org; dmarc=fail (p=reject) header.from=example.org; spf=none; broken");
    ASSERT_TRUE(results);
    EXPECT_EQ(results->server, "mx.desk.test");
    ASSERT_EQ(results->methods.size(), 3U);
    EXPECT_EQ(results->methods[0].method, "dkim");
    EXPECT_EQ(results->methods[0].result, "pass");
    EXPECT_EQ(results->methods[0].property("reason"), "a; b");
    EXPECT_EQ(results->methods[0].property("header.d"), "Example.org");
    EXPECT_EQ(results->methods[1].result, "fail");
    EXPECT_EQ(results->methods[2].method, "spf");
}

TEST(AuthenticationResults, WithoutAServerTheyAreNone) {
    for (const char* value : {"", ";", "dkim=pass header.d=example.org", "(mx.desk.test)"}) {
        EXPECT_FALSE(parse_authentication_results(value)) << value;
    }
}

struct Alignment {
    const char* signer;
    const char* author;
    bool is_aligned;
};

class Alignments : public ::testing::TestWithParam<Alignment> {};

TEST_P(Alignments, AreRelaxedAndNothingMore) {
    EXPECT_EQ(is_aligned(GetParam().signer, GetParam().author), GetParam().is_aligned);
}

INSTANTIATE_TEST_SUITE_P(Table, Alignments,
                         ::testing::Values(Alignment{"example.org", "example.org", true},
                                           Alignment{"example.org", "mail.example.org", true},
                                           Alignment{"mail.example.org", "example.org", true},
                                           Alignment{"evilexample.org", "example.org", false},
                                           Alignment{"example.org.evil.test", "example.org", false},
                                           Alignment{"org", "example.org", false},
                                           Alignment{"", "example.org", false},
                                           Alignment{"example.org", "", false}));

struct Case {
    const char* name;
    const char* header;  ///< below our own Received field
    std::vector<std::string> signers;
    std::vector<std::string> sealers;
    Conclusion conclusion;
    Basis basis;
};

class Proofs : public ::testing::TestWithParam<Case> {};

TEST_P(Proofs, THR6_OnlyWhatTheAuthorsDomainOrATrustedServerSays) {
    const auto& test = GetParam();
    const auto mail =
        mime::parse(std::string("Received: from mx by us; Sat, 21 Nov 2026 09:00:00 +0000\r\n") +
                    test.header + "Subject: Hi\r\n\r\nbody");
    SignatureEvidence signatures;
    for (const auto& domain : test.signers) {
        signatures.dkim.verdict = Verdict::pass;
        signatures.dkim.signers.push_back({domain, "s1"});
    }
    for (const auto& domain : test.sealers) {
        signatures.arc.verdict = Verdict::pass;
        signatures.arc.signers.push_back({domain, "s1"});
    }
    const auto proof = judge_sender(mail, signatures, kTrusted);
    EXPECT_EQ(to_string(proof.conclusion), to_string(test.conclusion));
    EXPECT_EQ(to_string(proof.basis), to_string(test.basis));
}

#define HOP "Received: from far by mx; Sat, 21 Nov 2026 08:59:00 +0000\r\n"
#define FROM "From: eve@example.org\r\n"
#define RESULTS(server, what) "Authentication-Results: " server "; " what "\r\n"

const Case kCases[] = {

    Case{"nothing", FROM, {}, {}, Conclusion::none, Basis::nothing},
    Case{"signed", FROM, {"example.org"}, {}, Conclusion::pass, Basis::dkim},
    Case{"signed_by_a_parent",
         "From: eve@news.example.org\r\n",
         {"example.org"},
         {},
         Conclusion::pass,
         Basis::dkim},
    Case{"signed_by_a_stranger", FROM, {"evil.test"}, {}, Conclusion::none, Basis::nothing},
    Case{"two_authors",
         "From: eve@example.org, mallory@evil.test\r\n",
         {"example.org"},
         {},
         Conclusion::none,
         Basis::nothing},
    Case{"two_from_fields",
         FROM "From: mallory@evil.test\r\n",
         {"example.org"},
         {},
         Conclusion::none,
         Basis::nothing},
    Case{"results_of_the_hop",
         RESULTS("mx.desk.test", "dmarc=pass header.from=example.org") HOP FROM,
         {},
         {},
         Conclusion::pass,
         Basis::results},
    Case{"results_below_its_received_field",
         HOP RESULTS("mx.desk.test", "dkim=pass header.d=example.org") FROM,
         {},
         {},
         Conclusion::pass,
         Basis::results},
    Case{"results_that_refute",
         RESULTS("mx.desk.test", "dmarc=fail header.from=example.org") HOP FROM,
         {},
         {},
         Conclusion::fail,
         Basis::results},
    Case{"own_signature_before_results",
         RESULTS("mx.desk.test", "dmarc=fail") HOP FROM,
         {"example.org"},
         {},
         Conclusion::pass,
         Basis::dkim},
    Case{"results_of_a_stranger",
         RESULTS("mx.evil.test", "dmarc=pass") HOP FROM,
         {},
         {},
         Conclusion::none,
         Basis::nothing},
    Case{"forged_results_from_further_away",
         HOP HOP RESULTS("mx.desk.test", "dmarc=pass") FROM,
         {},
         {},
         Conclusion::none,
         Basis::nothing},
    Case{"forged_results_under_the_real_ones",
         RESULTS("mx.desk.test", "dmarc=none") HOP RESULTS("mx.desk.test", "dmarc=pass") FROM,
         {},
         {},
         Conclusion::none,
         Basis::nothing},
    Case{"results_about_another_author",
         RESULTS("mx.desk.test", "dmarc=pass header.from=evil.test") HOP FROM,
         {},
         {},
         Conclusion::none,
         Basis::nothing},
    Case{"results_with_an_unaligned_signature",
         RESULTS("mx.desk.test", "dkim=pass header.d=evil.test") HOP FROM,
         {},
         {},
         Conclusion::none,
         Basis::nothing},
    Case{"sealed_by_a_trusted_forwarder",
         "ARC-Authentication-Results: i=1; lists.example.net; dmarc=pass "
         "header.from=example.org\r\n" FROM,
         {},
         {"lists.example.net"},
         Conclusion::pass,
         Basis::arc},
    Case{"sealed_by_a_stranger",
         "ARC-Authentication-Results: i=1; evil.test; dmarc=pass\r\n" FROM,
         {},
         {"evil.test"},
         Conclusion::none,
         Basis::nothing},
    Case{"chain_that_does_not_hold",
         "ARC-Authentication-Results: i=1; lists.example.net; dmarc=pass\r\n" FROM,
         {},
         {},
         Conclusion::none,
         Basis::nothing}};

INSTANTIATE_TEST_SUITE_P(Table, Proofs, ::testing::ValuesIn(kCases),
                         [](const auto& info) { return info.param.name; });

}  // namespace
}  // namespace postroom::guard
