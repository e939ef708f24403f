// See tls.hpp.
#include "io/tls.hpp"

#include <openssl/ssl.h>

#include <boost/asio/ssl/context.hpp>
#include <utility>

namespace postroom::io {
namespace {

namespace ssl = boost::asio::ssl;

std::unique_ptr<ssl::context> make_context(ssl::context::method method) {
    auto context = std::make_unique<ssl::context>(method);
    SSL_CTX* native = context->native_handle();
    SSL_CTX_set_min_proto_version(native, TLS1_2_VERSION);
    SSL_CTX_set_options(native, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION);
    SSL_CTX_set_mode(native, SSL_MODE_RELEASE_BUFFERS);
    return context;
}

std::unexpected<Error> unusable(const std::string& file, const boost::system::error_code& error) {
    return fail(ErrorKind::invalid, "tls_file_unusable",
                "The TLS file " + file + " cannot be used: " + error.message());
}

}  // namespace

TlsContext::TlsContext(std::unique_ptr<ssl::context> context, bool verifies)
    : context_(std::move(context)), verifies_(verifies) {}
TlsContext::~TlsContext() = default;

Result<std::shared_ptr<TlsContext>> TlsContext::server(const std::string& certificate_file,
                                                       const std::string& key_file) {
    auto context = make_context(ssl::context::tls_server);
    boost::system::error_code error;
    context->use_certificate_chain_file(certificate_file, error);
    if (error) {
        return unusable(certificate_file, error);
    }
    context->use_private_key_file(key_file, ssl::context::pem, error);
    if (error) {
        return unusable(key_file, error);
    }
    return std::make_shared<TlsContext>(std::move(context), false);
}

Result<std::shared_ptr<TlsContext>> TlsContext::client(const ClientRules& rules) {
    auto context = make_context(ssl::context::tls_client);
    boost::system::error_code error;
    if (rules.verify) {
        context->set_default_verify_paths(error);
        if (!error && !rules.ca_file.empty()) {
            context->load_verify_file(rules.ca_file, error);
        }
        if (error) {
            return unusable(rules.ca_file.empty() ? "of the system's certificates" : rules.ca_file,
                            error);
        }
    }
    context->set_verify_mode(rules.verify ? ssl::verify_peer : ssl::verify_none);
    return std::make_shared<TlsContext>(std::move(context), rules.verify);
}

}  // namespace postroom::io
