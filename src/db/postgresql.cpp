// Connections to PostgreSQL: prepared statements in binary format, transactions, lost connections.
#include "db/postgresql.hpp"

#include <fmt/format.h>
#include <libpq-fe.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cstdlib>
#include <mutex>
#include <vector>

#include "core/log.hpp"
#include "core/text.hpp"
#include "db/dialect.hpp"
#include "db/failure.hpp"
#include "db/postgresql_codec.hpp"
#include "db/postgresql_failure.hpp"
#include "db/postgresql_statement.hpp"
#include "db/statement_cache.hpp"

namespace postroom::db {

namespace {

constexpr int kBinary = 1;

struct Finish {
    void operator()(PGconn* handle) const { PQfinish(handle); }
};

class PgConnection final : public Connection {
   public:
    PgConnection(const std::string& url, Begin role);

    Dialect dialect() const override { return Dialect::postgresql; }
    Cursor& run(std::string_view sql, std::span<const Value> args) override {
        return start(sql, args);
    }
    std::int64_t execute(std::string_view sql, std::span<const Value> args) override;
    void script(std::string_view sql) override { command(resolve_dialect(sql, dialect())); }

    void begin(Begin kind) override;
    void commit() override;
    void roll_back() noexcept override;
    TransactionState transaction() const noexcept override;
    void set_savepoint() override;
    /// Left to the next set_savepoint() or commit(): one round trip instead of two.
    void release_savepoint() override {}
    void roll_back_to_savepoint() override { command("rollback to savepoint job"); }

    Result<void> check(std::string_view sql) override;
    std::string explain(std::string_view sql) override;
    bool usable() const noexcept override {
        return !lost_ && PQstatus(handle_.get()) == CONNECTION_OK;
    }
    void tidy() noexcept override {}
    std::string description() const;

   private:
    [[noreturn]] void fail_with(const PGresult* result, std::string_view sql);
    PgResult command(const std::string& sql);
    PgStatement& start(std::string_view sql, std::span<const Value> args);
    PgStatement& prepare(std::string_view sql, std::span<const Value> args);
    PgResult execute_prepared(const std::string& name, std::span<const Value> args);
    void prepare_as(const std::string& name, const std::string& sql, std::span<const Oid> types);
    std::string refusal(const std::string& sql, std::vector<Oid> types);

