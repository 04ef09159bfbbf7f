# METADATA
# title: Logging in, and the lockout
# description: |
#   Decides the logins of machine identities and users, what a login spends, and
#   when failures lock it. An unknown client id, a wrong secret and a removed
#   method look alike from outside; while a login is locked nothing else is said
#   about it. A person who changes the password presents the old one, and guesses
#   at it count as guesses at a login do. Failures for one account from addresses where its user never logged
#   in slow down further ones from such addresses, and no others. Renewal and revocation are granted here: who holds the token may,
#   and the package `tokens` says whether it is alive. docs/contract.md 5.2.
package authz.rules.login

import data.authz.checks
import data.authz.rules.network
import data.authz.rules.rates

handles := {
	"universal-auth": {"login"},
	"user": {"login"},
	"account": {"changePassword"},
	"access-token": {"renew", "revoke"},
}

# METADATA
# scope: document
# title: The proof that the request carries speaks for it
grant contains "credentials" if {
	_logging_in
	_recognised
}

grant contains "password" if {
	_changing_password
	_recognised
	input.subject.type == "user"
	input.subject.id == input.resource.id
}

grant contains "token" if {
	checks.public
	input.action.name in handles["access-token"]
	input.resource.type == "access-token"
	input.facts.token
}

# METADATA
# title: The credentials are not good
# description: The client id or account is unknown, its method was removed, or no secret of it matches.
# custom:
#   code: credentials_invalid
#   status: 401
#   remediation: Check the client id and the client secret, or the e-mail address and the password. After many failures for one account, wait some minutes - until then even the right password is refused.
deny contains {"code": "credentials_invalid", "message": "Invalid credentials"} if {
	_logging_in
	not _locked
	not _recognised
}

# METADATA
# title: The old password is wrong
# description: A new password needs the old one, which a stolen session does not have.
# custom:
#   code: password_wrong
#   status: 400
#   remediation: Give the present password as oldPassword, or have an operator reset it with `warder admin reset-password`.
deny contains {"code": "password_wrong", "message": "Incorrect current password."} if {
	_changing_password
	not _locked
	not _recognised
}

# METADATA
# title: The old password was wrong too often
# description: Even the right one is refused until the lock ends.
# custom:
#   code: password_locked_out
#   status: 400
#   remediation: Wait until the lock ends, or have an operator reset the password with `warder admin reset-password`.
deny contains {
	"code": "password_locked_out",
	"message": "The password was wrong too often, please try again later",
} if {
	_changing_password
	_locked
}

# METADATA
# title: The login is locked after too many failures
# description: |
#   Even the right secret is refused until the lock ends. A person gets
#   `credentials_invalid`, as for an address without an account.
# custom:
#   code: login_locked_out
#   status: 401
#   remediation: Wait until the lock ends, or have an administrator clear the lockouts of the identity.
deny contains {
	"code": "login_locked_out",
	"message": "This identity auth method is temporarily locked, please try again later",
} if {
	_logging_in
	_locked
}

# METADATA
# title: The client secret was revoked
# description: The secret is the right one, but it was taken back.
# custom:
#   code: client_secret_revoked
#   status: 401
#   remediation: Create a new client secret for the identity.
deny contains {"code": "client_secret_revoked", "message": "Access denied due to revoked client secret"} if {
	_logging_in
	_open
	not _unrevoked
}

# METADATA
# title: The client secret has expired
# description: The secret is the right one, but its lifetime has passed.
# custom:
#   code: client_secret_expired
#   status: 401
#   remediation: Create a new client secret for the identity, with a longer lifetime if need be.
deny contains {"code": "client_secret_expired", "message": "Access denied due to expired client secret"} if {
	_logging_in
	_open
	not _unexpired
}

# METADATA
# title: The client secret has no uses left
# description: The secret is the right one, but it was made for a limited number of logins.
# custom:
#   code: client_secret_uses_exhausted
#   status: 401
#   remediation: Create a new client secret for the identity, with a higher use limit if need be.
deny contains {
	"code": "client_secret_uses_exhausted",
	"message": "Access denied due to client secret usage limit reached",
} if {
	_logging_in
	_open
	not _usable
}

