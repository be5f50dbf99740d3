#include <openssl/err.h>

#include "http/inside.h"

static int refuse(const char *path, struct ie_error *err)
{
    char reason[120];

    ERR_error_string_n(ERR_get_error(), reason, sizeof(reason));
    ERR_clear_error();
    ie_fail(err, IE_INPUT, "http.tls");
    ie_error_arg(err, "path", path);
    ie_error_arg(err, "reason", reason);
    return IE_INPUT;
}

static int choose_http_1(SSL *ssl, const unsigned char **out, unsigned char *out_len,
                         const unsigned char *in, unsigned in_len, void *arg)
{
    static const unsigned char ours[] = "\x08http/1.1";
    unsigned char *found;

    if (SSL_select_next_proto(&found, out_len, ours, sizeof(ours) - 1, in, in_len) !=
        OPENSSL_NPN_NEGOTIATED)
        return SSL_TLSEXT_ERR_NOACK;
    *out = found;
    return SSL_TLSEXT_ERR_OK;
}

/* TLS 1.2 with forward secrecy and AEAD, or 1.3; after Mozilla's "intermediate". */
int ie_http_tls(const char *cert, const char *key, SSL_CTX **tls, struct ie_error *err)
{
    SSL_CTX *made = SSL_CTX_new(TLS_server_method());

    if (!made)
        return ie_fail_nomem(err);
    SSL_CTX_set_min_proto_version(made, TLS1_2_VERSION);
    SSL_CTX_set_options(made, SSL_OP_NO_COMPRESSION | SSL_OP_NO_RENEGOTIATION |
                                  SSL_OP_CIPHER_SERVER_PREFERENCE);
    SSL_CTX_set_mode(made, SSL_MODE_RELEASE_BUFFERS);
    SSL_CTX_set_alpn_select_cb(made, choose_http_1, NULL);
    if (SSL_CTX_set_cipher_list(made, "ECDHE+AESGCM:ECDHE+CHACHA20") != 1 ||
        SSL_CTX_use_certificate_chain_file(made, cert) != 1) {
        SSL_CTX_free(made);
        return refuse(cert, err);
    }
    if (SSL_CTX_use_PrivateKey_file(made, key, SSL_FILETYPE_PEM) != 1 ||
        SSL_CTX_check_private_key(made) != 1) {
        SSL_CTX_free(made);
        return refuse(key, err);
    }
    *tls = made;
    return 0;
}
