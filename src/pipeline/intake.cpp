// See intake.hpp.
#include "pipeline/intake.hpp"

#include <algorithm>
#include <atomic>
#include <iterator>
#include <latch>
#include <thread>
#include <vector>

#include "core/crash_point.hpp"
#include "core/log.hpp"
#include "db/failure.hpp"
#include "model/phrase_tables.hpp"
#include "pipeline/accept.hpp"
#include "pipeline/reread.hpp"
#include "pipeline/settle.hpp"
#include "store/blob.hpp"

namespace postroom::pipeline {
namespace {

constexpr int kTriesMax = 3;
constexpr int kRereadsMax = 32;  // then new mail has its turn

struct Work {
    model::IncomingMail incoming;
    std::string raw;
    Understood understood;
    bool is_readable = true;
};

store::Disposition quarantine(std::string reason) {
    return {.outcome = model::IncomingOutcome::quarantine,
            .reason = std::move(reason),
            .parser_version = kParserVersion};
}

/// Asks once for all keys that the mails of a batch name. (THR-6)
void fetch_keys(SigningKeys& keys, const std::vector<Work>& batch, Milliseconds now) {
    if (!keys.looks_up()) {
        return;
    }
    std::vector<std::string> names;
    for (const auto& work : batch) {
        std::ranges::move(dkim::key_names(work.raw), std::back_inserter(names));
    }
    keys.fetch(names, now);
}

void understand_one(const desk::Environment& env, const dkim::KeyLookup& keys, Work& work) {
    try {
        work.understood = understand(env, work.raw,
                                     {.envelope_from = work.incoming.envelope_from,
                                      .recipient = work.incoming.recipient,
                                      .received_at = work.incoming.received_at},
                                     keys);
    } catch (const std::exception& error) {
        // Out of memory, or a defect of ours: the mail stays visible, the next one is not touched.
        // (IN-4)
        log_error("incoming mail {} could not be read: {}", work.incoming.id.value, error.what());
        work.is_readable = false;
    }
    work.raw.clear();
    work.raw.shrink_to_fit();
}

/// A thread costs as much as reading a mail or two.
constexpr std::size_t kMailsPerThreadMin = 8;

void understand_all(const desk::Environment& env, const dkim::KeyLookup& keys,
                    std::vector<Work>& batch, unsigned threads) {
    std::atomic<std::size_t> next{0};
    const auto run = [&] {
        for (std::size_t i = next++; i < batch.size(); i = next++) {
            understand_one(env, keys, batch[i]);
        }
    };
    std::vector<std::jthread> others;
    const auto worthwhile = std::min<std::size_t>(threads, batch.size() / kMailsPerThreadMin);
    for (std::size_t i = 1; i < worthwhile; ++i) {
        others.emplace_back(run);
    }
    run();
}

/// How the transaction of one mail ended.
struct Ended {
    std::string problem;  ///< empty when it was settled
    std::exception_ptr failure;
};

/// Settles all mails, each in its own savepoint of as few commits as possible.
std::vector<Ended> settle_all(db::Database& database, const desk::Environment& env,
                              std::vector<Work>& batch) {
    std::vector<Ended> ended(batch.size());
    std::latch open(std::ssize(batch));
    for (std::size_t i = 0; i < batch.size(); ++i) {
        Work& work = batch[i];
        Ended& end = ended[i];
        if (!work.is_readable) {
            end.problem = sentence_of(model::incoming_reason("unreadable"));
            open.count_down();
            continue;
        }
        database.write_async(
            [&env, &work, &end](db::Session& session) -> Result<void> {
                const auto disposition = settle(session, env, work.incoming, work.understood);
                if (!disposition) {
                    end.problem = disposition.error().reply;
                    return std::unexpected(disposition.error());
                }
                finish(session, env, work.incoming, *disposition);
                CRASH_POINT("intake.before_commit");
                return {};
            },
            [&end, &open](std::exception_ptr failure) {
                end.failure = failure;
                open.count_down();
            },
            db::Haste::background);
    }
    open.wait();
    return ended;
}

/// What to say of a mail whose transaction threw. A database that is gone or full is thrown on: the
/// mail stays pending.
std::string problem_of(const Work& work, std::exception_ptr failure) {
    try {
        std::rethrow_exception(failure);
    } catch (const db::Failure& error) {
        if (error.kind != db::FailureKind::bug) {
            throw;
        }
        log_error("incoming mail {}: {}", work.incoming.id.value, error.what());
    } catch (const std::exception& error) {
        log_error("incoming mail {}: {}", work.incoming.id.value, error.what());
    }
    return sentence_of(model::incoming_reason("not_stored"));
}

}  // namespace

Intake::Intake(db::Database& database, const desk::Environment& env, IntakeOptions options)
    : database_(database), env_(env), options_(std::move(options)), keys_(options_.key_resolver) {
    careful_until_ = database_.read([](db::Session& session) {
        IncomingMailId last;
        for (auto page = store::list_pending_mails(session, last, 1000); !page.empty();
             page = store::list_pending_mails(session, last, 1000)) {
            last = page.back().id;
        }
        return last;
    });
}

std::size_t Intake::run_careful(IncomingMailId id) {
    const int tries =
        database_.write([&](db::Session& session) { return store::record_try(session, id); });
    if (tries <= kTriesMax) {
        return 0;
    }
    database_.write([&](db::Session& session) {
        if (const auto incoming = store::find_incoming_mail(session, id)) {
            finish(session, env_, *incoming,
                   quarantine(sentence_of(model::incoming_reason("ended_the_program"))));
        }
    });
    return 1;
}

std::size_t Intake::run_rereads() {
    const bool is_wanted =
        database_.read([](db::Session& session) { return store::is_reread_wanted(session); });
    if (!is_wanted) {
        return 0;  // a look that finds nothing must not commit
    }
    auto taken = database_.write(
        [](db::Session& session) { return store::take_rereads(session, kRereadsMax); });
    for (auto& wanted : taken) {
        Work work{.incoming = wanted.mail, .raw = {}, .understood = {}};
        work.raw = database_.read([&](db::Session& session) {
            return store::find_blob(session, wanted.mail.blob_id).value_or("");
        });
        understand_one(env_, {}, work);
        if (work.is_readable) {
            database_.write(
                [&](db::Session& session) { reread(session, env_, wanted, work.understood); });
        }
    }
    return taken.size();
}

std::size_t Intake::run_once() {
    auto batch = database_.read([&](db::Session& session) {
        std::vector<Work> works;
        for (auto& incoming :
             store::list_pending_mails(session, IncomingMailId{}, options_.batch_max)) {
            const bool is_careful = incoming.id <= careful_until_;
            works.push_back({.incoming = std::move(incoming), .raw = {}, .understood = {}});
            if (is_careful) {
                break;  // alone
            }
        }
        for (auto& work : works) {
            work.raw = store::find_blob(session, work.incoming.blob_id).value_or("");
        }
        return works;
    });
    if (batch.empty()) {
        return run_rereads();
    }
    if (batch.front().incoming.id <= careful_until_ &&
        run_careful(batch.front().incoming.id) == 1) {
        return 1;
    }
    fetch_keys(keys_, batch, env_.clock.steady());
    understand_all(env_, keys_.lookup(), batch, options_.parser_threads);
    CRASH_POINT("intake.after_parse");
    const auto ended = settle_all(database_, env_, batch);
    CRASH_POINT("intake.after_commit");
    for (std::size_t i = 0; i < batch.size(); ++i) {
        const std::string problem =
            ended[i].failure ? problem_of(batch[i], ended[i].failure) : ended[i].problem;
        if (!problem.empty()) {
            database_.write([&](db::Session& session) {
                finish(session, env_, batch[i].incoming, quarantine(problem));
            });
        }
    }
    return batch.size();
}

}  // namespace postroom::pipeline
