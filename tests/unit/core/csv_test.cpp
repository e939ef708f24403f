// core/csv: tables of spreadsheets, there and back.
#include "core/csv.hpp"

#include <gtest/gtest.h>

#include <array>

namespace postroom {
namespace {

CsvTable read(std::string_view bytes) {
    auto table = read_csv(bytes, 100);
    EXPECT_TRUE(table.has_value()) << table.error().reply;
    return table.value_or(CsvTable{});
}

TEST(Csv, CommasSemicolonsAndTabsSeparate) {
    for (const std::string_view text : {"Email,Name\nana@x.example,Ana\n",
                                        "\xEF\xBB\xBF"
                                        "email;name\r\nana@x.example;Ana\r\n",
                                        "EMAIL\tName\rana@x.example\tAna"}) {
        const auto table = read(text);
        EXPECT_EQ(table.columns, (std::vector<std::string>{"email", "name"}));
        ASSERT_EQ(table.rows.size(), 1u);
        EXPECT_EQ(table.rows[0].number, 2u);
        EXPECT_EQ(table.rows[0].cells, (CsvCells{{"email", "ana@x.example"}, {"name", "Ana"}}));
    }
}

TEST(Csv, QuotedCellsHoldAnything) {
    const auto table = read("name,note\n\"Rossi, Ana\",\"says \"\"hi\"\"\nand goes\"\n");
    EXPECT_EQ(table.rows.at(0).cells.at("name"), "Rossi, Ana");
    EXPECT_EQ(table.rows.at(0).cells.at("note"), "says \"hi\"\nand goes");
}

TEST(Csv, BlankRowsAreCountedAndLeftOut) {
    const auto table = read("name\n\nAna\n,,\n\nBen\n");
    ASSERT_EQ(table.rows.size(), 2u);
    EXPECT_EQ(table.rows[0].number, 3u);
    EXPECT_EQ(table.rows[1].number, 6u);
}

TEST(Csv, WhatIsWrongIsSaid) {
    EXPECT_EQ(read_csv("name\nJos\xE9\n", 9).error().code, "csv_not_utf8");
    EXPECT_EQ(read_csv("name\n", 9).error().code, "csv_no_rows");
    EXPECT_EQ(read_csv("", 9).error().code, "csv_no_rows");
    EXPECT_EQ(read_csv("name\na\nb\nc\n", 2).error().code, "csv_too_many_rows");
    const auto open = read_csv("name\nAna\n\"Ben\n", 9);
    ASSERT_FALSE(open.has_value());
    EXPECT_EQ(open.error().code, "csv_broken");
    EXPECT_NE(open.error().reply.find("row 3"), std::string::npos) << open.error().reply;
}

TEST(Csv, NoCellBecomesAFormula) {
    std::string out;
    const std::array<std::string, 4> cells{"=HYPERLINK(\"http://x\")", "+39 06", "a,b", "plain"};
    append_csv(out, cells);
    EXPECT_EQ(out, "\"'=HYPERLINK(\"\"http://x\"\")\",\"'+39 06\",\"a,b\",plain\r\n");
    const auto back = read("a,b,c,d\r\n" + out);
    EXPECT_EQ(back.rows.at(0).cells.at("a"), cells[0]);
    EXPECT_EQ(back.rows.at(0).cells.at("b"), cells[1]);
    EXPECT_EQ(back.rows.at(0).cells.at("c"), cells[2]);
}

}  // namespace
}  // namespace postroom
