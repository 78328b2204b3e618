//! Who comes in, and how: TLS, names, passwords and tokens.

use domain::access::{LONGEST_NAME, SHORTEST_PASSWORD, SignUpProblem};
use domain::{LONGEST_TOKEN_NAME, TokenNameProblem};

use super::outside::of_io;
use super::{Trouble, listed, shown};
use crate::language::{Texts, text};

/// What is wrong, of the troubles that are of signing in; of others what they say themselves.
pub(super) fn of_signing_in(texts: &Texts, trouble: &Trouble) -> String {
    match trouble {
        Trouble::NoTls { address } => {
            text!(texts, "trouble-no-tls", address = address.to_string())
        }
        Trouble::NoPassword { address } => {
            text!(texts, "trouble-no-password", address = address.to_string())
        }
        Trouble::NoCertificate { path } => {
            text!(texts, "trouble-no-certificate", path = shown(path))
        }
        Trouble::NoPrivateKey { path } => {
            text!(texts, "trouble-no-private-key", path = shown(path))
        }
        Trouble::NotPem { path } => text!(texts, "trouble-not-pem", path = shown(path)),
        Trouble::TlsUnfit { cert, key, source } => text!(
            texts,
            "trouble-tls-unfit",
            cert = shown(cert),
            key = shown(key),
            reason = source.to_string()
        ),
        Trouble::NoSuchPerson { name, names } => {
            let head = text!(texts, "trouble-no-such-person", name = super::shortened(name));
            listed(head, names.iter().map(|name| format!("  {name}")))
        }
        Trouble::TokenName { problem } => match problem {
            TokenNameProblem::Empty => text!(texts, "trouble-token-name-empty"),
            TokenNameProblem::Long => {
                text!(texts, "trouble-token-name-long", most = LONGEST_TOKEN_NAME)
            }
            TokenNameProblem::NotShown => text!(texts, "trouble-token-name-not-shown"),
        },
        Trouble::PasswordUnread { source } => {
            text!(texts, "trouble-password-unread", reason = of_io(texts, source))
        }
        Trouble::PasswordsDiffer => text!(texts, "trouble-passwords-differ"),
        Trouble::SignUp(problem) => match problem {
            SignUpProblem::NameEmpty => text!(texts, "trouble-name-empty"),
            SignUpProblem::NameUnusable => {
                text!(texts, "trouble-name-unusable", most = LONGEST_NAME)
            }
            SignUpProblem::PasswordShort => {
                text!(texts, "trouble-password-short", least = SHORTEST_PASSWORD)
            }
            SignUpProblem::PasswordLong => text!(texts, "trouble-password-long"),
            SignUpProblem::PasswordGuessed => text!(texts, "trouble-password-guessed"),
        },
        other => other.to_string(),
    }
}
