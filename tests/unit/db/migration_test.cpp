// The migration runner on both engines.
#include <array>

#include "engines.hpp"

namespace postroom::db {
namespace {

constexpr Migration kFirst{1, "first",
                           "create table thing (thing_id {{id}}, title text);"
                           "create index thing_title on thing (title);"};
constexpr Migration kSecond{2, "second",
                            "alter table thing add column number bigint;\n"
                            "--@sqlite\ninsert into thing (title) values ('lite');\n--@end\n"
                            "--@postgresql\ninsert into thing (title) values ('pg');\n--@end\n"};
constexpr Migration kBroken{3, "broken", "create table other (other_id {{id}}); create nonsense;"};

class Migrations : public OnEachEngine {};

std::string code_of(const Result<void>& result) { return result ? "" : result.error().code; }

TEST_P(Migrations, AreAppliedOnceInOrder) {
    const auto database = open();
    ASSERT_TRUE(database->migrate(std::array{kFirst}));
    ASSERT_TRUE(database->migrate(std::array{kFirst, kSecond}));
    ASSERT_TRUE(database->migrate(std::array{kFirst, kSecond}));
    const auto titles = database->read([](Session& session) {
        return session.list("select title from thing where number is null",
                            [](const Row& row) { return row.get<std::string>(0); });
    });
    EXPECT_EQ(titles,
              std::vector<std::string>{database->dialect() == Dialect::sqlite ? "lite" : "pg"});
}

TEST_P(Migrations, ANewerDatabaseIsRefusedInOneClearSentence) {
    const auto database = open();
    ASSERT_TRUE(database->migrate(std::array{kFirst, kSecond}));
    const auto refused = database->migrate(std::array{kFirst});
    ASSERT_EQ(code_of(refused), "database_newer");
    EXPECT_NE(refused.error().reply.find("schema 2"), std::string::npos);
    EXPECT_NE(refused.error().reply.find("schema 1"), std::string::npos);
}

TEST_P(Migrations, AnEditedStepIsRefused) {
    const auto database = open();
    ASSERT_TRUE(database->migrate(std::array{kFirst}));
    Migration edited = kFirst;
    edited.sql = "create table thing (thing_id {{id}}, title text not null);";
    EXPECT_EQ(code_of(database->migrate(std::array{edited, kSecond})), "migration_edited");
    EXPECT_EQ(code_of(database->migrate(std::array{kSecond})), "migration_edited");
    EXPECT_EQ(code_of(database->migrate(std::array{kFirst, kSecond})), "");
}

TEST_P(Migrations, AFailedStepLeavesNothingBehind) {
    const auto database = open();
    EXPECT_EQ(code_of(database->migrate(std::array{kFirst, kSecond, kBroken})), "migration_failed");
    EXPECT_FALSE(database->read(
        [](Session& session) { return session.check("select 1 from thing").has_value(); }));
    EXPECT_EQ(code_of(database->migrate(std::array{kFirst, kSecond})), "");
}

INSTANTIATE_TEST_SUITE_P(Engine, Migrations, each_engine(), place_name);

}  // namespace
}  // namespace postroom::db
