// Nothing to do costs nothing: a stage that looks and finds nothing must not commit, because each
// commit wakes every stage and looks would wake looks for ever.
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>

#include "support/world.hpp"

namespace postroom::testing {
namespace {

/// On a file: in memory every read goes through the writer and would count.
class IdleFlow : public ::testing::Test {
   protected:
    static std::string make_directory() {
        std::string pattern =
            (std::filesystem::temp_directory_path() / "postroom-idle-XXXXXX").string();
        return mkdtemp(pattern.data()) == nullptr ? "" : pattern;
    }
    ~IdleFlow() override {
        std::error_code ignored;
        std::filesystem::remove_all(directory, ignored);
    }
    const std::string directory = make_directory();
};

TEST_F(IdleFlow, ALookThatFindsNothingCommitsNothing) {
    ASSERT_FALSE(directory.empty());
    World world(1, "sqlite:" + directory + "/idle.db");
    ASSERT_TRUE(world.mail_in(a_mail("Eve <eve@customer.test>", "Printer", "It burns.")));
    world.run();
    pipeline::Dispatch dispatch(*world.database, *world.env, "another worker");
    const auto commits = [&] { return world.database->counts().commits; };
    const auto before = commits();
    for (const auto stage : {World::Stage::intake, World::Stage::fanout, World::Stage::relay,
                             World::Stage::indexing}) {
        world.run_stage(stage);
        EXPECT_EQ(commits(), before) << static_cast<int>(stage);
    }
    for (const auto& connector : dispatch.list_connectors()) {
        EXPECT_TRUE(dispatch.claim(connector.id).empty());
    }
    EXPECT_EQ(commits(), before);
}

}  // namespace
}  // namespace postroom::testing
