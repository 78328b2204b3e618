//! Who is there: people who sign in, their browsers and programs, and what they may do.
//!
//! ```text
//! a browser's cookie ─► Access::signed_in ─► Signed ┐
//! a program's token  ─► Access::bearer    ─► Bearer ┴─► whose rows, and what may be done with them
//! ```
//!
//! A person is an owner: their rows are theirs, and nobody else's requests see them. What a browser or a
//! program holds names its owner, so nothing is looked up before it is known whose rows to look at; only
//! the name that somebody signs in with is looked up for all.
//!
//! This crate must not know HTTP, cookies or Telegram, and has no text for people. What it decides by is
//! in [`domain::access`]; what it stores is stored by [`store`].
//!
//! | module | what it holds |
//! |---|---|
//! | `secrets` | what a browser or a program holds: made once, stored as a hash |
//! | `passwords` | argon2id, on threads that may take their time |
//! | `attempts` | how many wrong passwords came from an address |
//! | `prove` | whether somebody is who they say, and how often they may be wrong |
//! | `sign_in` | signing in and out, and proving again who one is |
//! | `halfway` | people whose code is awaited |
//! | `codes` | the codes of an app, and what stands in for them |
//! | `passkeys` | what a person's device signs in with |
//! | `tokens` | the tokens of programs |
//! | `given_out` | taking back what else lets somebody in |
//! | `people` | the first person, invitations, roles |
//! | `audit` | what is written down |

mod attempts;
mod audit;
mod codes;
mod error;
mod given_out;
mod halfway;
mod passkeys;
mod passwords;
mod people;
mod prove;
mod secrets;
mod sign_in;
mod tokens;

use std::collections::HashMap;
use std::fmt;
use std::net::IpAddr;
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex};

use domain::{Clock, OwnerId, Scopes, SignInId, Timestamp, TokenId, User};
use store::Store;
use zeroize::Zeroizing;

pub use attempts::network;
pub use codes::NewCodes;
pub use error::Error;
pub use passkeys::{Added, LONGEST_PASSKEY_NAME, MOST_PASSKEYS, Passkey, PasskeySite, Question};
pub use people::{Invited, Joined};
pub use sign_in::{Attempt, NewSignIn, Outcome};
pub use store::{ApiToken, Invitation, SignIn};
pub use tokens::NewToken;

/// Who is there; cheap to clone.
#[derive(Clone)]
pub struct Access {
    inner: Arc<Inner>,
}

pub(crate) struct Inner {
    pub(crate) store: Store,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) passwords: passwords::Passwords,
    pub(crate) attempts: attempts::Attempts,
    pub(crate) halfway: halfway::Halfway,
    pub(crate) passkeys: passkeys::Questions,
    /// Secrets of apps that have not shown a code yet.
    pub(crate) new_codes: Mutex<HashMap<OwnerId, Zeroizing<Vec<u8>>>>,
    /// Held while it is changed who looks after the server.
    pub(crate) people: tokio::sync::Mutex<()>,
    /// Whether it is known that somebody has a password: that never changes back.
    pub(crate) closed: AtomicBool,
}

/// Where a request comes from.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Source {
    /// The address; `None` for this machine's command line.
    pub address: Option<IpAddr>,
    /// What the browser or the program says it is.
    pub agent: String,
}

/// A person who has signed in, in a browser.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signed {
    /// The person.
    pub user: User,
    /// The browser.
    pub browser: SignInId,
    /// Whether they have proved lately who they are: what cannot be taken back asks for it.
    pub is_confirmed: bool,
}

/// A program that acts for a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bearer {
    /// Whose rows are theirs.
    pub owner: OwnerId,
    /// The token.
    pub token: TokenId,
    /// What it may do.
    pub scopes: Scopes,
    /// When it ends by itself.
    pub expires_at: Option<Timestamp>,
}

impl Access {
    /// Looks after who may use what is in a store.
    pub fn new(store: Store, clock: Arc<dyn Clock>) -> Self {
        Self {
            inner: Arc::new(Inner {
                store,
                clock,
                passwords: passwords::Passwords::default(),
                attempts: attempts::Attempts::default(),
                halfway: halfway::Halfway::default(),
                passkeys: passkeys::Questions::default(),
                new_codes: Mutex::default(),
                people: tokio::sync::Mutex::default(),
                closed: AtomicBool::new(false),
            }),
        }
    }
}

impl fmt::Debug for Access {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Access").finish_non_exhaustive()
    }
}
