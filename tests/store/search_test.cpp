// What a search finds, in which order, and what it never finds: the same on both engines.
// (issue 4 point 4; F022-F024, SEC-11)
#include "store/search.hpp"

#include <gmock/gmock.h>

#include "builders.hpp"
#include "core/limits.hpp"
#include "store/message_change.hpp"

namespace postroom::store {
namespace {

ON_BOTH_ENGINES(Search);

model::User a_viewer(db::Session& session, model::ConversationAccess access,
                     const std::string& email = "vic@example.com") {
    auto user = *find_user(session, a_user(session, email));
    user.preferences.conversations = access;
    update_user(session, user);
    return user;
}

MessageId indexed(db::Session& session, ItemId item, ConversationId conversation,
                  const std::string& text) {
    const MessageId message = a_message(session, conversation, text);
    save_search_entry(session, {.item_id = item, .message_id = message, .title = {}, .body = text});
    return message;
}

std::vector<MessageId> found(db::Session& session, const model::User& viewer,
                             std::string_view typed) {
    std::vector<MessageId> ids;
    for (const SearchHit& hit : find_hits(session, viewer, parse_search(typed), 20)) {
        ids.push_back(hit.message_id);
    }
    return ids;
}

using testing::ElementsAre;
using testing::IsEmpty;

STORE_TEST(Search, FindsEveryWordAndTheLastAsABeginning) {
    const auto viewer = a_viewer(session, model::ConversationAccess::all_projects);
    const ItemId item = an_item(session);
    const auto place = a_conversation(session, item);
    const auto first = indexed(session, item, place, "It burns brightly.");
    const auto second = indexed(session, item, place, "Extinguished, it's only smoke now");
    EXPECT_THAT(found(session, viewer, "BURNS"), ElementsAre(first));
    EXPECT_THAT(found(session, viewer, "it bri"), ElementsAre(first));
    EXPECT_THAT(found(session, viewer, "bri it"), IsEmpty()) << "only the last may go on";
    EXPECT_THAT(found(session, viewer, "burns smoke"), IsEmpty());
    EXPECT_THAT(found(session, viewer, "smo"), ElementsAre(second));
}

STORE_TEST(Search, FindsPhrasesInQuotes) {
    const auto viewer = a_viewer(session, model::ConversationAccess::all_projects);
    const ItemId item = an_item(session);
    const auto place = a_conversation(session, item);
    const auto beside = indexed(session, item, place, "The transport seal of the toner");
    const auto apart = indexed(session, item, place, "The seal broke in transport");
    EXPECT_THAT(found(session, viewer, "\"transport seal\""), ElementsAre(beside));
    EXPECT_THAT(found(session, viewer, "transport seal"),
                testing::UnorderedElementsAre(beside, apart));
    EXPECT_THAT(found(session, viewer, "\"transport sea\""), IsEmpty());
}

STORE_TEST(Search, FoldsCaseAndAccentsInFourLanguages) {
    const auto viewer = a_viewer(session, model::ConversationAccess::all_projects);
    const ItemId item = an_item(session);
    const auto place = a_conversation(session, item);
    const auto french = indexed(session, item, place, "L'imprimante a été réparée à Nîmes, cœur");
    const auto italian = indexed(session, item, place, "La città è già lì: perché?");
    const auto russian = indexed(session, item, place, "Ещё один СЧЁТ пришёл");
    const auto german = indexed(session, item, place, "Straße");
    EXPECT_THAT(found(session, viewer, "reparee nimes"), ElementsAre(french));
    EXPECT_THAT(found(session, viewer, "IMPRIMANTE"), ElementsAre(french));
    EXPECT_THAT(found(session, viewer, "coeur"), ElementsAre(french));
    EXPECT_THAT(found(session, viewer, "citta perche"), ElementsAre(italian));
    EXPECT_THAT(found(session, viewer, "еще счет"), ElementsAre(russian));
    EXPECT_THAT(found(session, viewer, "ПРИШЁЛ"), ElementsAre(russian));
    EXPECT_THAT(found(session, viewer, "strasse"), ElementsAre(german));
}

STORE_TEST(Search, TheMoreRelevantComesFirstThenTheNewer) {
    const auto viewer = a_viewer(session, model::ConversationAccess::all_projects);
    const ItemId item = an_item(session);
    const auto place = a_conversation(session, item);
    const auto often = indexed(session, item, place, "printer printer printer");
    const auto once =
        indexed(session, item, place, "One printer among many other things in a long sentence");
    const auto again =
        indexed(session, item, place, "One printer among many other things in a long sentence");
    EXPECT_THAT(found(session, viewer, "printer"), ElementsAre(often, again, once));
}

STORE_TEST(Search, AnItemIsFoundByItsTitleBeforeMessages) {
    const auto viewer = a_viewer(session, model::ConversationAccess::all_projects);
    const ItemId item = an_item(session, "Printer on fire");
    const auto place = a_conversation(session, item);
    save_search_entry(
        session, {.item_id = item, .message_id = {}, .title = "Printer on fire", .body = "T-12"});
    const auto message = indexed(session, item, place, "The printer, again, and much more text");
    EXPECT_THAT(found(session, viewer, "printer"), ElementsAre(MessageId{}, message));
    EXPECT_THAT(found(session, viewer, "t-12"), ElementsAre(MessageId{}));
    save_search_entry(
        session, {.item_id = item, .message_id = {}, .title = "Copier on fire", .body = "T-12"});
    EXPECT_THAT(found(session, viewer, "printer"), ElementsAre(message));
    EXPECT_THAT(found(session, viewer, "copier"), ElementsAre(MessageId{}));
}

STORE_TEST(Search, F023_NothingIsFoundThatTheSearcherMayNotOpen) {
    const auto everybody = a_viewer(session, model::ConversationAccess::all_projects);
    const auto limited = a_viewer(session, model::ConversationAccess::followed, "lim@example.com");
    const ItemId open = an_item(session, "Followed");
    const ItemId closed = an_item(session, "Not followed");
    add_follower(session, open, {model::FollowerKind::user, limited.id.value}, kNow);
    const auto seen = indexed(session, open, a_conversation(session, open), "the secret word");
    const auto unseen =
        indexed(session, closed, a_conversation(session, closed), "the secret word");
    save_search_entry(session,
                      {.item_id = closed, .message_id = {}, .title = "secret title", .body = {}});
    EXPECT_THAT(found(session, limited, "secret"), ElementsAre(seen));
    EXPECT_THAT(found(session, everybody, "secret word"),
                testing::UnorderedElementsAre(seen, unseen));
}

STORE_TEST(Search, WhatIsInvisibleTakesNoPlaceAmongTheHits) {
    const auto limited = a_viewer(session, model::ConversationAccess::followed);
    const ItemId open = an_item(session, "Followed");
    add_follower(session, open, {model::FollowerKind::user, limited.id.value}, kNow);
    const auto mine = indexed(session, open, a_conversation(session, open), "needle");
    const ItemId closed = an_item(session);
    const auto place = a_conversation(session, closed);
    for (int i = 0; i < 30; ++i) {
        indexed(session, closed, place, "needle");
    }
    const auto hits = find_hits(session, limited, parse_search("needle"), 5);
    ASSERT_EQ(hits.size(), 1U);
    EXPECT_EQ(hits.front().message_id, mine);
}

STORE_TEST(Search, ChangedAndDeletedMessagesAreFoundAsTheyAreNow) {
    const auto viewer = a_viewer(session, model::ConversationAccess::all_projects);
    const ItemId item = an_item(session);
    const auto place = a_conversation(session, item);
    const auto message = indexed(session, item, place, "first words");
    save_search_entry(
        session, {.item_id = item, .message_id = message, .title = {}, .body = "second words"});
    EXPECT_THAT(found(session, viewer, "first"), IsEmpty());
    EXPECT_THAT(found(session, viewer, "second"), ElementsAre(message));
    erase_message(session, message, kNow);
    EXPECT_THAT(found(session, viewer, "second"), IsEmpty()) << "before the index knows of it";
    delete_search_entry(session, message);
    EXPECT_THAT(found(session, viewer, "words"), IsEmpty());
}

STORE_TEST(Search, ConversationsAreFoundByTheirMessages) {
    const ItemId item = an_item(session);
    const auto one = a_conversation(session, item);
    const auto other = a_conversation(session, item, model::Visibility::internal);
    indexed(session, item, one, "apples");
    indexed(session, item, one, "more apples");
    indexed(session, item, other, "pears");
    EXPECT_THAT(find_conversations_with(session, parse_search("apples"), 10), ElementsAre(one));
}

STORE_TEST(Search, WhatIsTypedIsNoQueryLanguage) {
    const auto viewer = a_viewer(session, model::ConversationAccess::all_projects);
    const ItemId item = an_item(session);
    indexed(session, item, a_conversation(session, item), "it's a: near & not");
    for (const std::string_view hostile :
         {"", "  ", "\"", "\"\"", "' or 1=1 --", "a:* & !b", "NEAR(", "it's (", "*", "\\",
          "title:a", "^a", "a <-> b", "-a", "{a}", "\xff\xfe", "a\"b\"c\""}) {
        EXPECT_NO_THROW(found(session, viewer, hostile)) << hostile;
    }
    EXPECT_EQ(found(session, viewer, "it's near").size(), 1U);
}

STORE_TEST(Search, TakesTheLongestTextAndTheLongestWord) {
    const auto viewer = a_viewer(session, model::ConversationAccess::all_projects);
    const ItemId item = an_item(session);
    const auto place = a_conversation(session, item);
    std::string body = "beginning ";
    for (int number = 100'000; body.size() < limits::kMessageTextBytesMax - 20; ++number) {
        body += "word" + std::to_string(number) + " ";
    }
    const auto text = indexed(session, item, place, body);
    const auto word = indexed(session, item, place, "start " + std::string(60'000, 'x'));
    EXPECT_THAT(found(session, viewer, "beginning"), ElementsAre(text));
    EXPECT_THAT(found(session, viewer, "start"), ElementsAre(word));
}

TEST(SearchText, SnippetsShowWhatWasFound) {
    const auto joined = [](const std::vector<SnippetPart>& parts) {
        std::string text;
        for (const auto& part : parts) {
            text += part.is_hit ? "[" + part.text + "]" : part.text;
        }
        return text;
    };
    EXPECT_EQ(joined(snippet_around("The transport\n seal broke", parse_search("SEAL"), 100)),
              "The transport [seal] broke");
    EXPECT_EQ(joined(snippet_around("Réparée à Nîmes", parse_search("repa nim"), 100)),
              "Réparée à [Nîmes]")
        << "only the last word may go on";
    EXPECT_EQ(joined(snippet_around("a seal and a seal ring", parse_search("\"seal ring\""), 100)),
              "a seal and a [seal ring]");
    const auto far = joined(snippet_around(std::string(500, 'x') + " ёлка " + std::string(500, 'y'),
                                           parse_search("елка"), 80));
    EXPECT_NE(far.find("[ёлка]"), std::string::npos);
    EXPECT_TRUE(far.starts_with("…") && far.ends_with("…"));
    EXPECT_EQ(joined(snippet_around("nothing here", parse_search("other"), 100)), "nothing here");
}

}  // namespace
}  // namespace postroom::store