# METADATA
# scope: document
# title: What the login leaves behind
# description: |
#   A wrong or revoked secret counts towards the lock, an expired or used-up one
#   does not. Nothing from an address that may not log in counts, nothing beyond a
#   rate, and nothing while the lock lasts, so that an outsider cannot prolong it.
#   The number after `lock_login` is for how many seconds.
obligation contains "count_login_failure" if _failed

obligation contains "count_account_failure" if {
	_failed
	input.facts.login.account.known_device == false
}

obligation contains "restart_account_count" if {
	_failed
	input.facts.login.account
	not _counting_for_account
}

obligation contains "restart_login_count" if {
	_failed
	not _counting
}

obligation contains sprintf("lock_login:%d", [_lockout.duration_seconds]) if {
	_failed
	_recent_failures + 1 >= _lockout.threshold
}

obligation contains "clear_login_failure" if {
	_succeeds
	_remembers_failures
}

obligation contains "count_secret_use" if {
	_succeeds
	input.resource.type == "universal-auth"
}

_logging_in if {
	checks.public
	input.action.name == "login"
	input.resource.type in {"universal-auth", "user"}
}

_changing_password if {
	input.action.name == "changePassword"
	input.resource.type == "account"
}

_presenting if _logging_in

_presenting if _changing_password

_of_person if input.resource.type == "user"

_of_person if _changing_password

_known if {
	input.facts.login.known
	input.facts.login.owner_accepted
}

# An auth method has settings of its own; those for people are in data.json.
_lockout := input.facts.login.lockout if input.resource.type == "universal-auth"

_lockout := object.union(input.facts.login.lockout, data.authz.rules.login.lockout) if _of_person

_unlocked if _lockout.enabled == false

# A login without settings could never be locked, so it is refused.
_unlocked if {
	_lockout.enabled == true
	_lockout.threshold > 0
	_lockout.duration_seconds > 0
	_lockout.counter_reset_seconds > 0
	_lockout.locked_until <= input.context.now
}

_locked if {
	_known
	not _unlocked
}

_locked if {
	_known
	not _in_turn
}

# Only the accounts of people have passwords that can be guessed.
_in_turn if not _of_person

_in_turn if input.facts.login.account.known_device

_in_turn if input.facts.login.account.failures < _guessing.threshold

# The wait grows with each failure.
_in_turn if {
	further := input.facts.login.account.failures - _guessing.threshold
	wait := _guessing.waits[min([further, count(_guessing.waits) - 1])]
	input.context.now - input.facts.login.account.last_failure_at >= wait
}

_guessing := data.authz.rules.login.guessing

_counting_for_account if {
	input.context.now - input.facts.login.account.last_failure_at <= _guessing.counter_reset_seconds
}

_recognised if {
	_known
	input.facts.login.secret
}

# The secret's own state is looked at, and spoken of, only past this point.
_open if {
	_recognised
	_unlocked
	_in_turn
}

_unrevoked if input.facts.login.secret.revoked == false

_unexpired if input.facts.login.secret.expires_at == 0

_unexpired if input.context.now < input.facts.login.secret.expires_at

_usable if input.facts.login.secret.uses_limit == 0

_usable if input.facts.login.secret.uses < input.facts.login.secret.uses_limit

_succeeds if {
	_logging_in
	count(deny) == 0
	network.address_allowed
}

_failed if {
	_presenting
	_known
	_unlocked
	_in_turn
	_lockout.enabled
	network.address_allowed
	not rates.exceeded
	not _unrevoked
}

# Failures are forgotten some time after the last one.
_counting if input.context.now - _lockout.last_failure_at <= _lockout.counter_reset_seconds

_recent_failures := _lockout.failures if {
	_counting
} else := 0

_remembers_failures if _lockout.failures > 0

_remembers_failures if _lockout.locked_until > 0
