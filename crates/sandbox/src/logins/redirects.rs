//! Clients that were sent to another data centre.
//!
//! All data centres are this process at one address, so a client that does not
//! name the data centre it dials, when it makes its key, cannot be told from one
//! that dials another: Telethon and kurigram name none. Whoever comes with a new
//! key for the same account soon after such a client was sent away is taken to
//! be that client, where it was sent.

use std::collections::{HashMap, VecDeque};

use parking_lot::Mutex;

use crate::state::{KeyId, UserId};

/// How long a client may take to follow, in seconds.
const PATIENCE: i32 = 60;

/// Who was sent away, by the account that it wanted, the oldest first.
#[derive(Default)]
pub(crate) struct Redirects {
    sent: Mutex<HashMap<UserId, VecDeque<Redirect>>>,
}

struct Redirect {
    key: KeyId,
    at: i32,
}

impl Redirects {
    /// Whether a key belongs to a client that was sent away under another key.
    /// If not, this one is sent away now.
    pub(crate) fn followed(&self, account: UserId, key: KeyId, now: i32) -> bool {
        let mut sent = self.sent.lock();
        let of_account = sent.entry(account).or_default();
        of_account.retain(|redirect| now < redirect.at.saturating_add(PATIENCE));
        if of_account.iter().any(|redirect| redirect.key == key) {
            return false;
        }
        let follows = of_account.pop_front().is_some();
        if !follows {
            of_account.push_back(Redirect { key, at: now });
        }
        follows
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_new_key_follows_one_that_was_sent_away() {
        let redirects = Redirects::default();
        assert!(!redirects.followed(1, 10, 0));
        assert!(!redirects.followed(1, 10, 1), "the same key has not moved");
        assert!(!redirects.followed(2, 11, 1), "another account is another matter");
        assert!(redirects.followed(1, 12, 2));
        assert!(!redirects.followed(1, 13, 3), "the next one is sent away again");
        assert!(!redirects.followed(1, 14, 63), "who comes so late has not followed");
    }
}
