// Items, conversations, messages, attachments, followers, events.
#include "store/item.hpp"

#include <gmock/gmock.h>

#include "builders.hpp"
#include "store/event.hpp"

namespace postroom::store {
namespace {

ON_BOTH_ENGINES(Items);

STORE_TEST(Items, AnItemComesBackAsItWasWritten) {
    const ChannelId queue = a_channel(session);
    const CustomerId requester = a_customer(session);
    const UserId assignee = a_user(session);
    const TeamId team = insert_team(session, "Support").value();
    const ItemId id = insert_item(session, {.type = model::ItemType::case_,
                                            .title = "T",
                                            .description = "D",
                                            .status = "open",
                                            .state = model::ItemState::in_progress,
                                            .priority = model::Priority::urgent,
                                            .queue_id = queue,
                                            .requester_id = requester,
                                            .assignee_id = assignee,
                                            .team_id = team,
                                            .created_at = kNow});
    const auto item = find_item(session, id).value();
    EXPECT_EQ(item.number, id.value);
    EXPECT_EQ(item.type, model::ItemType::case_);
    EXPECT_EQ(item.title, "T");
    EXPECT_EQ(item.description, "D");
    EXPECT_EQ(item.state, model::ItemState::in_progress);
    EXPECT_EQ(item.priority, model::Priority::urgent);
    EXPECT_EQ(item.queue_id, queue);
    EXPECT_FALSE(item.project_id);
    EXPECT_EQ(item.requester_id, requester);
    EXPECT_EQ(item.assignee_id, assignee);
    EXPECT_EQ(item.team_id, team);
    EXPECT_EQ(item.version, 1);
    EXPECT_EQ(item.updated_at, kNow);
    EXPECT_FALSE(find_item(session, ItemId{999'999}).has_value());
}

STORE_TEST(Items, TheSlowerOfTwoEditsIsRefused) {
    auto item = find_item(session, an_item(session)).value();
    auto other = item;
    item.title = "first";
    EXPECT_TRUE(update_item(session, item, kNow + 1s));
    other.title = "second";
    EXPECT_FALSE(update_item(session, other, kNow + 2s));
    const auto found = find_item(session, item.id).value();
    EXPECT_EQ(found.title, "first");
    EXPECT_EQ(found.version, 2);
    EXPECT_EQ(found.updated_at, kNow + 1s);
    touch_item(session, item.id, kNow + 3s);
    EXPECT_EQ(find_item(session, item.id)->version, 2);
    EXPECT_EQ(find_item(session, item.id)->updated_at, kNow + 3s);
}

STORE_TEST(Items, StatusesAreThere) {
    const auto statuses = list_item_statuses(session);
    ASSERT_FALSE(statuses.empty());
    EXPECT_EQ(statuses[0].name, "new");
    EXPECT_EQ(statuses[0].state, model::ItemState::not_started);
}

STORE_TEST(Items, MessagesAreNumberedWithinTheirConversation) {
    const ItemId item = an_item(session);
    const ConversationId conversation = a_conversation(session, item);
    const ConversationId internal = a_conversation(session, item, model::Visibility::internal);
    a_message(session, conversation, "one");
    a_message(session, conversation, "two");
    a_message(session, internal, "aside");
    const auto messages = list_messages(session, conversation, 0, 10);
    ASSERT_EQ(messages.size(), 2U);
    EXPECT_EQ(messages[0].text, "two");
    EXPECT_EQ(messages[0].seq, 2);
    EXPECT_EQ(messages[1].seq, 1);
    EXPECT_EQ(list_messages(session, conversation, 2, 10).size(), 1U);
    EXPECT_EQ(list_messages(session, conversation, 0, 1).size(), 1U);
    EXPECT_EQ(list_messages(session, internal, 0, 10)[0].seq, 1);
    EXPECT_EQ(find_conversation(session, conversation)->last_seq, 2);
    const auto conversations = list_conversations_of_item(session, item);
    ASSERT_EQ(conversations.size(), 2U);
    EXPECT_EQ(conversations[1].visibility, model::Visibility::internal);
}

STORE_TEST(Items, AMessageComesBackAsItWasWritten) {
    const ConversationId conversation = a_conversation(session, an_item(session));
    const IncomingMailId mail = an_incoming_mail(session);
    const model::Message message{.conversation_id = conversation,
                                 .author = model::person(a_customer(session)),
                                 .author_name = "Ana \xc3\x84",
                                 .origin = model::Origin::email,
                                 .trust = model::Trust::unverified,
                                 .text = "whole",
                                 .html = "<p>whole</p>",
                                 .visible_text = "visible",
                                 .client_id = "c-1",
                                 .is_automatic = true,
                                 .incoming_mail_id = mail,
                                 .warnings = {"one", "two"},
                                 .created_at = kNow};
    const auto inserted = insert_message(session, message);
    EXPECT_EQ(inserted.seq, 1);
    const auto found = find_message(session, inserted.id).value();
    EXPECT_EQ(found.author, message.author);
    EXPECT_EQ(found.author_name, message.author_name);
    EXPECT_EQ(found.origin, model::Origin::email);
    EXPECT_EQ(found.trust, model::Trust::unverified);
    EXPECT_EQ(found.text, "whole");
    EXPECT_EQ(found.html, "<p>whole</p>");
    EXPECT_EQ(found.visible_text, "visible");
    EXPECT_TRUE(found.is_automatic);
    EXPECT_EQ(found.incoming_mail_id, mail);
    EXPECT_THAT(found.warnings, testing::ElementsAre("one", "two"));
    EXPECT_EQ(find_message_by_client_id(session, conversation, "c-1")->id, inserted.id);
    EXPECT_FALSE(find_message_by_client_id(session, conversation, "").has_value());
    EXPECT_FALSE(find_message_by_client_id(session, conversation, "c-2").has_value());
}

STORE_TEST(Items, SEC7_AnUploadIsTiedOnceAndByItsUploaderOnly) {
    const UserId lea = a_user(session);
    const UserId tom = a_user(session, "tom@example.com");
    const MessageId message = a_message(session, a_conversation(session, an_item(session)));
    const AttachmentId upload = insert_attachment(session,
                                                  {.filename = "a.pdf",
                                                   .content_type = "application/pdf",
                                                   .size = 3,
                                                   .blob_id = a_blob(session, "pdf"),
                                                   .content_id = "cid",
                                                   .is_inline = true},
                                                  model::person(lea), kNow);
    const auto same_number = model::Person{model::PersonKind::customer, lea.value};
    EXPECT_FALSE(attach_to_message(session, upload, model::person(tom), message));
    EXPECT_FALSE(attach_to_message(session, upload, same_number, message));
    EXPECT_EQ(find_uploader(session, upload), model::person(lea));
    EXPECT_TRUE(attach_to_message(session, upload, model::person(lea), message));
    EXPECT_FALSE(attach_to_message(session, upload, model::person(lea), message));
    const auto attachments = list_attachments(session, message);
    ASSERT_EQ(attachments.size(), 1U);
    EXPECT_EQ(attachments[0].filename, "a.pdf");
    EXPECT_EQ(attachments[0].content_id, "cid");
    EXPECT_TRUE(attachments[0].is_inline);
    EXPECT_EQ(find_attachment(session, upload)->message_id, message);
}

STORE_TEST(Items, FollowersAndParticipants) {
    const ItemId item = an_item(session);
    const ProjectId project = insert_project(session, "Move", kNow).value();
    const model::Follower lea{model::FollowerKind::user, a_user(session).value};
    const model::Follower ana{model::FollowerKind::customer, lea.id};
    EXPECT_TRUE(add_follower(session, item, lea, kNow));
    EXPECT_FALSE(add_follower(session, item, lea, kNow));
    EXPECT_TRUE(add_follower(session, item, ana, kNow));
    EXPECT_TRUE(add_follower(session, project, lea, kNow));
    EXPECT_THAT(list_followers(session, item), testing::UnorderedElementsAre(lea, ana));
    EXPECT_TRUE(remove_follower(session, item, ana));
    EXPECT_FALSE(remove_follower(session, item, ana));
    EXPECT_THAT(list_followers(session, item), testing::ElementsAre(lea));
    EXPECT_THAT(list_followers(session, project), testing::ElementsAre(lea));

    const ConversationId conversation = a_conversation(session, item);
    const model::Person person{model::PersonKind::user, lea.id};
    add_participant(session, conversation, person);
    add_participant(session, conversation, person);
    EXPECT_THAT(list_participants(session, conversation), testing::ElementsAre(person));
}

STORE_TEST(Items, EventsAreReadInOrderFromACursor) {
    const ItemId item = an_item(session);
    const EventId before = find_last_event(session);
    const EventId first = append_event(session, {.kind = model::EventKind::item_created,
                                                 .at = kNow,
                                                 .actor = {model::PersonKind::user, 7},
                                                 .item_id = item,
                                                 .subject_id = 5,
                                                 .payload = R"({"a": "b"})"});
    const EventId second =
        append_event(session, {.kind = model::EventKind::mail_received, .at = kNow});
    EXPECT_LT(first, second);
    EXPECT_EQ(find_last_event(session), second);
    const auto events = list_events(session, before, 10);
    ASSERT_EQ(events.size(), 2U);
    EXPECT_EQ(events[0].kind, model::EventKind::item_created);
    EXPECT_EQ(events[0].actor.id, 7);
    EXPECT_EQ(events[0].item_id, item);
    EXPECT_EQ(events[0].subject_id, 5);
    EXPECT_EQ(events[0].payload, R"({"a": "b"})");
    EXPECT_FALSE(events[1].item_id);
    EXPECT_EQ(list_events(session, first, 10).size(), 1U);
    EXPECT_EQ(list_events_of_item(session, item, {}, 10).size(), 1U);
    EXPECT_THAT(list_events_of_item(session, item, first, 10), testing::IsEmpty());

    EXPECT_FALSE(find_cursor(session, "fanout"));
    save_cursor(session, "fanout", first);
    save_cursor(session, "fanout", second);
    EXPECT_EQ(find_cursor(session, "fanout"), second);
}

}  // namespace
}  // namespace postroom::store
