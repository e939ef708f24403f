// Lending connections; see readers.hpp.
#include "db/readers.hpp"

#include <algorithm>
#include <utility>

#include "db/failure.hpp"

namespace postroom::db {

Readers::Readers(Driver& driver, std::size_t connections_max)
    : driver_(driver), connections_max_(std::max<std::size_t>(1, connections_max)) {}

void Readers::run(std::move_only_function<void(Session&)>& work) {
    std::unique_ptr<Connection> connection = borrow();
    try {
        begin(connection);
        Session session{*connection};
        work(session);
        connection->commit();
    } catch (...) {
        if (connection) {
            connection->roll_back();
        }
        give_back(std::move(connection));
        throw;
    }
    give_back(std::move(connection));
}

/// Reconnects once when the connection turns out to be lost: nothing has run yet.
void Readers::begin(std::unique_ptr<Connection>& connection) {
    try {
        if (connection) {
            connection->begin(Begin::read);
            return;
        }
    } catch (const Failure&) {
        if (connection->usable()) {
            throw;
        }
    }
    connection = driver_.connect(Begin::read);
    connection->begin(Begin::read);
}

/// Nothing when the borrower must connect first; it counts as lent all the same.
std::unique_ptr<Connection> Readers::borrow() {
    std::unique_lock lock{mutex_};
    returned_.wait(lock, [&] { return lent_ < connections_max_; });
    ++lent_;
    if (idle_.empty()) {
        return nullptr;
    }
    std::unique_ptr<Connection> connection = std::move(idle_.back());
    idle_.pop_back();
    return connection;
}

void Readers::give_back(std::unique_ptr<Connection> connection) {
    {
        const std::lock_guard lock{mutex_};
        --lent_;
        if (connection && connection->usable()) {
            idle_.push_back(std::move(connection));
        } else {
            idle_.clear();  // whatever ended this connection has probably ended the others too
        }
    }
    returned_.notify_one();
}

}  // namespace postroom::db
