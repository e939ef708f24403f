// Certificates and rules of an encrypted connection.
// Invariant: TLS 1.2 or newer, no renegotiation; a client that verifies checks chain and host name.
// (SRV-9, OUT-21)
#pragma once

#include <memory>
#include <string>

#include "core/result.hpp"

namespace boost::asio::ssl {
class context;
}  // namespace boost::asio::ssl

namespace postroom::io {

class TlsContext {
   public:
    /// For a listener. PEM files: the certificate with its chain, and its key.
    static Result<std::shared_ptr<TlsContext>> server(const std::string& certificate_file,
                                                      const std::string& key_file);

    struct ClientRules {
        bool verify = true;   ///< chain and host name; false for opportunistic encryption only
        std::string ca_file;  ///< further trusted certificates (PEM) beside the system's
    };
    static Result<std::shared_ptr<TlsContext>> client(const ClientRules& rules);

    explicit TlsContext(std::unique_ptr<boost::asio::ssl::context> context, bool verifies);
    ~TlsContext();

    boost::asio::ssl::context& native() { return *context_; }
    bool verifies() const { return verifies_; }

   private:
    std::unique_ptr<boost::asio::ssl::context> context_;
    bool verifies_;
};

}  // namespace postroom::io
