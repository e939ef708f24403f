// Failures and their classes, and the marks of outgoing mail.
// Rule: mail-correctness.md OUT-4, OUT-7, OUT-8, OUT-9, LOOP-1; feature F162.
#include "outbox/classify.hpp"

#include <gtest/gtest.h>

#include "outbox/mark.hpp"
#include "outbox/smtp_failure.hpp"
#include "outbox/state.hpp"

namespace postroom::outbox {
namespace {

using enum FailureClass;
using model::MailState;

struct Row {
    std::string_view name;
    Failure failure;
    FailureClass expected;
};

const Row kRows[] = {
    {"name not resolved", {.stage = Stage::resolve}, connector_temporary},
    {"connection refused", {.stage = Stage::connect}, connector_temporary},
    {"handshake failed", {.stage = Stage::tls}, connector_temporary},
    {"banner 554", {.stage = Stage::banner, .code = 554}, connector_temporary},
    {"ehlo 550", {.stage = Stage::ehlo, .code = 550}, connector_temporary},
    {"sign-in 535", {.stage = Stage::auth, .code = 535}, auth_permanent},
    {"sign-in 504", {.stage = Stage::auth, .code = 504}, auth_permanent},
    {"sign-in 454", {.stage = Stage::auth, .code = 454}, connector_temporary},
    {"sign-in lost", {.stage = Stage::auth}, connector_temporary},
    {"consent gone", {.stage = Stage::connect, .sign_in_refused = true}, auth_permanent},
    {"basic off", {.stage = Stage::mail_from, .code = 550, .enhanced = "5.7.30"}, auth_permanent},
    {"sign-in wanted", {.stage = Stage::mail_from, .code = 530}, auth_permanent},
    {"shutting down", {.stage = Stage::mail_from, .code = 421}, connector_temporary},
    {"stale connection", {.stage = Stage::mail_from}, connector_temporary},
    {"connection limit",
     {.stage = Stage::rcpt_to, .code = 432, .enhanced = "4.3.2"},
     connector_temporary},
    {"connection lost", {.stage = Stage::rcpt_to}, connector_temporary},
    {"lost in content", {.stage = Stage::data}, recipient_temporary},
    {"greylisted", {.stage = Stage::rcpt_to, .code = 450}, recipient_temporary},
    {"mailbox busy", {.stage = Stage::final_dot, .code = 451}, recipient_temporary},
    {"no such user",
     {.stage = Stage::rcpt_to, .code = 550, .enhanced = "5.1.1"},
     recipient_permanent},
    {"content refused", {.stage = Stage::final_dot, .code = 554}, recipient_permanent},
    {"codes disagree",
     {.stage = Stage::rcpt_to, .code = 550, .enhanced = "4.7.1"},
     recipient_temporary},
    {"codes disagree the other way",
     {.stage = Stage::rcpt_to, .code = 450, .enhanced = "5.1.1"},
     recipient_temporary},
    {"421 after the dot", {.stage = Stage::final_dot, .code = 421}, recipient_temporary},
    {"no answer after the dot", {.stage = Stage::final_dot}, uncertain},
    {"nonsense after the dot", {.stage = Stage::final_dot, .code = 354}, uncertain},
    {"nonsense before it", {.stage = Stage::mail_from, .code = 354}, connector_temporary},
    {"too large for the server", {.stage = Stage::local}, local_permanent},
};

TEST(Classify, OUT7_Table) {
    for (const Row& row : kRows) {
        const Classified result = classify(row.failure);
        EXPECT_EQ(name_of(result.failure_class), name_of(row.expected)) << row.name;
        EXPECT_TRUE(result.sentence.ends_with('.')) << row.name;
        EXPECT_EQ(result.connector_needs_attention, row.expected == auth_permanent) << row.name;
    }
}

TEST(Classify, OUT7_AConnectorsTroubleCostsTheMailNothing) {
    for (const Row& row : kRows) {
        const Classified result = classify(row.failure);
        const bool is_connector =
            row.expected == connector_temporary || row.expected == auth_permanent;
        EXPECT_EQ(result.consumes_attempt, !is_connector) << row.name;
        if (is_connector) {
            EXPECT_TRUE(result.connector_at_fault) << row.name;
            EXPECT_EQ(result.next_state, MailState::retry_wait) << row.name;
        }
    }
}

TEST(Classify, OUT1_NextStatesAreLegalMoves) {
    for (const Row& row : kRows) {
        const MailState from =
            row.failure.stage == Stage::final_dot ? MailState::dot_sent : MailState::leased;
        EXPECT_TRUE(may_move(from, classify(row.failure).next_state)) << row.name;
    }
}

TEST(Classify, OUT4_NoCodeAfterTheDotIsEverCalledFailed) {
    for (int code = -1; code < 400; ++code) {
        EXPECT_EQ(classify({.stage = Stage::final_dot, .code = code}).failure_class, uncertain);
    }
    for (int code = 600; code < 1000; ++code) {
        EXPECT_EQ(classify({.stage = Stage::final_dot, .code = code}).failure_class, uncertain);
    }
}

TEST(Classify, OUT8_TooManyRecipientsIsNoFailureOfThisOne) {
    const Classified result = classify({.stage = Stage::rcpt_to, .code = 452, .enhanced = "4.5.3"});
    EXPECT_EQ(result.failure_class, recipient_temporary);
    EXPECT_FALSE(result.consumes_attempt);
}

TEST(Classify, OUT9_GreylistingIsRecognised) {
    for (const std::string_view text :
         {"4.7.1 Greylisted, try again in 300 seconds", "Grey-listing in action",
          "Recipient address rejected: Graylist policy"}) {
        EXPECT_TRUE(classify({.stage = Stage::rcpt_to, .code = 450, .text = text}).greylisted)
            << text;
    }
    EXPECT_FALSE(
        classify({.stage = Stage::rcpt_to, .code = 450, .text = "Mailbox busy"}).greylisted);
    EXPECT_FALSE(classify({.stage = Stage::rcpt_to, .code = 550, .text = "greylist"}).greylisted);
}

smtp::Failure smtp_failure(smtp::Stage stage, smtp::Cause cause, int code = 0,
                           bool after_dot = false) {
    smtp::Failure failure;
    failure.stage = stage;
    failure.cause = cause;
    failure.code = code;
    failure.after_dot = after_dot;
    return failure;
}

FailureClass class_of(const smtp::Failure& failure) {
    const auto converted = failure_of(failure);
    return converted ? classify(*converted).failure_class : local_permanent;
}

TEST(SmtpFailure, KeepsItsMeaning) {
    using smtp::Cause;
    using smtp::Stage;
    EXPECT_EQ(class_of(smtp_failure(Stage::dot, Cause::timeout, 0, true)), uncertain);
    EXPECT_EQ(class_of(smtp_failure(Stage::dot, Cause::protocol, 250, true)), uncertain);
    EXPECT_EQ(class_of(smtp_failure(Stage::dot, Cause::closed)), recipient_temporary);
    EXPECT_EQ(class_of(smtp_failure(Stage::dot, Cause::reply, 554)), recipient_permanent);
    EXPECT_EQ(class_of(smtp_failure(Stage::rcpt, Cause::local)), local_permanent);
    EXPECT_EQ(class_of(smtp_failure(Stage::auth, Cause::local)), auth_permanent);
    EXPECT_EQ(class_of(smtp_failure(Stage::ehlo, Cause::local)), connector_temporary);
    EXPECT_EQ(class_of(smtp_failure(Stage::starttls, Cause::tls)), connector_temporary);
    EXPECT_EQ(class_of(smtp_failure(Stage::auth, Cause::reply, 535)), auth_permanent);
    EXPECT_EQ(class_of(smtp_failure(Stage::mail, Cause::closed)), connector_temporary);
    EXPECT_FALSE(failure_of(smtp_failure(Stage::dot, Cause::withdrawn)).has_value());
}

/// The two judges must never disagree about whose fault it was.
TEST(SmtpFailure, AgreesWithTheClientsOwnJudgement) {
    using smtp::Cause;
    using smtp::Stage;
    for (const Stage stage :
         {Stage::connect, Stage::tls, Stage::banner, Stage::ehlo, Stage::starttls, Stage::auth,
          Stage::mail, Stage::rcpt, Stage::data, Stage::content, Stage::dot}) {
        for (const int code : {0, 421, 432, 450, 451, 454, 530, 535, 550, 554}) {
            const auto failure =
                smtp_failure(stage, code == 0 ? Cause::closed : Cause::reply, code);
            const FailureClass ours = class_of(failure);
            EXPECT_EQ(smtp::is_auth_permanent(failure), ours == auth_permanent)
                << smtp::name_of(stage) << ' ' << code;
            EXPECT_EQ(smtp::is_connector_level(failure),
                      ours == connector_temporary || ours == auth_permanent)
                << smtp::name_of(stage) << ' ' << code;
        }
    }
}

std::string_view mark(const Marks& marks, std::string_view name) {
    for (const HeaderMark& header : marks.headers) {
        if (header.name == name) {
            return header.value;
        }
    }
    return {};
}

TEST(Mark, LOOP1_AgentRepliesBearNoMarkOfMachines) {
    const Marks marks = marks_of({.kind = model::MailKind::reply});
    EXPECT_EQ(marks.headers, (std::vector<HeaderMark>{{"Importance", "normal"}}));
    EXPECT_FALSE(marks.null_envelope_sender);
}

TEST(Mark, LOOP1_AutomaticMailIsMarked) {
    struct Case {
        MarkedMail mail;
        std::string_view auto_submitted;
        std::string_view precedence;
        bool null_sender;
    };
    using enum model::MailKind;
    const Case cases[] = {
        {{.kind = notification}, "auto-generated", "bulk", false},
        {{.kind = bulk}, "auto-generated", "bulk", false},
        {{.kind = system}, "auto-generated", "", false},
        {{.kind = test}, "auto-generated", "", false},
        {{.kind = reply, .is_automatic = true}, "auto-generated", "", false},
        {{.kind = reply, .is_automatic = true, .answers_a_mail = true}, "auto-replied", "", true},
        {{.kind = system, .answers_a_mail = true}, "auto-replied", "", true},
        {{.kind = reply, .answers_a_mail = true}, "", "", false},
    };
    for (const Case& c : cases) {
        const Marks marks = marks_of(c.mail);
        EXPECT_EQ(mark(marks, "Auto-Submitted"), c.auto_submitted);
        EXPECT_EQ(mark(marks, "X-Auto-Response-Suppress"), c.auto_submitted.empty() ? "" : "All");
        EXPECT_EQ(mark(marks, "Precedence"), c.precedence);
        EXPECT_EQ(marks.null_envelope_sender, c.null_sender);
    }
}

TEST(Feature, F162_TheMailCarriesItsImportance) {
    for (const auto& [importance, word] : {std::pair{model::Importance::high, "high"},
                                           std::pair{model::Importance::normal, "normal"},
                                           std::pair{model::Importance::low, "low"}}) {
        EXPECT_EQ(mark(marks_of({.importance = importance}), "Importance"), word);
    }
}

}  // namespace
}  // namespace postroom::outbox
