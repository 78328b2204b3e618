//! Login tokens: what a client shows as a QR code, and another one scans.
//!
//! <https://core.telegram.org/api/qr-login>

use std::collections::HashMap;

use parking_lot::Mutex;

use crate::state::{KeyId, UserId};

/// How long a token can be scanned, in seconds.
const LIFETIME: i32 = 30;
/// How long a token is known after that, to say what became of it.
const REMEMBERED: i32 = 3_600;

/// All tokens that were shown of late.
#[derive(Default)]
pub(crate) struct QrCodes {
    tokens: Mutex<HashMap<Vec<u8>, Token>>,
}

struct Token {
    /// The key whose client shows it.
    key: KeyId,
    expires: i32,
    /// Accounts that the client has already.
    except: Vec<UserId>,
    scan: Scan,
}

/// What became of a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Scan {
    /// Nobody has scanned it yet.
    Waiting { expires: i32 },
    /// An account has let its client in.
    By(UserId),
    /// The client is in.
    Used,
}

/// Why a token is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum QrRefusal {
    /// No client shows it.
    #[error("no client shows this code")]
    Unknown,
    /// It is too old.
    #[error("the code has expired")]
    Expired,
    /// Somebody has scanned it before.
    #[error("the code was scanned before")]
    AlreadyAccepted,
    /// The client that shows it is logged in to the account already.
    #[error("the client that shows the code is logged in to the account already")]
    Excepted,
}

impl QrCodes {
    /// Has a key's client show a token. Returns until when it can be scanned.
    pub(crate) fn show(&self, token: Vec<u8>, key: KeyId, except: Vec<UserId>, now: i32) -> i32 {
        let mut tokens = self.tokens.lock();
        tokens.retain(|_, token| now < token.expires.saturating_add(REMEMBERED));
        let expires = now.saturating_add(LIFETIME);
        let scan = Scan::Waiting { expires };
        tokens.insert(token, Token { key, expires, except, scan });
        expires
    }

    /// Lets an account accept a token. Returns the key whose client waits.
    pub(crate) fn accept(&self, token: &[u8], by: UserId, now: i32) -> Result<KeyId, QrRefusal> {
        let mut tokens = self.tokens.lock();
        let token = tokens.get_mut(token).ok_or(QrRefusal::Unknown)?;
        match token.scan {
            Scan::By(_) | Scan::Used => return Err(QrRefusal::AlreadyAccepted),
            Scan::Waiting { expires } if now >= expires => return Err(QrRefusal::Expired),
            Scan::Waiting { .. } => {}
        }
        if token.except.contains(&by) {
            return Err(QrRefusal::Excepted);
        }
        token.scan = Scan::By(by);
        Ok(token.key)
    }

    /// The token of a key that an account has accepted, and which account.
    pub(crate) fn accepted(&self, key: KeyId) -> Option<(Vec<u8>, UserId)> {
        let tokens = self.tokens.lock();
        tokens.iter().find_map(|(name, token)| match token.scan {
            Scan::By(account) if token.key == key => Some((name.clone(), account)),
            _ => None,
        })
    }

    /// What became of a token.
    pub(crate) fn scan(&self, token: &[u8], now: i32) -> Result<Scan, QrRefusal> {
        let tokens = self.tokens.lock();
        match tokens.get(token).ok_or(QrRefusal::Unknown)?.scan {
            Scan::Waiting { expires } if now >= expires => Err(QrRefusal::Expired),
            Scan::Used => Err(QrRefusal::AlreadyAccepted),
            scan => Ok(scan),
        }
    }

    /// Notes that the client of a token is in.
    pub(crate) fn spend(&self, token: &[u8]) {
        if let Some(token) = self.tokens.lock().get_mut(token) {
            token.scan = Scan::Used;
        }
    }
}
