// Retry templates and what uses them. (F148, F180)
#include "store/retry_template.hpp"

#include <gmock/gmock.h>

#include "builders.hpp"

namespace postroom::store {
namespace {

ON_BOTH_ENGINES(RetryTemplates);

model::RetryTemplate a_template(const std::string& name) {
    return {.name = name, .delays = {60s, 300s}, .attempts_max = 3, .age_max = 3600s};
}

STORE_TEST(RetryTemplates, ComeBackAsTheyWereWritten) {
    const auto id = insert_retry_template(session, a_template("patient")).value();
    const auto found = find_retry_template(session, id).value();
    EXPECT_EQ(found.name, "patient");
    EXPECT_THAT(found.delays, testing::ElementsAre(60s, 300s));
    EXPECT_EQ(found.attempts_max, 3);
    EXPECT_EQ(found.age_max, 3600s);
    EXPECT_FALSE(found.is_default);
    EXPECT_FALSE(insert_retry_template(session, a_template("patient")).has_value()) << "name taken";
}

STORE_TEST(RetryTemplates, ThereIsOneDefaultWhateverHappens) {
    const auto first = find_default_retry_template(session).value();
    const auto id = insert_retry_template(session, a_template("other")).value();
    make_default_retry_template(session, RetryTemplateId{4711});
    EXPECT_EQ(find_default_retry_template(session)->id, first.id);
    make_default_retry_template(session, id);
    EXPECT_EQ(find_default_retry_template(session)->id, id);
    EXPECT_FALSE(delete_retry_template(session, id)) << "the default stays";
    EXPECT_TRUE(delete_retry_template(session, first.id));
}

STORE_TEST(RetryTemplates, OneThatIsUsedCannotBeDeleted) {
    const auto id = insert_retry_template(session, a_template("used")).value();
    const ConnectorId connector = a_connector(session);
    EXPECT_FALSE(find_retry_template_of(session, connector).has_value()) << "F148: none set";
    auto row = find_connector(session, connector).value();
    row.retry_template_id = id;
    row.mails_per_minute = 25;
    row.signature = "Acme";
    update_connector(session, row);
    EXPECT_EQ(find_retry_template_of(session, connector)->id, id);
    EXPECT_EQ(find_connector(session, connector)->mails_per_minute, 25);
    EXPECT_EQ(find_connector(session, connector)->signature, "Acme");
    EXPECT_FALSE(delete_retry_template(session, id));
}

STORE_TEST(RetryTemplates, OneConnectorIsTheDefaultAndRefusedSignInsAreCounted) {
    const ConnectorId first = a_connector(session, "first");
    const ConnectorId second = a_connector(session, "second");
    make_default_connector(session, second);
    EXPECT_FALSE(find_connector(session, first)->is_default);
    EXPECT_TRUE(find_connector(session, second)->is_default);
    EXPECT_EQ(count_auth_failure(session, second), 1);
    EXPECT_EQ(count_auth_failure(session, second), 2);
    record_connector_success(session, second, kNow);
    EXPECT_EQ(count_auth_failure(session, second), 1) << "in a row";
    disable_connector(session, second, "cannot sign in");
    EXPECT_FALSE(find_connector(session, second)->enabled);
    EXPECT_TRUE(find_connector(session, second)->needs_attention);
}

}  // namespace
}  // namespace postroom::store
