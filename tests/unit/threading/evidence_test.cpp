// What is found in a mail, and what is not.
// Rule: mail-correctness.md THR-1, THR-11, IN-5, IN-10.
#include "threading/evidence.hpp"

#include <gtest/gtest.h>

#include "core/limits.hpp"
#include "threading/dedup.hpp"
#include "threading/references.hpp"

namespace postroom::threading {
namespace {

constexpr TimePoint kNow = from_unix_ms(1'795'000'000'000);
constexpr model::Person kEve{model::PersonKind::customer, 42};
constexpr std::string_view kDomain = "reply.example.org";
constexpr std::string_view kSupport = "support@example.org";

const KeyRing& keys() {
    static const std::vector<Key> all{{1, std::string(32, 'k'), {}}};
    static const KeyRing ring(all, kNow);
    return ring;
}

std::string address_for(std::int64_t conversation) {
    return reply_address(keys(), ConversationId(conversation), kEve, kDomain);
}

std::string id_for(std::int64_t conversation) {
    return message_id_local(keys(), ConversationId(conversation), kEve, "u1") + "@example.org";
}

std::string marker_for(std::int64_t conversation) {
    return body_marker(keys(), ConversationId(conversation), kEve);
}

/// "place conversation" of each token found.
std::vector<std::pair<Place, std::int64_t>> found(const Evidence& evidence) {
    std::vector<std::pair<Place, std::int64_t>> out;
    for (const FoundToken& token : evidence.tokens) {
        out.emplace_back(token.place, token.token.conversation_id.value);
    }
    return out;
}

using Found = std::vector<std::pair<Place, std::int64_t>>;

TEST(Evidence, THR1_StrongerPlacesHideWeakerOnes) {
    mime::Mail mail;
    mail.text = "> " + marker_for(4);
    EXPECT_EQ(found(gather(mail, kSupport, keys())), (Found{{Place::quoted_body, 4}}));
    mail.references = {id_for(3)};
    EXPECT_EQ(found(gather(mail, kSupport, keys())), (Found{{Place::thread_id, 3}}));
    mail.cc = {{address_for(2), ""}};
    EXPECT_EQ(found(gather(mail, kSupport, keys())), (Found{{Place::to_or_cc, 2}}));
    EXPECT_EQ(found(gather(mail, address_for(1), keys())), (Found{{Place::recipient_address, 1}}));
}

TEST(Evidence, TheNewestReferenceSpeaksFirst) {
    mime::Mail mail;
    mail.references = {id_for(1), "other@example.net", id_for(2)};
    EXPECT_EQ(found(gather(mail, kSupport, keys())), (Found{{Place::thread_id, 2}}));
    mail.in_reply_to = id_for(3);
    EXPECT_EQ(found(gather(mail, kSupport, keys())), (Found{{Place::thread_id, 3}}));
}

TEST(Evidence, BounceTokensAreNoEvidence) {
    const mime::Mail mail;
    EXPECT_TRUE(gather(mail, bounce_address(keys(), MailId(1), kDomain), keys()).tokens.empty());
}

TEST(Evidence, TheMarkerIsFoundInHtmlAlone) {
    mime::Mail mail;
    mail.text = "Thanks";
    mail.html = "<p>Thanks</p><div style=\"display:none\">" + marker_for(4) + "</div>";
    EXPECT_EQ(found(gather(mail, kSupport, keys())), (Found{{Place::quoted_body, 4}}));
}

TEST(Evidence, MessageIdsAreNewestFirstNormalisedAndUnique) {
    mime::Mail mail;
    mail.in_reply_to = "<C@Example.ORG>";
    mail.references = {"a@example.org", " b@example.org ", "C@example.org", ""};
    EXPECT_EQ(gather(mail, kSupport, keys()).message_ids,
              (std::vector<std::string>{"C@example.org", "b@example.org", "a@example.org"}));
}

TEST(Evidence, IN5_ReferencesAreBounded) {
    mime::Mail mail;
    for (int i = 0; i < 1000; ++i) {
        mail.references.push_back(std::to_string(i) + "@example.org");
    }
    mail.references.push_back(std::string(5000, 'x') + "@example.org");
    const Evidence evidence = gather(mail, kSupport, keys());
    EXPECT_LE(evidence.message_ids.size(), limits::kReferencesMax);
    EXPECT_EQ(evidence.message_ids.front(), "999@example.org");
}

TEST(Evidence, IN5_ManyForgedAddressesAreNotAllChecked) {
    mime::Mail mail;
    std::string forged = address_for(1);
    forged[20] = forged[20] == 'a' ? 'b' : 'a';
    mail.to.assign(200, {forged, ""});
    mail.to.push_back({address_for(1), ""});
    EXPECT_TRUE(gather(mail, kSupport, keys()).tokens.empty());
}

TEST(Evidence, THR1_NumbersInSubjects) {
    using Numbers = std::vector<std::int64_t>;
    const std::pair<std::string_view, Numbers> cases[] = {
        {"Re: [T-12] Printer", {12}},
        {"[C-3] and #4", {3, 4}},
        {"[#12] Printer", {12}},
        {"AW: #12", {12}},
        {"#12, #12 again", {12}},
        {"#1 #2 #3 #4 #5", {1, 2, 3, 4}},
        {"T-12 Printer", {}},
        {"the T-34 tank", {}},
        {"abc#12", {}},
        {"#12b", {}},
        {"[X-12]", {}},
        {"[T-]", {}},
        {"#", {}},
        {"[T-12", {12}},
        {"#0", {}},
        {"#99999999999999999999", {}},
        {"Printer", {}},
        {"", {}},
    };
    for (const auto& [subject, numbers] : cases) {
        EXPECT_EQ(numbers_in_subject(subject), numbers) << subject;
    }
    EXPECT_TRUE(numbers_in_subject(std::string(10'000, ' ') + "#12").empty()) << "bounded";
}

std::vector<std::string> ids(int count) {
    std::vector<std::string> out;
    for (int i = 0; i < count; ++i) {
        out.push_back("m" + std::to_string(i) + "@example.org");
    }
    return out;
}

TEST(References, THR11_RootAndTheLastTwenty) {
    const ThreadHeaders headers = references_for("root@example.org", ids(30));
    EXPECT_EQ(headers.in_reply_to, "m29@example.org");
    ASSERT_EQ(headers.references.size(), 21U);
    EXPECT_EQ(headers.references.front(), "root@example.org");
    EXPECT_EQ(headers.references[1], "m10@example.org");
    EXPECT_EQ(headers.references.back(), "m29@example.org");
}

TEST(References, THR11_ShortThreads) {
    EXPECT_TRUE(references_for("", {}).references.empty());
    EXPECT_TRUE(references_for("", {}).in_reply_to.empty());
    EXPECT_EQ(references_for("root@x", {}).in_reply_to, "root@x");
    EXPECT_EQ(references_for("", ids(2)).references, ids(2));
    const std::vector<std::string> with_root{"root@x", "a@x", "", "a@x"};
    EXPECT_EQ(references_for("root@x", with_root).references,
              (std::vector<std::string>{"root@x", "a@x"}));
}

mime::Mail sample_mail() {
    mime::Mail mail;
    mail.message_id = "m1@example.org";
    mail.from = {"ana@example.org", "Ana"};
    mail.date = "2026-11-21T09:30:00+01:00";
    mail.subject = "Printer";
    mail.text = "It does not print.\nAt all.\n";
    mail.attachments = {{.filename = "a.txt", .content_type = "text/plain", .content = "1"}};
    return mail;
}

TEST(Dedup, IN10_TheSameMailByAnotherPathHasTheSameKey) {
    mime::Mail other = sample_mail();
    other.text = "It does not print. \r\nAt all.\r\n\r\n";
    other.message_id = "<m1@EXAMPLE.org>";
    other.from = {"Ana@example.org", "Somebody"};
    other.headers = {{"Received", "by another relay"}};
    EXPECT_EQ(dedup_key(sample_mail(), "1"), dedup_key(other, "1"));
    EXPECT_EQ(dedup_key(other, "1").size(), 64U);
}

TEST(Dedup, IN10_AnyOtherDifferenceMakesAnotherMail) {
    const std::string key = dedup_key(sample_mail(), "1");
    EXPECT_NE(dedup_key(sample_mail(), "2"), key);
    const auto changed = [&](auto&& change) {
        mime::Mail mail = sample_mail();
        change(mail);
        EXPECT_NE(dedup_key(mail, "1"), key);
    };
    changed([](mime::Mail& m) { m.text += "Really."; });
    changed([](mime::Mail& m) { m.text = "It doesnot print.\nAt all.\n"; });
    changed([](mime::Mail& m) { m.message_id = "m2@example.org"; });
    changed([](mime::Mail& m) { m.message_id.clear(); });
    changed([](mime::Mail& m) { m.from.address = "bob@example.org"; });
    changed([](mime::Mail& m) { m.date = "2026-11-21T09:30:01+01:00"; });
    changed([](mime::Mail& m) { m.html = "<p>x</p>"; });
    changed([](mime::Mail& m) { m.attachments.front().content = "2"; });
    changed([](mime::Mail& m) { m.attachments.clear(); });
}

TEST(Dedup, IN10_FieldsCannotFlowIntoOneAnother) {
    mime::Mail a = sample_mail();
    mime::Mail b = sample_mail();
    a.message_id = "ab";
    a.from.address = "c";
    b.message_id = "a";
    b.from.address = "bc";
    EXPECT_NE(dedup_key(a, "1"), dedup_key(b, "1"));
}

}  // namespace
}  // namespace postroom::threading