    std::unique_ptr<PGconn, Finish> handle_;
    StatementCache<PgStatement> statements_;
    std::uint64_t prepared_ = 0;
    bool has_savepoint_ = false;
    bool lost_ = false;
    // Arguments of the statement being sent; kept to spare allocations.
    std::vector<std::array<char, 8>> numbers_;
    std::vector<const char*> values_;
    std::vector<int> lengths_;
    std::vector<int> formats_;
};

PgConnection::PgConnection(const std::string& url, Begin role) {
    // What stands before dbname is a default that the URL may override.
    const std::array<const char*, 8> keywords{
        "connect_timeout", "application_name", "tcp_user_timeout", "keepalives_idle",
        "options",         "dbname",           "client_encoding",  nullptr};
    const char* own = "-c lock_timeout=10s -c idle_in_transaction_session_timeout=60s";
    const std::array<const char*, 8> values{"5", "postroom",  "15000", "30",
                                            own, url.c_str(), "UTF8",  nullptr};
    handle_.reset(PQconnectdbParams(keywords.data(), values.data(), 1));
    if (!usable()) {
        throw Failure{FailureKind::unavailable,
                      fmt::format("postgresql: {}", one_line(PQerrorMessage(handle_.get())))};
    }
    PQsetNoticeReceiver(
        handle_.get(),
        [](void*, const PGresult* notice) {
            log_debug("postgresql: {}", one_line(PQresultErrorMessage(notice)));
        },
        nullptr);
    if (role == Begin::write) {
        command(
            "select set_config('synchronous_commit', 'on', false)"
            " where current_setting('synchronous_commit') = 'off'");
    }
}

void PgConnection::fail_with(const PGresult* result, std::string_view sql) {
    try {
        throw_postgresql(handle_.get(), result, sql);
    } catch (const Failure& failure) {
        // libpq may still call the connection good after the server has said goodbye.
        lost_ = lost_ || failure.kind == FailureKind::unavailable;
        throw;
    }
}

PgResult PgConnection::command(const std::string& sql) {
    PgResult result{PQexec(handle_.get(), sql.c_str())};
    const ExecStatusType status = PQresultStatus(result.get());
    if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK && status != PGRES_EMPTY_QUERY) {
        fail_with(result.get(), sql);
    }
    return result;
}

void PgConnection::prepare_as(const std::string& name, const std::string& sql,
                              std::span<const Oid> types) {
    const PgResult result{PQprepare(handle_.get(), name.c_str(), sql.c_str(),
                                    static_cast<int>(types.size()), types.data())};
    if (PQresultStatus(result.get()) != PGRES_COMMAND_OK) {
        fail_with(result.get(), sql);
    }
}

PgStatement& PgConnection::prepare(std::string_view sql, std::span<const Value> args) {
    PgStatement* found = statements_.find(sql);
    if (found != nullptr && found->fits(args)) {
        return *found;
    }
    if (found != nullptr && found->running()) {
        throw Failure{FailureKind::bug, fmt::format("statement started while it runs: {}", sql)};
    }
    std::vector<Oid> types;
    std::vector<Value::Kind> kinds;
    for (const Value& arg : args) {
        types.push_back(parameter_type(arg.kind));
        kinds.push_back(arg.kind);
    }
    auto statement =
        std::make_unique<PgStatement>(fmt::format("s{}", ++prepared_), std::move(kinds));
    prepare_as(statement->name(), resolve_dialect(sql, dialect()), types);
    return statements_.add(sql, std::move(statement));
}

PgResult PgConnection::execute_prepared(const std::string& name, std::span<const Value> args) {
    numbers_.resize(args.size());
    values_.resize(args.size());
    lengths_.resize(args.size());
    formats_.assign(args.size(), kBinary);
    for (std::size_t index = 0; index < args.size(); ++index) {
        const Value& arg = args[index];
        std::string_view bytes = arg.view.data() != nullptr ? arg.view : std::string_view{""};
        if (arg.kind == Value::Kind::integer || arg.kind == Value::Kind::real) {
            numbers_[index] = encode_big_endian(arg.kind == Value::Kind::integer
                                                    ? static_cast<std::uint64_t>(arg.integer)
                                                    : std::bit_cast<std::uint64_t>(arg.real));
            bytes = {numbers_[index].data(), numbers_[index].size()};
        }
        values_[index] = arg.null ? nullptr : bytes.data();
        lengths_[index] = static_cast<int>(bytes.size());
    }
    return PgResult{PQexecPrepared(handle_.get(), name.c_str(), static_cast<int>(args.size()),
                                   values_.data(), lengths_.data(), formats_.data(), kBinary)};
}

PgStatement& PgConnection::start(std::string_view sql, std::span<const Value> args) {
    PgStatement& statement = prepare(sql, args);
    if (statement.running()) {
        throw Failure{FailureKind::bug, fmt::format("statement started while it runs: {}", sql)};
    }
    PgResult result = execute_prepared(statement.name(), args);
    const ExecStatusType status = PQresultStatus(result.get());
    if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK) {
        fail_with(result.get(), sql);
    }
    statement.start(std::move(result));
    return statement;
}

std::int64_t PgConnection::execute(std::string_view sql, std::span<const Value> args) {
    PgStatement& statement = start(sql, args);
    const std::int64_t changed = statement.changed();
    statement.close();
    return changed;
}

void PgConnection::begin(Begin kind) {
    has_savepoint_ = false;
    command(kind == Begin::write ? "begin" : "begin isolation level repeatable read read only");
}

void PgConnection::commit() {
    // The server answers COMMIT of an aborted transaction with ROLLBACK, and calls it a success.
    const PgResult result = command("commit");
    if (std::string_view{PQcmdStatus(result.get())} != "COMMIT") {
        throw Failure{FailureKind::bug, "commit of an aborted transaction"};
    }
}

