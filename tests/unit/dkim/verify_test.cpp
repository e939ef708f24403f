// DKIM and ARC: what proves something, and everything that must not. (THR-6)
#include "dkim/verify.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "core/text.hpp"
#include "signer.hpp"

namespace postroom::dkim {
namespace {

const std::string kMail =
    "From: Eve <eve@example.org>\r\nSubject: Hello\r\n there\r\nTo: support@desk.test\r\n\r\n"
    "First line  \r\nsecond\r\n\r\n\r\n";

TEST(Dkim, EveryCanonicalFormHolds) {
    const TestSigner signer;
    for (const char* how :
         {"relaxed/relaxed", "relaxed/simple", "simple/relaxed", "simple/simple"}) {
        const auto evidence = verify_dkim(signer.sign(kMail, how), signer.lookup());
        EXPECT_EQ(evidence.verdict, Verdict::pass) << how << ": " << evidence.reason;
        ASSERT_EQ(evidence.signers.size(), 1U);
        EXPECT_EQ(evidence.signers[0].domain, "example.org");
    }
}

TEST(Dkim, KeyNamesAreTheOnesThatVerifyingAsksFor) {
    const TestSigner signer;
    const std::string mail = signer.seal(signer.sign(signer.sign(kMail)), 1);
    std::vector<std::string> asked;
    const auto note = [&](const std::string& name) {
        if (std::ranges::find(asked, name) == asked.end()) {
            asked.push_back(name);
        }
        return signer.lookup()(name);
    };
    EXPECT_EQ(verify_dkim(mail, note).verdict, Verdict::pass);
    EXPECT_EQ(verify_arc(mail, note).verdict, Verdict::pass);
    EXPECT_EQ(key_names(mail), asked);
    EXPECT_TRUE(key_names(kMail).empty());
    EXPECT_TRUE(key_names("DKIM-Signature: v=1; nonsense\r\n\r\n").empty());
}

TEST(Dkim, Ed25519Holds) {
    const TestSigner signer(TestSigner::Kind::ed25519);
    EXPECT_EQ(verify_dkim(signer.sign(kMail), signer.lookup()).verdict, Verdict::pass);
}

TEST(Dkim, LineEndsOfAFileDoNotMatter) {
    const TestSigner signer;
    const std::string on_disk = replace_all(signer.sign(kMail), "\r\n", "\n");
    EXPECT_EQ(verify_dkim(on_disk, signer.lookup()).verdict, Verdict::pass);
}

TEST(Dkim, RelaxedForgivesBlanksSimpleDoesNot) {
    const TestSigner signer;
    const auto with_blanks = [&](const char* how) {
        return replace_all(replace_all(signer.sign(kMail, how), "First line  ", "First   line"),
                           "Subject: Hello\r\n there", "SUBJECT:   Hello there");
    };
    EXPECT_EQ(verify_dkim(with_blanks("relaxed/relaxed"), signer.lookup()).verdict, Verdict::pass);
    EXPECT_EQ(verify_dkim(with_blanks("simple/simple"), signer.lookup()).verdict, Verdict::fail);
}

struct Change {
    const char* from;
    const char* to;
    const char* reason;
};

TEST(Dkim, WhatWasChangedIsFound) {
    const TestSigner signer;
    const std::string mail = signer.sign(kMail);
    for (const auto& [from, to, reason] : {
             Change{"second", "seconds", "body"},
             Change{"Subject: Hello", "Subject: Hell", "changed"},
             Change{"From: Eve", "From: Adam", "changed"},
             Change{"d=example.org", "d=example.com", "there is no key"},
             Change{"s=s1", "s=s2", "there is no key"},
             Change{"v=1", "v=2", "version"},
             Change{"a=rsa-sha256", "a=rsa-sha1", "proves nothing"},
             Change{"c=relaxed/relaxed", "c=relaxed/loose", "canonical"},
             Change{"h=from:subject", "h=subject", "From"},
             Change{"v=1;", "v=1; l=5;", "part of the body"},
             Change{"v=1;", "v=1; d=example.org;", "cannot be read"},
             Change{"v=1;", "v=1; i=eve@elsewhere.org;", "another domain"},
             Change{"v=1;", "v=1; t=soon;", "time"},
         }) {
        const auto evidence = verify_dkim(replace_all(mail, from, to), signer.lookup());
        EXPECT_EQ(evidence.verdict, Verdict::fail) << from << " -> " << to;
        EXPECT_NE(evidence.reason.find(reason), std::string::npos) << evidence.reason;
    }
}

TEST(Dkim, ASecondFromIsNotCovered) {
    // Signed twice over: a From put above a mail whose h= names From twice breaks it.
    const TestSigner signer;
    const std::string mail = signer.sign(kMail, "relaxed/relaxed", "from:subject:from");
    EXPECT_EQ(verify_dkim(mail, signer.lookup()).verdict, Verdict::pass);
    EXPECT_EQ(verify_dkim("From: boss@example.org\r\n" + mail, signer.lookup()).verdict,
              Verdict::fail);
}

TEST(Dkim, AHeaderThatCanBeReadInTwoWaysProvesNothing) {
    const TestSigner signer;
    const std::string mail =
        replace_all(signer.sign(kMail), "To: support", "no field\r\nTo: support");
    const auto evidence = verify_dkim(mail, signer.lookup());
    EXPECT_EQ(evidence.verdict, Verdict::fail);
    EXPECT_EQ(evidence.reason, "the header can be read in two ways");
}

TEST(Dkim, ExpiredAtItsTime) {
    const TestSigner signer;
    const std::string mail = signer.sign(kMail, "relaxed/relaxed", "from", "t=10; x=20; ");
    EXPECT_EQ(verify_dkim(mail, signer.lookup(), from_unix_ms(20'000)).verdict, Verdict::pass);
    EXPECT_EQ(verify_dkim(mail, signer.lookup(), from_unix_ms(21'000)).verdict, Verdict::fail);
}

TEST(Dkim, TheKeyRecordDecides) {
    const TestSigner signer;
    const std::string mail = signer.sign(kMail);
    const auto verdict = [&](const std::string& record) {
        return verify_dkim(mail, TestSigner::lookup_of(record)).verdict;
    };
    EXPECT_EQ(verdict(signer.record("")), Verdict::pass) << "v= may be left out";
    EXPECT_EQ(verdict(signer.record("v=DKIM1; h=sha1:sha256; s=email; t=y; ")), Verdict::pass);
    EXPECT_EQ(verdict(signer.record("v=DKIM2; ")), Verdict::fail);
    EXPECT_EQ(verdict(signer.record("h=sha256; v=DKIM1; ")), Verdict::fail) << "v= comes first";
    EXPECT_EQ(verdict(signer.record("h=sha1; ")), Verdict::fail);
    EXPECT_EQ(verdict(signer.record("s=tlsrpt; ")), Verdict::fail);
    EXPECT_EQ(verdict("v=DKIM1; p="), Verdict::fail) << "revoked";
    EXPECT_EQ(verdict("v=DKIM1"), Verdict::fail);
    EXPECT_EQ(verdict("v=DKIM1; p=AAAA"), Verdict::fail);
    const TestSigner other;
    EXPECT_EQ(verdict(other.record()), Verdict::fail) << "somebody else's key";
}

TEST(Dkim, AShortKeyProvesNothing) {
    const TestSigner signer(TestSigner::Kind::rsa512);
    const auto evidence = verify_dkim(signer.sign(kMail), signer.lookup());
    EXPECT_EQ(evidence.verdict, Verdict::fail);
    EXPECT_NE(evidence.reason.find("too short"), std::string::npos) << evidence.reason;
}

TEST(Dkim, OneGoodSignatureIsEnough) {
    const TestSigner good, other;
    const std::string mail = other.sign(good.sign(kMail));
    EXPECT_EQ(verify_dkim(mail, good.lookup()).verdict, Verdict::pass);
}

TEST(Dkim, NoneWithoutSignatureOrLookup) {
    const TestSigner signer;
    EXPECT_EQ(verify_dkim(kMail, signer.lookup()).verdict, Verdict::none);
    EXPECT_EQ(verify_dkim(signer.sign(kMail), {}).verdict, Verdict::none);
    EXPECT_EQ(verify_dkim("", signer.lookup()).verdict, Verdict::none);
}

TEST(Dkim, ALookupThatFailsIsNoPass) {
    const TestSigner signer;
    const auto evidence = verify_dkim(signer.sign(kMail), [](const std::string&) {
        return std::optional<std::vector<std::string>>();
    });
    EXPECT_EQ(evidence.verdict, Verdict::fail);
    EXPECT_NE(evidence.reason.find("could not be looked up"), std::string::npos);
}

TEST(Arc, AChainOfThreeHolds) {
    const TestSigner signer;
    std::string mail = kMail;
    for (int instance = 1; instance <= 3; ++instance) {
        mail = signer.seal(mail, instance);
        const auto evidence = verify_arc(mail, signer.lookup());
        EXPECT_EQ(evidence.verdict, Verdict::pass) << instance << ": " << evidence.reason;
        EXPECT_EQ(std::ssize(evidence.signers), instance);
    }
}

TEST(Arc, WhatBreaksAChain) {
    const TestSigner signer;
    const std::string mail = signer.seal(signer.seal(kMail, 1), 2);
    for (const auto& [from, to, reason] : {
             Change{"second", "third", "body"},
             Change{"From: Eve", "From: Adam", "changed"},
             Change{"i=1; example.org; spf=pass", "i=1; example.org; spf=fail", "changed"},
             Change{"i=1; example.org; spf=pass", "example.org; i=1", "instance"},
             Change{"i=1; example.org; spf=pass", "i=2; example.org; spf=pass", "twice"},
             Change{"ARC-Seal: i=1;", "X-Seal: i=1;", "gaps"},
             Change{"ARC-Seal: i=1;", "ARC-Seal: i=;", "instance"},
             Change{"ARC-Seal: i=1;", "ARC-Seal: i=51;", "instance"},
             Change{"ARC-Seal: i=1;", "ARC-Seal: i=1; h=from;", "cannot be read"},
             Change{"ARC-Seal: i=1;", "ARC-Seal: i=1; t=soon;", "cannot be read"},
             Change{"cv=none", "cv=fail", "vouch"},
             Change{"cv=pass", "cv=none", "vouch"},
             Change{"h=from;", "h=from:arc-seal;", "seal"},
         }) {
        const auto evidence = verify_arc(replace_all(mail, from, to), signer.lookup());
        EXPECT_EQ(evidence.verdict, Verdict::fail) << from << " -> " << to;
        EXPECT_NE(evidence.reason.find(reason), std::string::npos) << evidence.reason;
    }
}

TEST(Arc, TheNewestHopMayHaveChangedTheBody) {
    const TestSigner signer;
    const std::string first = signer.seal(kMail, 1);
    const std::string listed = replace_all(first, "second", "second\r\n-- \r\nThe list");
    EXPECT_EQ(verify_arc(listed, signer.lookup()).verdict, Verdict::fail);
    EXPECT_EQ(verify_arc(signer.seal(listed, 2), signer.lookup()).verdict, Verdict::pass);
}

TEST(Arc, NoneWithoutAChainOrLookup) {
    const TestSigner signer;
    EXPECT_EQ(verify_arc(kMail, signer.lookup()).verdict, Verdict::none);
    EXPECT_EQ(verify_arc(signer.seal(kMail, 1), {}).verdict, Verdict::none);
}

}  // namespace
}  // namespace postroom::dkim
