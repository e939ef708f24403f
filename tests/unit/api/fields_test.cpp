// JSON bodies read with their rules, and problem documents. (RFC 9457, SEC-8, IN-6)
#include "api/fields.hpp"

#include <gtest/gtest.h>

#include "model/people.hpp"

namespace postroom::api {
namespace {

constexpr std::string_view kJson = "application/json; charset=utf-8";

TEST(Fields, OnlyJsonIsTaken) {
    EXPECT_EQ(Fields::parse("text/plain", "{}").error().error.code, "not_json")
        << "SEC-8: what a form can send";
    EXPECT_EQ(Fields::parse("", "{}").error().error.code, "not_json");
    for (const auto* body : {"{", "[]", "5", "{\"a\":\"\xff\"}", "{} x"}) {
        EXPECT_EQ(Fields::parse(kJson, body).error().error.code, "malformed_json") << body;
    }
    EXPECT_TRUE(Fields::parse("", "").has_value()) << "no body is an empty object";
}

TEST(Fields, NamesEveryWrongMemberAtOnce) {
    auto fields =
        *Fields::parse(kJson, R"({"name":"","role":"king","active":"yes","misspelt":1,"n":1.5})");
    fields.text("name", {.characters_min = 1, .characters_max = 10});
    fields.word<model::Role>("role");
    fields.flag("active");
    fields.number("n", 0, 10);
    fields.required_text("email", {.characters_min = 3, .characters_max = 10});
    const auto checked = fields.check();
    ASSERT_FALSE(checked.has_value());
    EXPECT_EQ(checked.error().error.code, "invalid_fields");
    std::set<std::string> names;
    for (const auto& wrong : checked.error().fields) {
        names.insert(wrong.field);
    }
    EXPECT_EQ(names, (std::set<std::string>{"name", "role", "active", "n", "email", "misspelt"}));
}

TEST(Fields, TextIsCleanedAndMeasured) {
    auto fields =
        *Fields::parse(kJson, R"({"a":" two\n words\u0000 ","b":"l1\nl2","long":"12345"})");
    EXPECT_EQ(fields.text("a", {.characters_max = 50}), "two words");
    EXPECT_EQ(fields.text("b", {.characters_max = 50, .one_line = false}), "l1\nl2");
    EXPECT_EQ(fields.text("long", {.characters_max = 4}), std::nullopt);
    EXPECT_FALSE(fields.check().has_value());
}

TEST(Fields, NullMeansNobodyWhereItMay) {
    auto fields = *Fields::parse(kJson, R"({"assignee_id":null,"team_id":4,"name":null})");
    EXPECT_EQ(fields.id_or_null("assignee_id"), 0);
    EXPECT_EQ(fields.id_or_null("team_id"), 4);
    EXPECT_EQ(fields.id_or_null("absent"), std::nullopt);
    EXPECT_EQ(fields.text("name", {.characters_min = 1, .characters_max = 5}), std::nullopt);
    EXPECT_TRUE(fields.check().has_value());
}

TEST(Fields, InnerErrorsKeepTheirPath) {
    auto fields = *Fields::parse(kJson, R"({"outbox":{"view":5}})");
    auto inner = fields.object("outbox");
    ASSERT_TRUE(inner.has_value());
    inner->text("view", {.characters_max = 5});
    fields.absorb("outbox", *inner);
    EXPECT_EQ(fields.check().error().fields.front().field, "outbox.view");
}

TEST(Problem, OneTableMapsErrorsToStatuses) {
    const struct {
        ErrorKind kind;
        const char* code;
        int status;
    } cases[] = {
        {ErrorKind::invalid, "invalid_fields", 400},
        {ErrorKind::invalid, "not_json", 415},
        {ErrorKind::denied, "signed_out", 401},
        {ErrorKind::denied, "administrators_only", 403},
        {ErrorKind::not_found, "item_not_found", 404},
        {ErrorKind::conflict, "too_late", 409},
        {ErrorKind::conflict, "version_differs", 412},
        {ErrorKind::transient, "too_many_attempts", 429},
        {ErrorKind::transient, "busy", 503},
        {ErrorKind::internal, "", 500},
    };
    for (const auto& test : cases) {
        EXPECT_EQ(status_of({test.kind, test.code, "", ""}), test.status) << test.code;
    }
}

TEST(Problem, NeverShowsWhatIsForTheLog) {
    const auto response =
        to_response(Error{ErrorKind::internal, "", "Sorry.", "secret: /var/lib, ana@example.org"});
    EXPECT_EQ(response.body.find("secret"), std::string::npos);
    EXPECT_NE(response.body.find("\"code\":\"internal_error\""), std::string::npos);
}

TEST(Fields, ListsOfObjectsAreReadOneByOneAndWrongOnesNamed) {
    auto fields = *Fields::parse(
        kJson, R"({"list": [{"name": "a"}, {"nome": "b"}], "many": [{}, {}], "odd": [1]})");
    auto list = fields.objects("list", 5);
    ASSERT_TRUE(list && list->size() == 2U);
    for (auto& one : *list) {
        one.required_text("name", {.characters_max = 9});
        fields.absorb("list", one);
    }
    EXPECT_FALSE(fields.objects("many", 1));
    EXPECT_FALSE(fields.objects("odd", 5));
    EXPECT_FALSE(fields.objects("absent", 5));
    const auto checked = fields.check();
    ASSERT_FALSE(checked);
    std::vector<std::string> names;
    for (const auto& wrong : checked.error().fields) {
        names.push_back(wrong.field);
    }
    EXPECT_EQ(names, (std::vector<std::string>{"list.name", "list.nome", "many", "odd"}));
}

}  // namespace
}  // namespace postroom::api
