// The client's half of one IMAP connection, without sockets and without a clock.
// Invariant: no secret leaves before TLS unless allowed; no text of ours can become a command;
// however the bytes are cut, the events are the same; what a server makes us keep is bounded.
// Rule: RFC 3501, 4959 (SASL-IR), 2177 (IDLE), 6851 (MOVE), 4315 (UIDPLUS), 9051; IMAP-2 to
// IMAP-11, OUT-21, OUT-22.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/time.hpp"
#include "imap/failure.hpp"
#include "imap/response.hpp"

namespace postroom::imap {

struct Credentials {
    std::string user;
    std::string password;
    std::string oauth_token;  ///< when set, a token mechanism is used, never the password
};

struct ClientOptions {
    bool starttls = true;  ///< required; nothing happens in the clear then
    bool is_tls = false;   ///< the connection is encrypted from the first byte (port 993)
    bool auth_in_clear_allowed = false;
    Credentials credentials;
    std::size_t literal_bytes_max = std::size_t{4} << 20;
};

/// What a connection's owner must do next.
enum class ClientEvent {
    need_input,  ///< write output(), then give bytes to receive()
    start_tls,   ///< write output(), do the handshake, call tls_started()
    ready,       ///< signed in, nothing under way: begin a command or log out
    answer,      ///< take_answer(); `ready` or `failed` follows
    news,        ///< while idling: the mailbox changed; end_idle(), then input is needed
    failed       ///< the connection is of no more use: see failure(); close it
};

/// The mailbox that is open.
struct Selected {
    std::uint32_t uid_validity = 0;
    std::uint32_t uid_next = 0;  ///< 0 when the server does not say
    std::uint32_t exists = 0;
    bool is_read_only = false;
};

/// One mail as a FETCH response tells of it.
struct Fetched {
    std::uint32_t uid = 0;
    std::uint64_t size = 0;
    std::optional<TimePoint> arrived_at;  ///< INTERNALDATE
    std::optional<std::string> body;      ///< what was asked for with BODY.PEEK
};

/// A folder as LIST tells of it. (RFC 3501 section 7.2.2)
struct Folder {
    std::string name;      ///< as the server writes it, in modified UTF-7
    bool is_sent = false;  ///< marked as the one for sent mail (RFC 6154)
};

/// What the server said to one command.
struct Answer {
    bool is_ok = false;
    StatusText status;
    std::vector<std::uint32_t> found;  ///< of UID SEARCH
    std::vector<Fetched> fetched;      ///< of UID FETCH; mails without UID are left out
    std::vector<Folder> folders;       ///< of LIST; those that cannot be opened are left out
};

/// A range of UIDs; `last` 0 means "*".
struct UidRange {
    std::uint32_t first = 1;
    std::uint32_t last = 0;
};

/// One connection. Not thread-safe: one owner.
class Client {
   public:
    explicit Client(ClientOptions options);

    void receive(std::string_view bytes) { input_.append(bytes); }
    /// Runs until the owner must do something. The same event again until it is done.
    ClientEvent next();
    std::string& output() { return output_; }
    void tls_started();
    /// The connection broke or took too long.
    void fail_connection(Cause cause, std::string text);

    // Commands. Precondition: the event was `ready`.
    void select(std::string_view mailbox);
    /// Read only, by the name that LIST gave.
    void examine(std::string_view listed_name);
    void list_folders();
    void noop();
    /// @param since  only mail that arrived on this day or later (the server's days)
    void search(UidRange range, std::optional<TimePoint> since);
    /// Mails of this day or later with this text in that header field.
    /// Precondition: both are printable ASCII.
    void search_header(std::string_view field, std::string_view text, TimePoint since);
    /// UID, size and time of arrival.
    void list_mails(UidRange range);
    /// The same and the Message-ID field, for finding mails again. (IMAP-4)
    void list_message_ids(UidRange range);
    /// Mails up to a piece's size, unread as before; who gets a whole piece asks for more. (IMAP-3)
    void fetch_mails(const std::vector<std::uint32_t>& uids);
    void fetch_chunk(std::uint32_t uid, std::size_t offset, std::size_t bytes);
    /// The header, cut where it is longer than a piece.
    void fetch_header(std::uint32_t uid);
    void store_flags(const std::vector<std::uint32_t>& uids, std::string_view flags);
    void move(const std::vector<std::uint32_t>& uids, std::string_view mailbox);
    void copy(const std::vector<std::uint32_t>& uids, std::string_view mailbox);
    /// Needs UIDPLUS: a plain EXPUNGE would take what others marked. (IMAP-5)
    void expunge(const std::vector<std::uint32_t>& uids);
    void idle();
    /// While idling; the answer follows.
    void end_idle();
    void log_out();

    Answer take_answer();
    const Selected& selected() const { return selected_; }
    bool has(std::string_view capability) const;
    bool is_idling() const { return is_idling_; }
    bool is_tls() const { return is_tls_; }
    bool has_greeted() const { return has_greeted_; }
    Stage stage() const { return stage_; }
    const Failure& failure() const { return *failure_; }

   private:
    enum class State { running, start_tls, ready, answered, failed };
    enum class Awaited { greeting, capability, starttls, auth, capability_after_auth, command };

    void take_response(const std::string& response);
    void take_greeting(std::string_view rest);
    void take_untagged(std::string_view rest);
    void take_counted(std::uint32_t number, std::string_view rest);
    void take_fetch(std::string_view rest);
    void take_folder(std::string_view rest);
    void take_continuation();
    void take_tagged(std::string_view rest);
    void take_code(const StatusText& status);
    void read_capabilities(std::string_view words);
    void after_capabilities();
    void begin_auth();
    void finish_auth(bool is_ok, const StatusText& status);
    void say(Awaited awaited, std::string_view command);
    void begin(std::string_view command) { say(Awaited::command, command); }
    void fail(Cause cause, StatusText status);

    ClientOptions options_;
    ResponseReader reader_;
    State state_ = State::running;
    Awaited awaited_ = Awaited::greeting;
    Stage stage_ = Stage::greeting;
    std::string input_, output_, tag_;
    std::uint32_t commands_ = 0;
    std::size_t untagged_ = 0;
    std::size_t answer_bytes_ = 0;
    std::vector<std::string> capabilities_;  ///< upper case
    std::string sasl_reply_;                 ///< what answers the next "+" while signing in
    Selected selected_;
    Answer answer_;
    std::optional<Failure> failure_;
    bool is_tls_, has_greeted_ = false, is_idling_ = false, idle_began_ = false, has_news_ = false;
    bool is_leaving_ = false;
};

/// The text between quotes. Precondition: printable ASCII.
std::string quoted(std::string_view text);

/// A mailbox's name as IMAP writes it: modified UTF-7 within quotes. Nothing when it holds what no
/// name may hold. (RFC 3501 section 5.1.3)
std::optional<std::string> quoted_mailbox(std::string_view name);

}  // namespace postroom::imap
