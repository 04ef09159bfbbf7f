-- +goose Up
CREATE TABLE auth_methods (
    id                            TEXT PRIMARY KEY,
    org_id                        TEXT NOT NULL,
    identity_id                   TEXT NOT NULL REFERENCES identities (id) ON DELETE CASCADE,
    method                        TEXT NOT NULL,
    client_id                     TEXT,
    access_token_ttl              BIGINT NOT NULL,
    access_token_max_ttl          BIGINT NOT NULL,
    access_token_period           BIGINT NOT NULL,
    access_token_num_uses_limit   BIGINT NOT NULL,
    access_token_trusted_ips      TEXT,
    client_secret_trusted_ips     TEXT,
    lockout_enabled               BOOLEAN NOT NULL,
    lockout_threshold             BIGINT NOT NULL,
    lockout_duration_seconds      BIGINT NOT NULL,
    lockout_counter_reset_seconds BIGINT NOT NULL,
    created_at                    BIGINT NOT NULL,
    updated_at                    BIGINT NOT NULL
);
CREATE UNIQUE INDEX auth_methods_identity_id_method ON auth_methods (identity_id, method);
CREATE UNIQUE INDEX auth_methods_client_id ON auth_methods (client_id);

CREATE TABLE client_secrets (
    id             TEXT PRIMARY KEY,
    org_id         TEXT NOT NULL,
    identity_id    TEXT NOT NULL,
    auth_method_id TEXT NOT NULL REFERENCES auth_methods (id) ON DELETE CASCADE,
    description    TEXT NOT NULL,
    prefix         TEXT NOT NULL,
    hash           TEXT NOT NULL,
    num_uses       BIGINT NOT NULL,
    num_uses_limit BIGINT NOT NULL,
    ttl            BIGINT NOT NULL,
    expires_at     BIGINT,
    is_revoked     BOOLEAN NOT NULL,
    created_at     BIGINT NOT NULL,
    updated_at     BIGINT NOT NULL
);
CREATE INDEX client_secrets_by_prefix ON client_secrets (auth_method_id, prefix);
CREATE INDEX client_secrets_by_identity ON client_secrets (identity_id);

CREATE TABLE access_tokens (
    id               TEXT PRIMARY KEY,
    org_id           TEXT NOT NULL,
    identity_id      TEXT NOT NULL,
    auth_method_id   TEXT NOT NULL REFERENCES auth_methods (id) ON DELETE CASCADE,
    method           TEXT NOT NULL,
    client_secret_id TEXT REFERENCES client_secrets (id) ON DELETE CASCADE,
    name             TEXT,
    ttl              BIGINT NOT NULL,
    max_ttl          BIGINT NOT NULL,
    period           BIGINT NOT NULL,
    num_uses         BIGINT NOT NULL,
    num_uses_limit   BIGINT NOT NULL,
    expires_at       BIGINT,
    max_expires_at   BIGINT,
    last_used_at     BIGINT,
    last_renewed_at  BIGINT,
    is_revoked       BOOLEAN NOT NULL,
    created_at       BIGINT NOT NULL,
    updated_at       BIGINT NOT NULL
);
CREATE INDEX access_tokens_by_identity ON access_tokens (identity_id);
CREATE INDEX access_tokens_by_method ON access_tokens (auth_method_id);
CREATE INDEX access_tokens_by_client_secret ON access_tokens (client_secret_id);

-- org_id is empty for a user's failures, so it refers to nothing.
CREATE TABLE login_failures (
    login_key    TEXT NOT NULL,
    address      TEXT NOT NULL,
    org_id       TEXT NOT NULL,
    failures     BIGINT NOT NULL,
    last_failure BIGINT NOT NULL,
    locked_until BIGINT,
    PRIMARY KEY (login_key, address)
);

-- org_id is empty until an organization is chosen.
CREATE TABLE sessions (
    id              TEXT PRIMARY KEY,
    user_id         TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    org_id          TEXT NOT NULL,
    ip              TEXT NOT NULL,
    user_agent      TEXT NOT NULL,
    access_version  BIGINT NOT NULL,
    refresh_version BIGINT NOT NULL,
    last_used       BIGINT NOT NULL,
    created_at      BIGINT NOT NULL,
    updated_at      BIGINT NOT NULL
);
-- Without user_agent: an index row has a size limit, a header line has none.
CREATE INDEX sessions_by_address ON sessions (user_id, ip);

CREATE TABLE api_keys (
    id         TEXT PRIMARY KEY,
    user_id    TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    name       TEXT NOT NULL,
    hash       TEXT NOT NULL,
    last_used  BIGINT,
    expires_at BIGINT,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);
CREATE INDEX api_keys_by_user ON api_keys (user_id);

CREATE TABLE service_tokens (
    id            TEXT PRIMARY KEY,
    org_id        TEXT NOT NULL,
    project_id    TEXT NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
    name          TEXT NOT NULL,
    scopes        TEXT,
    permissions   TEXT,
    hash          TEXT NOT NULL,
    encrypted_key TEXT NOT NULL,
    iv            TEXT NOT NULL,
    tag           TEXT NOT NULL,
    created_by    TEXT NOT NULL,
    last_used     BIGINT,
    expires_at    BIGINT,
    created_at    BIGINT NOT NULL,
    updated_at    BIGINT NOT NULL
);
CREATE INDEX service_tokens_by_project ON service_tokens (project_id);
