// What was reported about mails, and pairs that were stopped: BNC-4, BNC-6, LOOP-9, IN-2, LOOP-2.
#include "store/delivery_report.hpp"

#include "builders.hpp"

namespace postroom::store {
namespace {

ON_BOTH_ENGINES(DeliveryReports);

model::DeliveryReport a_report(MailId mail, IncomingMailId incoming, model::ReportKind kind,
                               TimePoint at = kNow) {
    return {.mail_id = mail,
            .incoming_mail_id = incoming,
            .kind = kind,
            .address = "Ana@example.org",
            .status = "4.2.2",
            .words = "mailbox full",
            .at = at};
}

STORE_TEST(DeliveryReports, BNC4_OneReportCountsOnce) {
    const MailId mail =
        insert_outgoing_mail(session, an_outgoing_mail(session, a_connector(session)));
    const IncomingMailId incoming = an_incoming_mail(session);
    EXPECT_TRUE(insert_delivery_report(session, a_report(mail, incoming, model::ReportKind::soft)));
    EXPECT_FALSE(
        insert_delivery_report(session, a_report(mail, incoming, model::ReportKind::soft)));
    ASSERT_EQ(list_delivery_reports(session, mail).size(), 1U);
    EXPECT_EQ(list_delivery_reports(session, mail)[0].address, "ana@example.org");
    const auto soft = find_soft_bounces(session, "ANA@example.org", kNow - 1h);
    EXPECT_EQ(soft.mails, 1);
    EXPECT_EQ(soft.last_at, kNow);
    EXPECT_EQ(soft.last_mail_id, mail);
    EXPECT_EQ(find_soft_bounces(session, "ana@example.org", kNow).mails, 0) << "not after that";
    EXPECT_EQ(find_soft_bounces(session, "bob@example.org", kNow - 1h).mails, 0);
    settle_delivery_reports(session, "ana@example.org");
    EXPECT_EQ(find_soft_bounces(session, "ana@example.org", kNow - 1h).mails, 0);
    EXPECT_EQ(list_delivery_reports(session, mail).size(), 1U) << "history stays";
}

STORE_TEST(DeliveryReports, BNC6_TheMarkKeepsItsFirstTime) {
    const ConversationId id = a_conversation(session, an_item(session));
    flag_undelivered(session, id, kNow);
    flag_undelivered(session, id, kNow + 1h);
    EXPECT_EQ(find_conversation(session, id)->undelivered_at, kNow);
    EXPECT_TRUE(clear_undelivered(session, id));
    EXPECT_FALSE(clear_undelivered(session, id));
    EXPECT_FALSE(find_conversation(session, id)->undelivered_at);
}

STORE_TEST(DeliveryReports, BNC4_RefusalsOfAConnectorAreCountedUntilSomebodyLooks) {
    const ConnectorId id = a_connector(session);
    record_connector_refusal(session, id, "one", kNow);
    record_connector_refusal(session, id, "two", kNow + 1s);
    EXPECT_EQ(find_connector(session, id)->refusals, 2);
    EXPECT_EQ(find_connector(session, id)->refusal, "two");
    clear_connector_refusals(session, id);
    EXPECT_EQ(find_connector(session, id)->refusals, 0);
    EXPECT_FALSE(find_connector(session, id)->refused_at);
}

STORE_TEST(DeliveryReports, LOOP9_AStopHoldsUntilItIsResumed) {
    const ItemId item = an_item(session);
    const ItemId other = an_item(session);
    stop_automatic_mail(session, item, "Bob@peer.test", kNow);
    EXPECT_TRUE(find_automatic_mail_stop(session, item, "bob@peer.test")->stopped_at);
    EXPECT_FALSE(find_automatic_mail_stop(session, other, "bob@peer.test"));
    EXPECT_EQ(list_automatic_mail_stops(session, item).size(), 1U);
    EXPECT_TRUE(resume_automatic_mail(session, item, "bob@peer.test", kNow + 1h));
    EXPECT_FALSE(resume_automatic_mail(session, item, "bob@peer.test", kNow + 1h));
    EXPECT_EQ(find_automatic_mail_stop(session, item, "bob@peer.test")->resumed_at, kNow + 1h);
    EXPECT_TRUE(list_automatic_mail_stops(session, item).empty());
    stop_automatic_mail(session, item, "bob@peer.test", kNow + 2h);
    EXPECT_EQ(list_automatic_mail_stops(session, item).size(), 1U) << "it may stop again";
}

STORE_TEST(DeliveryReports, IN2_WishesToReadAgainAreTakenOnce) {
    const IncomingMailId id = an_incoming_mail(session);
    const UserId by = a_user(session);
    EXPECT_FALSE(want_reread(session, id, by)) << "it waits for the intake";
    record_outcome(session, id, {.outcome = model::IncomingOutcome::ticket, .parser_version = 1},
                   kNow);
    EXPECT_EQ(want_rereads(session, 1, by, 10), 0);
    EXPECT_EQ(want_rereads(session, 2, by, 10), 1);
    EXPECT_EQ(want_rereads(session, 2, by, 10), 0);
    EXPECT_TRUE(is_reread_wanted(session));
    const auto taken = take_rereads(session, 10);
    ASSERT_EQ(taken.size(), 1U);
    EXPECT_EQ(taken[0].by, by);
    EXPECT_FALSE(is_reread_wanted(session));
    record_reread(session, id, "Better", "key", 2);
    EXPECT_EQ(want_rereads(session, 2, by, 10), 0);
}

STORE_TEST(DeliveryReports, IN2_QuarantinedMailOfAnOlderParserGoesBackToTheIntake) {
    const IncomingMailId id = an_incoming_mail(session);
    record_outcome(session, id,
                   {.outcome = model::IncomingOutcome::quarantine, .parser_version = 2}, kNow);
    EXPECT_EQ(reopen_quarantined(session, 2, 10), 0);
    EXPECT_EQ(reopen_quarantined(session, 3, 10), 1);
    EXPECT_EQ(list_pending_mails(session, {}, 10).size(), 1U);
}

STORE_TEST(DeliveryReports, LOOP2_AnOwnAddressStaysListedWhateverAPersonDid) {
    ASSERT_TRUE(insert_email_filter(
        session, {.direction = "outgoing", .pattern = "help@example.com", .reason = "mine"}, kNow));
    protect_own_address(session, "Help@example.com", kNow);
    const auto filter = find_email_filter(session, "outgoing", "help@example.com");
    EXPECT_TRUE(filter->is_automatic);
    EXPECT_FALSE(delete_email_filter(session, filter->id));
    release_own_address(session, filter->id);
    EXPECT_TRUE(delete_email_filter(session, filter->id));
}

}  // namespace
}  // namespace postroom::store