void PgConnection::roll_back() noexcept {
    if (usable() && transaction() != TransactionState::none) {
        const PgResult result{PQexec(handle_.get(), "rollback")};
    }
}

TransactionState PgConnection::transaction() const noexcept {
    if (!usable()) {
        return TransactionState::none;
    }
    switch (PQtransactionStatus(handle_.get())) {
        case PQTRANS_INTRANS:
        case PQTRANS_ACTIVE:
            return TransactionState::open;
        case PQTRANS_INERROR:
            return TransactionState::aborted;
        case PQTRANS_IDLE:
        case PQTRANS_UNKNOWN:
            return TransactionState::none;
    }
    return TransactionState::none;
}

void PgConnection::set_savepoint() {
    command(has_savepoint_ ? "release savepoint job; savepoint job" : "savepoint job");
    has_savepoint_ = true;
}

/// The server's message, or nothing when it accepts `sql` with parameters of these types.
std::string PgConnection::refusal(const std::string& sql, std::vector<Oid> types) {
    command("savepoint checked");
    std::string message;
    try {
        prepare_as("checked", sql, types);
        command("deallocate checked");
    } catch (const Failure& failure) {
        message = failure.what();
    }
    command("rollback to savepoint checked; release savepoint checked");
    return message;
}

Result<void> PgConnection::check(std::string_view sql) {
    std::string message;
    try {
        const std::string own = resolve_dialect(sql, dialect());
        message = refusal(own, {});
        // A parameter that the text alone does not type is typed by its argument when it runs.
        constexpr std::string_view untyped = "data type of parameter $";
        std::vector<Oid> types;
        for (int tries = 0; tries < 20 && message.find(untyped) != std::string::npos; ++tries) {
            const auto digits = message.substr(message.find(untyped) + untyped.size());
            const auto number = static_cast<std::size_t>(std::atoi(digits.c_str()));
            types.resize(std::max(types.size(), number));
            types[number - 1] = parameter_type(Value::Kind::integer);
            message = refusal(own, types);
        }
    } catch (const Failure& failure) {
        message = failure.what();
    }
    if (message.empty()) {
        return {};
    }
    return fail(ErrorKind::invalid, "statement_refused", "The statement is refused.", message);
}

std::string PgConnection::explain(std::string_view sql) {
    const std::string own = resolve_dialect(sql, dialect());
    prepare_as("explained", own, {});
    const PgResult description{PQdescribePrepared(handle_.get(), "explained")};
    std::string nulls;
    for (int index = 0; index < PQnparams(description.get()); ++index) {
        nulls += nulls.empty() ? "(null" : ", null";
    }
    command("set local plan_cache_mode = force_generic_plan");
    const PgResult plan =
        command(fmt::format("explain execute explained{}{}", nulls, nulls.empty() ? "" : ")"));
    std::string text;
    for (int row = 0; row < PQntuples(plan.get()); ++row) {
        text.append(PQgetvalue(plan.get(), row, 0)).push_back('\n');
    }
    command("deallocate explained");
    return text;
}

std::string PgConnection::description() const {
    const char* version = PQparameterStatus(handle_.get(), "server_version");
    return fmt::format("PostgreSQL {} at {}/{}", version != nullptr ? version : "?",
                       PQhost(handle_.get()), PQdb(handle_.get()));
}

class PgDriver final : public Driver {
   public:
    explicit PgDriver(std::string url) : url_(std::move(url)) {}
    Dialect dialect() const override { return Dialect::postgresql; }
    std::unique_ptr<Connection> connect(Begin role) override {
        auto connection = std::make_unique<PgConnection>(url_, role);
        const std::lock_guard lock{mutex_};
        description_ = connection->description();
        return connection;
    }
    bool single_connection() const override { return false; }
    std::string description() const override {
        const std::lock_guard lock{mutex_};
        return description_;
    }

   private:
    const std::string url_;
    mutable std::mutex mutex_;
    std::string description_ = "PostgreSQL";
};

}  // namespace

std::unique_ptr<Driver> postgresql_driver(std::string url) {
    return std::make_unique<PgDriver>(std::move(url));
}

}  // namespace postroom::db
