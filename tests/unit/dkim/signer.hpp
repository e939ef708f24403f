// A key pair of the test's own, and mails signed with it: the other half of what dkim/ verifies.
// Invariant: keys are made anew at each run; only the canonical forms are shared with the code
// under test, and those have fixed vectors of their own.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "dkim/key.hpp"

namespace postroom::dkim {

class TestSigner {
   public:
    enum class Kind { rsa1024, rsa512, ed25519 };
    explicit TestSigner(Kind kind = Kind::rsa1024);
    ~TestSigner();
    TestSigner(const TestSigner&) = delete;
    TestSigner& operator=(const TestSigner&) = delete;

    /// The key record, and a lookup that knows it as s1._domainkey.example.org.
    std::string record(std::string_view extra = "v=DKIM1; ") const;
    KeyLookup lookup() const;
    static KeyLookup lookup_of(std::string record);

    /// `mail` with a DKIM-Signature on top.
    /// @param extra  further tags, such as "x=10; "
    std::string sign(const std::string& mail, std::string_view canonical = "relaxed/relaxed",
                     std::string_view names = "from:subject", std::string_view extra = "") const;

    /// `mail` with one more ARC set on top.
    std::string seal(const std::string& mail, int instance, std::string_view cv = "") const;

   private:
    std::string sign_text(std::string_view text) const;
    std::string_view algorithm() const;

    Kind kind_;
    void* key_;
};

}  // namespace postroom::dkim
