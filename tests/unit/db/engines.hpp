// Both engines for parameterised tests: a fresh, empty database for each.
#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <memory>
#include <stdexcept>
#include <string>

#include "db/database.hpp"
#include "support/postgres.hpp"

namespace postroom::db {

enum class Place { memory, file, postgresql };

/// A directory that is gone with the test.
class TemporaryDirectory {
   public:
    TemporaryDirectory() {
        std::string pattern =
            (std::filesystem::temp_directory_path() / "postroom-db-XXXXXX").string();
        if (mkdtemp(pattern.data()) == nullptr) {
            throw std::runtime_error{"mkdtemp failed"};
        }
        path_ = pattern;
    }
    ~TemporaryDirectory() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }
    TemporaryDirectory(const TemporaryDirectory&) = delete;
    TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;
    std::string operator/(const std::string& name) const { return (path_ / name).string(); }

   private:
    std::filesystem::path path_;
};

inline std::unique_ptr<Database> open_or_throw(Options options) {
    auto database = Database::open(std::move(options));
    if (!database) {
        throw std::runtime_error{database.error().reply + " " + database.error().detail};
    }
    return std::move(*database);
}

class OnEachEngine : public testing::TestWithParam<Place> {
   protected:
    std::string url() {
        switch (GetParam()) {
            case Place::memory:
                return "sqlite::memory:";
            case Place::file:
                return "sqlite:" + (directory_ / "test.db");
            case Place::postgresql:
                return postgresql_url_.empty()
                           ? postgresql_url_ = test::Postgres::shared().fresh_url()
                           : postgresql_url_;
        }
        return {};
    }
    std::unique_ptr<Database> open(Options options = {}) {
        options.url = url();
        return open_or_throw(std::move(options));
    }

   private:
    TemporaryDirectory directory_;
    std::string postgresql_url_;
};

inline std::string place_name(const testing::TestParamInfo<Place>& info) {
    switch (info.param) {
        case Place::memory:
            return "memory";
        case Place::file:
            return "file";
        case Place::postgresql:
            return "postgresql";
    }
    return "unknown";
}

inline auto each_engine() { return testing::Values(Place::memory, Place::file, Place::postgresql); }

}  // namespace postroom::db
