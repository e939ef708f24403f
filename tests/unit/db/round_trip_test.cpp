// Every type goes into a column and comes back, on both engines.
#include <limits>

#include "engines.hpp"

namespace postroom::db {
namespace {

class RoundTrip : public OnEachEngine {
   protected:
    void SetUp() override {
        database_ = open();
        database_->write([](Session& session) {
            session.script(
                "create table thing (thing_id {{id}}, number bigint, small integer, flag integer,"
                " ratio double precision, title text, body {{bytes}}, happened_at bigint)");
        });
    }

    /// What `column` holds after `value` was written to it.
    template <class Out, class In>
    Out through(const std::string& column, const In& value) {
        return database_->write([&](Session& session) {
            session.execute("delete from thing");
            session.execute("insert into thing (" + column + ") values ($1)", value);
            return *session.one("select " + column + " from thing",
                                [](const Row& row) { return row.get<Out>(0); });
        });
    }

    std::unique_ptr<Database> database_;
};

TEST_P(RoundTrip, Integers) {
    for (const std::int64_t value :
         {std::int64_t{0}, std::int64_t{-1}, std::int64_t{1} << 40,
          std::numeric_limits<std::int64_t>::min(), std::numeric_limits<std::int64_t>::max()}) {
        EXPECT_EQ(through<std::int64_t>("number", value), value);
    }
    EXPECT_EQ(through<int>("small", 42), 42);
    EXPECT_EQ(through<int>("small", -42), -42);
    EXPECT_EQ(through<std::int64_t>("number", std::size_t{7}), 7);
    EXPECT_EQ(through<std::string>("number", 12), "12");
}

TEST_P(RoundTrip, BooleansAreZeroAndOne) {
    EXPECT_TRUE(through<bool>("flag", true));
    EXPECT_FALSE(through<bool>("flag", false));
    EXPECT_EQ(through<int>("flag", true), 1);
}

TEST_P(RoundTrip, Reals) {
    for (const double value : {0.0, -1.5, 3.141592653589793, 1e300}) {
        EXPECT_EQ(through<double>("ratio", value), value);
    }
}

TEST_P(RoundTrip, Texts) {
    for (const std::string value :
         {"", "plain", "z\xc3\xbcrich \xf0\x9f\x93\xac", "it's \"so\"", "a\\x00"}) {
        EXPECT_EQ(through<std::string>("title", value), value);
        EXPECT_EQ(through<std::string>("title", std::string_view{value}), value);
        EXPECT_EQ(through<std::string>("title", value.c_str()), value);
    }
    EXPECT_EQ(through<std::optional<std::string>>("title", std::string_view{}), "");
}

TEST_P(RoundTrip, BytesKeepEverythingIncludingNul) {
    std::string all;
    for (int round = 0; round < 3000; ++round) {
        all.push_back(static_cast<char>(round));
    }
    EXPECT_EQ(through<std::string>("body", Bytes{all}), all);
    EXPECT_EQ(through<std::optional<std::string>>("body", Bytes{}), "");
    EXPECT_EQ(through<std::string>("body", Bytes{"\\x41"}), "\\x41");
}

TEST_P(RoundTrip, TextWithNulIsKeptOrRefusedButNeverCut) {
    const std::string text{"a\0b", 3};
    if (database_->dialect() == Dialect::sqlite) {
        EXPECT_EQ(through<std::string>("title", text), text);
    } else {
        EXPECT_THROW(through<std::string>("title", text), Failure);
    }
}

TEST_P(RoundTrip, TimesAndIds) {
    const TimePoint time = from_unix_ms(1'795'000'000'123);
    EXPECT_EQ(through<TimePoint>("happened_at", time), time);
    EXPECT_EQ(through<UserId>("number", UserId{9}), UserId{9});
}

TEST_P(RoundTrip, NoIdIsNull) {
    EXPECT_EQ(through<std::optional<UserId>>("number", UserId{}), std::nullopt);
    EXPECT_EQ(through<UserId>("number", UserId{}), UserId{});
}

TEST_P(RoundTrip, NullsOfEveryKind) {
    EXPECT_EQ(through<std::optional<std::int64_t>>("number", nullptr), std::nullopt);
    EXPECT_EQ(through<std::optional<std::int64_t>>("number", std::optional<std::int64_t>{}),
              std::nullopt);
    EXPECT_EQ(through<std::optional<std::string>>("title", std::optional<std::string>{}),
              std::nullopt);
    EXPECT_EQ(through<std::optional<std::string>>("body", std::optional<Bytes>{}), std::nullopt);
    EXPECT_EQ(through<std::optional<double>>("ratio", std::optional<double>{}), std::nullopt);
    EXPECT_EQ(through<std::optional<TimePoint>>("happened_at", std::optional<TimePoint>{}),
              std::nullopt);
    EXPECT_EQ(through<std::optional<int>>("small", std::optional<int>{5}), 5);
    EXPECT_EQ(through<std::int64_t>("number", nullptr), 0);
    EXPECT_EQ(through<std::string>("title", nullptr), "");
}

TEST_P(RoundTrip, PlaceholdersInAnyOrderAndSeveralTimes) {
    const auto row = database_->write([](Session& session) {
        session.execute("insert into thing (title, number, small) values ($2, $1, $1)", 5, "five");
        return session.one(
            "select title, number + small from thing where number = $1 or small = $1",
            [](const Row& r) { return std::pair{r.get<std::string>(0), r.get<int>(1)}; }, 5);
    });
    EXPECT_EQ(row, (std::pair{std::string{"five"}, 10}));
}

TEST_P(RoundTrip, MillisecondsCanBeAddedToAnArgument) {
    EXPECT_EQ(database_->read([](Session& session) {
        return session.one(
            "select $1 + 60000", [](const Row& r) { return r.get<std::int64_t>(0); },
            from_unix_ms(1'795'000'000'000));
    }),
              1'795'000'060'000);
}

TEST_P(RoundTrip, SumsAndAveragesAreNumbers) {
    database_->write([](Session& session) {
        for (const std::int64_t number :
             {std::int64_t{1'795'000'000'000}, std::int64_t{-5}, std::int64_t{20'000}}) {
            session.execute("insert into thing (number) values ($1)", number);
        }
    });
    const auto row = database_->read([](Session& session) {
        return *session.one(
            "select count(*), sum(number), avg(number), sum(number) - sum(number), max(title) from "
            "thing",
            [](const Row& r) {
                return std::tuple{r.get<int>(0), r.get<std::int64_t>(1), r.get<double>(2),
                                  r.get<std::int64_t>(3), r.get<std::optional<std::string>>(4)};
            });
    });
    EXPECT_EQ(std::get<0>(row), 3);
    EXPECT_EQ(std::get<1>(row), 1'795'000'019'995);
    EXPECT_NEAR(std::get<2>(row), 1'795'000'019'995 / 3.0, 1.0);
    EXPECT_EQ(std::get<3>(row), 0);
    EXPECT_EQ(std::get<4>(row), std::nullopt);
}

TEST_P(RoundTrip, ExecuteCountsRowsAndReturningGivesIds) {
    database_->write([](Session& session) {
        const auto id = session.one("insert into thing (number) values (1) returning thing_id",
                                    [](const Row& r) { return r.get<std::int64_t>(0); });
        EXPECT_EQ(id, 1);
        session.execute("insert into thing (number) values (2), (3)");
        EXPECT_EQ(session.execute("update thing set number = number + 10 where number > $1", 1), 2);
        EXPECT_EQ(session.execute("update thing set number = 0 where number = $1", 99), 0);
        EXPECT_EQ(session.execute("select * from thing"), 0);
        EXPECT_EQ(session.list("select number from thing order by number",
                               [](const Row& r) { return r.get<int>(0); }),
                  (std::vector{1, 12, 13}));
        EXPECT_EQ(session.execute("delete from thing"), 3);
        EXPECT_EQ(session.one("select 1 from thing", [](const Row&) { return 1; }), std::nullopt);
    });
}

TEST_P(RoundTrip, TheSameTextWithOtherKindsOfArguments) {
    const std::string_view sql = "select title from thing where number = $1";
    database_->write([&](Session& session) {
        const auto map = [](const Row& r) { return r.get<std::string>(0); };
        session.execute("insert into thing (number, title) values (7, 'seven')");
        EXPECT_EQ(session.one(sql, map, 7), "seven");
        EXPECT_EQ(session.one(sql, map, nullptr), std::nullopt);
        EXPECT_EQ(session.one(sql, map, 7.0), "seven");
        EXPECT_EQ(session.one(sql, map, 7), "seven");
    });
}

TEST_P(RoundTrip, MistakesInStatementsAreBugs) {
    const auto kind_of = [&](auto work) {
        try {
            database_->write([&](Session& session) { work(session); });
        } catch (const Failure& failure) {
            return to_string(failure.kind);
        }
        return std::string_view{"none"};
    };
    EXPECT_EQ(kind_of([](Session& s) { s.execute("selekt 1"); }), "bug");
    EXPECT_EQ(kind_of([](Session& s) { s.execute("select $1 + 1"); }), "bug");
    EXPECT_EQ(kind_of([](Session& s) { s.execute("select {{nonsense}}"); }), "bug");
    EXPECT_EQ(
        kind_of([](Session& s) { s.execute("insert into thing (thing_id) values (1), (1)"); }),
        "bug");
    EXPECT_EQ(
        kind_of([](Session& s) { s.one("select 1", [](const Row& r) { return r.get<int>(1); }); }),
        "bug");
    EXPECT_EQ(kind_of([](Session& s) {
                  const auto inner = [&](const Row&) {
                      return s.one("select 1", [](const Row&) { return 1; });
                  };
                  s.one("select 1", inner);
              }),
              "bug");
    EXPECT_EQ(kind_of([](Session& s) { s.execute("select 1"); }), "none");
}

TEST_P(RoundTrip, CheckAndExplain) {
    database_->read([](Session& session) {
        EXPECT_TRUE(session.check("select * from thing where number = $1 and title like $2"));
        EXPECT_TRUE(session.check("select 1 from thing where $1 is null or number = $1"));
        EXPECT_TRUE(session.check("insert into thing (body) values ($1) returning thing_id"));
        EXPECT_FALSE(session.check("select no_such_column from thing"));
        EXPECT_FALSE(session.check("select * from no_such_table where x = $1"));
        EXPECT_TRUE(session.check("select 1"));
    });
    database_->write([](Session& session) {
        session.script("create index thing_number on thing (number)");
        const std::string plan = session.explain("select title from thing where number = $1");
        EXPECT_NE(plan.find("thing_number"), std::string::npos) << plan;
    });
}

INSTANTIATE_TEST_SUITE_P(Engine, RoundTrip, each_engine(), place_name);

}  // namespace
}  // namespace postroom::db
